/// The stages by which a server's session ends, and when each is due.
///
/// States: open, draining (GOAWAY with the highest id was sent; waits for the ping's answer), refusing
/// (the last id was named; calls under way finish), failing (they were ended), terminal.
struct SessionEnd {
  enum Step {
    case none
    case drain
    case refuseNewCalls
    case failCalls
    case giveUp
  }

  private enum Stage {
    case open
    case draining(since: UInt64)
    case refusing
  }

  /// How long a client has to answer the ping of a drain.
  private static let pingTime: UInt64 = 10_000_000_000
  /// How long a client has to take the last frames of its calls.
  private static let lastWords: UInt64 = 5_000_000_000

  private var stage = Stage.open
  private var age: UInt64
  private var failAt = UInt64.max
  private var giveUpAt = UInt64.max
  private let grace: UInt64?

  init(_ lifetime: ConnectionLifetime, now: UInt64, jitter: Double) {
    grace = lifetime.ageGrace?.nanoseconds
    age = .max
    if let maximum = lifetime.maximumAge {
      age = now.saturatingAdd(UInt64(Double(min(maximum.nanoseconds, 1 << 60)) * jitter))
    }
  }

  /// When `step` is to be called next; `.max` for never.
  var due: UInt64 {
    let next = min(age, min(failAt, giveUpAt))
    guard case .draining(let since) = stage else { return next }
    return min(next, since + Self.pingTime)
  }

  /// What is due now; one thing a call.
  mutating func step(now: UInt64) -> Step {
    if now >= giveUpAt {
      giveUpAt = .max
      return .giveUp
    }
    if now >= failAt {
      failAt = .max
      giveUpAt = now.saturatingAdd(Self.lastWords)
      return .failCalls
    }
    if now >= age {
      age = .max
      if let grace { failAt = now.saturatingAdd(grace) }
      return .drain
    }
    if case .draining(let since) = stage, now >= since + Self.pingTime {
      stage = .refusing
      return .refuseNewCalls
    }
    return .none
  }

  /// False when that was done before.
  mutating func beginDrain(now: UInt64) -> Bool {
    guard case .open = stage else { return false }
    stage = .draining(since: now)
    return true
  }

  /// Whether the last id is still to be named, which is done from now on.
  mutating func beginRefusing() -> Bool {
    guard case .draining = stage else { return false }
    stage = .refusing
    return true
  }
}
