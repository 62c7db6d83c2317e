public import CoreMetrics
public import RPC

/// Counts and times the calls that a server answers, by swift-metrics.
///
/// `rpc.server.duration` is a timer by method and status; `rpc.server.request.size`, `.response.size`
/// (bytes on the wire), `.requests_per_rpc` and `.responses_per_rpc` (messages) are sums by method.
/// Dimensions have OpenTelemetry's names: `rpc.system`, `rpc.service`, `rpc.method`,
/// `rpc.grpc.status_code`.
public struct MetricsServerInterceptor: ServerInterceptor {
  private let metrics: CallMetrics

  /// Records with the process's metrics, or with those given.
  public init(factory: any MetricsFactory = MetricsSystem.factory) {
    metrics = CallMetrics(prefix: "rpc.server", factory: factory)
  }

  /// Records the call.
  public func callEnded(_ call: ServerCallInfo, _ summary: CallSummary) {
    metrics.record(call.method, path: call.path, summary)
  }
}

/// Counts and times the calls that a client makes, as `MetricsServerInterceptor` does those of a
/// server; names begin with `rpc.client`.
public struct MetricsClientInterceptor: ClientInterceptor {
  private let metrics: CallMetrics

  /// Records with the process's metrics, or with those given.
  public init(factory: any MetricsFactory = MetricsSystem.factory) {
    metrics = CallMetrics(prefix: "rpc.client", factory: factory)
  }

  /// Records the call.
  public func callEnded(_ call: ClientCallInfo, _ summary: CallSummary) {
    metrics.record(call.method, path: call.method.path, summary)
  }
}
