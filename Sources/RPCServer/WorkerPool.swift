internal import NIOCore
internal import NIOPosix
internal import RPC
internal import Synchronization

/// A few threads for what takes too long for an event loop, and a bounded queue before them.
///
/// Connections have their turns by the time that their work took, so that one with much of it does not keep
/// others waiting for more than what runs (start-time fair queueing: Goyal, Vin and Cheng, 1996).
///
/// Work that takes longer than a turn makes room for what waits, and goes on beside it: of such long work as
/// much runs at a time as there are threads, a turn each, and the rest of it waits where it is, on a thread
/// of its own. So work of a millisecond waits for turns of others, and not for the end of what they ask for.
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
    var turn = Duration.milliseconds(10)
    /// Turns that long work shares with its owner's other work, one each; beyond them what came first is
    /// done first, beside what has not had them yet. If all shared on, all would end at the last, and where
    /// there is too much none would end before its deadline.
    var sharedTurns = 10
    /// Each so many turns of an owner's long work are for what came first, however much comes anew.
    var turnsForFirst = 4
    /// Work that has taken longer than a turn.
    var longWork = 32
    /// Processor time that work may take; nil for any.
    var workTime: Duration?
  }

  private struct State {
    var waiting: [ServerWork] = []
    /// In its first turn.
    var running: [ObjectIdentifier: ServerWork] = [:]
    /// Beyond it, in turn or not, in the order in which it came to that.
    var long: [WorkerRun] = []
    /// What of it has to end, so that others have a place.
    var displaced: Set<ObjectIdentifier> = []
    /// Of these, how many are in turn, and those that wait for one.
    var longInTurn = 0
    var parked: [WorkerRun] = []
    /// Turns that long work has been given.
    var longTurns = 0
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
    let (refusal, displaced) = state.withLock { state -> (WorkRefusal?, ServerWork?) in
      if state.isStopped {
        return (WorkRefusal(nil, RPCError(.unavailable, "the server is shutting down")), nil)
      }
      var displaced: ServerWork?
      // What waits while a thread is free is not waiting for long.
      if state.waiting.count + state.running.count >= limits.threads + limits.queue {
        state.rejected += 1
        // Of all who wait the last gives way, so that nobody's work fills the queue up for others.
        let last = state.turns.last(of: state.waiting.map(\.owner) + [work.owner])
        guard let last, last < state.waiting.count else { return (queueIsFull, nil) }
        displaced = state.waiting.remove(at: last)
      }
      state.waiting.append(work)
      // Under the lock: whoever finds it started may submit.
      if !state.isStarted { pool.start() }
      state.isStarted = true
      return (nil, displaced)
    }
    // Not under the lock: its call may forget it at once.
    displaced?.refuse(queueIsFull)
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
    ThreadPriority.yieldToLoops()
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
    var charged: UInt64 = 0
    var isRefused = false
    let hasRun = work.run { () throws(WorkRefusal) in
      guard run.isTurnOver else { return }
      do throws(WorkRefusal) {
        try endTurn(of: run, time: ThreadTime.since(start), charged: &charged)
      } catch {
        isRefused = true
        throw error
      }
    }
    let time = ThreadTime.since(start)
    let next = state.withLock { state -> (isWaiting: Bool, parked: WorkerRun?) in
      let key = ObjectIdentifier(work)
      if let index = state.long.firstIndex(where: { $0 === run }) {
        state.long.remove(at: index)
        state.displaced.remove(key)
        state.longInTurn -= 1
        state.turns.charge(work.owner, nanoseconds: time - charged)
      } else {
        state.running[key] = nil
        state.turns.end(work.owner, nanoseconds: time)
      }
      state.nanoseconds += time
      if state.waiting.isEmpty, state.running.isEmpty, state.long.isEmpty {
        state.turns = WorkerTurns()
      }
      if isRefused {
        state.rejected += 1
      } else if hasRun, !work.isCancelled {
        state.finished += 1
      } else {
        state.cancelled += 1
      }
      return (!state.waiting.isEmpty, takeParked(&state))
    }
    next.parked?.goOn()
    if next.isWaiting { wake() }
  }

  /// What may go on now of the long work that waits.
  private func takeParked(_ state: inout State) -> WorkerRun? {
    guard state.longInTurn < limits.threads,
      let index = state.turns.leastServed(of: candidates(state.parked, &state))
    else { return nil }
    state.longInTurn += 1
    let run = state.parked.remove(at: index)
    state.turns.goOn(run.work.owner)
    return run
  }

  private func candidates(_ runs: [WorkerRun], _ state: inout State) -> [WorkerTurns.Candidate] {
    state.longTurns += 1
    let isForFirst = state.longTurns.isMultiple(of: limits.turnsForFirst)
    return runs.map { run in
      WorkerTurns.Candidate(
        owner: run.work.owner, isForFirst: isForFirst,
        arrival: run.turnCount <= limits.sharedTurns ? nil : state.long.firstIndex { $0 === run })
    }
  }

  /// Makes a place for long work of `owner`, where another has at least two more than it: the last of the one
  /// who has most has to end. Nil where nobody has; else what waits for a turn and is to be woken.
  private func displace(for owner: ObjectIdentifier?, _ state: inout State) -> [WorkerRun]? {
    let staying = state.long.filter { !state.displaced.contains(ObjectIdentifier($0.work)) }
    let counts = Dictionary(grouping: staying, by: \.work.owner).mapValues(\.count)
    guard let most = counts.values.max(), counts[owner, default: 0] + 1 < most,
      let last = staying.last(where: { counts[$0.work.owner] == most })
    else { return nil }
    state.displaced.insert(ObjectIdentifier(last.work))
    guard let index = state.parked.firstIndex(where: { $0 === last }) else { return [] }
    state.longInTurn += 1
    return [state.parked.remove(at: index)]
  }

  /// Gives way to other work, and waits for the next turn.
  /// - Parameters:
  ///   - time: Processor time that it has had, in nanoseconds.
  ///   - charged: As much of it as counts for its owner's turns.
  private func endTurn(
    of run: WorkerRun, time: UInt64, charged: inout UInt64
  ) throws(WorkRefusal) {
    if let most = limits.workTime, .nanoseconds(Int64(clamping: time)) > most {
      throw takesTooLong(most)
    }
    let key = ObjectIdentifier(run.work)
    enum Next {
      case goOn, refuse, wait
    }
    var woken: [WorkerRun] = []
    let (next, isWaiting) = state.withLock { state -> (Next, Bool) in
      if state.displaced.contains(key) { return (.refuse, false) }
      if state.running[key] != nil {
        if state.long.count - state.displaced.count >= limits.longWork {
          guard let displaced = displace(for: run.work.owner, &state) else {
            return (.refuse, false)
          }
          woken = displaced
        }
        // Who waits behind it comes now.
        state.running[key] = nil
        state.long.append(run)
        // What its owner has beside it need not wait for its end.
        state.turns.end(run.work.owner, nanoseconds: time)
        let isWaiting = !state.waiting.isEmpty
        // What nobody waits for any more is not woken again: it ends now.
        if state.longInTurn < limits.threads || run.work.isCancelled {
          state.longInTurn += 1
          state.turns.goOn(run.work.owner)
          return (.goOn, isWaiting)
        }
        state.parked.append(run)
        return (.wait, isWaiting)
      }
      state.turns.charge(run.work.owner, nanoseconds: time - charged)
      guard !state.parked.isEmpty, !run.work.isCancelled else { return (.goOn, false) }
      let candidates = candidates(state.parked + [run], &state)
      guard let index = state.turns.leastServed(of: candidates), index < state.parked.count else {
        return (.goOn, false)
      }
      let other = state.parked.remove(at: index)
      state.turns.goOn(other.work.owner)
      woken.append(other)
      state.parked.append(run)
      return (.wait, false)
    }
    for other in woken { other.goOn() }
    if isWaiting { wake() }
    charged = time
    switch next {
    case .goOn: break
    case .refuse: throw tooMuchLongWork
    case .wait:
      run.wait()
      if state.withLock({ $0.displaced.contains(key) }) { throw tooMuchLongWork }
    }
    run.beginTurn()
  }

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
        state.isStarted, state.waiting + state.running.values + state.long.map(\.work), state.parked
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
