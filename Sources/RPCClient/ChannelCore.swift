internal import Logging
internal import NIOCore
internal import RPC
internal import Synchronization
internal import TLS

/// What a channel does behind its handle, until that goes or is closed.
///
/// The handle's end closes it, so that connections and look-ups can refer to it. Weak references would
/// make every call pay: an object that has one counts all its references in a table beside it.
final class ChannelCore: Sendable {
  let configuration: ClientConfiguration
  let throttle: RetryThrottle?
  private let tls: TLSContextSource?
  private let state: Mutex<State>

  private struct State {
    var balancer: Balancer<Connection, Endpoint>
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
    var isClosed = false
    /// A call or `connect` has asked for a connection since there was one: then it is tried until there is.
    var isAsked = false
    /// Who is told of what becomes of the channel, and what they were told last.
    var watchers: [Int: AsyncStream<ClientChannel.State>.Continuation] = [:]
    var nextWatcher = 0
    var told = ClientChannel.State.idle

    var connectivity: ClientChannel.State {
      guard !isClosed else { return .shutdown }
      return switch balancer.connectivity {
      case .idle: .idle
      case .connecting: .connecting
      case .ready: .ready
      case .failing(let reason): .transientFailure(reason)
      }
    }

    /// Tells the watchers what has changed, under the lock, so that they hear of it in order.
    mutating func tell() {
      guard !watchers.isEmpty else { return }
      let connectivity = connectivity
      guard connectivity != told else { return }
      told = connectivity
      for watcher in watchers.values { watcher.yield(connectivity) }
    }
    /// The earliest time that `wake` was asked for and has not come.
    var wakeAt = UInt64.max
    /// Pings of connections to come: rarer once a server has found them too many.
    var keepalive: ClientKeepalive?
  }

  private struct Waiter {
    var continuation: CheckedContinuation<Connection, any Error>
    var waitsForReady: Bool
  }

  init(_ configuration: ClientConfiguration) throws {
    self.configuration = configuration
    switch configuration.security {
    case .tls(let configuration): tls = try TLSContextSource(configuration)
    case .insecurePlaintext: tls = nil
    }
    let policies =
      [configuration.retryPolicy]
      + configuration.methods.map { if case .policy(let policy) = $0.retry { policy } else { nil } }
    throttle = policies.lazy.compactMap { $0 }.first?.throttling.map { RetryThrottle($0) }
    let backoff = ConnectionBackoff(
      initial: configuration.initialBackoff.nanoseconds,
      maximum: configuration.maximumBackoff.nanoseconds)
    state = Mutex(
      State(
        balancer: Balancer(
          configuration.loadBalancing, backoff: backoff,
          resolutionInterval: Self.resolutionInterval), keepalive: configuration.keepalive))
  }

  /// As in other gRPC libraries: names are looked up again at most every 30 s while servers serve.
  private static let resolutionInterval: UInt64 = 30_000_000_000

  /// Takes no more calls; those under way finish, then the connections are closed.
  func shutDown() {
    let (connections, waiters, watchers) = state.withLock { state in
      state.isClosed = true
      state.tell()
      defer { (state.waiters, state.watchers) = ([:], [:]) }
      return (state.balancer.close(), state.waiters, state.watchers)
    }
    // Not under the lock: that tells them at once.
    for watcher in watchers.values { watcher.finish() }
    for connection in connections { connection.drain() }
    for waiter in waiters.values { waiter.continuation.resume(throwing: Self.closedError) }
  }

  private static let closedError = RPCError(.unavailable, "the channel was closed")

