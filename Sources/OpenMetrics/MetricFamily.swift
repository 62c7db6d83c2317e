/// A metric with all its series, as a scrape shows it.
public struct MetricFamily: Hashable, Sendable {
  /// What the numbers mean (OpenMetrics 1.0, section 5).
  public enum Kind: String, Hashable, Sendable {
    /// Only grows while the process lives.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts observations in buckets.
    case histogram
    /// Says what something is, by labels.
    case info
  }

  /// The name without suffixes such as `_total`; ends with the unit where there is one.
  public var name: String
  /// What it is.
  public var kind: Kind
  /// The base unit, "seconds" or "bytes"; empty where there is none.
  public var unit: String
  /// What it tells, a sentence.
  public var help: String
  /// The series.
  public var samples: [MetricSample]

  /// A family. Letters that names cannot have become `_`, and the unit is added to the name where it is
  /// missing.
  public init(
    _ name: String, _ kind: Kind, unit: String = "", help: String, _ samples: [MetricSample] = []
  ) {
    let unit = MetricNames.name(unit)
    var name = MetricNames.name(name)
    if kind == .counter, name.hasSuffix("_total") { name.removeLast("_total".count) }
    if kind == .info, name.hasSuffix("_info") { name.removeLast("_info".count) }
    if !unit.isEmpty, !name.hasSuffix("_\(unit)") { name += "_\(unit)" }
    self.name = name
    self.kind = kind
    self.unit = unit
    self.help = help
    self.samples = samples
  }
}

/// One series of a family.
public struct MetricSample: Hashable, Sendable {
  /// What parts it from the others; in the order given.
  public var labels: [MetricLabel]
  /// What it is now.
  public var value: MetricValue

  /// A series with its value.
  public init(_ labels: [MetricLabel] = [], _ value: MetricValue) {
    self.labels = labels
    self.value = value
  }
}

/// What a series is now.
public enum MetricValue: Hashable, Sendable {
  /// A whole number.
  case integer(Int)
  /// Any number.
  case number(Double)
  /// Observations in buckets.
  case histogram(HistogramValue)
}

/// Observations in buckets.
public struct HistogramValue: Hashable, Sendable {
  /// Upper bounds of all buckets but the last, ascending.
  public var bounds: [Double]
  /// Observations in each bucket, one more than bounds; not summed up.
  public var counts: [Int]
  /// All observations together.
  public var sum: Double

  /// A histogram's state.
  public init(bounds: [Double], counts: [Int], sum: Double) {
    precondition(counts.count == bounds.count + 1, "a bucket beyond the last bound")
    self.bounds = bounds
    self.counts = counts
    self.sum = sum
  }

  /// All observations.
  public var count: Int { counts.reduce(0, +) }

  /// The value below which a share of the observations lies, as far as the buckets tell: somewhere
  /// within one, evenly spread. Nil without observations; the last bound where it lies beyond.
  public func quantile(_ share: Double) -> Double? {
    let count = count
    guard count > 0, let last = bounds.last else { return nil }
    let rank = share * Double(count)
    var below = 0
    for (index, bound) in bounds.enumerated() where counts[index] > 0 {
      if Double(below + counts[index]) >= rank {
        let lower = index > 0 ? bounds[index - 1] : 0
        return lower + (bound - lower) * max(0, rank - Double(below)) / Double(counts[index])
      }
      below += counts[index]
    }
    return last
  }
}

/// A label's name and value.
public struct MetricLabel: Hashable, Sendable {
  /// The name, letters, digits and `_`.
  public var name: String
  /// Any text.
  public var value: String

  /// A label. Letters that names cannot have become `_`.
  public init(_ name: String, _ value: String) {
    self.name = MetricNames.label(name)
    self.value = value
  }
}
