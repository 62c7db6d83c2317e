internal import AccessPolicy
internal import Logging
internal import OpenMetrics
internal import RPC
internal import RPCServer
internal import Synchronization

/// Calls that were refused for who called: counted for the metrics, and logged, a few lines in ten seconds.
final class DenialTally: Sendable {
  private let log: LimitedLog
  private let counts = Mutex<[AccessPolicy.Denial: Int]>([:])

  init(_ logger: Logger, logLines: Int) {
    log = LimitedLog(logger, .info, burst: logLines)
  }

  /// Notes a refusal. What the caller sent as a credential is never logged.
  func note(
    _ denial: AccessPolicy.Denial, _ principal: String?, path: String, peer: ConnectionPeer
  ) {
    counts.withLock { $0[denial, default: 0] += 1 }
    var metadata: Logger.Metadata = [
      "reason": "\(denial.rawValue)", "method": "\(path)", "peer": "\(peer.address)",
    ]
    if let principal { metadata["principal"] = "\(principal)" }
    if let client = ClientName.of(peer) { metadata["client"] = "\(client)" }
    if denial == .noPolicy { metadata["remedy"] = "name a policy by --policy" }
    log.log("a call was denied", metadata)
  }

  var families: [MetricFamily] {
    let counts = counts.withLock { $0 }
    return [
      MetricFamily(
        "verbatim_calls_denied", .counter,
        help: "Calls refused for who made them, or for a principal's limit, by the reason.",
        AccessPolicy.Denial.allCases.map { denial in
          MetricSample(
            [MetricLabel("reason", denial.rawValue)], .integer(counts[denial, default: 0]))
        })
    ]
  }
}