  private static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }

  // MARK: Calls

  /// Whether `shutDown` was called.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// A connection that is ready for calls now; nil when the call has to wait for one. Throws UNAVAILABLE
  /// when there is none to be had, unless the call waits for it.
  func readyConnection(waitsForReady: Bool) throws -> Connection? {
    let (ready, isLacking) = try state.withLock { state -> (Connection?, Bool) in
      if state.isClosed { throw Self.closedError }
      switch state.balancer.choose(waitsForReady: waitsForReady, now: Self.now) {
      case .ready(let connection): return (connection, state.balancer.isLacking)
      case .wait: return (nil, false)
      case .fail(let reason): throw RPCError(.unavailable, reason)
      }
    }
    if isLacking { change { $0.demand(now: $1) } }
    return ready
  }

  /// A connection that is ready for calls, when there is one. Throws as `readyConnection`.
  func connection(waitsForReady: Bool) async throws -> Connection {
    if let ready = try readyConnection(waitsForReady: waitsForReady) { return ready }
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

  private func enqueue(_ id: Int, _ waiter: Waiter) {
    let failure = state.withLock { state -> RPCError? in
      // Under the lock, so that a cancellation either is seen here or finds the waiter.
      if Task.isCancelled { return RPCError(.cancelled, "the call was cancelled") }
      if state.isClosed { return Self.closedError }
      state.waiters[id] = waiter
      state.isAsked = true
      return nil
    }
    if let failure { return waiter.continuation.resume(throwing: failure) }
    change { $0.demand(now: $1) }
  }

  // MARK: Connectivity

  var connectivity: ClientChannel.State { state.withLock { $0.connectivity } }

  var connectivities: AsyncStream<ClientChannel.State> {
    let (stream, watcher) = AsyncStream<ClientChannel.State>.makeStream(
      bufferingPolicy: .bufferingNewest(16))
    let id = state.withLock { state -> Int? in
      watcher.yield(state.connectivity)
      guard !state.isClosed else { return nil }
      state.told = state.connectivity
      state.nextWatcher += 1
      state.watchers[state.nextWatcher] = watcher
      return state.nextWatcher
    }
    guard let id else {
      watcher.finish()
      return stream
    }
    watcher.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.watchers.removeValue(forKey: id) }
    }
    return stream
  }

  func connect() {
    state.withLock { $0.isAsked = true }
    change { $0.demand(now: $1) }
  }

  // MARK: What happens

  /// Lets the balancer change its mind, does what it asks for, and serves the calls that wait.
  private func change(
    _ body: (inout Balancer<Connection, Endpoint>, _ now: UInt64) ->
      [Balancer<Connection, Endpoint>.Action]
  ) {
    let now = Self.now
    var served: [(Waiter, Result<Connection, RPCError>)] = []
    let actions = state.withLock { state -> [Balancer<Connection, Endpoint>.Action] in
      guard !state.isClosed else { return [] }
      let actions = body(&state.balancer, now)
      for (id, waiter) in state.waiters {
        switch state.balancer.choose(waitsForReady: waiter.waitsForReady, now: now) {
        case .ready(let connection): served.append((waiter, .success(connection)))
        case .fail(let reason): served.append((waiter, .failure(RPCError(.unavailable, reason))))
        case .wait: continue
        }
        state.waiters[id] = nil
      }
      if state.balancer.hasReady { state.isAsked = false }
      state.tell()
      return actions
    }
    for (waiter, result) in served {
      waiter.continuation.resume(with: result.mapError { $0 as any Error })
    }
    for action in actions { perform(action) }
  }

  private func perform(_ action: Balancer<Connection, Endpoint>.Action) {
    switch action {
    case .resolve:
      let targets = configuration.targets
      Task {
        do throws(Resolver.Unresolved) {
          let endpoints = try await Resolver.resolve(targets)
          change { $0.resolved(endpoints, now: $1) }
        } catch {
          change { $0.unresolved(error.reason, now: $1) }
        }
      }
    case .dial(let id, let attempt, let endpoints):
      var configuration = configuration
      configuration.keepalive = state.withLock { $0.keepalive }
      Dial.start(endpoints, configuration, tls: tls) { [self] in receive($0, id, attempt) }
    case .wake(let time): wake(at: time)
    case .drain(let connection): connection.drain()
    }
  }

  private func wake(at time: UInt64) {
    let isSooner = state.withLock { state in
      guard time < state.wakeAt else { return false }
      state.wakeAt = time
      return true
    }
    guard isSooner else { return }
    let delay = time - min(time, Self.now)
    Task { [weak self] in
      try await Task.sleep(for: .nanoseconds(Int64(clamping: delay)))
      guard let self else { return }
      let isWanted = state.withLock { state in
        if state.wakeAt == time { state.wakeAt = .max }
        return state.isAsked || state.balancer.hasReady
      }
      if isWanted { change { $0.demand(now: $1) } }
    }
  }

  /// A server has ended a connection for pings that came too often: connections from now on ping half as
  /// often (gRPC A8).
  private func pingLess() {
    let keepalive = state.withLock { state in
      state.keepalive = state.keepalive?.doubled
      return state.keepalive
    }
    guard let keepalive else { return }
    configuration.logger?.notice(
      "the server finds pings too many; they are sent half as often from now on",
      metadata: ["interval": "\(keepalive.interval)"])
  }

  /// Pings of connections that are made from now on.
  var keepalive: ClientKeepalive? { state.withLock { $0.keepalive } }

  func receive(_ event: Connection.Event, _ id: Int, _ attempt: Int) {
    switch event {
    case .ready(let connection):
      var isWanted = false
      change { balancer, _ in
        isWanted = balancer.connected(connection, id: id, attempt: attempt)
        return []
      }
      if !isWanted { connection.drain() }
    case .goingAway:
      change { balancer, _ in
        balancer.wentAway(id: id, attempt: attempt)
        return []
      }
    case .tooManyPings: pingLess()
    case .ended(let reason):
      configuration.logger?.debug("connection ended", metadata: ["reason": "\(reason)"])
      change { $0.ended(reason, id: id, attempt: attempt, now: $1) }
    }
    // Calls may wait for what was lost.
    let waits = state.withLock { !$0.waiters.isEmpty }
    if waits { change { $0.demand(now: $1) } }
  }
}
