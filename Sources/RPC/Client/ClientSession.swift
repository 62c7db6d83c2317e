package import HTTP2

/// The client's side of a gRPC connection: calls out as frames, frames in as responses. No I/O.
package final class ClientSession: HTTP2SessionDelegate {
  package private(set) var http2: HTTP2Session!
  /// Monotonic nanoseconds; the driver sets it before each call.
  @exclusivity(unchecked) package var now: UInt64
  /// Why the connection broke, once it has.
  @exclusivity(unchecked) package private(set) var lostReason: String?
  @exclusivity(unchecked) private var earliestDeadline = UInt64.max
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

  /// Opens a stream for a call. Returns its number, or nil when the session takes no more calls.
  package func start(
    _ exchange: ClientExchange, headers: HeaderBlock, deadline: UInt64
  ) -> Int32? {
    guard !isClosing, http2.canOpenStreams else {
      onState(.goingAway("the connection takes no more calls"))
      return nil
    }
    let call = ClientCall(session: self, exchange: exchange, headers: headers, deadline: deadline)
    do throws(HTTP2Error) {
      try http2.submitRequest(call.stream, headers: headers)
    } catch {
      return nil
    }
    earliestDeadline = min(earliestDeadline, deadline)
    return call.stream.id
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
    if isClosing, http2.openStreams == 0 { http2.terminate(.noError) }
  }

  /// Deals with what another thread asked for.
  package func receive(_ signal: SessionSignal) {
    switch signal {
    case .resume(let id): call(id)?.resume()
    case .consumed(let count, let id): http2.consume(count, stream: id)
    case .cancel(let id): call(id)?.finish(RPCError(.cancelled, "the call was cancelled"))
    case .handlerEnded: break
    }
  }

  private func call(_ id: Int32) -> ClientCall? { http2.stream(id)?.handler as? ClientCall }

  // MARK: Time

  /// When `passTime` has to be called next; nil for never.
  package var nextDeadline: UInt64? {
    let pings = pingsWithoutCalls || http2.openStreams > 0
    let next = pings ? min(earliestDeadline, keepalive.due) : earliestDeadline
    return next == .max ? nil : next
  }

  /// Ends the calls whose deadline has passed, and pings a silent server. Throws `ConnectionGivenUp`
  /// when the server answers nothing any more.
  package func passTime() throws {
    if earliestDeadline <= now { expireDeadlines() }
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
    earliestDeadline = .max
    http2.forEachStream { stream in
      guard let call = stream.handler as? ClientCall else { return }
      if call.deadline <= now {
        call.finish(RPCError(.deadlineExceeded, "the deadline passed before the call was complete"))
      } else {
        earliestDeadline = min(earliestDeadline, call.deadline)
      }
    }
  }

  // MARK: The connection

  /// Takes no more calls and ends the connection when those under way are complete.
  package func drain() {
    isClosing = true
    onState(.goingAway("the connection is being closed"))
    if http2.openStreams == 0 { http2.terminate(.noError) }
  }

  /// The connection is gone: calls end with UNAVAILABLE and this reason.
  package func connectionLost(_ reason: String) {
    lostReason = reason
    onState(.goingAway(reason))
    http2.closeStreams(.cancel)
  }

  package func makeHandler(on session: HTTP2Session) -> (any HTTP2StreamHandler)? { nil }

  package func receivedSettings(on session: HTTP2Session) {
    guard !isReady else { return }
    isReady = true
    onState(.ready)
  }

  package func receivedReset(on session: HTTP2Session) {}

  package func receivedEmptyData(on session: HTTP2Session) {}

  package func receivedGoAway(
    on session: HTTP2Session, lastStream: Int32, code: HTTP2ErrorCode, debugData: String
  ) {
    let debug = debugData.isEmpty ? "" : ": \(debugData)"
    onState(.goingAway("the server is ending the connection with \(code)\(debug)"))
  }

  package func receivedPing(on session: HTTP2Session, payload: UInt64, isAcknowledgement: Bool) {}
}
