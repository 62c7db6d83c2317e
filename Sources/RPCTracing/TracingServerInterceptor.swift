public import RPC
public import Tracing

/// A span for each call that a server answers, in the trace that the caller names in `traceparent`.
///
/// Names and attributes are OpenTelemetry's for RPC. Handlers of asynchronous methods run with the
/// span's context as the task's, so that their own spans and calls become its children.
public struct TracingServerInterceptor: ServerInterceptor {
  private let tracer: any Tracer
  private let instrument: any Instrument

  /// Traces by what the process was set up with, or by what is given.
  /// - Parameter tracer: makes the spans.
  /// - Parameter instrument: reads the caller's context.
  public init(
    tracer: any Tracer = InstrumentationSystem.tracer,
    instrument: any Instrument = InstrumentationSystem.instrument
  ) {
    self.tracer = tracer
    self.instrument = instrument
  }

  /// Begins the span.
  public func callStarted(_ call: ServerCallInfo) {
    var context = InstrumentationContext.topLevel
    instrument.extract(call.metadata, into: &context, using: MetadataExtractor())
    // A path that is no method's could be anything: it does not become a span's name.
    let name = call.method.map(CallSpan.name) ?? "unknown method"
    let span = tracer.startSpan(name, context: context, ofKind: .server)
    if let method = call.method { CallSpan.describe(span, method) }
    span.updateAttributes { $0["network.peer.address"] = call.peer.address }
    call[CallSpan.self] = span
  }

  /// Runs the handler in the span's context.
  public func run(
    _ call: ServerCallInfo, _ body: @Sendable () async throws -> Void
  ) async throws {
    guard let span = call[CallSpan.self] else { return try await body() }
    try await InstrumentationContext.$current.withValue(span.context) { try await body() }
  }

  /// Ends the span. Its status is an error where the server is at fault, not for what the caller got
  /// wrong (OpenTelemetry, "gRPC status", server spans).
  public func callEnded(_ call: ServerCallInfo, _ summary: CallSummary) {
    guard let span = call[CallSpan.self] else { return }
    let isError =
      switch summary.status {
      case .unknown, .deadlineExceeded, .unimplemented, .internalError, .unavailable, .dataLoss:
        true
      default: false
      }
    CallSpan.end(span, summary, isError: isError)
  }
}
