extension Distribution {
  /// A distribution of no values.
  static let empty = Distribution(
    count: 0, minimum: 0, mean: 0, standardDeviation: 0, maximum: 0, buckets: [])

  /// The percentiles that are told, as quantiles.
  static let toldQuantiles = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 0.999_999]

  /// The value at a quantile that the sample carries; nil for others.
  package func supportedValue(atQuantile quantile: Double) -> UInt64? {
    supports(quantile: quantile) ? value(atQuantile: quantile) : nil
  }

  /// The highest of `toldQuantiles` that the sample carries.
  var highestToldQuantile: Double? { Self.toldQuantiles.last { supports(quantile: $0) } }

  /// The values of several distributions together.
  ///
  /// - Complexity: O(buckets × log buckets).
  static func merging(_ parts: [Distribution]) -> Distribution {
    let parts = parts.filter { $0.count > 0 }
    guard var merged = parts.first, parts.count > 1 else { return parts.first ?? .empty }
    var counts: [UInt64: Int] = [:]
    for part in parts {
      for bucket in part.buckets { counts[bucket.value, default: 0] += bucket.count }
    }
    // Chan, Golub and LeVeque, “Updating formulae and a pairwise algorithm for computing sample
    // variances”, 1979: no difference of large sums.
    var squares = merged.standardDeviation * merged.standardDeviation * Double(merged.count)
    for part in parts.dropFirst() {
      let (count, other) = (Double(merged.count), Double(part.count))
      let difference = part.mean - merged.mean
      squares += part.standardDeviation * part.standardDeviation * other
      squares += difference * difference * count * other / (count + other)
      merged.mean += difference * other / (count + other)
      merged.count += part.count
      merged.minimum = min(merged.minimum, part.minimum)
      merged.maximum = max(merged.maximum, part.maximum)
    }
    merged.standardDeviation = (squares / Double(merged.count)).squareRoot()
    merged.buckets = counts.sorted { $0.key < $1.key }
      .map { Bucket(value: $0.key, count: $0.value) }
    return merged
  }
}
