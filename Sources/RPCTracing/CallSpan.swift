internal import RPC
internal import Tracing

/// The span of a call, kept with the call.
enum CallSpan: CallValueKey {
  typealias Value = any Span

  /// "verbatim.v1.Archive/GetMeeting", the span's name in OpenTelemetry's conventions.
  static func name(_ method: MethodDescriptor) -> String { "\(method.service)/\(method.method)" }

  static func describe(_ span: any Span, _ method: MethodDescriptor) {
    span.updateAttributes { attributes in
      attributes["rpc.system"] = "grpc"
      attributes["rpc.service"] = method.service
      attributes["rpc.method"] = method.method
    }
  }

  /// - Parameter isError: which statuses are a fault of the side that the span is of.
  static func end(_ span: any Span, _ summary: CallSummary, isError: Bool) {
    span.updateAttributes { attributes in
      attributes["rpc.grpc.status_code"] = summary.status.rawValue
    }
    if isError {
      span.setStatus(SpanStatus(code: .error, message: "\(summary.status): \(summary.message)"))
    }
    span.end()
  }
}
