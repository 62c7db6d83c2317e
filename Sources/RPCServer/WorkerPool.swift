internal import NIOCore
internal import NIOPosix
internal import RPC
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A few threads for what takes too long for an event loop, and a bounded queue before them.
///
/// Connections have their turns by the time that their work took, so that one with much of it does not keep
/// others waiting for more than what runs (start-time fair queueing: Goyal, Vin and Cheng, 1996).
///
/// Work of calls that have ended meanwhile leaves the queue at once, and is asked to stop where it
/// runs. Threads start with the first work.
final class WorkerPool: ServerWorkers {
  private struct State {
    var waiting: [ServerWork] = []
    var running: [ObjectIdentifier: ServerWork] = [:]
    var isStarted = false
    var isStopped = false
    var finished = 0
    var cancelled = 0
    var rejected = 0
    var nanoseconds: UInt64 = 0
    var turns = WorkerTurns()
  }

  let threads: Int
  private let queueLimit: Int
  private let state = Mutex(State())
  private let pool: NIOThreadPool

  init(threads: Int, queueLimit: Int) {
    self.threads = threads
    self.queueLimit = queueLimit
    pool = NIOThreadPool(numberOfThreads: threads)
  }

  func submit(_ work: ServerWork) -> RPCError? {
    enum Answer { case taken, full, stopped }
    let answer = state.withLock { state -> Answer in
      if state.isStopped { return .stopped }
      // What waits while a thread is free is not waiting for long.
      guard state.waiting.count + state.running.count < threads + queueLimit else {
        state.rejected += 1
        return .full
      }
      state.waiting.append(work)
      // Under the lock: whoever finds it started may submit.
      if !state.isStarted { pool.start() }
      state.isStarted = true
      return .taken
    }
    switch answer {
    case .full:
      return RPCError(
        .resourceExhausted,
        "the server does as much long work as it takes: \(threads) calls at a time "
          + "(worker-threads), and \(queueLimit) that wait (worker-queue); try again later")
    case .stopped: return RPCError(.unavailable, "the server is shutting down")
    case .taken:
      pool.submit { state in
        if state == .active { self.runNext() }
      }
      return nil
    }
  }

  func forget(_ work: ServerWork) {
    state.withLock { state in
      guard let index = state.waiting.firstIndex(where: { $0 === work }) else { return }
      state.waiting.remove(at: index)
      state.cancelled += 1
    }
  }

  /// Runs the work whose turn it is, if any is left.
  private func runNext() {
    Self.yieldToLoops()
    let work = state.withLock { state -> ServerWork? in
      guard let index = state.turns.next(of: state.waiting.map(\.owner)) else { return nil }
      let work = state.waiting.remove(at: index)
      state.turns.begin(work.owner)
      state.running[ObjectIdentifier(work)] = work
      return work
    }
    guard let work else { return }
    let start = NIODeadline.now()
    let hasRun = work.run()
    let time = (NIODeadline.now() - start).nanoseconds
    state.withLock { state in
      state.running[ObjectIdentifier(work)] = nil
      state.nanoseconds += UInt64(max(0, time))
      state.turns.end(work.owner, nanoseconds: UInt64(max(1, time)))
      if state.waiting.isEmpty, state.running.isEmpty { state.turns = WorkerTurns() }
      if hasRun, !work.isCancelled { state.finished += 1 } else { state.cancelled += 1 }
    }
  }

  /// Gives this thread a lower priority than the loops have, so that a loop with something to do runs
  /// at once where there are not enough cores for both.
  private static func yieldToLoops() {
    #if os(Linux)
      // 0 is the calling thread here (setpriority(2), "C library/kernel differences"). Refused to
      // nobody: the number only grows.
      if getpriority(__priority_which_t(0), 0) < niceness {
        _ = setpriority(__priority_which_t(0), 0, niceness)
      }
    #endif
  }

  /// Loops get some nine times the share of a thread of this niceness.
  private static let niceness: CInt = 10

  /// Asks what runs to stop, drops what waits, and ends the threads.
  func stop() async {
    let (isStarted, works) = state.withLock { state -> (Bool, [ServerWork]) in
      state.isStopped = true
      defer { state.waiting.removeAll() }
      return (state.isStarted, state.waiting + state.running.values)
    }
    for work in works { work.cancel() }
    guard isStarted else { return }
    do {
      try await pool.shutdownGracefully()
    } catch {
      // Only a second call fails, and there is none.
    }
  }

  var statistics: ServerStatistics.Workers {
    state.withLock { state in
      ServerStatistics.Workers(
        threads: threads, busy: state.running.count, queued: state.waiting.count,
        finished: state.finished, cancelled: state.cancelled, rejected: state.rejected,
        time: .nanoseconds(Int64(clamping: state.nanoseconds)))
    }
  }
}
