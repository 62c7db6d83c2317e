public import Logging
internal import NIOCore
internal import NIOPosix
package import RPC
public import RPCTransport
internal import Synchronization
internal import TLS

/// A gRPC server: services on listening sockets, over TLS by OpenSSL.
///
/// ```swift
/// let server = try Server(configuration, services: [GreeterService()], logger: logger)
/// let addresses = try await server.start()
/// …
/// await server.shutdown(grace: .seconds(30))
/// ```
public final class Server: Sendable {
  private let configuration: ServerConfiguration
  private let methods: MethodTable
  private let tls: TLSContextSource?
  private let logger: Logger
  private let group: MultiThreadedEventLoopGroup
  private let scratches: LoopScratches
  private let workers: WorkerPool
  private let pulse: LoopPulse
  private let connections: Connections
  private let tally = ConnectionTally()
  private let memory: CallMemory
  private let responseMemory: CallMemory
  private let limitCounts = CallLimitCounts()
  private let state = Mutex(State())
  /// The health service of this server; says which services serve. Always registered.
  public let health: Health
  private let services: [any Service]
  /// Where clients in this process connect to without a port: `ClientConfiguration.Target.inProcess`. A server
  /// of no other address is configured with none.
  public let inProcessAddress = InProcessAddress()

  private struct State {
    var listeners: [any Channel] = []
    /// Where they are; nil until then.
    var bound: [ServerConfiguration.Address]?
    var acceptor: Acceptor?
    var isStopping = false
    /// The time between saying that nothing is served any more and taking no more connections.
    var pause: Task<Void, any Error>?
  }

