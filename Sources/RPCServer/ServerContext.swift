internal import NIOCore
public import RPC

/// What an asynchronous handler knows of its call.
public struct ServerContext: Sendable {
  let exchange: ServerExchange

  /// The method that was called.
  public var method: MethodDescriptor { exchange.descriptor }
  /// The metadata that came with the call.
  public var metadata: Metadata { exchange.metadata }
  /// Who calls.
  public var peer: ConnectionPeer { exchange.peer }
  /// Time the call had left when it began; nil without a deadline. The handler's task is cancelled
  /// when it is over.
  public var timeout: Duration? { exchange.timeout.map { .nanoseconds(Int64(clamping: $0)) } }
  /// Time the call has left now, zero where that is none; nil without a deadline. Calls that the handler
  /// makes in turn take it as the time-out of their options, and end with the handler's task:
  /// `CallOptions(timeout: context.timeLeft)`.
  public var timeLeft: Duration? {
    exchange.deadline.map { deadline in
      let now = NIODeadline.now().uptimeNanoseconds
      return .nanoseconds(Int64(clamping: deadline - min(now, deadline)))
    }
  }

  /// Whether the call was made by GET, as Connect has it for methods without side effects.
  package var isGet: Bool { exchange.isGet }

  /// A value that an interceptor attached to the call.
  public subscript<Key: CallValueKey>(key: Key.Type) -> Key.Value? {
    exchange.interceptedCall?[key]
  }

  /// Whether the request message that was read last came compressed.
  public var lastRequestWasCompressed: Bool { exchange.lastRequestWasCompressed }

  /// Chooses what responses are compressed with, nil for nothing, instead of the server's
  /// `responseCompression`. Returns false, and changes nothing, when the client does not accept it or
  /// responses have left already.
  @discardableResult
  public func setCompression(_ compression: CompressionAlgorithm?) -> Bool {
    exchange.setCompression(compression)
  }

  /// Ends the stream of requests for who reads it, with this error. From any thread.
  package func endRequests(_ error: RPCError) { exchange.requests.finish(.failure(error)) }

  /// Sets the metadata that precedes the first response. Returns false when that has left already.
  @discardableResult
  public func setInitialMetadata(_ metadata: Metadata) -> Bool {
    exchange.setInitialMetadata(metadata)
  }

  /// Sets the metadata that ends the call if it succeeds; an `RPCError` brings its own.
  public func setTrailingMetadata(_ metadata: Metadata) { exchange.setTrailingMetadata(metadata) }
}
