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
    private enum Place {
      case none
      case waiting(Connection, ticket: Int)
      case started(Connection, stream: Int32)
    }

    private struct State {
      var place = Place.none
      var isCancelled = false
    }

    private let state = Mutex(State())

    /// The call has a stream, or waits for one; refused by one connection it is started on another.
    func move(_ started: Connection.Started, on connection: Connection) {
      let isCancelled = state.withLock { state in
        state.place =
          switch started {
          case .opened(let stream): .started(connection, stream: stream)
          case .waiting(let ticket): .waiting(connection, ticket: ticket)
          case .refused: .none
          }
        return state.isCancelled
      }
      // Whoever cancelled it before knew of no such place.
      if isCancelled { signalCancellation() }
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func send(_ signal: (Int32) -> SessionSignal) {
      let target = state.withLock { state -> (Connection, Int32)? in
        guard case .started(let connection, let stream) = state.place else { return nil }
        return (connection, stream)
      }
      if let (connection, stream) = target { connection.signal(signal(stream)) }
    }

    func cancel() {
      state.withLock { $0.isCancelled = true }
      signalCancellation()
    }

    private func signalCancellation() {
      switch state.withLock({ $0.place }) {
      case .none: break
      case .waiting(let connection, let ticket): connection.signal(.abandon(ticket: ticket))
      case .started(let connection, let stream): connection.signal(.cancel(stream: stream))
      }
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
    _ restart: Restart?, _ compression: CompressionAlgorithm?
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
      compression: compression, interception: attempt.interception,
      canBeRepeated: restart != nil)
  }

  deinit {
    // Most calls are over by now, and their connection need not hear of it.
    if !exchange.hasEnded { route.cancel() }
    relay?.cancel(exchange)
    exchange.responses.discard()
    exchange.concludeInterception()
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
      if next == nil {
        relay?.conclude(exchange, error)
        exchange.concludeInterception()
      }
      return next
    } catch let reason {
      let end = reason as? RPCError ?? error
      relay?.conclude(exchange, end)
      exchange.endInterception(end)
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
    guard try await Self.pause(delay, before: attempt.deadline) else { return nil }
    return try await restart(next)
  }

  /// Waits between two attempts; false, at once, when the deadline would pass meanwhile.
  private static func pause(_ delay: Duration, before deadline: UInt64) async throws -> Bool {
    guard delay > .zero else { return true }
    guard NIODeadline.now().uptimeNanoseconds.saturatingAdd(delay.nanoseconds) < deadline else {
      return false
    }
    do {
      try await Task.sleep(for: delay)
    } catch {
      throw RPCError(.cancelled, "the call was cancelled")
    }
    return true
  }

  /// Starts a call on the channel. Throws when there is no connection to start it on. Without
  /// `requests` the caller writes them to the exchange.
  package static func start(
    _ descriptor: MethodDescriptor, on channel: ClientChannel, _ options: CallOptions,
    requests: Requests? = nil, attempt: Attempt? = nil, restart: Restart? = nil
  ) async throws -> ClientCallHandle {
    var options = channel.options(options, of: descriptor)
    var attempt = attempt ?? Attempt(deadline: deadline(of: options))
    if attempt.interception == nil, !channel.configuration.interceptors.isEmpty {
      let interception = ClientInterception(
        channel.configuration.interceptors, info(descriptor, channel, options)
      ) { NIODeadline.now().uptimeNanoseconds }
      try await interception.start()
      attempt.interception = interception
    }
    if let metadata = attempt.interception?.info.metadata { options.metadata = metadata }
    let connection: Connection
    do {
      connection = try await self.connection(for: &attempt, descriptor, channel, options)
    } catch {
      // Only what is no status is described anew: a task that was cancelled.
      let reason = error as? RPCError ?? RPCError(.cancelled, "the call was not made: \(error)")
      attempt.interception?.finish(.failure(reason))
      throw error
    }
    let handle = ClientCallHandle(descriptor, requests, attempt, restart, options.compression)
    // It waits in the queue until the stream is open, and nobody waits for that.
    if case .one(let request) = requests { handle.exchange.requests.fill(request) }
    let opening = Opening(
      exchange: handle.exchange, route: handle.route, attempt: attempt, options: options,
      channel: channel, attempts: 1)
    connection.start(opening)
    return handle
  }

  private static func info(
    _ descriptor: MethodDescriptor, _ channel: ClientChannel, _ options: CallOptions
  ) -> ClientCallInfo {
    ClientCallInfo(
      method: descriptor,
      authority: channel.configuration.targets.map { "\($0)" }.joined(separator: ","),
      timeout: options.timeout, metadata: options.metadata)
  }

  /// A connection for an attempt. Each that cannot be had counts as an attempt of the policy.
  private static func connection(
    for attempt: inout Attempt, _ descriptor: MethodDescriptor, _ channel: ClientChannel,
    _ options: CallOptions
  ) async throws -> Connection {
    while true {
      do {
        let connection = try await self.connection(attempt.deadline, channel, options)
        guard NIODeadline.now().uptimeNanoseconds < attempt.deadline else { throw deadlineExceeded }
        return connection
      } catch let error as RPCError where error.code == .unavailable && !channel.core.isClosed {
        guard let policy = channel.retryPolicy(of: descriptor), policy.retriesConnecting,
          case .again(let delay) = attempt.next(
            after: error, wasRefused: false, policy: policy, throttle: channel.throttle,
            jitter: .random(in: 0.8...1.2)),
          try await pause(delay, before: attempt.deadline)
        else { throw error }
      }
    }
  }

  private static func connection(
    _ deadline: UInt64, _ channel: ClientChannel, _ options: CallOptions
  ) async throws -> Connection {
    // Mostly there is one: then a deadline costs no tasks.
    if let ready = try channel.core.readyConnection(waitsForReady: options.waitsForReady) {
      return ready
    }
    do {
      return try await withDeadline(deadline) {
        try await channel.core.connection(waitsForReady: options.waitsForReady)
      }
    } catch let error as RPCError where error.code == .deadlineExceeded {
      guard case .transientFailure(let reason) = channel.core.connectivity else { throw error }
      throw RPCError(error.code, "\(error.message): \(reason)")
    }
  }

  /// How a call gets its stream. It keeps no handle: who reads the responses decides how long the call
  /// lives.
  private struct Opening: CallOpening {
    let exchange: ClientExchange
    let route: Route
    let attempt: Attempt
    let options: CallOptions
    let channel: ClientChannel
    /// Connections that were asked for it, this one included.
    var attempts: Int

    var deadline: UInt64 { attempt.deadline }

    func started(_ started: Connection.Started, on connection: Connection) {
      route.move(started, on: connection)
      // The connection has announced its end meanwhile.
      if case .refused = started { Task { await beginElsewhere() } }
    }

    func headers(on connection: Connection) -> HeaderBlock {
      var metadata = options.metadata
      if attempt.previous > 0 {
        metadata.append("\(attempt.previous)", for: "grpc-previous-rpc-attempts")
      }
      if let token = channel.configuration.bearerToken, metadata[text: "authorization"].isEmpty {
        metadata.append("Bearer \(token)", for: "authorization")
      }
      let end = attempt.deadline
      let now = end == .max ? 0 : NIODeadline.now().uptimeNanoseconds
      return connection.headers.block(
        exchange.descriptor, timeout: end == .max ? nil : end - min(end, now),
        compression: options.compression, metadata: metadata)
    }

    private func beginElsewhere() async {
      do {
        guard !route.isCancelled else { throw RPCError(.cancelled, "the call was cancelled") }
        guard attempts < ClientCallHandle.maximumAttempts else {
          throw RPCError(.unavailable, "the server keeps ending its connections")
        }
        let connection = try await ClientCallHandle.connection(attempt.deadline, channel, options)
        var next = self
        next.attempts += 1
        connection.start(next)
      } catch {
        exchange.finish(
          .failure(error as? RPCError ?? RPCError(.cancelled, "the call was cancelled")))
      }
    }
  }

  private static func deadline(of options: CallOptions) -> UInt64 {
    guard let timeout = options.timeout else { return .max }
    return NIODeadline.now().uptimeNanoseconds.saturatingAdd(timeout.nanoseconds)
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
