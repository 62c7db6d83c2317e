internal import Histogram
internal import HTTP2
internal import NIOCore
internal import NIOPosix
internal import RPC
internal import RPCClient
internal import RPCTransport
internal import TLS

/// One connection of a load test and the calls on it. Confined to its event loop.
///
/// States: connecting, ready, going away (no new calls; those under way finish), ended. A connection
/// that was lost is made again by its loop as another object.
final class LoadConnection {
  let shared: LoadShared
  /// Refers back while the connection is there; the loop forgets the connection when it ends.
  private let owner: LoadLoop
  private let endpoints: [Endpoint]
  /// Which of the run's connections it is.
  let number: Int
  @exclusivity(unchecked) private(set) var session: ClientSession?
  @exclusivity(unchecked) private(set) var handler: ConnectionHandler?
  /// The headers of each method's calls.
  @exclusivity(unchecked) private(set) var headers: [HeaderBlock] = []
  @exclusivity(unchecked) private(set) var isReady = false
  @exclusivity(unchecked) private var free: [CallSlot] = []
  private var slots: [CallSlot] = []
  private var attempt = 0
  private var isEnded = false
  private var isOpened = false
  private var wasReady = false
  private var began: UInt64 = 0
  private var connected: UInt64 = 0

  init(_ owner: LoadLoop, number: Int, endpoints: [Endpoint]) {
    self.owner = owner
    self.number = number
    shared = owner.shared
    self.endpoints = endpoints
  }

  /// When what happens now came in.
  var now: UInt64 {
    guard let session, session.lostReason == nil else { return LoadLoop.clock }
    return session.now
  }

  var freeSlots: Int { isReady ? free.count : 0 }

  // MARK: Calls

  /// Starts a call on a free slot. False when the connection takes none.
  func start(_ call: LoadCall, of run: StepRun) -> Bool {
    guard let session, let slot = free.popLast() else { return false }
    if slot.start(call, of: run, on: session) { return true }
    free.append(slot)
    return false
  }

  func closed(_ slot: CallSlot) {
    free.append(slot)
    session?.callClosed()
    owner.slotClosed(on: self)
  }

  /// Sends what was started.
  func send() { handler?.performAndSend { _ in } }

  /// Ends the calls that were sent before `time`.
  func expire(before time: UInt64) {
    guard slots.contains(where: { $0.isOpen && $0.call.sent < time }) else { return }
    handler?.performAndSend { _ in
      for slot in slots where slot.isOpen && slot.call.sent < time {
        slot.fail(
          RPCError(.deadlineExceeded, "the call was not complete within --timeout"),
          wasAnswered: false)
      }
    }
  }

  /// Gives up every call that is open.
  func giveUp(_ time: UInt64) {
    handler?.performAndSend { _ in
      for slot in slots { slot.giveUp(time) }
    }
  }

  func drain() { handler?.drain() }

  // MARK: Connecting

  func connect() {
    let endpoint = endpoints[attempt % endpoints.count]
    attempt += 1
    began = LoadLoop.clock
    let me = NIOLoopBound(self, eventLoop: owner.loop)
    let configuration = shared.plan.client
    var bootstrap = ClientBootstrap(group: owner.loop)
      .connectTimeout(.nanoseconds(configuration.connectTimeout.wholeNanoseconds))
    if case .host = endpoint.target {
      bootstrap = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
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
          try channel.pipeline.syncOperations.addHandler(me.value.makeHandler(endpoint))
        }
      }
    endpoint.connect(bootstrap, on: owner.loop).whenComplete { result in
      switch result {
      case .success(let channel): me.value.didConnect(channel)
      case .failure(let error):
        me.value.failedToConnect(
          "cannot connect to \(endpoint.target): \(ConnectFailure.reason(error))")
      }
    }
  }

  private func didConnect(_ channel: any Channel) {
    guard !isEnded else { return }
    connected = LoadLoop.clock
    owner.connectTimes.add(connected - began)
    if let local = channel.localAddress, let remote = channel.remoteAddress {
      owner.isServerHere = local.pathname != nil || local.ipAddress == remote.ipAddress
    }
  }

  private func failedToConnect(_ reason: String) {
    guard !isEnded else { return }
    // The next address of the same name, before it counts as a failure.
    if attempt < endpoints.count { return connect() }
    isEnded = true
    owner.ended(self, phase: .connect, reason, wasReady: false)
  }

  private func makeHandler(_ endpoint: Endpoint) throws -> ConnectionHandler {
    let configuration = shared.plan.client
    var settings = HTTP2Settings()
    settings.maximumHeaderListSize = configuration.maximumHeaderListSize
    settings.streamWindow = Int32(clamping: configuration.callWindow)
    settings.connectionWindow = Int32(clamping: configuration.connectionWindow)
    let callHeaders = CallHeaders(
      scheme: shared.tls == nil ? "http" : "https", authority: endpoint.authority)
    headers = shared.methods.map {
      callHeaders.block(
        $0.workload.descriptor, timeout: shared.plan.timeout, metadata: Metadata())
    }
    let tls = try shared.tls.map {
      try TLSSession(context: $0.current, serverName: endpoint.serverName)
    }
    let handler = ConnectionHandler(
      tls: tls,
      settings: ConnectionSettings(
        handshakeTimeout: configuration.connectTimeout.wholeNanoseconds, idleTimeout: nil),
      scratch: owner.scratch,
      makeCore: { [weak self] _, now, _ in
        let session = try ClientSession(settings: settings, now: now) { [weak self] in
          self?.changed(to: $0)
        }
        self?.session = session
        return session
      },
      onEvent: { [self] event, _ in happened(event, at: endpoint) })
    self.handler = handler
    return handler
  }

  private func happened(_ event: ConnectionEvent, at endpoint: Endpoint) {
    switch event {
    case .opened(let version, _):
      isOpened = true
      if shared.tls != nil {
        owner.handshakeTimes.add(LoadLoop.clock - max(connected, began))
      }
      owner.transport = (shared.tls == nil ? "plaintext" : version, handler?.cipher)
    case .failed(let failure): end("\(endpoint.target): \(failure.description)", failure)
    case .closed: end("\(endpoint.target): the server closed the connection", nil)
    }
  }

  private func changed(to state: ClientSession.State) {
    switch state {
    case .ready:
      guard !isReady, !isEnded else { return }
      if slots.isEmpty {
        slots = (0..<shared.plan.callsPerConnection).map { _ in CallSlot(self) }
        free = slots
      }
      isReady = true
      wasReady = true
      owner.ready(self)
    case .goingAway: leave()
    case .tooManyPings: break
    }
  }

  /// Takes no more calls.
  private func leave() {
    guard isReady else { return }
    owner.leaving(self)
    isReady = false
  }

  private func end(_ reason: String, _ failure: ConnectionFailure?) {
    guard !isEnded else { return }
    isEnded = true
    leave()
    handler = nil
    session = nil
    owner.ended(
      self, phase: wasReady ? .call : isOpened ? .connect : .tls, reason, wasReady: wasReady)
  }
}
