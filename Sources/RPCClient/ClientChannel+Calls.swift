public import RPC

extension ClientChannel {
  /// Calls a method with one request and one response.
  public func unary<Request: Sendable, Response: Sendable>(
    _ method: MethodDescriptor, _ request: Request, encoding: MessageCoding<Request>,
    decoding: MessageCoding<Response>, options: CallOptions = CallOptions()
  ) async throws -> Response {
    try await single(
      serverStreaming(method, request, encoding: encoding, decoding: decoding, options: options))
  }

  /// The one response of a method that gives one.
  func single<Response>(_ responses: ResponseStream<Response>) async throws -> Response {
    var iterator = responses.makeAsyncIterator()
    guard let response = try await iterator.next() else {
      throw RPCError(.unimplemented, "the server ended the call with OK and without a response")
    }
    guard try await iterator.next() == nil else {
      throw RPCError(.unimplemented, "the server sent more than one response to a unary call")
    }
    return response
  }

  /// Calls a method with one request and a stream of responses. The call is made when the responses
  /// are iterated over, anew for each iteration.
  public func serverStreaming<Request: Sendable, Response: Sendable>(
    _ method: MethodDescriptor, _ request: Request, encoding: MessageCoding<Request>,
    decoding: MessageCoding<Response>, options: CallOptions = CallOptions()
  ) -> ResponseStream<Response> {
    ResponseStream(
      start: { [self] in try await start(method, encoding.encode(request), options) },
      coding: decoding, channel: self, method: method)
  }

  /// Starts a call that sends one message.
  package func start(
    _ method: MethodDescriptor, _ message: [UInt8], _ options: CallOptions
  ) async throws -> ClientCallHandle {
    try await start(method, message, options, attempt: nil)
  }

  private func start(
    _ method: MethodDescriptor, _ message: [UInt8], _ options: CallOptions, attempt: Attempt?
  ) async throws -> ClientCallHandle {
    try methods.check(requestSize: message.count, of: method)
    return try await ClientCallHandle.start(
      method, on: self, options,
      requests: .one(MessageFrame.framed(message, options.compression)), attempt: attempt,
      restart: { [self] in try await start(method, message, options, attempt: $0) })
  }
}
