internal import OpenMetrics
internal import RPC
internal import Synchronization

/// What counts calls for the metrics beside the server itself.
struct Observers: Sendable {
  /// Nil where clients are not told apart.
  var clients: ClientTally?
  var denials: DenialTally

  var families: [MetricFamily] { (clients?.families ?? []) + denials.families }
}

/// Calls by the clients that made them, as their certificates call them, for the metrics.
final class ClientTally: ServerInterceptor {
  private struct Figures {
    /// By status.
    var calls: [String: Int] = [:]
    var responseBytes = 0
  }

  /// Who came when there were as many as are told apart.
  private static let others = "(others)"

  private let limit: Int
  private let figures = Mutex<[String: Figures]>([:])

  /// Tells so many clients apart, and counts further ones as one.
  init(limit: Int) { self.limit = limit }

  func callEnded(_ call: ServerCallInfo, _ summary: CallSummary) {
    let name = ClientName.of(call.peer) ?? "(no certificate)"
    figures.withLock { figures in
      let key = figures[name] != nil || figures.count < limit ? name : Self.others
      figures[key, default: Figures()].calls["\(summary.status)", default: 0] += 1
      figures[key]?.responseBytes += summary.responses.bytes
    }
  }

  var families: [MetricFamily] {
    let figures = figures.withLock { $0 }.sorted { $0.key < $1.key }
    return [
      MetricFamily(
        "verbatim_client_calls", .counter,
        help: "Calls that are over, by the client's certificate and status.",
        figures.flatMap { client, figures in
          figures.calls.sorted { $0.key < $1.key }.map { status, count in
            MetricSample(
              [MetricLabel("client", client), MetricLabel("status", status)], .integer(count))
          }
        }),
      MetricFamily(
        "verbatim_client_response", .counter, unit: "bytes",
        help: "Bytes of answers, by the client's certificate.",
        figures.map { client, figures in
          MetricSample([MetricLabel("client", client)], .integer(figures.responseBytes))
        }),
    ]
  }
}
