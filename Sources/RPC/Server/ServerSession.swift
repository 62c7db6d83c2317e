package import HTTP1
package import HTTP2
package import Protobuf

/// What a server wants to hear of its calls.
package protocol ServerSessionObserver: AnyObject, Sendable {
  /// A handler threw something that is not an `RPCError`; the client only learns UNKNOWN.
  func handlerFailed(_ method: MethodDescriptor, _ error: any Error)
  /// A connection ends because its client did too much of something.
  func budgetExceeded(_ budget: ClientBudget, by peer: ConnectionPeer)
  /// A call ends because it asks for too much.
  func callRefused(_ limit: CallLimit, of peer: ConnectionPeer)
}

/// The server's side of a gRPC connection: frames in, calls answered, frames out. No I/O.
package final class ServerSession: HTTP2SessionDelegate {
  /// How many closed calls are kept for reuse.
  package static let poolSize = 32
  /// A stream reset sooner than this counts as reset at once.
  private static let earlyReset: UInt64 = 1_000_000_000
  /// The payload of the ping that tells when the peer has seen the first GOAWAY.
  static let drainPing: UInt64 = 0x6472_6169_6e69_6e67
  private static let keepalivePing: UInt64 = 0x6b65_6570_616c_6976

  package let methods: MethodTable
  package let limits: ServerLimits
  package let peer: ConnectionPeer
  package private(set) var http2: HTTP2Session!
  /// Monotonic nanoseconds; the driver sets it before each call.
  @exclusivity(unchecked) package var now: UInt64
  /// Memory for immediate handlers to unpack into; reset before each of them.
  package let arena: MessageArena
  let signal: @Sendable (SessionSignal) -> Void
  private let executor: (any TaskExecutor)?
  /// What long work is given to; nil where it is done on the connection's own thread.
  let workers: (any ServerWorkers)?
  /// Of calls that wait for theirs.
  @exclusivity(unchecked) var turns: CallTurns
  /// Nil where there are none.
  let interceptors: ServerInterceptors?
  /// What answers are compressed with for clients that read it, unless a handler says otherwise.
  let responseCompression: CompressionAlgorithm?
  /// Which pages may call from a browser; nil for none.
  let crossOrigin: CrossOriginPolicy?
  /// Answers what is no call; nil where nothing does.
  let site: HTTPSite?
  let observer: (any ServerSessionObserver)?
  /// Counts what happens; nil where nobody wants to know.
  let tally: ServerTally?
  @exclusivity(unchecked) private var lastMethod: ServerMethod?
  /// Closed calls that wait for their next use.
  @exclusivity(unchecked) private(set) var pool: [ServerCall] = []
  @exclusivity(unchecked) private(set) var deadlines = Deadlines<Int32>()
  /// What the connection holds of requests.
  package let account: CallAccount
  /// What it holds of answers.
  package let responseAccount: CallAccount
  /// What it may have decompressed.
  let inflation: InflationBudget
  private let onRefusal: @Sendable (CallLimit) -> Void
  /// The open calls of this loop and of all; nil where they are not bounded.
  private let loopCalls: LoopCalls?
  private let ceiling: CallCeiling?
  /// Bytes of requests that have memory for all of them.
  @exclusivity(unchecked) var grantedBytes = 0
  /// Streams whose requests wait for that, in order; some may be over.
  @exclusivity(unchecked) var stalled: ArraySlice<Int32> = []
  /// When requests are looked at that are not complete; `.max` where none can be late.
  @exclusivity(unchecked) var requestCheckAt = UInt64.max
  /// When answers are looked at that hold memory; `.max` where none did lately.
  @exclusivity(unchecked) var responseCheckAt = UInt64.max
  /// When the client has to have acknowledged our settings; `.max` when it has.
  @exclusivity(unchecked) private var settingsDue: UInt64
  @exclusivity(unchecked) private var closedStreams = 0
  @exclusivity(unchecked) private var earlyResets = 0
  @exclusivity(unchecked) var streamErrors: FrameBudget
  @exclusivity(unchecked) var resets: FrameBudget
  @exclusivity(unchecked) var refusals: FrameBudget
  @exclusivity(unchecked) var overLimit: FrameBudget
  let overLimitCount = OverLimitCount()
  @exclusivity(unchecked) var emptyFrames: FrameBudget
  @exclusivity(unchecked) var pings: PingStrikes
  @exclusivity(unchecked) private var keepalive: Keepalive
  @exclusivity(unchecked) var end: SessionEnd
  @exclusivity(unchecked) private var runningHandlers = 0
  @exclusivity(unchecked) private var waitingReaders = WaitingReaders()
  @exclusivity(unchecked) var isTerminating = false

  /// `signal` carries requests of other threads to `receive(_:)` on this one; asynchronous handlers
  /// run on `executor`. The connection's greatest age is multiplied by `jitter`. It comes from `origin`,
  /// which is empty for nobody in particular.
  package init(
    methods: MethodTable, limits: ServerLimits, lifetime: ConnectionLifetime = .init(),
    peer: ConnectionPeer, now: UInt64, jitter: Double = .random(in: 0.9...1.1), arena: MessageArena,
    executor: (any TaskExecutor)?, workers: (any ServerWorkers)? = nil,
    memory: CallMemory = CallMemory(limit: .max),
    responseMemory: CallMemory = CallMemory(limit: .max), limitCounts: CallLimitCounts? = nil,
    loopCalls: LoopCalls? = nil, ceiling: CallCeiling? = nil,
    inflationShare: InflationShare? = nil, origin: [UInt8] = [],
    interceptors: ServerInterceptors? = nil,
    responseCompression: CompressionAlgorithm? = nil, crossOrigin: CrossOriginPolicy? = nil,
    site: HTTPSite? = nil, observer: (any ServerSessionObserver)?,
    tally: ServerTally? = nil, clock: (@Sendable () -> UInt64)? = nil,
    signal: @escaping @Sendable (SessionSignal) -> Void
  ) throws(HTTP2Error) {
    turns = CallTurns(clock: clock)
    self.methods = methods
    self.limits = limits
    self.peer = peer
    self.now = now
    self.arena = arena
    self.executor = executor
    self.workers = workers
    self.interceptors = interceptors
    self.responseCompression = responseCompression
    self.crossOrigin = crossOrigin
    self.site = site
    self.observer = observer
    self.tally = tally
    self.signal = signal
    self.loopCalls = loopCalls
    self.ceiling = ceiling
    overLimit = FrameBudget(
      burst: limits.overLimitBurst, perSecond: limits.overLimitPerSecond, now: now)
    let onRefusal: @Sendable (CallLimit) -> Void = { [overLimitCount] limit in
      overLimitCount.add(limit)
      limitCounts?.add(limit)
      observer?.callRefused(limit, of: peer)
    }
    self.onRefusal = onRefusal
    inflation = InflationBudget(
      limits, share: inflationShare, origin: origin, now: now, onRefusal: onRefusal)
    // One request of the largest size can always be taken.
    account = CallAccount(
      limit: max(
        limits.connectionRequestMemory, limits.maximumRequestSize + MessageFrame.prefixLength),
      memory: memory, onRefusal: onRefusal)
    responseAccount = CallAccount(
      limit: limits.connectionResponseMemory, memory: responseMemory, of: .responses,
      onRefusal: onRefusal, giveWay: { signal(.giveWay(stream: $0)) })
    settingsDue = now.saturatingAdd(limits.settingsTimeout.nanoseconds)
    resets = FrameBudget(burst: limits.resetBurst, perSecond: limits.resetsPerSecond, now: now)
    refusals = resets
    streamErrors = FrameBudget(
      burst: limits.maximumStreamErrors, perSecond: limits.streamErrorsPerSecond, now: now)
    emptyFrames = FrameBudget(
      burst: limits.emptyFrameBurst, perSecond: limits.emptyFramesPerSecond, now: now)
    pings = PingStrikes(limits)
    keepalive = Keepalive(
      interval: lifetime.keepaliveInterval?.nanoseconds,
      timeout: lifetime.keepaliveTimeout.nanoseconds, now: now)
    end = SessionEnd(lifetime, now: now, jitter: jitter)
    var settings = HTTP2Settings()
    settings.maximumHeaderListSize = limits.maximumHeaderListSize
    settings.maximumConcurrentStreams = UInt32(clamping: limits.maximumConcurrentCalls)
    settings.maximumQueuedFrames = HTTP2Settings.queuedFrames(
      streams: limits.maximumConcurrentCalls)
    settings.streamWindow = Int32(clamping: limits.streamWindow)
    settings.connectionWindow = Int32(clamping: limits.connectionWindow)
    settings.inFlightBytes = limits.inFlightBytes
    http2 = try HTTP2Session(role: .server, settings: settings, delegate: self)
  }

  deinit {
    // Calls refer to this object when they end, so that they end while it is whole.
    if http2 != nil { connectionLost("") }
  }

  // MARK: Streams

  package func makeHandler(on session: HTTP2Session) -> (any HTTP2StreamHandler)? {
    guard !isTerminating, runningHandlers < limits.maximumConcurrentCalls else { return nil }
    if requestCheckAt == .max { scheduleRequestCheck(after: now) }
    let isAdmitted = ceiling?.admits() ?? true
    loopCalls?.open()
    let call: ServerCall
    if let last = pool.popLast() {
      call = last
      call.begin()
    } else {
      call = ServerCall(server: self)
    }
    if !isAdmitted { call.state.isOverLimit = true }
    return call
  }

  /// A call was ended by a limit.
  package func refused(_ limit: CallLimit) { onRefusal(limit) }

  var tooManyCalls: RPCError {
    RPCError(
      .resourceExhausted,
      "the server has as many calls open as it takes: \(ceiling?.limit ?? 0) (maximum-open-calls); "
        + "try again later")
  }

  func method(of path: UnsafeRawBufferPointer) -> ServerMethod? {
    let method = methods.find(path, last: lastMethod)
    if let method { lastMethod = method }
    return method
  }

  func callClosed(
    _ call: ServerCall, code: HTTP2ErrorCode, openedAt: UInt64, wasAnswered: Bool
  ) {
    closedStreams += 1
    loopCalls?.close()
    countOverLimit()
    if code != .noError {
      if !wasAnswered, now &- openedAt < Self.earlyReset { earlyResets += 1 }
      let share = Double(earlyResets) / Double(closedStreams)
      if closedStreams >= limits.resetShareAfter, share > limits.maximumResetShare {
        exceeded(.earlyResets)
      }
    }
    // Tasks refer to their exchange alone.
    if pool.count < Self.poolSize { pool.append(call) }
  }

  /// Takes bytes the peer sent, and wakes the handlers that waited for them.
  package func receive(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) {
    keepalive.heardAt = now
    inflation.pass(to: now)
    try http2.receive(bytes)
    waitingReaders.deliver()
  }

  func deliverLater(_ queue: InboundQueue) { waitingReaders.append(queue) }

  // MARK: Asynchronous handlers

  func start(
    _ call: ServerCall, _ exchange: ServerExchange, _ handler: @escaping ServerHandler.Body
  ) {
    runningHandlers += 1
    let task = Self.task(
      exchange, handler, executor: executor, observer: observer, signal: signal)
    // Here is what the handler did before it first waited. Most return without that, and need neither
    // a signal nor their queue.
    switch exchange.responses.release() {
    case .onlyMessage(let message):
      runningHandlers -= 1
      call.answer(message, of: exchange)
    case .everything:
      runningHandlers -= 1
      call.resume()
    case .messages:
      call.state.task = task
      call.resume()
    case .nothing: call.state.task = task
    }
  }

  private static func task(
    _ exchange: ServerExchange, _ handler: @escaping ServerHandler.Body,
    executor: (any TaskExecutor)?, observer: (any ServerSessionObserver)?,
    signal: @escaping @Sendable (SessionSignal) -> Void
  ) -> Task<Void, Never> {
    // This is the executor's thread: what a handler does before it first waits needs no queue.
    if #available(macOS 26, *) {
      return Task.immediate(executorPreference: executor) {
        await run(exchange, handler, observer, signal)
      }
    }
    return Task(executorPreference: executor) { await run(exchange, handler, observer, signal) }
  }

  nonisolated(nonsending)
    private static func run(
      _ exchange: ServerExchange, _ handler: ServerHandler.Body,
      _ observer: (any ServerSessionObserver)?, _ signal: @Sendable (SessionSignal) -> Void
    ) async
  {
    var failure: RPCError?
    do {
      try await handler()
    } catch let error as RPCError {
      failure = error
    } catch {
      observer?.handlerFailed(exchange.descriptor, error)
      failure = handlerFailed
    }
    if !exchange.finish(failure) { signal(.handlerEnded) }
  }

  /// The status for whatever an immediate handler threw.
  func status(for error: any Error, of call: ServerCall) -> RPCError {
    if let error = error as? RPCError { return error }
    if let refusal = error as? WorkRefusal {
      if let limit = refusal.limit { refused(limit) }
      return refusal.error
    }
    if let method = call.state.method { observer?.handlerFailed(method.descriptor, error) }
    return Self.handlerFailed
  }

  private static let handlerFailed = RPCError(.unknown, "the method failed unexpectedly")

  /// Deals with what another thread asked for.
  package func receive(_ signal: SessionSignal) {
    switch signal {
    case .resume(let id): (http2.stream(id)?.handler as? ServerCall)?.resume()
    case .consumed(let count, let id):
      http2.consume(count, stream: id)
      (http2.stream(id)?.handler as? ServerCall)?.release(count)
    case .handlerEnded: runningHandlers -= 1
    case .cancel(let id): if let stream = http2.stream(id) { http2.reset(stream, code: .cancel) }
    case .giveWay(let id): (http2.stream(id)?.handler as? ServerCall)?.giveWay()
    case .abandon: break
    }
  }

  // MARK: Time

  func noteDeadline(_ deadline: UInt64, of stream: Int32) {
    deadlines.insert(stream, at: deadline)
    deadlines.removeDead(live: http2.openStreams) { http2.stream($0) != nil }
  }

  /// When `passTime` has to be called next; nil for never.
  package var nextDeadline: UInt64? {
    let check = http2.openStreams > 0 ? min(requestCheckAt, nextResponseCheck) : .max
    let next = min(
      min(deadlines.earliest, check), min(settingsDue, min(keepalive.due, end.due)))
    return next == .max ? nil : next
  }

  /// Ends the calls whose deadline has passed, pings a silent client, ends an old connection. Throws
  /// `ConnectionGivenUp` when the client answers nothing any more.
  package func passTime() throws {
    while let id = deadlines.popDue(now: now) {
      (http2.stream(id)?.handler as? ServerCall)?.fail(ServerCall.deadlineExceeded)
    }
    deadlines.dropDead { http2.stream($0) != nil }
    if requestCheckAt <= now { checkRequests() }
    if responseCheckAt <= now { checkResponses() }
    if settingsDue <= now { settingsTimedOut() }
    switch keepalive.step(now: now) {
    case .none: break
    case .ping: http2.ping(Self.keepalivePing)
    case .lost: throw ConnectionGivenUp(description: "the client did not answer a keepalive ping")
    }
    switch end.step(now: now) {
    case .none: break
    case .drain: drain()
    case .refuseNewCalls: http2.submitGoAway(.noError)
    case .failCalls: failCalls()
    case .giveUp:
      throw ConnectionGivenUp(description: "the client did not take the end of its calls")
    }
  }

  /// RFC 9113, section 6.5.3.
  private func settingsTimedOut() {
    settingsDue = .max
    exceeded(.settings, code: .settingsTimeout)
  }

  package func receivedSettingsAcknowledgement(on session: HTTP2Session) { settingsDue = .max }

  // MARK: The end of the connection

  /// Starts a graceful end: calls under way finish, new ones are refused (grpc.md, "Drain").
  package func drain() {
    guard end.beginDrain(now: now) else { return }
    http2.submitShutdownNotice()
    http2.ping(Self.drainPing)
  }

  /// Ends every call with UNAVAILABLE; used when the grace period of a drain is over.
  package func failCalls() {
    http2.forEachStream {
      ($0.handler as? ServerCall)?.fail(RPCError(.unavailable, "the server is shutting down"))
    }
    if end.beginRefusing() { http2.submitGoAway(.noError) }
  }

  /// The connection is gone, and all its calls with it.
  package func connectionLost(_ reason: String) {
    // Those that waited for memory get none, and are refused none.
    stalled = []
    http2.closeStreams(.cancel)
  }

  package func sentGoAway(on session: HTTP2Session, code: HTTP2ErrorCode) {
    tally?.sentGoAway(code)
  }

  package func receivedGoAway(
    on session: HTTP2Session, lastStream: Int32, code: HTTP2ErrorCode, debugData: String
  ) {}
}
