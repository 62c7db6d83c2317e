internal import Synchronization

/// A number that one thread adds to and any thread reads: no more than an addition in memory, since
/// nothing has to be locked against another writer.
package struct LoopCounter: ~Copyable, Sendable {
  private let number = Atomic<UInt64>(0)

  package init() {}

  /// Adds; called on the one thread that the counter belongs to.
  @inline(__always)
  package func add(_ amount: Int = 1) {
    let sum = number.load(ordering: .relaxed) &+ UInt64(truncatingIfNeeded: amount)
    number.store(sum, ordering: .relaxed)
  }

  /// The sum so far; on any thread.
  package var value: UInt64 { number.load(ordering: .relaxed) }
}
