internal import FoundationEssentials
internal import InteropMessages
internal import RPC
package import RPCServer

/// `grpc.testing.TestService` (grpc/doc/interop-test-descriptions.md, "Server").
package struct InteropService: Service {
  /// Largest response payload that is made, in bytes.
  static let largestPayload = 64 << 20
  /// Most responses that a HalfDuplexCall may ask for before it has them.
  static let mostBufferedResponses = 10_000

  package init() {}

  package var name: String { Methods.service }

  package var methods: [Method] {
    [
      .unary(Methods.emptyCall, request: Codings.empty, response: Codings.empty) { _, context in
        Self.echoMetadata(context)
      },
      .unary(
        Methods.unaryCall, request: Codings.simpleRequest, response: Codings.simpleResponse
      ) { request, context in
        Self.echoMetadata(context)
        try Self.expect(request.expectCompressed, context)
        try Self.end(request.responseStatus)
        context.setCompression(request.responseCompressed == true ? .gzip : nil)
        return try Self.payload(request.responseType, request.responseSize)
      },
      .unary(
        Methods.cacheableUnaryCall, request: Codings.simpleRequest, response: Codings.simpleResponse
      ) { _, context in
        var metadata = Metadata()
        metadata.append("max-age=60, public", for: "cache-control")
        context.setInitialMetadata(metadata)
        return Array("\(Int(Date().timeIntervalSince1970 * 1e9))".utf8)
      },
      .clientStreaming(
        Methods.streamingInputCall, request: Codings.streamedInput,
        response: Codings.streamedInputResponse
      ) { requests, context in
        Self.echoMetadata(context)
        var size = 0
        for try await request in requests {
          try Self.expect(request.expectCompressed, context)
          size += request.payload?.count ?? 0
        }
        return size
      },
      .serverStreaming(
        Methods.streamingOutputCall, request: Codings.streamedOutputRequest,
        response: Codings.streamedOutput
      ) { request, responses, context in
        Self.echoMetadata(context)
        context.setCompression(.gzip)
        try await Self.answer(request, responses)
      },
      .bidirectionalStreaming(
        Methods.fullDuplexCall, request: Codings.streamedOutputRequest,
        response: Codings.streamedOutput
      ) { requests, responses, context in
        Self.echoMetadata(context)
        context.setCompression(.gzip)
        for try await request in requests { try await Self.answer(request, responses) }
      },
      .bidirectionalStreaming(
        Methods.halfDuplexCall, request: Codings.streamedOutputRequest,
        response: Codings.streamedOutput
      ) { requests, responses, context in
        Self.echoMetadata(context)
        context.setCompression(.gzip)
        try await Self.answerAtTheEnd(requests, responses)
      },
    ]
  }

  private static func answer(
    _ request: StreamedOutputRequest, _ responses: ResponseWriter<[UInt8]>
  ) async throws {
    try end(request.responseStatus)
    for parameters in request.responses {
      if parameters.interval > .zero { try await Task.sleep(for: parameters.interval) }
      try await responses.write(
        payload(request.responseType, parameters.size), compressed: parameters.compressed == true)
    }
  }

  private static func answerAtTheEnd(
    _ requests: RequestStream<StreamedOutputRequest>, _ responses: ResponseWriter<[UInt8]>
  ) async throws {
    var waiting: [StreamedOutputRequest] = []
    var count = 0
    for try await var request in requests {
      request.payload = nil
      // A request without parameters is kept as well.
      count += max(1, request.responses.count)
      guard count <= mostBufferedResponses else {
        throw RPCError(
          .resourceExhausted, "more than \(mostBufferedResponses) responses were asked for at once")
      }
      waiting.append(request)
    }
    for request in waiting { try await answer(request, responses) }
  }

  private static func payload(_ type: UInt32, _ size: Int) throws -> [UInt8] {
    guard type == 0 else {
      throw RPCError(.invalidArgument, "response_type: \(type) is not supported, 0 is")
    }
    guard (0...largestPayload).contains(size) else {
      throw RPCError(
        .invalidArgument, "the response's size: \(size) is not within 0 to \(largestPayload)")
    }
    return [UInt8](repeating: 0, count: size)
  }

  private static func expect(_ compressed: Bool?, _ context: ServerContext) throws {
    if compressed == true, !context.lastRequestWasCompressed {
      throw RPCError(.invalidArgument, "expect_compressed: the request is not compressed")
    }
  }

  private static func end(_ status: EchoStatus?) throws {
    guard let status, status.code != 0 else { return }
    throw RPCError(StatusCode(rawValue: status.code) ?? .unknown, status.message)
  }

  private static func echoMetadata(_ context: ServerContext) {
    var initial = Metadata()
    for value in context.metadata[text: EchoedMetadata.initial] {
      initial.append(value, for: EchoedMetadata.initial)
    }
    if !initial.isEmpty { context.setInitialMetadata(initial) }
    var trailing = Metadata()
    for value in context.metadata[binary: EchoedMetadata.trailing] {
      trailing.append(value, for: EchoedMetadata.trailing)
    }
    if !trailing.isEmpty { context.setTrailingMetadata(trailing) }
  }
}
