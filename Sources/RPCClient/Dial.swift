internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import TLS

/// Connects to the first of several addresses that answers (RFC 8305; gRPC A61): the next one is
/// tried 250 ms after the last, or when one fails. What becomes of those that lose is nobody's
/// concern.
final class Dial: Sendable {
  /// RFC 8305, section 5, "Connection Attempt Delay".
  static let stagger = TimeAmount.milliseconds(250)

  private struct State {
    var next = 0
    /// Attempts under way, and those of them that can be given up.
    var running: Set<Int> = []
    var channels: [Int: EventLoopFuture<any Channel>] = [:]
    var winner: Int?
    var reasons: [String] = []
    var isOver = false
  }

  private let endpoints: [Endpoint]
  private let configuration: ClientConfiguration
  private let tls: TLSContextSource?
  private let loop: any EventLoop
  private let onEvent: @Sendable (Connection.Event) -> Void
  private let state = Mutex(State())

  private init(
    _ endpoints: [Endpoint], _ configuration: ClientConfiguration, _ tls: TLSContextSource?,
    _ onEvent: @escaping @Sendable (Connection.Event) -> Void
  ) {
    self.endpoints = endpoints
    self.configuration = configuration
    self.tls = tls
    self.onEvent = onEvent
    loop = MultiThreadedEventLoopGroup.singleton.next()
  }

  /// Connects. `onEvent` is called with the events of the winning connection, or once with `.ended`.
  static func start(
    _ endpoints: [Endpoint], _ configuration: ClientConfiguration, tls: TLSContextSource?,
    onEvent: @escaping @Sendable (Connection.Event) -> Void
  ) {
    Dial(endpoints, configuration, tls, onEvent).tryNext()
  }

  private func tryNext() {
    let index = state.withLock { state -> Int? in
      guard state.winner == nil, !state.isOver, state.next < endpoints.count else { return nil }
      defer { state.next += 1 }
      state.running.insert(state.next)
      return state.next
    }
    guard let index else { return }
    let channel = Connection.connect(
      endpoints[index], configuration, tls: tls, on: loop
    ) { self.receive($0, index) }
    let isLate = state.withLock { state in
      if state.running.contains(index) { state.channels[index] = channel }
      return state.winner != nil && state.winner != index
    }
    if isLate { Self.abandon(channel) }
    if index + 1 < endpoints.count { loop.scheduleTask(in: Self.stagger) { self.tryNext() } }
  }

  private func receive(_ event: Connection.Event, _ index: Int) {
    switch event {
    case .ready(let connection):
      let losers = state.withLock { state -> [EventLoopFuture<any Channel>]? in
        guard state.winner == nil, !state.isOver else { return nil }
        state.winner = index
        state.channels[index] = nil
        defer {
          state.running = []
          state.channels = [:]
        }
        return Array(state.channels.values)
      }
      guard let losers else { return connection.drain() }
      for loser in losers { Self.abandon(loser) }
      onEvent(event)
    case .goingAway, .tooManyPings:
      if state.withLock({ $0.winner == index }) { onEvent(event) }
    case .ended(let reason):
      let (isOurs, isLast) = state.withLock { state -> (Bool, Bool) in
        if state.winner == index { return (true, false) }
        guard state.winner == nil, state.running.remove(index) != nil else { return (false, false) }
        state.channels[index] = nil
        if !state.reasons.contains(reason) { state.reasons.append(reason) }
        state.isOver = state.next == endpoints.count && state.running.isEmpty
        return (false, state.isOver)
      }
      if isOurs {
        onEvent(event)
      } else if isLast {
        onEvent(.ended(state.withLock { $0.reasons.joined(separator: "; ") }))
      } else {
        tryNext()
      }
    }
  }

  private static func abandon(_ channel: EventLoopFuture<any Channel>) {
    channel.whenSuccess { $0.close(promise: nil) }
  }
}
