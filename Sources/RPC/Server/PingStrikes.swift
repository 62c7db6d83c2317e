/// Counts the pings of a client that pings more often than it may (gRPC A8, "Server Enforcement").
struct PingStrikes {
  /// The least time between two pings while no call is open, where those are not permitted at all.
  private static let withoutCalls: UInt64 = 2 * 3600 * 1_000_000_000

  private let minimumInterval: UInt64
  private let permitsWithoutCalls: Bool
  private let maximum: Int
  private var strikes = 0
  /// When the last one came that was no strike.
  private var lastPing: UInt64?

  init(_ limits: ServerLimits) {
    minimumInterval = UInt64(max(0, limits.minimumPingInterval.wholeNanoseconds))
    permitsWithoutCalls = limits.permitsPingsWithoutCalls
    maximum = limits.maximumPingStrikes
  }

  /// HEADERS or DATA were sent: the connection is in use, and its client may measure it.
  mutating func reset() {
    strikes = 0
    lastPing = nil
  }

  /// A ping came; false when it was one too many.
  mutating func take(now: UInt64, openCalls: Int) -> Bool {
    let interval =
      openCalls == 0 && !permitsWithoutCalls
      ? max(Self.withoutCalls, minimumInterval) : minimumInterval
    guard let lastPing, now - min(now, lastPing) < interval else {
      lastPing = now
      return true
    }
    strikes += 1
    return strikes <= maximum
  }
}
