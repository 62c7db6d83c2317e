/// A distribution of times in nanoseconds, as the recorded values of an HdrHistogram.
package struct Distribution: Codable, Sendable {
  /// A value that stands for all that the histogram cannot tell from it, and how many there were.
  package struct Bucket: Codable, Sendable {
    package var value: UInt64
    package var count: Int

    package init(value: UInt64, count: Int) {
      self.value = value
      self.count = count
    }
  }

  package var count: Int
  package var minimum: UInt64
  package var mean: Double
  package var standardDeviation: Double
  package var maximum: UInt64
  /// In ascending order of value, none of count 0; three significant digits.
  package var buckets: [Bucket]

  package init(
    count: Int, minimum: UInt64, mean: Double, standardDeviation: Double, maximum: UInt64,
    buckets: [Bucket]
  ) {
    self.count = count
    self.minimum = minimum
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.maximum = maximum
    self.buckets = buckets
  }

  /// The value that this share of the values, from 0 to 1, does not exceed; nil when there are none.
  ///
  /// - Complexity: O(buckets).
  package func value(atQuantile quantile: Double) -> UInt64? {
    guard count > 0 else { return nil }
    let rank = max(1, Int((Double(count) * quantile).rounded(.up)))
    var seen = 0
    for bucket in buckets {
      seen += bucket.count
      if seen >= rank { return min(bucket.value, maximum) }
    }
    return maximum
  }

  /// Whether the sample carries a percentile: at least ten values lie beyond it.
  package func supports(quantile: Double) -> Bool {
    Double(count) * (1 - quantile) >= 10 - 1e-6
  }
}
