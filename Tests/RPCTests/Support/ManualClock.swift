import Synchronization

/// Nanoseconds that a test sets.
final class ManualClock: Sendable {
  private let time = Atomic<UInt64>(1_000_000_000_000)

  func advance(_ seconds: Double) {
    time.add(UInt64(seconds * 1_000_000_000), ordering: .relaxed)
  }

  var now: @Sendable () -> UInt64 { { self.time.load(ordering: .relaxed) } }
}
