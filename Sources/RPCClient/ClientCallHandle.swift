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
      case refused
    }

    private let state = Mutex(State.unstarted(cancelled: false))

    func start(_ connection: Connection, stream: Int32?) {
      let wasCancelled = state.withLock { state in
        guard case .unstarted(let cancelled) = state else { return false }
        state = stream.map { .started(connection, stream: $0) } ?? .refused
        return cancelled
      }
      if wasCancelled, let stream { connection.signal(.cancel(stream: stream)) }
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

  private init(
    _ descriptor: MethodDescriptor, _ attempt: Attempt, _ relay: RequestRelay?,
    _ restart: Restart?, _ compression: CompressionAlgorithm?,
    _ interception: ClientInterception?
  ) {
    self.attempt = attempt
    self.relay = relay
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
    cancel()
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

  /// Starts a call on the channel. Throws when there is no connection to start it on.
  package static func start(
    _ descriptor: MethodDescriptor, on channel: ClientChannel, _ options: CallOptions,
    attempt: Attempt? = nil, relay: RequestRelay? = nil, restart: Restart? = nil
  ) async throws -> ClientCallHandle {
    let attempt = attempt ?? Attempt(deadline: deadline(of: options))
    let interceptors = channel.configuration.interceptors
    if interceptors.isEmpty {
      return try await start(descriptor, on: channel, options, attempt, relay, restart, nil)
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
        descriptor, on: channel, options, attempt, relay, restart, interception)
    } catch {
      // Only what is no status is described anew: a task that was cancelled.
      let reason = error as? RPCError ?? RPCError(.cancelled, "the call was not made: \(error)")
      interception.finish(.failure(reason))
      throw error
    }
  }

  private static func start(
    _ descriptor: MethodDescriptor, on channel: ClientChannel, _ options: CallOptions,
    _ attempt: Attempt, _ relay: RequestRelay?, _ restart: Restart?,
    _ interception: ClientInterception?
  ) async throws -> ClientCallHandle {
    let end = attempt.deadline
    var metadata = options.metadata
    if attempt.previous > 0 {
      metadata.append("\(attempt.previous)", for: "grpc-previous-rpc-attempts")
    }
    // A connection may announce its end between being given out and being used; the next one serves.
    for _ in 0..<maximumAttempts {
      let connection = try await withDeadline(end) {
        try await channel.connection(waitsForReady: options.waitsForReady)
      }
      let now = NIODeadline.now().uptimeNanoseconds
      guard now < end else { throw deadlineExceeded }
      let handle = ClientCallHandle(
        descriptor, attempt, relay, restart, options.compression, interception)
      let headers = CallHeaders.block(
        descriptor, scheme: channel.scheme, authority: connection.authority,
        timeout: end == .max ? nil : end - now, compression: options.compression,
        metadata: metadata)
      let route = handle.route
      let started = await withCheckedContinuation { continuation in
        connection.start(handle.exchange, headers: headers, deadline: end) { stream in
          route.start(connection, stream: stream)
          continuation.resume(returning: stream != nil)
        }
      }
      if started { return handle }
    }
    throw RPCError(.unavailable, "the server keeps ending its connections")
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
