internal import RPC
internal import Synchronization

/// Ends who is waited for too long: a document that begins and does not go on holds memory that others
/// need.
final class Patience: Sendable {
  private struct State {
    /// Since when something is waited for; nil where nothing is.
    var since: ContinuousClock.Instant?
    var isStopped = false
    var watch: Task<Void, Never>?
  }

  private let limit: Duration
  private let state = Mutex(State())

  /// - Parameter end: Ends what is waited for, with the error to tell.
  init(_ limit: Duration, end: @escaping @Sendable (RPCError) -> Void) {
    self.limit = limit
    // Looks a few times, so that nothing has to be set and unset with each part.
    let step = max(limit / 8, .milliseconds(1))
    let watch = Task { [weak self] in
      while let isOverdue = self?.isOverdue {
        if isOverdue {
          end(
            RPCError(
              .deadlineExceeded,
              "nothing came for \(limit) of what had begun, of which nothing is kept (import-timeout)"
            ))
          return
        }
        // Cancelled once nobody waits any more.
        try? await Task.sleep(for: step)
      }
    }
    state.withLock { $0.watch = watch }
  }

  /// Whether it has been waited for too long; nil once nobody waits any more.
  private var isOverdue: Bool? {
    state.withLock { state in
      guard !state.isStopped else { return nil }
      return state.since.map { ContinuousClock.now - $0 > limit } ?? false
    }
  }

  /// The next part is waited for from now on.
  func begin() { state.withLock { $0.since = .now } }

  /// It came.
  func end() { state.withLock { $0.since = nil } }

  /// Nothing will be waited for any more.
  func stop() {
    let watch = state.withLock { state in
      state.isStopped = true
      return state.watch.take()
    }
    // It holds the call, and all that this holds.
    watch?.cancel()
  }
}
