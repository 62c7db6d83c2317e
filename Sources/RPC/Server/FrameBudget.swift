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

  /// Spends one; false when there is none left.
  mutating func spend(now: UInt64) -> Bool {
    let seconds = (now - min(now, filledAt)) / 1_000_000_000
    if seconds > 0 {
      let gained = perSecond.multipliedReportingOverflow(by: Int(clamping: seconds))
      left = gained.overflow ? burst : min(burst, left.addingReportingOverflow(gained.0).0)
      filledAt += seconds * 1_000_000_000
    }
    guard left > 0 else { return false }
    left -= 1
    return true
  }
}
