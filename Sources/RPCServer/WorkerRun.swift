internal import Dispatch
internal import NIOCore
internal import RPC
internal import Synchronization

/// Work that a thread has begun, and its turns. Used by that thread alone, but for `goOn`.
final class WorkerRun: Sendable {
  let work: ServerWork
  private let turn: TimeAmount
  private let end: Mutex<NIODeadline>
  private let turns = Atomic(1)
  private let semaphore = DispatchSemaphore(value: 0)

  init(_ work: ServerWork, turn: Duration) {
    self.work = work
    self.turn = TimeAmount(turn)
    end = Mutex(.now() + self.turn)
  }

  var isTurnOver: Bool {
    let now = NIODeadline.now()
    return end.withLock { now >= $0 }
  }

  /// Turns that it has begun.
  var turnCount: Int { turns.load(ordering: .relaxed) }

  func beginTurn() {
    turns.add(1, ordering: .relaxed)
    end.withLock { $0 = .now() + turn }
  }

  /// Waits until another thread lets it go on.
  func wait() { semaphore.wait() }

  /// Lets it go on, which waits or is about to.
  func goOn() { semaphore.signal() }
}
