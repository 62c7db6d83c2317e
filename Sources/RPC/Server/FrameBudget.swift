/// What a client may do only so often, by the name that is said to it, in the log and in metrics.
package enum ClientBudget: String, CaseIterable, Sendable {
  /// Pings (gRPC A8; the name is the protocol's).
  case pings = "too_many_pings"
  /// Calls that it reset.
  case resets = "too_many_resets"
  /// A share of calls that it reset at once.
  case earlyResets = "too_many_early_resets"
  /// Calls that it opened while no more were taken.
  case refusals = "too_many_refused_calls"
  /// Calls that this side had to reset, since the client broke the protocol.
  case streamErrors = "too_many_stream_errors"
  /// Calls that asked for more than their connection may.
  case overLimitCalls = "too_many_calls_over_limits"
  /// Frames that carry nothing.
  case emptyFrames = "too_many_empty_frames"
  /// The time that the headers of a call may take.
  case lateHeaders = "headers_too_late"
  /// The time that the server's settings may go without being acknowledged.
  case settings = "settings_not_acknowledged"
}

/// What a client may do so often: a burst, and so many a second from then on.
///
/// Streams it resets (CVE-2023-44487; nghttp2's own 33 a second also hits honest clients that stop
/// each of their streams after the first answer), streams it makes the server reset, and frames
/// that carry nothing.
struct FrameBudget {
  private let burst: Int
  private let perSecond: Int
  private var left: Int
  private var filledAt: UInt64

  /// A full budget.
  init(burst: Int, perSecond: Int, now: UInt64) {
    self.burst = burst
    self.perSecond = perSecond
    left = burst
    filledAt = now
  }

  /// How many are left.
  mutating func left(now: UInt64) -> Int {
    refill(now)
    return left
  }

  /// Spends some, one by default; false, with all gone, when there are not so many left.
  mutating func spend(_ count: Int = 1, now: UInt64) -> Bool {
    refill(now)
    defer { left = max(0, left - count) }
    return left >= count
  }

  private mutating func refill(_ now: UInt64) {
    let seconds = (now - min(now, filledAt)) / 1_000_000_000
    if seconds > 0 {
      let gained = perSecond.multipliedReportingOverflow(by: Int(clamping: seconds))
      left = gained.overflow ? burst : min(burst, left.addingReportingOverflow(gained.0).0)
      filledAt += seconds * 1_000_000_000
    }
  }
}
