public import RPC
public import Tracing

/// A span for each call that a client makes, a child of the task's, which the server is told of in
/// `traceparent`.
///
/// Names and attributes are OpenTelemetry's for RPC.
public struct TracingClientInterceptor: ClientInterceptor {
  private let tracer: any Tracer
  private let instrument: any Instrument

  /// Traces by what the process was set up with, or by what is given.
  /// - Parameter tracer: makes the spans.
  /// - Parameter instrument: writes the context into the call's metadata.
  public init(
    tracer: any Tracer = InstrumentationSystem.tracer,
    instrument: any Instrument = InstrumentationSystem.instrument
  ) {
    self.tracer = tracer
    self.instrument = instrument
  }

  /// Begins the span and adds its context to the metadata.
  public func callStarted(_ call: ClientCallInfo) async throws(RPCError) {
    let span = tracer.startSpan(
      CallSpan.name(call.method), context: .current ?? .topLevel, ofKind: .client)
    CallSpan.describe(span, call.method)
    span.updateAttributes { $0["server.address"] = call.authority }
    var metadata = call.metadata
    instrument.inject(span.context, into: &metadata, using: MetadataInjector())
    call.metadata = metadata
    call[CallSpan.self] = span
  }

  /// Ends the span; its status is an error for every status but OK.
  public func callEnded(_ call: ClientCallInfo, _ summary: CallSummary) {
    guard let span = call[CallSpan.self] else { return }
    CallSpan.end(span, summary, isError: summary.status != .ok)
  }
}
