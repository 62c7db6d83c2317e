internal import Logging
internal import NIOCore
internal import NIOPosix
internal import RPC
internal import RPCTransport
internal import TLS

/// Opens listening sockets and gives each accepted one its connection.
struct Acceptor: Sendable {
  /// Unsent bytes of one connection in NIO's hands above which nothing more is encrypted for it, and
  /// below which that starts again: with the kernel's own buffer, all that a client which stops
  /// reading costs.
  private static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(
    low: 64 * 1024, high: 256 * 1024)
  /// The most that these are: what is encrypted at once comes on top.
  static let unsentBytes = waterMark.high + Scratch.largestWrite

  /// Reads of a connection, of up to 64 KiB each, before others of its loop have theirs: thousands of frames
  /// that mean nothing.
  private static let readsAtOnce: UInt = 1

  let configuration: ServerConfiguration
  let methods: MethodTable
  let tls: TLSContextSource?
  let logger: Logger
  let connections: Connections
  let group: MultiThreadedEventLoopGroup
  let scratches: LoopScratches
  let workers: WorkerPool
  let tally: ConnectionTally
  let memory: CallMemory
  let responseMemory: CallMemory
  let limitCounts: CallLimitCounts
  private let inflationShare: InflationShare
  private let ceiling: CallCeiling
  private let crossOrigin: CrossOriginPolicy?
  // What peers cause fills no disk.
  private let shortageLog: LimitedLog
  private let refusalLog: LimitedLog
  private let failureLog: LimitedLog
  private let observer: CallLog

  init(
    configuration: ServerConfiguration, methods: MethodTable, tls: TLSContextSource?,
    logger: Logger, connections: Connections, group: MultiThreadedEventLoopGroup,
    scratches: LoopScratches, workers: WorkerPool, tally: ConnectionTally, memory: CallMemory,
    responseMemory: CallMemory, limitCounts: CallLimitCounts
  ) {
    self.memory = memory
    self.responseMemory = responseMemory
    self.limitCounts = limitCounts
    inflationShare = InflationShare(
      share: configuration.inflationShare, cost: { UInt64(ThreadTime.now) })
    ceiling = CallCeiling(limit: configuration.maximumOpenCalls, loops: scratches.calls)
    crossOrigin = CrossOriginPolicy(origins: configuration.crossOrigins)
    self.configuration = configuration
    self.methods = methods
    self.tls = tls
    self.logger = logger
    self.connections = connections
    self.group = group
    self.scratches = scratches
    self.workers = workers
    self.tally = tally
    shortageLog = LimitedLog(logger, .error, burst: 1)
    refusalLog = LimitedLog(logger, .warning, burst: configuration.peerLogLines)
    failureLog = LimitedLog(logger, .info, burst: configuration.peerLogLines)
    observer = CallLog(logger, burst: configuration.peerLogLines)
  }

