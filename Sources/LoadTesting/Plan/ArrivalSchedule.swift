#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// How calls that are due at a rate lie in time.
package enum Arrivals: String, Sendable, CaseIterable {
  /// At equal distances.
  case uniform
  /// As independent users make them: distances are exponentially distributed.
  case poisson
}

/// The times at which calls are due in an open loop, as nanoseconds from the schedule's start.
///
/// Several event loops share a schedule: of a uniform one each takes every n-th call, and n independent
/// Poisson processes of an n-th of the rate are together one of the rate.
package struct ArrivalSchedule: Sendable {
  private let arrivals: Arrivals
  /// Nanoseconds between two calls of the whole schedule.
  private let interval: Double
  private let parts: Int
  private var index: Int
  private var elapsed = 0.0
  private var generator: SeededGenerator

  /// Nanoseconds that no run lasts, two centuries: what is due later is never due.
  private static let never = 0x1p62

  private static func time(_ nanoseconds: Double) -> UInt64 { UInt64(min(nanoseconds, never)) }

  /// Part `part`, from 0, of a schedule that is divided into `parts`. `rate` is in calls a second.
  package init(rate: Double, arrivals: Arrivals, seed: UInt64, part: Int = 0, of parts: Int = 1) {
    precondition(rate > 0 && rate.isFinite && parts > 0 && (0..<parts).contains(part))
    self.arrivals = arrivals
    interval = min(1e9 / rate, Self.never)
    self.parts = parts
    index = part
    generator = SeededGenerator(seed: seed, stream: UInt64(part) * 2 + 1)
  }

  /// The next call's time, not before the last one's.
  package mutating func next() -> UInt64 {
    switch arrivals {
    case .uniform:
      defer { index += parts }
      return Self.time(Double(index) * interval)
    case .poisson:
      elapsed -= log(1 - generator.unit()) * interval * Double(parts)
      return Self.time(elapsed)
    }
  }
}
