internal import Synchronization

/// The open connections of a server, counted against its limit and told when it stops.
final class Connections: Sendable {
  /// What can be asked of a connection from any thread.
  struct Control: Sendable {
    var drain: @Sendable () -> Void
    var failCalls: @Sendable () -> Void
    var close: @Sendable () -> Void
  }

  private struct State {
    var reserved = 0
    var nextID = 0
    var open: [Int: Control] = [:]
    var isDraining = false
    /// All were closed at once, and what comes after them is, too.
    var isCut = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  /// How long connections have to send their last frames after their calls were ended.
  private static let lastWords = Duration.seconds(1)

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  var count: Int { state.withLock { $0.open.count } }

  /// Why there is no place for a connection.
  enum Refusal { case limit, stopping }

  /// Takes a place for a connection; why not, when there is none.
  func reserve() -> Refusal? {
    state.withLock { state in
      if state.isDraining || state.isCut { return .stopping }
      guard state.reserved < limit else { return .limit }
      state.reserved += 1
      return nil
    }
  }

  /// Gives back a place that was not used.
  func release() { state.withLock { $0.reserved -= 1 } }

  func add(_ control: Control) -> Int {
    let (id, isDraining, isCut) = state.withLock { state in
      state.nextID += 1
      state.open[state.nextID] = control
      return (state.nextID, state.isDraining, state.isCut)
    }
    if isCut {
      control.close()
    } else if isDraining {
      control.drain()
    }
    return id
  }

  func remove(_ id: Int) {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard state.open.removeValue(forKey: id) != nil else { return [] }
      state.reserved -= 1
      guard state.open.isEmpty else { return [] }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Asks every connection to end; after `grace` their calls are ended for them.
  func drain(grace: Duration) async {
    let open = state.withLock { state in
      state.isDraining = true
      return Array(state.open.values)
    }
    for control in open { control.drain() }
    let escalation = Task { [self] in
      try await Task.sleep(for: grace)
      for control in state.withLock({ Array($0.open.values) }) { control.failCalls() }
      try await Task.sleep(for: Self.lastWords)
      closeAll()
    }
    await allClosed()
    escalation.cancel()
  }

  /// Closes every connection, and those that are being accepted as soon as they are there.
  func closeAll() {
    let open = state.withLock { state in
      state.isCut = true
      return Array(state.open.values)
    }
    for control in open { control.close() }
  }

  private func allClosed() async {
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLock { state in
        if !state.open.isEmpty { state.waiters.append(continuation) }
        return state.open.isEmpty
      }
      if isEmpty { continuation.resume() }
    }
  }
}
