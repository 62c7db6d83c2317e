/// Calls that are open on the connections of one event loop: its thread counts, any thread reads.
package final class LoopCalls: Sendable {
  private let opened = LoopCounter()
  private let closed = LoopCounter()

  package init() {}

  /// A call was opened.
  @inline(__always)
  func open() { opened.add() }

  /// One of them is closed.
  @inline(__always)
  func close() { closed.add() }

  /// Calls open now, about.
  package var count: Int { Int(truncatingIfNeeded: opened.value &- closed.value) }
}

/// How many calls a server has open at most, on all its loops. Usable from any thread.
package final class CallCeiling: Sendable {
  package let limit: Int
  private let loops: [LoopCalls]

  package init(limit: Int, loops: [LoopCalls]) {
    self.limit = limit
    self.loops = loops
  }

  /// Calls open now, about: loops count by themselves.
  package var openCalls: Int { loops.reduce(0) { $0 + $1.count } }

  /// Whether there may be another call, on whichever loop.
  func admits() -> Bool { openCalls < limit }
}