  /// Prepares a server. Reads certificate and key and throws `TLSError` when they cannot be used, and
  /// `RPCError` with INVALID_ARGUMENT for a configuration that means nothing, or a method that is there
  /// twice.
  public init(
    _ configuration: ServerConfiguration, services: [any Service], logger: Logger
  ) throws {
    try configuration.check()
    self.configuration = configuration
    self.logger = logger
    let reflected = configuration.reflection != nil ? Reflection.serviceNames : []
    let names = services.map(\.name) + [Health.serviceName] + reflected
    health = Health(services: names)
    var all = services + [health]
    if let sets = configuration.reflection {
      let reflection = Reflection(sets + [.standard], services: names)
      all += reflected.map { ReflectionService(name: $0, reflection: reflection) }
    }
    let registered = all.flatMap { $0.methods.map(\.registered) }
    if let path = MethodTable.doublet(of: registered) {
      throw RPCError(.invalidArgument, "the method \(path) is registered twice")
    }
    methods = MethodTable(registered)
    self.services = all
    switch configuration.security {
    case .tls(var security):
      if configuration.takesHTTP1, security.applicationProtocols == ["h2"] {
        security.applicationProtocols.append("http/1.1")
        security.requiresApplicationProtocol = false
      }
      tls = try TLSContextSource(security)
    case .insecurePlaintext: tls = nil
    }
    for warning in tls?.current.warnings ?? [] { logger.warning("\(warning)") }
    let loops = configuration.eventLoops ?? System.coreCount
    group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, loops))
    let handshakeLog = LimitedLog(logger, .warning, burst: 1)
    scratches = LoopScratches(group, methods, handshakeShare: configuration.handshakeShare) {
      handshakeLog.log(
        "handshakes wait: they take more of an event loop's time than they may",
        ["peer": "\($0)", "limit": "handshake_share"])
    }
    workers = WorkerPool(
      WorkerPool.Limits(
        threads: max(1, configuration.workerThreads ?? System.coreCount / 2),
        queue: max(0, configuration.workerQueue), turn: configuration.workerTurn,
        longWork: max(0, configuration.maximumLongCalls),
        workTime: configuration.maximumWorkTime))
    pulse = LoopPulse(group)
    connections = Connections(
      limit: configuration.maximumConnections,
      limitOfOrigin: configuration.maximumConnectionsPerAddress)
    memory = CallMemory(limit: configuration.requestMemory)
    responseMemory = CallMemory(
      limit: configuration.responseMemory, patience: configuration.responsePatience)
  }

  /// Every method that is served, those of health and reflection among them.
  package var allMethods: [MethodDescriptor] { methods.descriptors }

  /// Takes every address of the configuration and returns those bound, in order. Clients can connect from
  /// now on, and wait in the kernel's backlog until `start` accepts them: a server that has something
  /// to prepare learns first whether its ports are free. Raises the process's soft limit on open files to
  /// the hard one, and warns where that is too low for `maximumConnections`. Holds no address when it throws `ServerError`;
  /// `shutdown` is due all the same.
  public func bind() async throws -> [ServerConfiguration.Address] {
    if let bound = state.withLock({ $0.bound }) { return bound }
    raiseDescriptorLimit()
    let acceptor = Acceptor(
      configuration: configuration, methods: methods, tls: tls, logger: logger,
      connections: connections, group: group, scratches: scratches, workers: workers, tally: tally,
      memory: memory, responseMemory: responseMemory, limitCounts: limitCounts)
    var bound: [ServerConfiguration.Address] = []
    for address in configuration.addresses {
      let channel: any Channel
      do {
        channel = try await acceptor.listen(on: address)
      } catch {
        await stopListening()
        throw ServerError(listeningOn: address, error)
      }
      state.withLock { $0.listeners.append(channel) }
      if case .host(let host, let port) = address {
        bound.append(.host(host, port: channel.localAddress?.port ?? port))
      } else {
        bound.append(address)
      }
    }
    state.withLock { [bound] in
      $0.bound = bound
      $0.acceptor = acceptor
    }
    return bound
  }

  private func raiseDescriptorLimit() {
    let most = configuration.maximumConnections
    guard let limit = DescriptorLimit.raise(),
      !DescriptorLimit.holds(
        connections: most, loops: configuration.eventLoops ?? System.coreCount, limit: limit)
    else { return }
    logger.warning(
      "the limit on open files is too low for the most connections: raise it, or lower those",
      metadata: ["openFiles": "\(limit)", "maximumConnections": "\(most)"])
  }

  /// Serves on every address of the configuration and returns those bound, in order. Listens on none
  /// when it throws `ServerError`; `shutdown` is due all the same.
  public func start() async throws -> [ServerConfiguration.Address] {
    let bound = try await bind()
    for listener in state.withLock({ $0.listeners }) {
      try await listener.setOption(.autoRead, value: true).get()
    }
    state.withLock { state in
      guard let acceptor = state.acceptor, !state.isStopping else { return }
      inProcessAddress.open { acceptor.adopt($0) }
    }
    return bound
  }

  /// Reads certificate and key anew; new connections use them. Keeps the old ones and throws
  /// `TLSError` when the new ones cannot be used.
  public func reloadCertificates() throws {
    try tls?.reload()
    for warning in tls?.current.warnings ?? [] { logger.warning("\(warning)") }
  }

  /// What the server did so far.
  public var statistics: ServerStatistics {
    var statistics = ServerStatistics(connections: tally.value)
    statistics.connections.open = connections.count
    scratches.count(into: &statistics)
    statistics.workers = workers.statistics
    statistics.requestMemory = memory.usedBytes
    statistics.responseMemory = responseMemory.usedBytes
    statistics.memoryBound = configuration.memoryBound.total
    statistics.refusedCalls = limitCounts.byName
    return statistics
  }

  /// The event loops, by their numbers from 0, that do not answer within `limit`: a handler holds them up,
  /// or they are stuck. Blocks for `limit` at most: not to be called on one of them.
  public func silentLoops(within limit: Duration) -> [Int] { pulse.silentLoops(within: limit) }

  /// When the certificate that is shown now expires, in seconds since 1970-01-01T00:00:00Z, and whose it
  /// is; nil without TLS.
  public var certificate: (subject: String, notAfter: Int64)? {
    guard let context = tls?.current, let end = context.certificateNotAfter else { return nil }
    return (context.certificateSubject ?? "", end)
  }

  /// The threads for long work, for what is answered beside calls and within the same limits.
  package var longWork: any ServerWorkers { workers }

  /// Connections open now.
  public var openConnections: Int { connections.count }

  /// Says NOT_SERVING to who asks for its health, and serves on for `delay`, so that those who send it
  /// calls learn of it first; then stops listening, lets calls under way finish for as long as `grace`,
  /// ends the others with UNAVAILABLE, and returns when every connection is closed. A second call ends
  /// them at once, in whatever stage.
  public func shutdown(grace: Duration, delay: Duration = .zero) async {
    let pause = delay > .zero ? Task { try await Task.sleep(for: delay) } : nil
    let (isSecond, current) = state.withLock { state in
      defer { state.isStopping = true }
      if !state.isStopping { state.pause = pause }
      return (state.isStopping, state.pause)
    }
    if isSecond {
      pause?.cancel()
      current?.cancel()
      connections.closeAll()
      return
    }
    health.shutDown()
    // Ended by the second call, which closes what is open: nothing is left to wait for.
    try? await pause?.value
    for service in services { service.end() }
    await stopListening()
    await connections.drain(grace: grace)
    await workers.stop()
    scratches.stopExecutors()
    do {
      try await group.shutdownGracefully()
    } catch {
      logger.error("the event loops did not stop: \(error)")
    }
  }

  private func stopListening() async {
    inProcessAddress.close()
    let listeners = state.withLock { state in
      defer { state.listeners = [] }
      return state.listeners
    }
    for listener in listeners {
      do {
        try await listener.close()
      } catch {
        logger.error("a listening socket did not close: \(error)")
      }
    }
  }
}
