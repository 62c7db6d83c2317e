internal import Synchronization

/// A value that another thread gives, once, and one task waits for.
final class Pending<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Value, any Error>)
    case given(Result<Value, any Error>)
    case over
  }

  private let state = Mutex(State.open)

  /// Gives the value, or why there is none. Only the first counts.
  func give(_ result: Result<Value, any Error>) {
    let waiter = state.withLock { state -> CheckedContinuation<Value, any Error>? in
      switch state {
      case .open:
        state = .given(result)
        return nil
      case .awaited(let waiter):
        state = .over
        return waiter
      case .given, .over: return nil
      }
    }
    waiter?.resume(with: result)
  }

  /// Whether nobody will take a value any more.
  var isOver: Bool {
    state.withLock { state in
      switch state {
      case .open, .awaited: false
      case .given, .over: true
      }
    }
  }

  /// The value. Throws at once when the task is cancelled.
  var value: Value {
    get async throws {
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { waiter in
          let result = state.withLock { state -> Result<Value, any Error>? in
            guard case .given(let result) = state else {
              state = .awaited(waiter)
              return nil
            }
            state = .over
            return result
          }
          if let result { waiter.resume(with: result) }
        }
      } onCancel: {
        give(.failure(CancellationError()))
      }
    }
  }
}
