/// The time lines of steps one after the other, reduced to what a plot can show.
struct TimeLine {
  /// One interval, or several together: rates as their mean and range, latencies as the highest of
  /// theirs, so that no maximum is lost.
  struct Point {
    var step: Int
    /// Seconds from the first step's start.
    var start: Double
    var end: Double
    /// Calls that succeeded, a second, those of the warm-up that were complete in the step among them.
    var rate: Double
    var lowestRate: Double
    var highestRate: Double
    var p50: UInt64?
    var p99: UInt64?
    var maximum: UInt64?
    var failed: Int
  }

  /// A step's place.
  struct Stretch {
    var start: Double
    /// When its last call was due.
    var due: Double
    var end: Double

    /// Whether it took notable time to complete the calls that waited.
    var isDraining: Bool { end - due > 0.1 * (due - start) }
  }

  private(set) var points: [Point] = []
  private(set) var stretches: [Stretch] = []
  private(set) var seconds = 0.0
  /// The most intervals that a point stands for.
  private(set) var intervalsPerPoint = 1

  /// About as many points as there are columns, or fewer.
  ///
  /// - Complexity: O(intervals).
  init(steps: [LoadStep], columns: Int) {
    let total = steps.reduce(0) { $0 + $1.extent }
    let width = total / Double(max(1, columns))
    for (index, step) in steps.enumerated() {
      stretches.append(
        Stretch(start: seconds, due: seconds + step.seconds, end: seconds + step.extent))
      var column = -1.0
      var count = 0
      for (place, interval) in step.intervals.enumerated() {
        var interval = interval
        // The last one holds only what came before the step's end.
        if place == step.intervals.count - 1, interval.start < step.seconds {
          interval.seconds = min(interval.seconds, max(step.seconds - interval.start, 1e-3))
        }
        let next = width > 0 ? (interval.start / width).rounded(.down) : 0
        if next == column, interval.seconds < width {
          count += 1
          points[points.count - 1].add(interval, offset: seconds)
        } else {
          count = 1
          points.append(Point(interval, step: index, offset: seconds))
        }
        column = next
        intervalsPerPoint = max(intervalsPerPoint, count)
      }
      seconds += step.extent
    }
  }
}

extension TimeLine.Point {
  fileprivate init(_ interval: LoadStep.Interval, step: Int, offset: Double) {
    let rate = Double(interval.succeeded + (interval.fromWarmUp ?? 0)) / interval.seconds
    self.init(
      step: step, start: offset + interval.start,
      end: offset + interval.start + interval.seconds, rate: rate, lowestRate: rate,
      highestRate: rate, p50: interval.p50, p99: interval.p99, maximum: interval.maximum,
      failed: interval.failed)
  }

  fileprivate mutating func add(_ interval: LoadStep.Interval, offset: Double) {
    let new = Self(interval, step: step, offset: offset)
    let (before, added) = (end - start, new.end - new.start)
    rate = (rate * before + new.rate * added) / (before + added)
    lowestRate = min(lowestRate, new.rate)
    highestRate = max(highestRate, new.rate)
    p50 = Self.higher(p50, new.p50)
    p99 = Self.higher(p99, new.p99)
    maximum = Self.higher(maximum, new.maximum)
    failed += new.failed
    end = new.end
  }

  private static func higher(_ one: UInt64?, _ other: UInt64?) -> UInt64? {
    guard let one, let other else { return one ?? other }
    return max(one, other)
  }
}
