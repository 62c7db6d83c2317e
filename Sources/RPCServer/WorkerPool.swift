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
/// Work that takes longer than a turn makes room for what waits, and goes on beside it: of such long work as
/// much runs at a time as there are threads, a turn each, and the rest of it waits where it is, on a thread
/// of its own. So work of a millisecond waits for a turn at most, whatever others ask for.
///
/// Work of calls that have ended meanwhile leaves the queue at once, and is asked to stop where it
/// runs. Threads start with the first work.
final class WorkerPool: ServerWorkers {
  struct Limits {
    /// Work done at once, and as much again of what takes longer than a turn.
    var threads: Int
    /// Work that waits.
    var queue: Int
    /// Time until work gives way to other work.
    var turn = Duration.milliseconds(20)
    /// Work that has taken longer than a turn.
    var longWork = 16
    /// Processor time that work may take; nil for any.
    var workTime: Duration?
  }

  private struct State {
    var waiting: [ServerWork] = []
    /// In its first turn.
    var running: [ObjectIdentifier: ServerWork] = [:]
    /// Beyond it, in turn or not.
    var long: [ObjectIdentifier: ServerWork] = [:]
    /// Of these, how many are in turn, and those that wait for one.
    var longInTurn = 0
    var parked: [WorkerRun] = []
    var isStarted = false
    var isStopped = false
    var finished = 0
    var cancelled = 0
    var rejected = 0
    var nanoseconds: UInt64 = 0
    var turns = WorkerTurns()
  }

  let limits: Limits
  private let state = Mutex(State())
  private let pool: NIOThreadPool

  init(_ limits: Limits) {
    self.limits = limits
    pool = NIOThreadPool(numberOfThreads: limits.threads + limits.longWork)
  }

  func submit(_ work: ServerWork) -> WorkRefusal? {
    let refusal = state.withLock { state -> WorkRefusal? in
      if state.isStopped {
        return WorkRefusal(nil, RPCError(.unavailable, "the server is shutting down"))
      }
      // What waits while a thread is free is not waiting for long.
      if state.waiting.count + state.running.count >= limits.threads + limits.queue {
        state.rejected += 1
        // Of all who wait the last gives way, so that nobody's work fills the queue up for others.
        let last = state.turns.last(of: state.waiting.map(\.owner) + [work.owner])
        guard let last, last < state.waiting.count else { return queueIsFull }
        state.waiting.remove(at: last).refuse(queueIsFull)
      }
      state.waiting.append(work)
      // Under the lock: whoever finds it started may submit.
      if !state.isStarted { pool.start() }
      state.isStarted = true
      return nil
    }
    if refusal == nil { wake() }
    return refusal
  }

  /// Has a thread look for work.
  private func wake() {
    pool.submit { state in
      if state == .active { self.runNext() }
    }
  }

  func forget(_ work: ServerWork) {
    let parked = state.withLock { state -> WorkerRun? in
      if let index = state.waiting.firstIndex(where: { $0 === work }) {
        state.waiting.remove(at: index)
        state.cancelled += 1
        return nil
      }
      guard let index = state.parked.firstIndex(where: { $0.work === work }) else { return nil }
      state.longInTurn += 1
      return state.parked.remove(at: index)
    }
    parked?.goOn()
  }

  /// Runs the work whose turn it is, if any is left and a turn is free.
  private func runNext() {
    Self.yieldToLoops()
    let work = state.withLock { state -> ServerWork? in
      guard state.running.count < limits.threads,
        let index = state.turns.next(of: state.waiting.map(\.owner))
      else { return nil }
      let work = state.waiting.remove(at: index)
      state.turns.begin(work.owner)
      state.running[ObjectIdentifier(work)] = work
      return work
    }
    guard let work else { return }
    let start = ThreadTime.now
    let run = WorkerRun(work, turn: limits.turn)
    let hasRun = work.run { () throws(WorkRefusal) in
      if run.isTurnOver { try endTurn(of: run, since: start) }
    }
    let time = UInt64(max(1, ThreadTime.now - start))
    let next = state.withLock { state -> (isWaiting: Bool, parked: WorkerRun?) in
      let key = ObjectIdentifier(work)
      if state.long.removeValue(forKey: key) != nil { state.longInTurn -= 1 }
      state.running[key] = nil
      state.nanoseconds += time
      state.turns.end(work.owner, nanoseconds: time)
      if state.waiting.isEmpty, state.running.isEmpty, state.long.isEmpty {
        state.turns = WorkerTurns()
      }
      if hasRun, !work.isCancelled { state.finished += 1 } else { state.cancelled += 1 }
      return (!state.waiting.isEmpty, takeParked(&state))
    }
    next.parked?.goOn()
    if next.isWaiting { wake() }
  }

