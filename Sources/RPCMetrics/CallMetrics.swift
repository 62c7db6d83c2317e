internal import CoreMetrics
internal import RPC
internal import Synchronization

/// The metrics of one side. Handles are made once for each method and status, when they first occur.
final class CallMetrics: Sendable {
  private let factory: any MetricsFactory
  private let prefix: String
  private let methods = Mutex<[String: MethodHandles]>([:])

  private struct MethodHandles {
    var method: [(String, String)]
    var durations = [Timer?](repeating: nil, count: StatusCode.allCases.count)
    var requestSize: Counter
    var responseSize: Counter
    var requests: Counter
    var responses: Counter
  }

  /// - Parameter prefix: "rpc.server" or "rpc.client".
  init(prefix: String, factory: any MetricsFactory) {
    self.prefix = prefix
    self.factory = factory
  }

  /// Records a call that is over. Methods that do not exist share one series, so that nobody can make
  /// series by inventing names.
  func record(_ method: MethodDescriptor?, path: String, _ summary: CallSummary) {
    let key = method == nil ? "" : path
    methods.withLock { methods in
      let status = summary.status.rawValue
      var handles = methods[key] ?? make(method)
      let duration = handles.durations[status] ?? makeTimer(handles.method, summary.status)
      if handles.durations[status] == nil {
        handles.durations[status] = duration
        methods[key] = handles
      }
      duration.recordNanoseconds(summary.duration.wholeNanoseconds)
      handles.requestSize.increment(by: summary.requests.bytes)
      handles.responseSize.increment(by: summary.responses.bytes)
      handles.requests.increment(by: summary.requests.messages)
      handles.responses.increment(by: summary.responses.messages)
    }
  }

  private func make(_ method: MethodDescriptor?) -> MethodHandles {
    let dimensions = [
      ("rpc.system", "grpc"), ("rpc.service", method?.service ?? "unknown"),
      ("rpc.method", method?.method ?? "unknown"),
    ]
    func counter(_ name: String) -> Counter {
      Counter(label: "\(prefix).\(name)", dimensions: dimensions, factory: factory)
    }
    return MethodHandles(
      method: dimensions, requestSize: counter("request.size"),
      responseSize: counter("response.size"), requests: counter("requests_per_rpc"),
      responses: counter("responses_per_rpc"))
  }

  private func makeTimer(_ method: [(String, String)], _ status: StatusCode) -> Timer {
    Timer(
      label: "\(prefix).duration",
      dimensions: method + [("rpc.grpc.status_code", "\(status.rawValue)")], factory: factory)
  }
}
