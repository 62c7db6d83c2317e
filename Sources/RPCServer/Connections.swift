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
    /// The same by where they come from.
    var byOrigin: [[UInt8]: Int] = [:]
    var nextID = 0
    var open: [Int: (control: Control, origin: [UInt8])] = [:]
    var isDraining = false
    /// All were closed at once, and what comes after them is, too.
    var isCut = false
    var waiters: [CheckedContinuation<Void, Never>] = []

    mutating func leave(_ origin: [UInt8]) {
      reserved -= 1
      guard let count = byOrigin[origin] else { return }
      byOrigin[origin] = count > 1 ? count - 1 : nil
    }
  }

  /// How long connections have to send their last frames after their calls were ended.
  private static let lastWords = Duration.seconds(1)

  private let limit: Int
  private let limitOfOrigin: Int
  private let state = Mutex(State())

  init(limit: Int, limitOfOrigin: Int = .max) {
    self.limit = limit
    self.limitOfOrigin = limitOfOrigin
  }

  var count: Int { state.withLock { $0.open.count } }

  /// Why there is no place for a connection.
  enum Refusal { case limit, originLimit, stopping }

  /// Takes a place for a connection; why not, when there is none.
  /// - Parameter origin: where it comes from; empty where that is nobody in particular.
  func reserve(_ origin: [UInt8] = []) -> Refusal? {
    state.withLock { state in
      if state.isDraining || state.isCut { return .stopping }
      guard state.reserved < limit else { return .limit }
      if !origin.isEmpty {
        let count = state.byOrigin[origin] ?? 0
        guard count < limitOfOrigin else { return .originLimit }
        state.byOrigin[origin] = count + 1
      }
      state.reserved += 1
      return nil
    }
  }

  /// Gives back a place that was not used.
  func release(_ origin: [UInt8]) { state.withLock { $0.leave(origin) } }

  func add(_ control: Control, from origin: [UInt8]) -> Int {
    let (id, isDraining, isCut) = state.withLock { state in
      state.nextID += 1
      state.open[state.nextID] = (control, origin)
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
      guard let last = state.open.removeValue(forKey: id) else { return [] }
      state.leave(last.origin)
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
      return state.open.values.map(\.control)
    }
    for control in open { control.drain() }
    let escalation = Task { [self] in
      try await Task.sleep(for: grace)
      for control in state.withLock({ $0.open.values.map(\.control) }) { control.failCalls() }
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
      return state.open.values.map(\.control)
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
