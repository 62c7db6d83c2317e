internal import ConformanceMessages
internal import RPC
package import RPCServer

/// connectrpc.conformance.v1.ConformanceService: does what each request says, and tells what it saw of it.
package struct ConformanceService: Service {
  package init() {}

  package var name: String { ConformanceMethods.service }

  package var methods: [Method] {
    [
      unary("Unary"),
      // May be asked for by GET.
      Method(
        unary("IdempotentUnary").registered.descriptor,
        unary("IdempotentUnary").registered.handler, hasNoSideEffects: true),
      .serverStreaming(
        Self.method("ServerStream", .serverStreaming), request: .bytes, response: .bytes
      ) { request, responses, context in
        let request = try CallRequest(request)
        var info = Self.info(context)
        info.requests = [AnyMessage(named: "ServerStreamRequest", request.bytes)]
        try await Self.answer(
          try request.definition.map { try ResponseDefinition(stream: $0) }, info, responses,
          context)
      },
      .clientStreaming(
        Self.method("ClientStream", .clientStreaming), request: .bytes, response: .bytes
      ) { requests, context in
        var info = Self.info(context)
        var definition: ResponseDefinition?
        for try await request in requests {
          if info.requests.isEmpty {
            definition = try CallRequest(request).definition.map {
              try ResponseDefinition(unary: $0)
            }
          }
          info.requests.append(AnyMessage(named: "ClientStreamRequest", request))
        }
        return try await Self.answer(definition, info, context)
      },
      .bidirectionalStreaming(
        Self.method("BidiStream", .bidirectionalStreaming), request: .bytes, response: .bytes
      ) { requests, responses, context in
        try await Self.converse(requests, responses, context)
      },
    ]
  }

  private static func method(_ name: String, _ kind: MethodKind) -> MethodDescriptor {
    MethodDescriptor(service: ConformanceMethods.service, method: name, kind: kind)
  }

  private func unary(_ name: String) -> Method {
    .unary(Self.method(name, .unary), request: .bytes, response: .bytes) { request, context in
      let call = try CallRequest(request)
      var info = Self.info(context)
      info.requests = [AnyMessage(named: "\(name)Request", request)]
      return try await Self.answer(
        call.definition.map { try ResponseDefinition(unary: $0) }, info, context)
    }
  }

  /// What is seen of a call before its requests.
  private static func info(_ context: ServerContext) -> RequestInfo {
    var info = RequestInfo()
    info.headers = [Header](context.metadata)
    info.timeout = context.timeout
    info.isGet = context.isGet
    return info
  }

  private static func begin(
    _ definition: ResponseDefinition?, _ context: ServerContext
  ) throws {
    guard let definition else { return }
    guard !definition.isRaw else {
      throw RPCError(.unimplemented, "only the suite's own server sends raw responses")
    }
    context.setInitialMetadata(definition.headers.metadata)
    context.setTrailingMetadata(definition.trailers.metadata)
  }

  private static func answer(
    _ definition: ResponseDefinition?, _ info: RequestInfo, _ context: ServerContext
  ) async throws -> [UInt8] {
    try begin(definition, context)
    if let delay = definition?.delay, delay > .zero { try await Task.sleep(for: delay) }
    if let error = definition?.error {
      throw error.status(adding: info, trailers: definition?.trailers.metadata ?? Metadata())
    }
    return CallResponse.bytes(data: definition?.data.first, info: info)
  }

  private static func answer(
    _ definition: ResponseDefinition?, _ info: RequestInfo, _ responses: ResponseWriter<[UInt8]>,
    _ context: ServerContext
  ) async throws {
    try begin(definition, context)
    guard let definition else { return }
    for (index, data) in definition.data.enumerated() {
      if definition.delay > .zero { try await Task.sleep(for: definition.delay) }
      try await responses.write(CallResponse.bytes(data: data, info: index == 0 ? info : nil))
    }
    try end(definition, definition.data.isEmpty ? info : nil)
  }

  private static func end(_ definition: ResponseDefinition, _ info: RequestInfo?) throws {
    guard let error = definition.error else { return }
    throw error.status(adding: info, trailers: definition.trailers.metadata)
  }

  private static func converse(
    _ requests: RequestStream<[UInt8]>, _ responses: ResponseWriter<[UInt8]>,
    _ context: ServerContext
  ) async throws {
    var info = info(context)
    var definition: ResponseDefinition?
    var isFirst = true
    var isFullDuplex = false
    var sent = 0
    for try await request in requests {
      if isFirst {
        isFirst = false
        let call = try CallRequest(request)
        definition = try call.definition.map { try ResponseDefinition(stream: $0) }
        isFullDuplex = call.isFullDuplex
        if isFullDuplex { try begin(definition, context) }
      }
      info.requests.append(AnyMessage(named: "BidiStreamRequest", request))
      guard isFullDuplex, let definition else { continue }
      guard sent < definition.data.count else {
        // What is asked for beyond the answers that there are ends the call.
        break
      }
      if definition.delay > .zero { try await Task.sleep(for: definition.delay) }
      try await responses.write(CallResponse.bytes(data: definition.data[sent], info: info))
      sent += 1
      info = RequestInfo()
    }
    guard isFullDuplex, let definition else {
      try await answer(definition, info, responses, context)
      return
    }
    for data in definition.data.dropFirst(sent) {
      if definition.delay > .zero { try await Task.sleep(for: definition.delay) }
      try await responses.write(CallResponse.bytes(data: data, info: sent == 0 ? info : nil))
      sent += 1
    }
    try end(definition, sent == 0 ? info : nil)
  }
}
