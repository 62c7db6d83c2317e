internal import Synchronization

/// What a call has to do away from its connection's thread, because it takes longer than others should
/// wait for.
///
/// States: waiting, running, done (the result waits for the connection), over (taken or cancelled;
/// terminal). Cancelling is possible from all of them: work that waits is never begun, work that runs
/// is asked to stop. Usable from any thread.
package final class ServerWork: Sendable {
  /// Does the work on another thread and gives the answer. Its parameter tells whether nobody waits
  /// for it any more; work that takes long looks at it every few microseconds, and may throw what it
  /// likes then.
  package typealias Body = @Sendable (_ isCancelled: () -> Bool) throws -> ServerResponse

  private enum State {
    case waiting(Body)
    case running
    case done(Outcome)
    case over
  }

  /// Sendable is sound: an answer is made by one thread and then used by another alone, with this
  /// work's lock between them.
  private struct Outcome: @unchecked Sendable {
    var result: Result<ServerResponse, any Error>
  }

  private let state: Mutex<State>
  private let cancelled = Atomic(false)
  private let onDone: @Sendable () -> Void
  /// Whose work it is: a connection's. Whoever has had less of the threads comes first.
  package let owner: ObjectIdentifier?

  /// `onDone` is called on the worker's thread when there is a result to take.
  package init(
    of owner: ObjectIdentifier? = nil, _ body: @escaping Body,
    onDone: @escaping @Sendable () -> Void
  ) {
    self.owner = owner
    state = Mutex(.waiting(body))
    self.onDone = onDone
  }

  package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  /// Nobody waits for the result any more.
  package func cancel() {
    cancelled.store(true, ordering: .relaxed)
    // What was held is let go of outside the lock.
    let last = state.withLock { state in
      let last = state
      if case .running = state { return last }
      state = .over
      return last
    }
    withExtendedLifetime(last) {}
  }

  /// Does the work, on a worker's thread. False when it was cancelled before it began.
  /// - Parameter goesOn: Asked whenever the work looks at whether it is cancelled. May wait, for the turns of
  ///   others. What it throws ends the work, and its call with that.
  package func run(_ goesOn: () throws(WorkRefusal) -> Void = {}) -> Bool {
    let body = state.withLock { state -> Body? in
      guard case .waiting(let body) = state else { return nil }
      state = .running
      return body
    }
    guard let body else { return false }
    var refusal: WorkRefusal?
    var result = Result {
      try body {
        guard refusal == nil, !isCancelled else { return true }
        do throws(WorkRefusal) {
          try goesOn()
        } catch {
          refusal = error
          return true
        }
        return isCancelled
      }
    }
    // What was asked to stop may have been done all the same.
    if let refusal, case .failure = result { result = .failure(refusal) }
    let outcome = Outcome(result: result)
    let isWanted = state.withLock { state in
      guard !isCancelled else {
        state = .over
        return false
      }
      state = .done(outcome)
      return true
    }
    if isWanted { onDone() }
    return true
  }

  /// Ends work that waits without doing it.
  package func refuse(_ refusal: WorkRefusal) {
    let isWaiting = state.withLock { state in
      guard case .waiting = state else { return false }
      state = .done(Outcome(result: .failure(refusal)))
      return true
    }
    if isWaiting { onDone() }
  }

  /// The result, once, when there is one.
  package func take() -> Result<ServerResponse, any Error>? {
    state.withLock { state in
      guard case .done(let outcome) = state else { return nil }
      state = .over
      return outcome.result
    }
  }
}

/// Why work is not done, or not to its end.
package struct WorkRefusal: Error {
  /// What was reached; nil where the server ends.
  package var limit: CallLimit?
  package var error: RPCError

  package init(_ limit: CallLimit?, _ error: RPCError) {
    self.limit = limit
    self.error = error
  }
}

/// The threads that work is done on.
package protocol ServerWorkers: AnyObject, Sendable {
  /// Takes work, to be run soon unless it is cancelled before.
  /// - Returns: Why it is not taken; nil when it is.
  func submit(_ work: ServerWork) -> WorkRefusal?
  /// Work was cancelled: if it waits it need not be kept, and if it waits for its turn it is to end now.
  func forget(_ work: ServerWork)
}
