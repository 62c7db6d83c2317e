internal import CoreMetrics
internal import Synchronization

/// A number of any kind that any thread adds to.
struct AtomicDouble: ~Copyable, Sendable {
  private let bits: Atomic<UInt64>

  init(_ value: Double = 0) { bits = Atomic(value.bitPattern) }

  var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

  func add(_ amount: Double) {
    var old = bits.load(ordering: .relaxed)
    while true {
      let sum = (Double(bitPattern: old) + amount).bitPattern
      let (isDone, present) = bits.weakCompareExchange(
        expected: old, desired: sum, ordering: .relaxed)
      if isDone { return }
      old = present
    }
  }
}

final class CounterCell: CounterHandler, FloatingPointCounterHandler {
  private let whole = Atomic<Int64>(0)
  private let fraction = AtomicDouble()

  var value: MetricValue {
    let (whole, fraction) = (whole.load(ordering: .relaxed), fraction.value)
    return fraction == 0 ? .integer(Int(whole)) : .number(Double(whole) + fraction)
  }

  // A counter never falls: what is negative, or no number, is not added.
  func increment(by amount: Int64) {
    if amount > 0 { whole.wrappingAdd(amount, ordering: .relaxed) }
  }

  func increment(by amount: Double) {
    if amount > 0, amount.isFinite { fraction.add(amount) }
  }

  func reset() {
    whole.store(0, ordering: .relaxed)
    fraction.set(0)
  }
}

final class GaugeCell: MeterHandler, RecorderHandler {
  private let number = AtomicDouble()

  var value: Double { number.value }

  func set(_ value: Int64) { number.set(Double(value)) }
  func set(_ value: Double) { number.set(value) }
  func increment(by amount: Double) { number.add(amount) }
  func decrement(by amount: Double) { number.add(-amount) }
  func record(_ value: Int64) { number.set(Double(value)) }
  func record(_ value: Double) { number.set(value) }
}

final class HistogramCell: RecorderHandler, TimerHandler {
  private let bounds: [Double]
  // Never changed after `init`, and the numbers are atomic.
  nonisolated(unsafe) private let counts: UnsafeMutablePointer<Atomic<Int>>
  private let sum = AtomicDouble()

  init(_ bounds: [Double]) {
    self.bounds = bounds
    counts = .allocate(capacity: bounds.count + 1)
    for index in 0...bounds.count { (counts + index).initialize(to: Atomic(0)) }
  }

  deinit {
    counts.deinitialize(count: bounds.count + 1)
    counts.deallocate()
  }

  var value: HistogramValue {
    HistogramValue(
      bounds: bounds, counts: (0...bounds.count).map { counts[$0].load(ordering: .relaxed) },
      sum: sum.value)
  }

  func record(_ value: Int64) { record(Double(value)) }

  // A sum that takes in what is no number, or is negative, would tell nothing any more.
  func record(_ value: Double) {
    guard value >= 0, value.isFinite else { return }
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    counts[bucket].wrappingAdd(1, ordering: .relaxed)
    sum.add(value)
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
