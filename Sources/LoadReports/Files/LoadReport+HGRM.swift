extension LoadReport {
  /// What is to be written as an HdrHistogram.
  package enum Measure: Sendable {
    /// From the moment a call was due.
    case latency
    /// From the moment it was sent.
    case serviceTime
  }

  /// The percentile distribution in the text form of HdrHistogram (`.hgrm`), which its plotters read.
  /// Values are milliseconds with three decimals, as those of wrk2 and of HdrHistogram's own examples.
  /// It holds every percentile up to the maximum, as the form demands, also such as few values carry.
  ///
  /// - Parameter step: from 0; nil for all steps together.
  package func hgrm(_ measure: Measure = .latency, step: Int? = nil) -> [UInt8] {
    let chosen = step.map { steps.indices.contains($0) ? [steps[$0]] : [] } ?? steps
    let parts = chosen.map { measure == .latency ? $0.latency : $0.serviceTime }
    return Array(PercentileListing(Distribution.merging(parts)).text.utf8)
  }
}

/// HdrHistogram's `outputPercentileDistribution` with five ticks for each half of the distance to
/// 100 %, its usual number.
private struct PercentileListing {
  var text = ""

  private static let ticksPerHalfDistance = 5.0
  private static let nanosecondsPerUnit = 1e6
  /// 2048 sub-buckets tell values of three digits apart.
  private static let subBuckets = 2048

  init(_ distribution: Distribution) {
    let heads = [("Value", 12), ("Percentile", 14), ("TotalCount", 10), ("1/(1-Percentile)", 14)]
    text = heads.map { pad($0.0, $0.1) }.joined(separator: " ") + "\n\n"
    var level = 0.0
    var seen = 0
    for bucket in distribution.buckets {
      seen += bucket.count
      let reached = 100 * Double(seen) / Double(distribution.count)
      // One line a bucket: HdrHistogram steps its level once for each that it stops at, again at the
      // same bucket while the level lies below.
      while level <= reached, level < 100 {
        line(bucket.value, level: level, seen)
        level = next(after: level)
        // The last bucket answers for one level only, then for 100 %.
        if seen == distribution.count { break }
      }
    }
    if let last = distribution.buckets.last { line(last.value, level: 100, seen) }
    text += "#[Mean    = \(milliseconds(distribution.mean)), "
    text += "StdDeviation   = \(milliseconds(distribution.standardDeviation))]\n"
    text += "#[Max     = \(milliseconds(Double(distribution.maximum))), "
    text += "Total count    = \(pad("\(distribution.count)", 12))]\n"
    text += "#[Buckets = \(pad("\(buckets(for: distribution.maximum))", 12)), "
    text += "SubBuckets     = \(pad("\(Self.subBuckets)", 12))]\n"
  }

  private mutating func line(_ value: UInt64, level: Double, _ seen: Int) {
    let share = level / 100
    text += milliseconds(Double(value)) + " "
    text += Figure.fixed(share, 12) + " " + pad("\(seen)", 10)
    if level < 100 { text += " " + pad(Figure.fixed(1 / (1 - share), 2), 14) }
    text += "\n"
  }

  /// The level after this one: the distance between levels halves with each half of the distance to
  /// 100 %.
  private func next(after level: Double) -> Double {
    var halves = 1.0
    var rest = 100 / (100 - level)
    while rest >= 2 {
      rest /= 2
      halves += 1
    }
    let ticks = (0..<Int(halves)).reduce(Self.ticksPerHalfDistance) { ticks, _ in ticks * 2 }
    return level + 100 / ticks
  }

  /// Buckets that reach up to the value, each twice as wide as the one before.
  private func buckets(for maximum: UInt64) -> Int {
    var reach = UInt64(Self.subBuckets)
    var buckets = 1
    while reach <= maximum {
      buckets += 1
      guard reach <= UInt64.max / 2 else { break }
      reach *= 2
    }
    return buckets
  }

  private func milliseconds(_ nanoseconds: Double) -> String {
    pad(Figure.fixed(nanoseconds / Self.nanosecondsPerUnit, 3), 12)
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
