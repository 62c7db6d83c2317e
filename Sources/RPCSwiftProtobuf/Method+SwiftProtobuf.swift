#if SwiftProtobuf
  public import RPC
  public import RPCServer
  public import SwiftProtobuf

  // As the methods of the same names in `RPCServer`, with messages of swift-protobuf both ways.
  extension RPCServer.Method {
    /// A method with one request and one response.
    public static func unary<Request: Message, Response: Message>(
      _ descriptor: MethodDescriptor,
      _ handler:
        nonisolated(nonsending) @escaping @Sendable (Request, ServerContext)
        async throws -> Response
    ) -> RPCServer.Method {
      unary(descriptor, request: .protobuf, response: .protobuf, handler)
    }

    /// A method with one request and a stream of responses.
    public static func serverStreaming<Request: Message, Response: Message>(
      _ descriptor: MethodDescriptor,
      _ handler:
        @escaping @Sendable (Request, ResponseWriter<Response>, ServerContext) async throws -> Void
    ) -> RPCServer.Method {
      serverStreaming(descriptor, request: .protobuf, response: .protobuf, handler)
    }

    /// A method with a stream of requests and one response.
    public static func clientStreaming<Request: Message, Response: Message>(
      _ descriptor: MethodDescriptor,
      _ handler:
        @escaping @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
    ) -> RPCServer.Method {
      clientStreaming(descriptor, request: .protobuf, response: .protobuf, handler)
    }

    /// A method with a stream of requests and one of responses.
    public static func bidirectionalStreaming<Request: Message, Response: Message>(
      _ descriptor: MethodDescriptor,
      _ handler:
        @escaping @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext)
        async throws -> Void
    ) -> RPCServer.Method {
      bidirectionalStreaming(descriptor, request: .protobuf, response: .protobuf, handler)
    }
  }
#endif
