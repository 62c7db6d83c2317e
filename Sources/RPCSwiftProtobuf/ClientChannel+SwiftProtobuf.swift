#if SwiftProtobuf
  public import RPC
  public import RPCClient
  public import SwiftProtobuf

  // As the methods of the same names in `RPCClient`, with messages of swift-protobuf both ways: the type of
  // the response is that of what the answer is assigned to.
  extension ClientChannel {
    /// Calls a method with one request and one response.
    public func unary<Request: Message, Response: Message>(
      _ method: MethodDescriptor, _ request: Request, options: CallOptions = CallOptions()
    ) async throws -> Response {
      try await unary(
        method, request, encoding: .protobuf, decoding: .protobuf, options: options)
    }

    /// Calls a method with one request and a stream of responses.
    public func serverStreaming<Request: Message, Response: Message>(
      _ method: MethodDescriptor, _ request: Request, options: CallOptions = CallOptions()
    ) -> ResponseStream<Response> {
      serverStreaming(
        method, request, encoding: .protobuf, decoding: .protobuf, options: options)
    }

    /// Calls a method with a stream of requests and one response.
    public func clientStreaming<Request: Message, Response: Message>(
      _ method: MethodDescriptor, options: CallOptions = CallOptions(),
      requests: @escaping @Sendable (RequestWriter<Request>) async throws -> Void
    ) async throws -> Response {
      try await clientStreaming(
        method, encoding: .protobuf, decoding: .protobuf, options: options, requests: requests)
    }

    /// Calls a method with a stream of requests and one of responses.
    public func bidirectionalStreaming<Request: Message, Response: Message>(
      _ method: MethodDescriptor, options: CallOptions = CallOptions(),
      requests: @escaping @Sendable (RequestWriter<Request>) async throws -> Void
    ) -> ResponseStream<Response> {
      bidirectionalStreaming(
        method, encoding: .protobuf, decoding: .protobuf, options: options, requests: requests)
    }
  }
#endif
