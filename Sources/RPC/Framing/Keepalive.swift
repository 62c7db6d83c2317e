/// When a silent connection is asked whether it still lives, and when it is given up (gRPC A8, A9).
struct Keepalive {
  enum Step {
    case none
    case ping
    /// The last ping was not answered in time.
    case lost
  }

  private let interval: UInt64
  private let timeout: UInt64
  private var pingedAt: UInt64?
  /// When something was last received, by the session's clock.
  var heardAt: UInt64

  /// Pings after `interval` nanoseconds of silence; nil for never.
  init(interval: UInt64?, timeout: UInt64, now: UInt64) {
    self.interval = interval ?? .max
    self.timeout = timeout
    heardAt = now
  }

  /// When `step` is to be called next; `.max` for never.
  var due: UInt64 {
    if interval == .max { return .max }
    if let pingedAt, pingedAt > heardAt { return pingedAt.saturatingAdd(timeout) }
    return heardAt.saturatingAdd(interval)
  }

  /// What is to be done now. Anything that was received answers a ping.
  mutating func step(now: UInt64) -> Step {
    guard now >= due else { return .none }
    if let pingedAt, pingedAt > heardAt { return .lost }
    pingedAt = max(now, heardAt + 1)
    return .ping
  }
}

extension UInt64 {
  /// The sum, or the largest number where it does not fit.
  package func saturatingAdd(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

/// Why a session gave its connection up. Its socket is to be closed without waiting for anything.
package struct ConnectionGivenUp: Error, CustomStringConvertible {
  package let description: String
}
