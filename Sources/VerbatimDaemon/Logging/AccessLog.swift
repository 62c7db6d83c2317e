package import Logging
package import RPC
internal import VerbatimServer

/// A record for each call when it is over: who asked for what, what came of it and what it took.
package struct AccessLog: ServerInterceptor {
  private let logger: Logger

  package init(logger: Logger) { self.logger = logger }

  package func callEnded(_ call: ServerCallInfo, _ summary: CallSummary) {
    logger.info("call", metadata: Self.fields(call, summary))
  }

  private static func fields(
    _ call: ServerCallInfo, _ summary: CallSummary
  ) -> Logger.Metadata {
    var fields: Logger.Metadata = [
      "method": .string(String(call.path.prefix(longestPath))),
      "peer": .string(call.peer.address),
      "status": .string("\(summary.status)"),
      "milliseconds": .stringConvertible(milliseconds(summary.duration)),
      "requests": .stringConvertible(summary.requests.messages),
      "request_bytes": .stringConvertible(summary.requests.bytes),
      "responses": .stringConvertible(summary.responses.messages),
      "response_bytes": .stringConvertible(summary.responses.bytes),
    ]
    if let client = ClientName.of(call.peer) { fields["client"] = .string(client) }
    if let principal = call[CallPrincipal.self] { fields["principal"] = .string(principal) }
    if let timeout = call.timeout {
      fields["timeout_milliseconds"] = .stringConvertible(milliseconds(timeout))
    }
    if let trace = TraceParent(call.metadata) { fields["traceparent"] = .string(trace.text) }
    if !summary.message.isEmpty { fields["reason"] = .string(summary.message) }
    return fields
  }

  /// Characters of a path that are logged; a client may send any, up to the limit of its headers.
  private static let longestPath = 200

  /// To a microsecond.
  private static func milliseconds(_ duration: Duration) -> Double {
    Double(duration.wholeNanoseconds / 1000) / 1000
  }
}
