public import RPC

/// Where the requests of a streaming call go. Written by one task at a time.
public struct RequestWriter<Message: Sendable>: Sendable {
  private let relay: RequestRelay
  private let coding: MessageCoding<Message>
  private let check: @Sendable (Int) throws(RPCError) -> Void

  init(
    relay: RequestRelay, coding: MessageCoding<Message>,
    check: @escaping @Sendable (_ size: Int) throws(RPCError) -> Void
  ) {
    self.relay = relay
    self.coding = coding
    self.check = check
  }

  /// Queues a message, and waits while the server takes none. Throws `RPCError` when the call is over,
  /// by the server's will or because its task was cancelled.
  ///
  /// - Parameter compressed: false leaves this message uncompressed in a call with
  ///   `CallOptions.compression`.
  public func write(_ message: Message, compressed: Bool = true) async throws {
    let encoded = try coding.encode(message)
    try check(encoded.count)
    try await relay.write(MessageFrame.framed(encoded, compressed ? relay.compression : nil))
  }
}

extension ClientChannel {
  /// Calls a method with a stream of requests and one response.
  ///
  /// ```swift
  /// let report = try await channel.clientStreaming(
  ///   method, encoding: request, decoding: response
  /// ) { requests in
  ///   for page in pages { try await requests.write(page) }
  /// }
  /// ```
  ///
  /// - Parameter requests: Writes the requests, in a task of its own that is cancelled when the call is
  ///   over. When it returns the server is told that there are no more. What it throws ends the call:
  ///   an `RPCError` as it is, anything else as CANCELLED. A server may answer before it has every
  ///   request; `write` throws from then on. A call that is made again does not run it again: what it
  ///   wrote is sent anew.
  public func clientStreaming<Request: Sendable, Response: Sendable>(
    _ method: MethodDescriptor, encoding: MessageCoding<Request>,
    decoding: MessageCoding<Response>, options: CallOptions = CallOptions(),
    requests: @escaping @Sendable (RequestWriter<Request>) async throws -> Void
  ) async throws -> Response {
    try await single(
      bidirectionalStreaming(
        method, encoding: encoding, decoding: decoding, options: options, requests: requests))
  }

  /// Calls a method with a stream of requests and one of responses. The call is made, and `requests` is
  /// run, when the responses are iterated over, anew for each iteration.
  ///
  /// - Parameter requests: As for `clientStreaming`. It runs while responses are read: a reader who
  ///   stops reading does not hold it up until the server does.
  public func bidirectionalStreaming<Request: Sendable, Response: Sendable>(
    _ method: MethodDescriptor, encoding: MessageCoding<Request>,
    decoding: MessageCoding<Response>, options: CallOptions = CallOptions(),
    requests: @escaping @Sendable (RequestWriter<Request>) async throws -> Void
  ) -> ResponseStream<Response> {
    ResponseStream(
      start: { [self] in
        let relay = RequestRelay(
          limit: configuration.retryBufferSize, compression: options.compression)
        guard let handle = try await begin(method, options, relay, attempt: nil) else {
          throw RPCError(.cancelled, "the call was cancelled")
        }
        let methods = methods
        // Of the channel only this: its task does not keep the channel.
        let writer = RequestWriter(relay: relay, coding: encoding) {
          (size) throws(RPCError) in try methods.check(requestSize: size, of: method)
        }
        relay.run { try await requests(writer) }
        return handle
      }, coding: decoding, channel: self, method: method)
  }

  /// Begins an attempt at a streaming call; nil when the requests cannot be sent another time.
  private func begin(
    _ method: MethodDescriptor, _ options: CallOptions, _ relay: RequestRelay, attempt: Attempt?
  ) async throws -> ClientCallHandle? {
    let handle = try await ClientCallHandle.start(
      method, on: self, options, requests: .stream(relay), attempt: attempt,
      restart: { [self] in try await begin(method, options, relay, attempt: $0) })
    return handle.beginRequests() ? handle : nil
  }
}