  /// What may go on now of the long work that waits.
  private func takeParked(_ state: inout State) -> WorkerRun? {
    guard state.longInTurn < limits.threads, !state.parked.isEmpty else { return nil }
    state.longInTurn += 1
    return state.parked.removeFirst()
  }

  /// Gives way to other work, and waits for the next turn.
  private func endTurn(of run: WorkerRun, since start: Int64) throws(WorkRefusal) {
    if let most = limits.workTime, .nanoseconds(ThreadTime.now - start) > most {
      throw takesTooLong(most)
    }
    let key = ObjectIdentifier(run.work)
    enum Next {
      case goOn, refuse
      case wait(WorkerRun?)
    }
    let (next, isWaiting) = state.withLock { state -> (Next, Bool) in
      if state.running[key] != nil {
        // Who waits behind it comes now.
        guard state.long.count < limits.longWork else { return (.refuse, false) }
        state.running[key] = nil
        state.long[key] = run.work
        let isWaiting = !state.waiting.isEmpty
        if state.longInTurn < limits.threads {
          state.longInTurn += 1
          return (.goOn, isWaiting)
        }
        state.parked.append(run)
        return (.wait(nil), isWaiting)
      }
      guard !state.parked.isEmpty else { return (.goOn, false) }
      let other = state.parked.removeFirst()
      state.parked.append(run)
      return (.wait(other), false)
    }
    if isWaiting { wake() }
    switch next {
    case .goOn: break
    case .refuse: throw tooMuchLongWork
    case .wait(let other):
      other?.goOn()
      run.wait()
    }
    run.beginTurn()
  }

  // MARK: Refusals

  private var queueIsFull: WorkRefusal {
    WorkRefusal(
      .workerQueue,
      RPCError(
        .resourceExhausted,
        "the server does as much long work as it takes: \(limits.threads) calls at a time "
          + "(worker-threads), and \(limits.queue) that wait (worker-queue); try again later"))
  }

  private var tooMuchLongWork: WorkRefusal {
    WorkRefusal(
      .longWork,
      RPCError(
        .resourceExhausted,
        "this call takes long, and the server works on as many such calls as it takes: "
          + "\(limits.longWork) (maximum-long-calls); try again later, or ask for less at once"))
  }

  private func takesTooLong(_ most: Duration) -> WorkRefusal {
    WorkRefusal(
      .workTime,
      RPCError(
        .resourceExhausted,
        "this call takes more than \(most / .seconds(1)) s of work (maximum-work-time); ask for "
          + "rarer words, fewer of them, or fewer days at once"))
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
    let (isStarted, works, parked) = state.withLock { state -> (Bool, [ServerWork], [WorkerRun]) in
      state.isStopped = true
      defer {
        state.waiting.removeAll()
        state.longInTurn += state.parked.count
        state.parked.removeAll()
      }
      return (
        state.isStarted, state.waiting + state.running.values + state.long.values, state.parked
      )
    }
    for work in works { work.cancel() }
    for run in parked { run.goOn() }
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
        threads: limits.threads, busy: state.running.count, long: state.long.count,
        queued: state.waiting.count, finished: state.finished, cancelled: state.cancelled,
        rejected: state.rejected, time: .nanoseconds(Int64(clamping: state.nanoseconds)))
    }
  }
}