  /// Listens, and accepts nothing until the channel is told to read by itself: connections wait in the
  /// kernel's backlog.
  func listen(on address: ServerConfiguration.Address) async throws -> any Channel {
    let shortageLog = shortageLog
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            AcceptPause {
              shortageLog.log(
                "no connection can be accepted for now; those that are open go on",
                ["address": "\(address)", "reason": "\($0)"])
            })
        }
      }
      .serverChannelOption(.autoRead, value: false)
      .serverChannelOption(.backlog, value: CInt(clamping: configuration.backlog))
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.maxMessagesPerRead, value: Self.readsAtOnce)
      .childChannelOption(.writeBufferWaterMark, value: Self.waterMark)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if try !accept(channel) { channel.close(promise: nil) }
        }
      }
    switch address {
    case .host(let host, let port):
      return
        try await bootstrap
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelOption(UnsentLimit.option, value: UnsentLimit.bytes)
        // Finds out, if late, that a peer has vanished without a word.
        .childChannelOption(.socketOption(.so_keepalive), value: 1)
        .bind(host: host, port: port).get()
    case .unixSocket(let path):
      try UnixSocketFile.removeStale(path)
      let channel = try await UnixSocketFile.make {
        try await bootstrap.bind(unixDomainSocketPath: path).get()
      }
      do {
        try UnixSocketFile.claim(path, mode: configuration.unixSocketMode, for: channel)
      } catch {
        try? await channel.close()
        throw error
      }
      return channel
    }
  }

  /// Takes the end of a connection from this process, and owns it.
  func adopt(_ socket: CInt) {
    let failureLog = failureLog
    ClientBootstrap(group: group)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelOption(.writeBufferWaterMark, value: Self.waterMark)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // It is closed for it, too.
          guard try accept(channel) else { throw Refused() }
        }
      }
      .withConnectedSocket(socket)
      .whenFailure { error in
        guard !(error is Refused) else { return }
        failureLog.log("connection failed", ["peer": "in process", "reason": "\(error)"])
      }
  }

  private struct Refused: Error {}

  /// Makes a connection of a channel, unless there is no place for it, which is told.
  private func accept(_ channel: any Channel) throws -> Bool {
    tally.accepted()
    let origin = channel.remoteAddress?.origin ?? []
    if let refusal = connections.reserve(origin) {
      tally.refused(refusal)
      switch refusal {
      case .limit:
        refusalLog.log(
          "connection refused: the limit is reached",
          ["limit": "\(configuration.maximumConnections)"])
      case .originLimit:
        refusalLog.log(
          "connection refused: its address has as many as one may",
          [
            "peer": "\(channel.remoteAddress?.ipAddress ?? "")",
            "limit": "\(configuration.maximumConnectionsPerAddress)",
          ])
      case .stopping: refusalLog.log("connection refused: the server is stopping", [:])
      }
      return false
    }
    let session: TLSSession?
    do {
      session = try tls.map { try TLSSession(context: $0.current) }
    } catch {
      connections.release(origin)
      throw error
    }
    let loop = channel.eventLoop
    let executor = scratches.executor(of: loop)
    let arena = scratches.arena(of: loop)
    let connections = connections
    let (observer, logger, failureLog) = (observer, logger, failureLog)
    let workers = workers
    let tally = tally
    let callTally = scratches.tally(of: loop)
    let loopCalls = scratches.calls(of: loop)
    let (memory, responseMemory) = (memory, responseMemory)
    let (limitCounts, ceiling) = (limitCounts, ceiling)
    let inflationShare = inflationShare
    let crossOrigin = crossOrigin
    let isSecure = session != nil
    var wasReady = false
    let interceptors = ServerInterceptors(configuration.interceptors) {
      NIODeadline.now().uptimeNanoseconds
    }
    let handler = ConnectionHandler(
      tls: session,
      settings: ConnectionSettings(
        handshakeTimeout: configuration.handshakeTimeout.wholeNanoseconds,
        idleTimeout: configuration.idleTimeout?.wholeNanoseconds),
      scratch: scratches.scratch(of: loop), turns: scratches.turns(of: loop),
      makeCore: { peer, now, signal in
        let session = try ServerSession(
          methods: methods, limits: configuration.limits, lifetime: configuration.lifetime,
          peer: peer, now: now, arena: arena, executor: executor, workers: workers,
          memory: memory, responseMemory: responseMemory, limitCounts: limitCounts,
          loopCalls: loopCalls, ceiling: ceiling, inflationShare: inflationShare, origin: origin,
          interceptors: interceptors,
          responseCompression: configuration.responseCompression, crossOrigin: crossOrigin,
          site: configuration.site, observer: observer,
          tally: callTally, clock: { NIODeadline.now().uptimeNanoseconds }, signal: signal)
        guard configuration.takesHTTP1 else { return session }
        return switch peer.applicationProtocol {
        case "h2": session
        case "http/1.1": try HTTP1Session(session, now: now, isSecure: true)
        default: OpeningSession(session, now: now, isSecure: isSecure)
        }
      },
      onEvent: { event, peer in
        switch event {
        case .opened(let version, let isResumed):
          wasReady = true
          tally.ready(version, isResumed: isResumed)
        case .failed(let failure): tally.failed(failure, wasReady: wasReady)
        case .closed: break
        }
        Self.log(event, peer, logger, failureLog)
      })
    let bound = NIOLoopBound(handler, eventLoop: loop)
    let id = connections.add(
      .init(
        drain: { loop.execute { bound.value.drain() } },
        failCalls: {
          loop.execute { bound.value.perform { $0.failCalls() } }
        },
        close: { channel.close(promise: nil) }), from: origin)
    channel.closeFuture.whenComplete { _ in connections.remove(id) }
    try channel.pipeline.syncOperations.addHandler(handler)
    return true
  }

  private static func log(
    _ event: ConnectionEvent, _ peer: ConnectionPeer, _ logger: Logger, _ failures: LimitedLog
  ) {
    switch event {
    case .opened(let version, _):
      logger.debug(
        "connection opened",
        metadata: ["peer": "\(peer.address)", "tls": "\(version ?? "none")"])
    case .failed(let failure):
      failures.log(
        "connection failed",
        ["peer": "\(peer.address)", "reason": "\(failure.description)"])
    case .closed: logger.debug("connection closed", metadata: ["peer": "\(peer.address)"])
    }
  }
}

/// Says in the log what a client is not told.
private final class CallLog: ServerSessionObserver {
  private let logger: Logger
  private let budgetLog: LimitedLog
  private let limitLog: LimitedLog

  init(_ logger: Logger, burst: Int) {
    self.logger = logger
    budgetLog = LimitedLog(logger, .warning, burst: burst)
    limitLog = LimitedLog(logger, .warning, burst: burst)
  }

  func callRefused(_ limit: CallLimit, of peer: ConnectionPeer) {
    limitLog.log(
      "call ended: it asks for more than it may",
      ["peer": "\(peer.address)", "limit": "\(limit.rawValue)"])
  }

  func handlerFailed(_ method: MethodDescriptor, _ error: any Error) {
    logger.error("method failed", metadata: ["method": "\(method.path)", "error": "\(error)"])
  }

  func budgetExceeded(_ budget: ClientBudget, by peer: ConnectionPeer) {
    budgetLog.log(
      "connection ended: its client did more than it may",
      ["peer": "\(peer.address)", "limit": "\(budget.rawValue)"])
  }
}
