public import RPC

extension Method {
  /// A method with one request and one response.
  ///
  /// Handlers run on the event loop of their connection: they must not block it.
  public static func unary<Request, Response>(
    _ descriptor: MethodDescriptor, request: MessageCoding<Request>,
    response: MessageCoding<Response>,
    _ handler:
      nonisolated(nonsending) @escaping @Sendable (Request, ServerContext)
      async throws -> Response
  ) -> Method {
    check(descriptor, .unary)
    return Method(
      descriptor,
      .single { exchange, message in
        // Sent to the task, which alone uses it.
        nonisolated(unsafe) let request = try request.decodeRequest(message)
        return {
          let answer = try await handler(request, ServerContext(exchange: exchange))
          try exchange.answer(response.encode(answer))
        }
      })
  }

  /// A method with one request and a stream of responses.
  public static func serverStreaming<Request, Response>(
    _ descriptor: MethodDescriptor, request: MessageCoding<Request>,
    response: MessageCoding<Response>,
    _ handler:
      @escaping @Sendable (Request, ResponseWriter<Response>, ServerContext) async throws -> Void
  ) -> Method {
    check(descriptor, .serverStreaming)
    return Method(
      descriptor,
      .single { exchange, message in
        // Sent to the task, which alone uses it.
        nonisolated(unsafe) let request = try request.decodeRequest(message)
        return {
          try await handler(
            request, ResponseWriter(exchange: exchange, coding: response),
            ServerContext(exchange: exchange))
        }
      })
  }

  /// A method with a stream of requests and one response.
  public static func clientStreaming<Request, Response>(
    _ descriptor: MethodDescriptor, request: MessageCoding<Request>,
    response: MessageCoding<Response>,
    _ handler: @escaping @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
  ) -> Method {
    make(descriptor, .clientStreaming, request, response) { requests, responses, context in
      try await responses.write(handler(requests, context))
    }
  }

  /// A method with a stream of requests and one of responses.
  public static func bidirectionalStreaming<Request, Response>(
    _ descriptor: MethodDescriptor, request: MessageCoding<Request>,
    response: MessageCoding<Response>,
    _ handler:
      @escaping @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext)
      async throws -> Void
  ) -> Method {
    make(descriptor, .bidirectionalStreaming, request, response, handler)
  }

  private static func check(_ descriptor: MethodDescriptor, _ kind: MethodKind) {
    precondition(descriptor.kind == kind, "\(descriptor.path) is \(descriptor.kind), not \(kind)")
  }

  private static func make<Request, Response>(
    _ descriptor: MethodDescriptor, _ kind: MethodKind, _ request: MessageCoding<Request>,
    _ response: MessageCoding<Response>,
    _ handler:
      @escaping @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext)
      async throws -> Void
  ) -> Method {
    check(descriptor, kind)
    return Method(
      descriptor,
      .asynchronous { exchange in
        try await handler(
          RequestStream(exchange: exchange, coding: request),
          ResponseWriter(exchange: exchange, coding: response), ServerContext(exchange: exchange))
      })
  }
}
