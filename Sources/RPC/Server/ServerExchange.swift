internal import Synchronization

/// An asynchronous handler's side of a call. Usable from any thread.
package final class ServerExchange: Sendable {
  private let method: ServerMethod
  private let requestHeaders: RequestHeaders
  package let peer: ConnectionPeer
  /// When the call has to be over, on the server's clock; nil without a deadline.
  package let deadline: UInt64?
  /// Requests as they come; nil where the handler got its only one to begin with.
  let incoming: InboundQueue?
  package let responses: OutboundQueue
  package let maximumRequestSize: Int
  /// The call as interceptors see it; nil without any.
  package let interceptedCall: ServerCallInfo?
  let ending: Mutex<Ending>
  private let lastRequestCompressed = Atomic(false)
  private let account: CallAccount
  /// How messages are sent both ways that are not sent as they are.
  private let form: MessageForm?
  /// What compressed requests of the connection may become; nil for a call without any.
  package let inflation: InflationBudget?
  /// Bytes of an incomplete request that whoever reads holds.
  private let incomplete = Mutex(0)

  struct Ending {
    var initialMetadata = Metadata()
    var compression: CompressionAlgorithm?
    var isCompressionSettled = false
    var headersSent = false
    var trailingMetadata = Metadata()
    var error: RPCError?
  }

  init(
    method: ServerMethod, requestHeaders: RequestHeaders, peer: ConnectionPeer, deadline: UInt64?,
    maximumRequestSize: Int, compression: CompressionAlgorithm?, form: MessageForm? = nil,
    interceptedCall: ServerCallInfo?,
    requests: InboundQueue?,
    responses: OutboundQueue, account: CallAccount, inflation: InflationBudget?
  ) {
    self.account = account
    self.form = form
    self.inflation = inflation
    self.method = method
    self.requestHeaders = requestHeaders
    self.peer = peer
    self.deadline = deadline
    self.maximumRequestSize = maximumRequestSize
    self.interceptedCall = interceptedCall
    incoming = requests
    self.responses = responses
    let accepted = compression.flatMap { requestHeaders.accepts($0) ? $0 : nil }
    ending = Mutex(Ending(compression: accepted))
  }

  deinit { account.release(incomplete.withLock { $0 }) }

  package var descriptor: MethodDescriptor { method.descriptor }

  /// Whether the call was made by GET.
  package var isGet: Bool { requestHeaders.httpMethod == .get }

  /// The request's metadata, made anew for who asks.
  package var metadata: Metadata { requestHeaders.metadata }

  /// Nanoseconds of the server's clock left when the call began; nil without a deadline.
  package var timeout: UInt64? { requestHeaders.timeout }

  /// Requests as they come, for methods that take a stream of them.
  package var requests: InboundQueue {
    guard let incoming else { preconditionFailure("the method takes one request, not a stream") }
    return incoming
  }

  /// Says that the reader of the requests holds one of so many bytes which is not complete, or none with 0.
  /// Throws RESOURCE_EXHAUSTED when the connection or the server holds too much.
  package func holdIncomplete(_ count: Int) throws(RPCError) {
    // Small ones are part of what a call costs.
    let count = count > ServerCall.smallRequest ? count : 0
    let refusal = incomplete.withLock { held -> RPCError? in
      do throws(RPCError) {
        if count > held { try account.hold(count - held) } else { account.release(held - count) }
        held = count
        return nil
      } catch {
        return error
      }
    }
    if let refusal { throw refusal }
  }

  // MARK: Compression

  /// What compressed requests are compressed with.
  package var requestEncoding: CompressionAlgorithm? { requestHeaders.encoding }

  /// Whether the request that was read last came compressed.
  package var lastRequestWasCompressed: Bool {
    get { lastRequestCompressed.load(ordering: .relaxed) }
    set { lastRequestCompressed.store(newValue, ordering: .relaxed) }
  }

  /// Chooses what responses are compressed with. False, and nothing changes, when the client does not
  /// read that, or it is too late.
  package func setCompression(_ compression: CompressionAlgorithm?) -> Bool {
    if let compression, !requestHeaders.accepts(compression) { return false }
    return ending.withLock {
      guard !$0.headersSent, !$0.isCompressionSettled else { return false }
      $0.compression = compression
      return true
    }
  }

  /// What a response is to be compressed with; from now on that cannot be changed.
  package func settledCompression() -> CompressionAlgorithm? {
    ending.withLock {
      if $0.compression != nil { $0.isCompressionSettled = true }
      return $0.compression
    }
  }

  // MARK: Metadata

  /// Sets the metadata that precedes the first response. False when that has already left.
  package func setInitialMetadata(_ metadata: Metadata) -> Bool {
    ending.withLock {
      guard !$0.headersSent else { return false }
      $0.initialMetadata = metadata
      return true
    }
  }

  /// Sets the metadata that ends a successful call.
  package func setTrailingMetadata(_ metadata: Metadata) {
    ending.withLock { $0.trailingMetadata = metadata }
  }

  // MARK: Messages

  /// Calls `body` with the message that a request's bytes mean.
  package func reading<Result>(
    _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard let form else { return try body(bytes) }
    return try form.request(bytes).withUnsafeBytes(body)
  }

  /// A response's message as it is sent.
  package func written(_ message: [UInt8]) throws -> [UInt8] {
    try form?.json(message) ?? message
  }

  /// Answers with the only, or the last, message.
  package func answer(_ message: [UInt8]) throws {
    try responses.writeLast(written(message), settledCompression())
  }

  /// The handler returned. True when whoever holds the responses will see it.
  func finish(_ error: RPCError?) -> Bool {
    if let error { ending.withLock { $0.error = error } }
    incoming?.discard()
    return responses.finish()
  }

  /// Whether the call, whose handler has returned, ends with OK and nothing beside it.
  var endsPlainly: Bool { ending.withLock { $0.error == nil && $0.trailingMetadata.isEmpty } }

  /// The connection is done with the call before the handler is.
  func abandon(_ error: RPCError) {
    incoming?.finish(.failure(error))
    responses.fail(error)
    incoming?.discard()
  }

  /// How the handler failed, if it did.
  var error: RPCError? { ending.withLock { $0.error } }

  /// The metadata that goes with an OK.
  var trailingMetadata: Metadata { ending.withLock { $0.trailingMetadata } }

  /// The metadata to send first; from now on it cannot be changed.
  func takeInitialMetadata() -> (Metadata, CompressionAlgorithm?) {
    ending.withLock {
      $0.headersSent = true
      return ($0.initialMetadata, $0.compression)
    }
  }
}
