internal import Synchronization

/// The processor time that a server spends on decompressing requests, of all its connections: a share of one
/// core, and of that half for those from one address. When a few addresses have taken all of it, those that had
/// less than an equal part go on, in debt. Usable from any thread.
package final class InflationShare: Sendable {
  /// Time that an address may take at once, in nanoseconds; all of them twice as much.
  static let burst: Double = 20_000_000
  /// Addresses that are kept whatever they have left.
  private static let slack = 64

  /// Of one core.
  package let share: Double
  private let clock: @Sendable () -> UInt64
  private let cost: @Sendable () -> UInt64
  private let state: Mutex<State>

  private struct State {
    var all: Purse
    var origins: [[UInt8]: Purse] = [:]

    /// Whether an address had less than an equal part of what all had, so that it may go on in their debt.
    func hadLess(_ purse: Purse?) -> Bool {
      let spent = 2 * InflationShare.burst - all.left
      let own = purse.map { InflationShare.burst - $0.left } ?? 0
      return all.left > -2 * InflationShare.burst && own < spent / Double(origins.count + 1)
    }
  }

  /// Nanoseconds that are left, which may be owed, and when that was reckoned.
  private struct Purse {
    var left: Double
    var at: UInt64

    mutating func fill(to now: UInt64, share: Double, burst: Double) {
      left = min(burst, left + Double(now - min(now, at)) * share)
      at = max(at, now)
    }
  }

  /// `share` is above 0 and at most 1; `clock` tells monotonic nanoseconds, and `cost` those that this
  /// thread had a processor for: without it those of the clock, in which it may have waited for one.
  package init(
    share: Double, clock: @escaping @Sendable () -> UInt64 = CallMemory.monotonicNow,
    cost: (@Sendable () -> UInt64)? = nil
  ) {
    self.share = share
    self.clock = clock
    self.cost = cost ?? clock
    state = Mutex(State(all: Purse(left: 2 * Self.burst, at: clock())))
  }

  /// Runs `body`, and has those from `origin` and all together pay for the time. Nil, with nothing done,
  /// where it has no time left, or all have none and it had its part. Of those without an origin all together
  /// alone pay.
  func spend<Result, Failure: Error>(
    from origin: [UInt8], _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let now = clock()
    guard hasTime(origin, now: now) else { return nil }
    let start = cost()
    defer { pay(origin, cost() - start, now: now) }
    return try body()
  }

  private func hasTime(_ origin: [UInt8], now: UInt64) -> Bool {
    state.withLock { state in
      state.all.fill(to: now, share: share, burst: 2 * Self.burst)
      let isLeft = state.all.left > 0
      guard !origin.isEmpty else { return isLeft }
      guard var purse = state.origins[origin] else { return isLeft || state.hadLess(nil) }
      purse.fill(to: now, share: share / 2, burst: Self.burst)
      state.origins[origin] = purse
      return purse.left > 0 && (isLeft || state.hadLess(purse))
    }
  }

  private func pay(_ origin: [UInt8], _ nanoseconds: UInt64, now: UInt64) {
    let time = Double(nanoseconds)
    state.withLock { state in
      state.all.left -= time
      guard !origin.isEmpty else { return }
      if state.origins.count > Self.slack, state.origins[origin] == nil {
        // Who has all of it again is known no more.
        state.origins = state.origins.filter { _, purse in
          purse.left + Double(now - min(now, purse.at)) * share / 2 < Self.burst
        }
      }
      state.origins[origin, default: Purse(left: Self.burst, at: now)].left -= time
    }
  }

  /// Addresses that are kept.
  var originCount: Int { state.withLock { $0.origins.count } }
}
