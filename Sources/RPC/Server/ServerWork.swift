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
  package func run() -> Bool {
    let body = state.withLock { state -> Body? in
      guard case .waiting(let body) = state else { return nil }
      state = .running
      return body
    }
    guard let body else { return false }
    let result = Result { try body { self.cancelled.load(ordering: .relaxed) } }
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

  /// The result, once, when there is one.
  func take() -> Result<ServerResponse, any Error>? {
    state.withLock { state in
      guard case .done(let outcome) = state else { return nil }
      state = .over
      return outcome.result
    }
  }
}

/// The threads that work is done on.
package protocol ServerWorkers: AnyObject, Sendable {
  /// Takes work, to be run soon unless it is cancelled before.
  /// - Returns: Why it is not taken; nil when it is.
  func submit(_ work: ServerWork) -> RPCError?
  /// Work that waits was cancelled and need not be kept.
  func forget(_ work: ServerWork)
}
