internal import NIOCore
internal import RPC
internal import Synchronization
internal import TLS

/// A connection to a gRPC server that is made when it is needed, and made again when it breaks.
///
/// One channel serves any number of calls at once, from any task.
public final class ClientChannel: Sendable {
  package let configuration: ClientConfiguration
  private let tls: TLSContextSource?
  private let state = Mutex(State())

  private struct State {
    var phase = Phase.idle
    var failures = 0
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
    /// Distinguishes attempts, so that events of an earlier connection are not taken for a later one's.
    var attempt = 0
  }

  private enum Phase {
    case idle
    case connecting
    case ready(Connection)
    /// Not before this time, on the monotonic clock, for this reason.
    case backoff(until: NIODeadline, reason: String)
    case closed
  }

  private struct Waiter {
    var continuation: CheckedContinuation<Connection, any Error>
    var waitsForReady: Bool
  }

  /// Prepares a channel; nothing is connected yet. Reads trust and certificate files and throws
  /// `TLSError` when they cannot be used.
  public init(_ configuration: ClientConfiguration) throws {
    self.configuration = configuration
    switch configuration.security {
    case .tls(let configuration): tls = try TLSContextSource(configuration)
    case .insecurePlaintext: tls = nil
    }
  }

  deinit { shutDown() }

  /// Takes no more calls; those under way finish, then the connection is closed.
  public func close() { shutDown() }

  private func shutDown() {
    let (connection, waiters) = state.withLock { state in
      let connection: Connection? = if case .ready(let ready) = state.phase { ready } else { nil }
      state.phase = .closed
      defer { state.waiters = [:] }
      return (connection, state.waiters)
    }
    connection?.drain()
    for waiter in waiters.values { waiter.continuation.resume(throwing: Self.closedError) }
  }

  var scheme: String { tls == nil ? "http" : "https" }

  var authority: String {
    let host = configuration.host
    return "\(host.contains(":") ? "[\(host)]" : host):\(configuration.port)"
  }

  private static let closedError = RPCError(.unavailable, "the channel was closed")

  // MARK: Connecting

  /// A connection that is ready for calls. Throws UNAVAILABLE when there is none to be had, unless
  /// the call waits for it.
  func connection(waitsForReady: Bool) async throws -> Connection {
    if let ready = try current(waitsForReady: waitsForReady) { return ready }
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        enqueue(id, Waiter(continuation: continuation, waitsForReady: waitsForReady))
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
      waiter?.continuation.resume(throwing: RPCError(.cancelled, "the call was cancelled"))
    }
  }

  private func current(waitsForReady: Bool) throws -> Connection? {
    try state.withLock { state in
      switch state.phase {
      case .ready(let connection): return connection
      case .closed: throw Self.closedError
      case .backoff(let until, let reason):
        if !waitsForReady, NIODeadline.now() < until { throw RPCError(.unavailable, reason) }
        return nil
      case .idle, .connecting: return nil
      }
    }
  }

  private func enqueue(_ id: Int, _ waiter: Waiter) {
    enum Next {
      case wait
      case connect(Int)
      case connectAt(NIODeadline)
      case give(Connection)
      case fail(RPCError)
    }
    let next = state.withLock { state -> Next in
      // Under the lock, so that a cancellation either is seen here or finds the waiter.
      if Task.isCancelled { return .fail(RPCError(.cancelled, "the call was cancelled")) }
      switch state.phase {
      case .ready(let connection): return .give(connection)
      case .closed: return .fail(Self.closedError)
      case .connecting:
        state.waiters[id] = waiter
        return .wait
      case .idle:
        state.waiters[id] = waiter
        return .connect(Self.beginAttempt(&state))
      case .backoff(let until, _):
        state.waiters[id] = waiter
        return NIODeadline.now() < until ? .connectAt(until) : .connect(Self.beginAttempt(&state))
      }
    }
    switch next {
    case .wait: break
    case .connect(let attempt): connect(attempt)
    case .connectAt(let time): reconnect(at: time)
    case .give(let connection): waiter.continuation.resume(returning: connection)
    case .fail(let error): waiter.continuation.resume(throwing: error)
    }
  }

  private static func beginAttempt(_ state: inout State) -> Int {
    state.phase = .connecting
    state.attempt += 1
    return state.attempt
  }

  private func connect(_ attempt: Int) {
    Connection.connect(configuration, tls: tls) { [weak self] event in
      if let self {
        receive(event, attempt)
      } else if case .ready(let connection) = event {
        connection.drain()
      }
    }
  }

  private func reconnect(at time: NIODeadline) {
    let delay = max(0, (time - .now()).nanoseconds)
    Task { [weak self] in
      try await Task.sleep(for: .nanoseconds(delay))
      guard let self else { return }
      let attempt = state.withLock { state -> Int? in
        guard case .backoff = state.phase, !state.waiters.isEmpty else { return nil }
        return Self.beginAttempt(&state)
      }
      if let attempt { connect(attempt) }
    }
  }

  private func receive(_ event: Connection.Event, _ attempt: Int) {
    switch event {
    case .ready(let connection):
      let waiters = state.withLock { state -> [Waiter]? in
        guard state.attempt == attempt, case .connecting = state.phase else { return nil }
        state.phase = .ready(connection)
        state.failures = 0
        defer { state.waiters = [:] }
        return Array(state.waiters.values)
      }
      guard let waiters else {
        connection.drain()
        return
      }
      for waiter in waiters { waiter.continuation.resume(returning: connection) }
    case .goingAway:
      state.withLock { state in
        guard state.attempt == attempt, case .ready = state.phase else { return }
        state.phase = .idle
      }
    case .ended(let reason): ended(reason, attempt)
    }
  }

  private func ended(_ reason: String, _ attempt: Int) {
    let (failed, retryAt) = state.withLock { state -> ([Waiter], NIODeadline?) in
      guard state.attempt == attempt else { return ([], nil) }
      switch state.phase {
      case .ready:
        state.phase = .idle
        return ([], nil)
      case .idle, .backoff, .closed: return ([], nil)
      case .connecting:
        state.failures += 1
        let until = NIODeadline.now() + backoff(after: state.failures)
        state.phase = .backoff(until: until, reason: reason)
        let failed = state.waiters.filter { !$0.value.waitsForReady }
        for id in failed.keys { state.waiters[id] = nil }
        return (Array(failed.values), state.waiters.isEmpty ? nil : until)
      }
    }
    for waiter in failed { waiter.continuation.resume(throwing: RPCError(.unavailable, reason)) }
    if let retryAt { reconnect(at: retryAt) }
  }

  /// grpc/doc/connection-backoff.md: exponential with factor 1.6 and a jitter of 0.2.
  private func backoff(after failures: Int) -> TimeAmount {
    var delay = Double(configuration.initialBackoff.wholeNanoseconds)
    let most = Double(configuration.maximumBackoff.wholeNanoseconds)
    for _ in 1..<max(2, min(failures, 64)) where failures > 1 { delay = min(delay * 1.6, most) }
    return .nanoseconds(Int64(delay * Double.random(in: 0.8...1.2)))
  }
}
