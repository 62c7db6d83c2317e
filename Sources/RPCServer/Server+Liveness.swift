internal import Dispatch
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Asks the event loops of a server whether they are at work.
///
/// A loop has one question at a time: one that is held up is not asked again, and is known to be so
/// without waiting once its question is as old as the time that loops have.
final class LoopPulse: Sendable {
  /// Since when each loop owes an answer; nil where it owes none.
  private let asked: Mutex<[NIODeadline?]>
  private let loops: [any EventLoop]

  init(_ group: MultiThreadedEventLoopGroup) {
    loops = Array(group.makeIterator())
    asked = Mutex([NIODeadline?](repeating: nil, count: loops.count))
  }

  /// The loops, by their numbers from 0, that do not answer within `limit`. Blocks for as long, and not
  /// at all where none answers late.
  func silentLoops(within limit: Duration) -> [Int] {
    let now = NIODeadline.now()
    let answered = DispatchSemaphore(value: 0)
    let new = asked.withLock { asked in
      let new = asked.indices.filter { asked[$0] == nil }
      for index in new { asked[index] = now }
      return new
    }
    for index in new {
      loops[index].execute {
        self.asked.withLock { $0[index] = nil }
        answered.signal()
      }
    }
    let end = DispatchTime.now() + limit / .seconds(1)
    for _ in new where answered.wait(timeout: end) == .timedOut { break }
    let amount = TimeAmount.nanoseconds(Int64(limit / .nanoseconds(1)))
    return asked.withLock { asked in
      asked.indices.filter { index in
        asked[index].map { NIODeadline.now() - $0 >= amount } ?? false
      }
    }
  }
}
