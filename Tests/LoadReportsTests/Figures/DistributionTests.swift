import Testing

@testable import LoadReports

struct DistributionTests {
  @Test("a percentile is told only where ten values lie beyond it")
  func support() {
    let hundred = Distribution(recording: (1...100).map { UInt64($0) * 1_000 })
    #expect(hundred.supportedValue(atQuantile: 0.9) == 90_047)
    #expect(hundred.supportedValue(atQuantile: 0.91) == nil)
    #expect(hundred.highestToldQuantile == 0.9)
    let thousand = Distribution(recording: [UInt64](repeating: 5, count: 1_000))
    #expect(thousand.supportedValue(atQuantile: 0.99) == 5)
    #expect(thousand.supportedValue(atQuantile: 0.999) == nil)
    #expect(Distribution.empty.highestToldQuantile == nil)
  }

  @Test("merged distributions are that of all values")
  func merging() {
    let values = (0..<5_000).map { UInt64($0 * $0) + 700 }
    let parts = [values[..<13], values[13..<4_000], values[4_000...]].map {
      Distribution(recording: Array($0))
    }
    let merged = Distribution.merging(parts + [.empty])
    let whole = Distribution(recording: values)
    #expect(merged.count == whole.count)
    #expect(merged.minimum == whole.minimum && merged.maximum == whole.maximum)
    #expect(merged.buckets.map(\.value) == whole.buckets.map(\.value))
    #expect(merged.buckets.map(\.count) == whole.buckets.map(\.count))
    #expect(abs(merged.mean - whole.mean) < 1e-6 * whole.mean)
    let difference = merged.standardDeviation - whole.standardDeviation
    #expect(abs(difference) < 1e-6 * whole.standardDeviation)
    #expect(Distribution.merging([]).count == 0)
  }

  @Test("time lines are reduced without losing a maximum, a failure or a call")
  func timeLine() {
    var step = SyntheticLoad(rate: 10, seconds: 1).step()
    step.seconds = 10_000
    step.intervals = (0..<100_000).map { index in
      let succeeded = index == 50_000 ? 0 : 100
      let failed = index == 77_777 ? 3 : 0
      let maximum: UInt64 = index == 33_333 ? 9_000_000 : 3_000
      return LoadStep.Interval(
        start: Double(index) / 10, seconds: 0.1, succeeded: succeeded, failed: failed, messages: 0,
        bytes: 0, p50: 1_000, p99: 2_000, maximum: maximum)
    }
    let line = TimeLine(steps: [step, step], columns: 600)
    #expect(line.points.count <= 610)
    #expect(line.points.compactMap(\.maximum).max() == 9_000_000)
    #expect(line.points.reduce(0) { $0 + $1.failed } == 6)
    #expect(line.points.map(\.lowestRate).min() == 0)
    var calls = 0.0
    for point in line.points { calls += point.rate * (point.end - point.start) }
    #expect(abs(calls - 19_999_800) < 1)
    #expect(line.intervalsPerPoint > 300)
    #expect(line.stretches.count == 2 && abs(line.seconds - 20_000) < 1e-6)
  }
}
