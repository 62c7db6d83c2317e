import InMemoryTracing
import Logging
import RPC
import RPCClient
import RPCServer
import RPCTracing
import Testing
import Tracing

@Suite struct TracingTests {
  private static let method = MethodDescriptor(
    service: "test.Traced", method: "Parent", kind: .unary)
  private static let header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

  @Test func theTraceOfACallerReachesTheHandlerByTraceparent() async throws {
    let tracer = InMemoryTracer()
    var caller = InstrumentationContext.topLevel
    caller.traceparent = Self.header
    let seen = try await InstrumentationContext.$current.withValue(caller) {
      try await Self.call(tracer, interceptsClient: true)
    }
    #expect(seen == Self.header)
    let spans = tracer.finishedSpans
    #expect(spans.map(\.kind) == [.server, .client] || spans.map(\.kind) == [.client, .server])
    #expect(spans.allSatisfy { $0.operationName == "test.Traced/Parent" })
    for span in spans {
      #expect(span.attributes.get("rpc.system") == .string("grpc"))
      #expect(span.attributes.get("rpc.grpc.status_code") == .int64(0))
    }
  }

  @Test func aCallWithoutATraceBeginsOne() async throws {
    let tracer = InMemoryTracer()
    let seen = try await Self.call(tracer, interceptsClient: false)
    #expect(seen == "")
    #expect(tracer.finishedSpans.count == 1)
  }

  @Test func headersAreFoundWhateverTheirCaseAndReplacedWhenTheyAreSet() {
    var metadata = Metadata()
    metadata.append("a=1", for: "tracestate")
    metadata.append("b=2", for: "tracestate")
    #expect(MetadataExtractor().extract(key: "Tracestate", from: metadata) == "a=1,b=2")
    MetadataInjector().inject("c=3", forKey: "TraceState", into: &metadata)
    #expect(metadata[text: "tracestate"] == ["c=3"])
    #expect(MetadataExtractor().extract(key: "traceparent", from: metadata) == nil)
  }

  /// What a handler saw of the caller's trace.
  private static func call(
    _ tracer: InMemoryTracer, interceptsClient: Bool
  ) async throws -> String {
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext)
    configuration.interceptors = [
      TracingServerInterceptor(tracer: tracer, instrument: TraceParent())
    ]
    let server = try Server(
      configuration, services: [Traced(method: method)], logger: Logger(label: "test"))
    let port = try await server.start()[0].port
    var client = ClientConfiguration(
      host: "127.0.0.1", port: port, security: .insecurePlaintext)
    if interceptsClient {
      client.interceptors = [TracingClientInterceptor(tracer: tracer, instrument: TraceParent())]
    }
    let channel = try ClientChannel(client)
    let result = await Result { () async throws -> [UInt8] in
      try await channel.unary(method, [], encoding: .bytes, decoding: .bytes)
    }
    channel.close()
    await server.shutdown(grace: .seconds(10))
    return String(decoding: try result.get(), as: UTF8.self)
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}

/// Answers with the trace that its handler runs in.
private struct Traced: Service {
  let method: MethodDescriptor
  var name: String { method.service }
  var methods: [Method] {
    [
      .unary(method, request: .bytes, response: .bytes) { _, _ in
        Array((InstrumentationContext.current?.traceparent ?? "").utf8)
      }
    ]
  }
}

/// Carries `traceparent` unchanged, as a proxy would.
private struct TraceParent: Instrument {
  func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    context.traceparent = extractor.extract(key: "traceparent", from: carrier)
  }

  func inject<Carrier, Inject: Injector>(
    _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    if let value = context.traceparent {
      injector.inject(value, forKey: "traceparent", into: &carrier)
    }
  }
}

private enum TraceParentKey: InstrumentationContextKey {
  typealias Value = String
}

extension InstrumentationContext {
  fileprivate var traceparent: String? {
    get { self[TraceParentKey.self] }
    set { self[TraceParentKey.self] = newValue }
  }
}
