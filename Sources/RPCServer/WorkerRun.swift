internal import Dispatch
internal import NIOCore
internal import RPC
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Work that a thread has begun, and its turns. Used by that thread alone, but for `goOn`.
final class WorkerRun: Sendable {
  let work: ServerWork
  private let turn: TimeAmount
  private let end: Mutex<NIODeadline>
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

  func beginTurn() { end.withLock { $0 = .now() + turn } }

  /// Waits until another thread lets it go on.
  func wait() { semaphore.wait() }

  /// Lets it go on, which waits or is about to.
  func goOn() { semaphore.signal() }
}

/// The processor time that this thread has had, in nanoseconds.
enum ThreadTime {
  static var now: Int64 {
    var time = timespec()
    // Fails for clocks alone that a system does not have.
    _ = clock_gettime(clockid_t(CLOCK_THREAD_CPUTIME_ID), &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
