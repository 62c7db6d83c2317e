package import NIOCore
package import RPC
package import TLS

/// Drives one connection: socket, TLS and HTTP/2 in one handler.
///
/// A read burst is decrypted and handled whole, and only then is what it led to encrypted and
/// written, so that many small answers share a record, a write and a packet. Nothing is pulled from
/// the session while the socket is not writable: what a slow peer does not read stays where it is.
///
/// States: shaking hands (with TLS), open, closing (our last bytes are written, the peer's are
/// dropped), closed.
package final class ConnectionHandler: ChannelInboundHandler {
  package typealias InboundIn = ByteBuffer
  package typealias OutboundOut = ByteBuffer

  /// Makes the session once TLS says who the peer is.
  package typealias MakeCore = (
    _ peer: ConnectionPeer, _ now: UInt64, _ signal: @escaping @Sendable (SessionSignal) -> Void
  ) throws -> any ConnectionCore

  /// Bytes written in one go before other connections of the loop get their turn.
  private static let turn = 1024 * 1024
  /// Time spent on making and writing them, in the same way: answers may take long to make.
  static let turnTime = TimeAmount.microseconds(350)
  /// The same of what is sent when something has come, whoever else is in line: enough for small answers.
  private static let promptTime = TimeAmount.microseconds(100)
  /// Nanoseconds for a byte of frames above which fewer are asked for at once.
  private static let costlyByte: Int64 = 3
  /// How long the peer has to end its side after we have ended ours.
  static let lingering = TimeAmount.seconds(2)
  /// How long a slow peer has to take what is written already, half a megabyte and the kernel's buffers.
  private static let lastBytes = TimeAmount.seconds(30)

  enum Phase {
    case handshake
    case open
    case closing
    case closed
  }

  let settings: ConnectionSettings
  let scratch: Scratch
  private let makeCore: MakeCore
  private let onEvent: (ConnectionEvent, ConnectionPeer) -> Void
  /// Whose turn it is to shake hands; nil where nobody waits for that.
  let turns: HandshakeTurns?
  /// What came while it was not this connection's turn, and its place in the line.
  @exclusivity(unchecked) var waitingInput: (bytes: ByteBuffer, ticket: Int)?
  @exclusivity(unchecked) private var tls: TLSSession?
  @exclusivity(unchecked) package internal(set) var core: (any ConnectionCore)?
  /// Whether `core` is to find out first what the client speaks.
  @exclusivity(unchecked) var isUndecided = false
  /// Whether nothing is read until the session takes more.
  @exclusivity(unchecked) var isHeldBack = false
  @exclusivity(unchecked) var phase = Phase.handshake
  @exclusivity(unchecked) private(set) var peer = ConnectionPeer(address: "")
  @exclusivity(unchecked) var context: ChannelHandlerContext?
  @exclusivity(unchecked) private(set) var isReading = false
  @exclusivity(unchecked) private var isFlushing = false
  @exclusivity(unchecked) var isFlushScheduled = false
  /// What is sent takes long to make.
  @exclusivity(unchecked) private var isCostly = false
  /// It is in its loop's line for turns, and sends nothing before that.
  @exclusivity(unchecked) var isInLine = false
  @exclusivity(unchecked) var isDrainWanted = false
  @exclusivity(unchecked) private var isConcluded = false
  @exclusivity(unchecked) private var failure: ConnectionFailure?
  @exclusivity(unchecked) var idleSince: UInt64 = 0
  @exclusivity(unchecked) var deadlineTimer: Scheduled<Void>?
  @exclusivity(unchecked) var scheduledDeadline = UInt64.max
  @exclusivity(unchecked) var phaseTimer: Scheduled<Void>?
  private let gate = SignalGate()

  /// A connection over TLS, or over plain HTTP/2 without `tls`. `onEvent` is called on the loop.
  package init(
    tls: TLSSession?, settings: ConnectionSettings, scratch: Scratch,
    turns: HandshakeTurns? = nil, makeCore: @escaping MakeCore,
    onEvent: @escaping (ConnectionEvent, ConnectionPeer) -> Void
  ) {
    self.tls = tls
    self.settings = settings
    self.scratch = scratch
    self.turns = turns
    self.makeCore = makeCore
    self.onEvent = onEvent
  }

  /// What TLS agreed on; nil before and without it.
  package var cipher: String? { tls?.cipher }

  // MARK: Socket events

  package func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { start(context) }
  }

  package func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  package func channelActive(context: ChannelHandlerContext) {
    start(context)
    context.fireChannelActive()
  }

  private func start(_ context: ChannelHandlerContext) {
    guard peer.address.isEmpty else { return }
    peer.address = context.remoteAddress?.text ?? "unknown"
    do {
      if tls == nil {
        try open()
      } else {
        setPhaseTimer(.nanoseconds(settings.handshakeTimeout)) { $0.handshakeTimedOut() }
        try shakeHands()
      }
    } catch {
      fail(error)
    }
    flush()
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard phase == .handshake || phase == .open else { return }
    let buffer = unwrapInboundIn(data)
    scratch.traffic.received.add(buffer.readableBytes)
    isReading = true
    if phase == .handshake, tls != nil, let turns {
      takeInTurn(buffer, turns)
    } else {
      core?.now = NIODeadline.now().uptimeNanoseconds
      take(buffer)
    }
  }

  func take(_ buffer: ByteBuffer) {
    do {
      try buffer.withUnsafeReadableBytes { bytes in
        if let tls {
          tls.lendInput(bytes)
          defer { tls.endInput() }
          try receive(from: tls)
        } else {
          try core?.receive(bytes)
        }
      }
    } catch {
      fail(error)
    }
  }

  package func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    flush()
    context.fireChannelReadComplete()
  }

  package func channelWritabilityChanged(context: ChannelHandlerContext) {
    // Sockets that many have filled become writable together.
    if context.channel.isWritable, !isFlushing { takeTurnOrWait() }
    context.fireChannelWritabilityChanged()
  }

  package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard let event = event as? ChannelEvent, event == .inputClosed else {
      context.fireUserInboundEventTriggered(event)
      return
    }
    if phase == .handshake || phase == .open, let tls {
      tls.inputEnded()
      do {
        try receive(from: tls)
      } catch let error as TLSError where error.code == .truncated && isIdle {
        // Nothing can be cut short between calls; most gRPC libraries leave without close_notify.
      } catch {
        fail(error)
      }
    }
    finish()
  }

  package func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(ConnectionFailure(.socket, "the connection broke: \(error)"))
    context.close(promise: nil)
  }

  package func channelInactive(context: ChannelHandlerContext) {
    phase = .closed
    phaseTimer?.cancel()
    conclude()
    tls = nil
    context.fireChannelInactive()
  }

  /// Ends the calls, if any are left, and says how the connection ended: as soon as that is certain, for
  /// the socket may linger until the peer has taken our last bytes and closed its side.
  private func conclude() {
    guard !isConcluded else { return }
    isConcluded = true
    leaveLine()
    gate.close()
    deadlineTimer?.cancel()
    core?.connectionLost(failure?.description ?? "the connection was closed")
    core = nil
    onEvent(failure.map { .failed($0) } ?? .closed, peer)
  }

  /// Whether the connection is open and carries no call.
  private var isIdle: Bool { phase == .open && core?.openCalls == 0 }

  // MARK: Receiving

  private func shakeHands() throws {
    guard let tls, try tls.handshake() == .done else { return }
    peer.identity = tls.peerIdentity
    peer.applicationProtocol = tls.negotiatedProtocol
    try open()
  }

  private func open() throws {
    guard let context else { return }
    phaseTimer?.cancel()
    phase = .open
    let loop = context.eventLoop
    let me = NIOLoopBound(self, eventLoop: loop)
    idleSince = NIODeadline.now().uptimeNanoseconds
    let gate = gate
    core = try makeCore(peer, idleSince) { signal in
      // A handler may outlive its connection, and even the event loop.
      guard gate.isOpen else { return }
      if loop.inEventLoop, !signal.isForLater {
        me.value.receive(signal)
      } else {
        loop.execute { me.value.receive(signal) }
      }
    }
    isUndecided = core is OpeningSession
    onEvent(
      .opened(
        protocol: tls.flatMap { tls in tls.version.map { "\($0)" } },
        isResumed: tls?.isResumed ?? false), peer)
    if let idle = settings.idleTimeout { setPhaseTimer(.nanoseconds(idle)) { $0.checkIdle() } }
    if isDrainWanted { drain() }
  }

  private func receive(from tls: TLSSession) throws {
    if phase == .handshake { try shakeHands() }
    guard phase == .open else { return }
    while true {
      switch try tls.read(into: scratch.received) {
      case .bytes(let count):
        try core?.receive(UnsafeRawBufferPointer(rebasing: scratch.received[..<count]))
      case .wouldBlock: return
      case .closed:
        finish()
        return
      }
    }
  }

  private func receive(_ signal: SessionSignal) {
    guard let core else { return }
    // Signals that a burst leads to at once come at its time.
    if !isReading { core.now = NIODeadline.now().uptimeNanoseconds }
    core.receive(signal)
    scheduleFlush()
  }

  // MARK: Sending

  /// Sends what there is, as far as the time for it goes; the rest in turn with others of the loop.
  func flush() { flush(within: Self.promptTime) }

  func flush(within time: TimeAmount) {
    // A write may find the socket writable again and come back here: the outer call goes on.
    guard let context, phase != .closed, !isFlushing, !isInLine else { return }
    isFlushing = true
    defer { isFlushing = false }
    do {
      var written = 0
      let begin = NIODeadline.now()
      let end = begin + time
      while try fill(context, from: begin, until: end) {
        written += scratch.ciphertext.readableBytes
        write(context)
        if written >= Self.turn || NIODeadline.now() >= end {
          scheduleDeadline()
          waitForTurn()
          return
        }
      }
    } catch {
      fail(error)
      takePendingOutput()
    }
    if scratch.ciphertext.readableBytes > 0 { write(context) }
    settleCore()
    scheduleDeadline()
    guard let core, phase == .open else { return }
    if core.wantsInput == isHeldBack { holdBack(!isHeldBack) }
    if core.isPaused { waitForTurn() }
    if core.openCalls > 0 { idleSince = core.now }
    if core.isFinished {
      failure = failure ?? core.endedBecause.map { ConnectionFailure(.http2, $0) }
      finish()
    }
  }

  private func write(_ context: ChannelHandlerContext) {
    // Taken out, since a write may call back. If the socket took all of it at once, which is usual,
    // this is the last reference to its memory, and it serves again.
    var buffer = ByteBuffer()
    swap(&buffer, &scratch.ciphertext)
    scratch.traffic.sent.add(buffer.readableBytes)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    if scratch.ciphertext.capacity == 0 {
      buffer.clear()
      scratch.ciphertext = buffer
    }
  }

  /// Encrypts frames into the scratch buffer. True when it is full, or it is time, and more may follow.
  private func fill(
    _ context: ChannelHandlerContext, from begin: NIODeadline = .now(),
    until end: NIODeadline = .distantFuture
  ) throws -> Bool {
    // While the socket takes nothing, what TLS itself has to say waits under TLS's own limit.
    guard context.channel.isWritable else { return false }
    takePendingOutput()
    guard phase == .open, let core else { return false }
    var begun = begin
    while scratch.ciphertext.readableBytes < Scratch.largestWrite {
      let room = isCostly ? Scratch.smallRoom : scratch.outgoing.count
      let count = try core.send(
        into: UnsafeMutableRawBufferPointer(rebasing: scratch.outgoing[..<room]))
      guard count > 0 else { return false }
      let frames = UnsafeRawBufferPointer(rebasing: scratch.outgoing[..<count])
      if let tls {
        let room = TLSSession.ciphertextBound(for: count) + tls.pendingOutputCount
        try scratch.ciphertext.writeWithUnsafeMutableBytes(minimumWritableBytes: room) {
          try tls.write(frames, into: $0)
        }
      } else {
        scratch.ciphertext.writeBytes(frames)
      }
      // Small answers are as good as sent: the next look says that there is no more.
      guard isCostly || count >= Scratch.smallRoom else { continue }
      let now = NIODeadline.now()
      isCostly = (now - begun).nanoseconds > Self.costlyByte * Int64(room)
      begun = now
      if now >= end { return true }
    }
    return true
  }

  private func takePendingOutput() {
    guard let tls, tls.pendingOutputCount > 0 else { return }
    scratch.ciphertext.writeWithUnsafeMutableBytes(minimumWritableBytes: tls.pendingOutputCount) {
      tls.takePendingOutput(into: $0)
    }
  }

  // MARK: Ending

  /// Ends the connection for a reason of the layer above.
  package func fail(_ error: any Error) {
    guard failure == nil, phase == .handshake || phase == .open else { return }
    failure = ConnectionFailure.describing(error)
    if let error = error as? TLSError, error.code == .plainHTTP, let context {
      // Somebody typed http:// or forgot TLS; HTTP/1.1 is the language they will understand.
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: PlainHTTP.answer)), promise: nil)
    }
    finish()
  }

  /// Sends what is left, then ends our side, and the connection once the peer has ended its own.
  func finish() {
    guard let context, phase == .handshake || phase == .open else { return }
    if phase == .open {
      // The last frames, a GOAWAY among them, leave before close_notify.
      do {
        while try fill(context) { write(context) }
      } catch {
        failure = failure ?? ConnectionFailure.describing(error)
      }
    }
    phase = .closing
    tls?.close()
    takePendingOutput()
    if scratch.ciphertext.readableBytes > 0 { write(context) }
    conclude()
    setPhaseTimer(Self.lastBytes) { $0.context?.close(promise: nil) }
    let isSent = context.eventLoop.makePromise(of: Void.self)
    let me = NIOLoopBound(self, eventLoop: context.eventLoop)
    isSent.futureResult.whenComplete { _ in
      guard me.value.phase == .closing else { return }
      me.value.setPhaseTimer(Self.lingering) { $0.context?.close(promise: nil) }
    }
    context.close(mode: .output, promise: isSent)
  }
}
