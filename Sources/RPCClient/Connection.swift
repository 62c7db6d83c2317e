internal import HTTP2
internal import NIOCore
internal import NIOPosix
internal import RPC
internal import RPCTransport
internal import TLS

/// A connection that takes calls, usable from any thread.
struct Connection: Sendable {
  let loop: any EventLoop
  let handler: NIOLoopBound<ConnectionHandler>
  /// The headers of calls on it.
  let headers: CallHeaders

  /// What a call comes to that is started.
  enum Started: Sendable {
    case opened(stream: Int32)
    /// It waits for a stream, and is told again.
    case waiting(ticket: Int)
    /// The connection takes no more calls.
    case refused

    init(stream: Int32?) { self = stream.map { .opened(stream: $0) } ?? .refused }
  }

  /// Starts a call; `opening` is told what comes of it, twice where it first has to wait.
  func start(_ opening: some CallOpening) {
    // Made on the caller's thread: the loop has enough to do.
    let headers = opening.headers(on: self)
    loop.execute {
      guard let session = handler.value.core as? ClientSession else {
        return opening.started(.refused, on: self)
      }
      handler.value.perform { _ in
        let (exchange, deadline) = (opening.exchange, opening.deadline)
        switch session.start(exchange, headers: headers, deadline: deadline) {
        case .opened(let stream): opening.started(.opened(stream: stream), on: self)
        case .closed: opening.started(.refused, on: self)
        case .full:
          let ticket = session.enqueue(
            exchange, deadline: deadline, headers: { opening.headers(on: self) },
            onOpened: { opening.started(Started(stream: $0), on: self) })
          opening.started(.waiting(ticket: ticket), on: self)
        }
      }
    }
  }

  /// Hands a signal to the session.
  func signal(_ signal: SessionSignal) {
    if loop.inEventLoop {
      handler.value.perform { $0.receive(signal) }
    } else {
      loop.execute { handler.value.perform { $0.receive(signal) } }
    }
  }

  func drain() { loop.execute { handler.value.drain() } }

  // MARK: Connecting

  /// Connects to one address. `onEvent` is called on the connection's loop: once with `.ready`, if it
  /// comes to that, and once with `.ended`. The channel is that of the socket, connected but for TLS
  /// and HTTP/2.
  static func connect(
    _ endpoint: Endpoint, _ configuration: ClientConfiguration, tls: TLSContextSource?,
    on loop: any EventLoop, onEvent: @escaping @Sendable (Event) -> Void
  ) -> EventLoopFuture<any Channel> {
    var bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(.nanoseconds(configuration.connectTimeout.wholeNanoseconds))
    if case .host = endpoint.target {
      bootstrap =
        bootstrap
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelOption(UnsentLimit.option, value: UnsentLimit.bytes)
        .channelOption(.socketOption(.so_keepalive), value: 1)
    }
    bootstrap =
      bootstrap
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelOption(.maxMessagesPerRead, value: 4)
      .channelOption(
        .recvAllocator,
        value: AdaptiveRecvByteBufferAllocator(
          minimum: 4096, initial: 16 * 1024, maximum: 256 * 1024)
      )
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = try makeHandler(
            endpoint, configuration, tls, channel.eventLoop, onEvent)
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
    let channel = endpoint.connect(bootstrap, on: loop)
    channel.whenFailure { error in
      onEvent(.ended("cannot connect to \(endpoint.target): \(ConnectFailure.reason(error))"))
    }
    return channel
  }

  /// What becomes of a connection.
  enum Event: Sendable {
    case ready(Connection)
    case goingAway
    /// The server ends it for pings that came too often.
    case tooManyPings
    case ended(String)
  }

  private static func makeHandler(
    _ endpoint: Endpoint, _ configuration: ClientConfiguration, _ tls: TLSContextSource?,
    _ loop: any EventLoop, _ onEvent: @escaping @Sendable (Event) -> Void
  ) throws -> ConnectionHandler {
    var settings = HTTP2Settings()
    settings.maximumHeaderListSize = configuration.maximumHeaderListSize
    settings.streamWindow = Int32(clamping: configuration.callWindow)
    settings.connectionWindow = Int32(clamping: configuration.connectionWindow)
    let place = "\(endpoint.target)"
    let headers = CallHeaders(
      scheme: tls == nil ? "http" : "https",
      authority: configuration.authority ?? endpoint.authority, program: configuration.userAgent)
    let session = try tls.map {
      try TLSSession(context: $0.current, serverName: endpoint.serverName)
    }
    let keepalive = configuration.keepalive
    let handlerBox = HandlerBox()
    let timeout = configuration.connectTimeout
    let bound = NIOLoopBound(handlerBox, eventLoop: loop)
    let handler = ConnectionHandler(
      tls: session,
      settings: ConnectionSettings(
        handshakeTimeout: configuration.connectTimeout.wholeNanoseconds,
        idleTimeout: configuration.idleTimeout?.wholeNanoseconds),
      scratch: Scratch(),
      makeCore: { _, now, _ in
        try ClientSession(settings: settings, keepalive: keepalive, now: now) { state in
          switch state {
          case .ready:
            handlerBox.isReady = true
            handlerBox.settingsTimer?.cancel()
            guard let handler = handlerBox.handler else { return }
            onEvent(
              .ready(
                Connection(
                  loop: loop, handler: NIOLoopBound(handler, eventLoop: loop), headers: headers)))
          case .goingAway: onEvent(.goingAway)
          case .tooManyPings: onEvent(.tooManyPings)
          }
        }
      },
      onEvent: { event, _ in
        switch event {
        case .opened:
          // The server must also show that it speaks HTTP/2, by its settings (RFC 9113, 3.4).
          handlerBox.settingsTimer = loop.scheduleTask(in: .nanoseconds(timeout.wholeNanoseconds)) {
            bound.value.handler?.fail(
              ConnectionFailure(.timeout, "the server sent no HTTP/2 settings within \(timeout)"))
          }
        case .failed(let failure):
          handlerBox.settingsTimer?.cancel()
          var reason = failure.description
          if failure.kind == .http2, !handlerBox.isReady, !reason.hasPrefix("the server ") {
            reason = "the server does not speak HTTP/2 (\(reason))"
          }
          onEvent(.ended("\(place): \(reason)"))
        case .closed:
          handlerBox.settingsTimer?.cancel()
          onEvent(.ended("\(place): the server closed the connection"))
        }
      })
    handlerBox.handler = handler
    return handler
  }
}

/// A call that is to get a stream of a connection.
protocol CallOpening: Sendable {
  var exchange: ClientExchange { get }
  /// In monotonic nanoseconds; `.max` for none.
  var deadline: UInt64 { get }
  /// Its headers, for the time that is left: asked for once more after a wait.
  func headers(on connection: Connection) -> HeaderBlock
  func started(_ started: Connection.Started, on connection: Connection)
}

/// Lets a handler's own callback refer to it without keeping it alive.
private final class HandlerBox {
  // Not weak, which would slow every reference to the handler down. Only the handler's own callbacks
  // come here, and the timer, which is cancelled when it says that it has closed.
  unowned var handler: ConnectionHandler?
  /// Whether the server has shown that it speaks HTTP/2.
  var isReady = false
  var settingsTimer: Scheduled<Void>?
}
