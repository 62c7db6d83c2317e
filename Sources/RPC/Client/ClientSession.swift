package import HTTP2

/// The client's side of a gRPC connection: calls out as frames, frames in as responses. No I/O.
package final class ClientSession: HTTP2SessionDelegate {
  package private(set) var http2: HTTP2Session!
  /// Monotonic nanoseconds; the driver sets it before each call.
  @exclusivity(unchecked) package var now: UInt64
  /// Why the connection broke, once it has.
  @exclusivity(unchecked) package private(set) var lostReason: String?
  @exclusivity(unchecked) private(set) var deadlines = Deadlines<Int32>()
  @exclusivity(unchecked) private var waitingCalls = WaitingCalls()
  @exclusivity(unchecked) private var waitingReaders = WaitingReaders()
  @exclusivity(unchecked) private var isClosing = false
  @exclusivity(unchecked) private var isReady = false
  @exclusivity(unchecked) private var keepalive: Keepalive
  private let pingsWithoutCalls: Bool
  private let onState: (State) -> Void

  /// What a session tells those who hand it calls.
  package enum State: Sendable {
    /// The server's first settings came: calls can be made.
    case ready
    /// No further calls will be taken; those under way go on.
    case goingAway(String)
    /// The server ends the connection for pings that came too often (gRPC A8). `goingAway` follows.
    case tooManyPings
  }

  /// `onState` is called on the session's thread.
  package init(
    settings: HTTP2Settings, keepalive: ClientKeepalive? = nil, now: UInt64,
    onState: @escaping (State) -> Void
  ) throws(HTTP2Error) {
    self.now = now
    self.onState = onState
    self.keepalive = Keepalive(
      interval: keepalive?.interval.nanoseconds, timeout: keepalive?.timeout.nanoseconds ?? 0,
      now: now)
    pingsWithoutCalls = keepalive?.withoutCalls ?? false
    http2 = try HTTP2Session(role: .client, settings: settings, delegate: self)
  }

  deinit {
    // Calls refer to this object when they end, so that they end while it is whole.
    handBackWaiting()
    http2?.closeStreams(.cancel)
  }

  /// Takes bytes the peer sent, and wakes the readers that waited for them.
  package func receive(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) {
    keepalive.heardAt = now
    try http2.receive(bytes)
    waitingReaders.deliver()
  }

  func deliverLater(_ queue: InboundQueue) { waitingReaders.append(queue) }

  // MARK: Calls

  /// What becomes of a call that is to be started.
  package enum Start: Hashable, Sendable {
    /// It has a stream.
    case opened(Int32)
    /// As many streams are open as the server allows; `enqueue` lets it wait for one.
    case full
    /// The session takes no more calls.
    case closed
  }

  /// Opens a stream for a call, if there is room for it.
  package func start(
    _ exchange: ClientExchange, headers: HeaderBlock, deadline: UInt64
  ) -> Start {
    guard !isClosing, http2.canOpenStreams else {
      onState(.goingAway("the connection takes no more calls"))
      return .closed
    }
    guard waitingCalls.isEmpty, hasRoom else { return .full }
    return open(exchange, headers: headers, deadline: deadline).map { .opened($0) } ?? .closed
  }

  /// Lets a call wait until the server allows another stream. `onOpened` then gets the stream, or nil as
  /// soon as the session takes no more calls; a call whose deadline passes before is ended here.
  /// - Parameter headers: Asked for when there is a stream.
  /// - Returns: The call's ticket for `SessionSignal.abandon`.
  package func enqueue(
    _ exchange: ClientExchange, deadline: UInt64, headers: @escaping () -> HeaderBlock,
    onOpened: @escaping (Int32?) -> Void
  ) -> Int {
    waitingCalls.append(
      .init(exchange: exchange, deadline: deadline, headers: headers, onOpened: onOpened))
  }

  private var hasRoom: Bool { http2.openStreams < http2.peerMaximumStreams }

  private func open(
    _ exchange: ClientExchange, headers: HeaderBlock, deadline: UInt64
  ) -> Int32? {
    let call = ClientCall(session: self, exchange: exchange, headers: headers)
    do throws(HTTP2Error) {
      try http2.submitRequest(call.stream, headers: headers)
    } catch {
      return nil
    }
    deadlines.insert(call.stream.id, at: deadline)
    deadlines.removeDead(live: http2.openStreams) { http2.stream($0) != nil }
    return call.stream.id
  }

  private func openWaiting() {
    while !waitingCalls.isEmpty, hasRoom, http2.canOpenStreams,
      let call = waitingCalls.popFirst()
    {
      call.onOpened(open(call.exchange, headers: call.headers(), deadline: call.deadline))
    }
  }

  /// Those that wait have sent nothing, and can go elsewhere.
  private func handBackWaiting() {
    for call in waitingCalls.removeAll() { call.onOpened(nil) }
  }

  /// Opens a stream for a handler that keeps gRPC's rules by itself and counts its own time: it tells
  /// `callClosed` when it is closed. False when the session takes no more calls.
  package func open(_ handler: any HTTP2StreamHandler, headers: HeaderBlock) -> Bool {
    guard !isClosing, http2.canOpenStreams else {
      onState(.goingAway("the connection takes no more calls"))
      return false
    }
    do throws(HTTP2Error) {
      try http2.submitRequest(handler.stream, headers: headers)
    } catch {
      return false
    }
    return true
  }

  /// A stream of a call is closed.
  package func callClosed() {
    openWaiting()
    terminateIfDone()
  }

  private func terminateIfDone() {
    if isClosing, http2.openStreams == 0, waitingCalls.isEmpty { http2.terminate(.noError) }
  }

  /// Deals with what another thread asked for.
  package func receive(_ signal: SessionSignal) {
    switch signal {
    case .resume(let id): call(id)?.resume()
    case .consumed(let count, let id): http2.consume(count, stream: id)
    case .cancel(let id): call(id)?.finish(Self.cancelled)
    case .abandon(let ticket):
      waitingCalls.remove(ticket)?.exchange.finish(.failure(Self.cancelled))
      terminateIfDone()
    case .handlerEnded, .giveWay: break
    }
  }

  private static let cancelled = RPCError(.cancelled, "the call was cancelled")
  private static let deadlineExceeded = RPCError(
    .deadlineExceeded, "the deadline passed before the call was complete")

  private func call(_ id: Int32) -> ClientCall? { http2.stream(id)?.handler as? ClientCall }

  // MARK: Time

  /// When `passTime` has to be called next; nil for never.
  package var nextDeadline: UInt64? {
    let pings = pingsWithoutCalls || http2.openStreams > 0
    let earliest = min(deadlines.earliest, waitingCalls.earliestDeadline)
    let next = pings ? min(earliest, keepalive.due) : earliest
    return next == .max ? nil : next
  }

  /// Ends the calls whose deadline has passed, and pings a silent server. Throws `ConnectionGivenUp`
  /// when the server answers nothing any more.
  package func passTime() throws {
    expireDeadlines()
    guard pingsWithoutCalls || http2.openStreams > 0 else { return }
    switch keepalive.step(now: now) {
    case .none: break
    case .ping: http2.ping(Self.keepalivePing)
    case .lost:
      throw ConnectionGivenUp(description: "the server did not answer a keepalive ping")
    }
  }

  private static let keepalivePing: UInt64 = 0x6b65_6570_616c_6976

  private func expireDeadlines() {
    while let id = deadlines.popDue(now: now) { call(id)?.finish(Self.deadlineExceeded) }
    deadlines.dropDead { http2.stream($0) != nil }
    while let waiting = waitingCalls.popDue(now: now) {
      waiting.exchange.finish(.failure(Self.deadlineExceeded))
      terminateIfDone()
    }
  }

  // MARK: The connection

  /// Takes no more calls and ends the connection when those under way are complete.
  package func drain() {
    isClosing = true
    onState(.goingAway("the connection is being closed"))
    terminateIfDone()
  }

  /// The connection is gone: calls end with UNAVAILABLE and this reason.
  package func connectionLost(_ reason: String) {
    lostReason = reason
    onState(.goingAway(reason))
    handBackWaiting()
    http2.closeStreams(.cancel)
  }

  package func makeHandler(on session: HTTP2Session) -> (any HTTP2StreamHandler)? { nil }

  package func receivedSettings(on session: HTTP2Session) {
    if isReady {
      openWaiting()
    } else {
      isReady = true
      onState(.ready)
    }
  }

  package func receivedReset(on session: HTTP2Session) {}

  package func receivedEmptyData(on session: HTTP2Session) {}

  package func receivedGoAway(
    on session: HTTP2Session, lastStream: Int32, code: HTTP2ErrorCode, debugData: String
  ) {
    let debug = debugData.isEmpty ? "" : ": \(debugData)"
    if code == .enhanceYourCalm, debugData == ClientBudget.pings.rawValue { onState(.tooManyPings) }
    onState(.goingAway("the server is ending the connection with \(code)\(debug)"))
    handBackWaiting()
  }

  package func receivedPing(on session: HTTP2Session, payload: UInt64, isAcknowledgement: Bool) {}
}
