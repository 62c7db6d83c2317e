package import Histogram
package import LoadReports

/// Times in nanoseconds, counted with three significant digits, in 64 bits: the messages of fast streams
/// would come round 32 within an hour, and the histogram's counts wrap.
package typealias TimeHistogram = Histogram<UInt64>

extension Histogram where Count == UInt64 {
  /// An hour: longer than any call is waited for. What is above is counted as this.
  static var longest: UInt64 { 3_600_000_000_000 }

  /// A histogram that grows as larger times come.
  static var times: TimeHistogram {
    var histogram = TimeHistogram(
      lowestDiscernibleValue: 1, highestTrackableValue: 1 << 24,
      numberOfSignificantValueDigits: .three)
    histogram.autoResize = true
    return histogram
  }

  @inline(__always)
  mutating func add(_ nanoseconds: UInt64) { record(Swift.min(nanoseconds, Self.longest)) }
}

extension Distribution {
  /// What a histogram holds.
  package init(_ histogram: TimeHistogram) {
    let buckets = histogram.recordedValues().map {
      Bucket(value: $0.value, count: Int($0.count))
    }
    let isEmpty = histogram.totalCount == 0
    self.init(
      count: Int(histogram.totalCount), minimum: isEmpty ? 0 : histogram.min,
      mean: isEmpty ? 0 : histogram.mean,
      standardDeviation: isEmpty ? 0 : histogram.stdDeviation,
      maximum: isEmpty ? 0 : histogram.maxRecorded, buckets: buckets)
  }
}
