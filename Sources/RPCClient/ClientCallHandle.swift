internal import HTTP2
internal import NIOCore
package import RPC
internal import Synchronization

/// A call that was started: its exchange and the way to give it up.
///
/// The call is cancelled when the last reference goes, so that nobody has to remember to.
package final class ClientCallHandle: Sendable {
  package let exchange: ClientExchange
  private let route: Route
  /// Makes the call anew; nil for a call that cannot be.
  private let restart: Restart?
  private let attempt: Attempt
  /// The requests of a streaming call; nil for a call with one request.
  private let relay: RequestRelay?

  /// Where signals of a call go. They may come before the call has a stream.
  private final class Route: Sendable {
    private enum State {
      case unstarted(cancelled: Bool)
      case started(Connection, stream: Int32)
    }

    private let state = Mutex(State.unstarted(cancelled: false))

    /// The call has a stream; without one it will be started elsewhere.
    func start(_ connection: Connection, stream: Int32?) {
      guard let stream else { return }
      let wasCancelled = state.withLock { state in
        guard case .unstarted(let cancelled) = state else { return false }
        state = .started(connection, stream: stream)
        return cancelled
      }
      if wasCancelled { connection.signal(.cancel(stream: stream)) }
    }

    var isCancelled: Bool {
      state.withLock { if case .unstarted(cancelled: true) = $0 { true } else { false } }
    }

    func send(_ signal: (Int32) -> SessionSignal) {
      let target = state.withLock { state -> (Connection, Int32)? in
        if case .started(let connection, let stream) = state { (connection, stream) } else { nil }
      }
      if let (connection, stream) = target { connection.signal(signal(stream)) }
    }

    func cancel() {
      state.withLock { state in
        if case .unstarted = state { state = .unstarted(cancelled: true) }
      }
      send { .cancel(stream: $0) }
    }
  }

  package typealias Restart = @Sendable (Attempt) async throws -> ClientCallHandle?

  /// What a call sends.
  package enum Requests {
    /// A framed message.
    case one([UInt8])
    /// What a task writes while the call goes on.
    case stream(RequestRelay)
  }

  private init(
    _ descriptor: MethodDescriptor, _ requests: Requests?, _ attempt: Attempt,
    _ restart: Restart?, _ compression: CompressionAlgorithm?,
    _ interception: ClientInterception?
  ) {
    self.attempt = attempt
    relay = if case .stream(let relay) = requests { relay } else { nil }
    self.restart = restart
    let route = Route()
    self.route = route
    exchange = ClientExchange(
      descriptor: descriptor,
      requests: OutboundQueue { route.send { .resume(stream: $0) } },
      responses: InboundQueue { count in route.send { .consumed(count, stream: $0) } },
      compression: compression, interception: interception)
  }

  deinit {
    // Most calls are over by now, and their connection need not hear of it.
    if !exchange.hasEnded { route.cancel() }
    relay?.cancel(exchange)
    exchange.responses.discard()
  }

  /// Gives the call up: it ends with CANCELLED, and the server is told.
  package func cancel() {
    route.cancel()
    relay?.cancel(exchange)
  }

  /// Lets the requests of a streaming call go to this attempt. False when they cannot.
  func beginRequests() -> Bool {
    let route = route
    return relay?.begin(exchange) { route.cancel() } ?? true
  }

  /// The call made anew after it failed with `error`, if that is safe and the channel's policy has it
  /// so; nil when the error stands.
  func retried(
    after error: RPCError, policy: RetryPolicy?, throttle: RetryThrottle?
  ) async throws -> ClientCallHandle? {
    do {
      let next = try await retry(after: error, policy: policy, throttle: throttle)
      if next == nil { relay?.conclude(exchange, error) }
      return next
    } catch let reason {
      relay?.conclude(exchange, reason as? RPCError ?? error)
      throw reason
    }
  }

  private func retry(
    after error: RPCError, policy: RetryPolicy?, throttle: RetryThrottle?
  ) async throws -> ClientCallHandle? {
    guard let restart, exchange.initialMetadata == nil, relay?.mayBegin ?? true else {
      return nil
    }
    var next = attempt
    let verdict = next.next(
      after: error, wasRefused: exchange.wasRefused, policy: policy, throttle: throttle,
      jitter: .random(in: 0.8...1.2))
    guard case .again(let delay) = verdict else { return nil }
    if delay > .zero {
      let due = NIODeadline.now().uptimeNanoseconds + delay.nanoseconds
      guard due < attempt.deadline else { return nil }
      do {
        try await Task.sleep(for: delay)
      } catch {
        throw RPCError(.cancelled, "the call was cancelled")
      }
    }
    return try await restart(next)
  }

  /// Starts a call on the channel. Throws when there is no connection to start it on. Without
  /// `requests` the caller writes them to the exchange.
  package static func start(
    _ descriptor: MethodDescriptor, on channel: ClientChannel, _ options: CallOptions,
    requests: Requests? = nil, attempt: Attempt? = nil, restart: Restart? = nil
  ) async throws -> ClientCallHandle {
    let attempt = attempt ?? Attempt(deadline: deadline(of: options))
    let interceptors = channel.configuration.interceptors
    if interceptors.isEmpty {
      return try await start(descriptor, on: channel, options, requests, attempt, restart, nil)
    }
    let interception = ClientInterception(
      interceptors,
      ClientCallInfo(
        method: descriptor,
        authority: channel.configuration.targets.map { "\($0)" }.joined(separator: ","),
        timeout: options.timeout, metadata: options.metadata)
    ) { NIODeadline.now().uptimeNanoseconds }
    try await interception.start()
    var options = options
    options.metadata = interception.info.metadata
    do {
      return try await start(
        descriptor, on: channel, options, requests, attempt, restart, interception)
    } catch {
      // Only what is no status is described anew: a task that was cancelled.
      let reason = error as? RPCError ?? RPCError(.cancelled, "the call was not made: \(error)")
      interception.finish(.failure(reason))
      throw error
    }
  }

  private static func start(
    _ descriptor: MethodDescriptor, on channel: ClientChannel, _ options: CallOptions,
    _ requests: Requests?, _ attempt: Attempt, _ restart: Restart?,
    _ interception: ClientInterception?
  ) async throws -> ClientCallHandle {
    let connection = try await withDeadline(attempt.deadline) {
      try await channel.core.connection(waitsForReady: options.waitsForReady)
    }
    guard NIODeadline.now().uptimeNanoseconds < attempt.deadline else { throw deadlineExceeded }
    let handle = ClientCallHandle(
      descriptor, requests, attempt, restart, options.compression, interception)
    // It waits in the queue until the stream is open, and nobody waits for that.
    if case .one(let request) = requests { handle.exchange.requests.fill(request) }
    let opening = Opening(
      exchange: handle.exchange, route: handle.route, attempt: attempt, options: options,
      channel: channel)
    opening.begin(on: connection, attempts: 1)
    return handle
  }

  /// How a call gets its stream. It keeps no handle: who reads the responses decides how long the call
  /// lives.
  private struct Opening: Sendable {
    let exchange: ClientExchange
    let route: Route
    let attempt: Attempt
    let options: CallOptions
    let channel: ClientChannel

    /// Opens the stream on a connection, or on another one if this has announced its end meanwhile.
    func begin(on connection: Connection, attempts: Int) {
      connection.start(exchange, headers: headers(for: connection), deadline: attempt.deadline) {
        stream in
        route.start(connection, stream: stream)
        if stream == nil { Task { await beginElsewhere(attempts: attempts) } }
      }
    }

    private func headers(for connection: Connection) -> HeaderBlock {
      var metadata = options.metadata
      if attempt.previous > 0 {
        metadata.append("\(attempt.previous)", for: "grpc-previous-rpc-attempts")
      }
      let end = attempt.deadline
      let now = end == .max ? 0 : NIODeadline.now().uptimeNanoseconds
      return connection.headers.block(
        exchange.descriptor, timeout: end == .max ? nil : end - min(end, now),
        compression: options.compression, metadata: metadata)
    }

    private func beginElsewhere(attempts: Int) async {
      do {
        guard !route.isCancelled else { throw RPCError(.cancelled, "the call was cancelled") }
        guard attempts < ClientCallHandle.maximumAttempts else {
          throw RPCError(.unavailable, "the server keeps ending its connections")
        }
        let connection = try await ClientCallHandle.withDeadline(attempt.deadline) {
          try await channel.core.connection(waitsForReady: options.waitsForReady)
        }
        begin(on: connection, attempts: attempts + 1)
      } catch {
        exchange.finish(
          .failure(error as? RPCError ?? RPCError(.cancelled, "the call was cancelled")))
      }
    }
  }

  private static func deadline(of options: CallOptions) -> UInt64 {
    guard let timeout = options.timeout else { return .max }
    let (end, overflow) = NIODeadline.now().uptimeNanoseconds.addingReportingOverflow(
      timeout.nanoseconds)
    return overflow ? .max : end
  }

  private static let maximumAttempts = 5
  private static let deadlineExceeded = RPCError(
    .deadlineExceeded, "the deadline passed before the server could be reached")

  private static func withDeadline<Value: Sendable>(
    _ deadline: UInt64, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    guard deadline != .max else { return try await body() }
    return try await withThrowingTaskGroup(of: Value.self) { group in
      group.addTask { try await body() }
      group.addTask {
        let now = NIODeadline.now().uptimeNanoseconds
        if now < deadline {
          try await Task.sleep(for: .nanoseconds(Int64(clamping: deadline - now)))
        }
        throw deadlineExceeded
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw deadlineExceeded }
      return first
    }
  }
}
