internal import NIOCore
internal import RPC

// Handshakes whose turn has not come.
extension ConnectionHandler {
  /// Takes bytes of a handshake, or keeps them until its turn has come; nothing more is read meanwhile.
  func takeInTurn(_ buffer: ByteBuffer, _ turns: HandshakeTurns) {
    let now = NIODeadline.now().uptimeNanoseconds
    if waitingInput != nil {
      waitingInput?.bytes.writeImmutableBuffer(buffer)
      if let count = waitingInput?.bytes.readableBytes, count > HandshakeTurns.inputLimit {
        fail(ConnectionFailure(.tls("protocolError"), "the TLS handshake has too many bytes"))
      }
    } else if turns.isFree(now: now) {
      take(buffer)
      turns.spend(from: now, to: NIODeadline.now().uptimeNanoseconds)
    } else if let context {
      let ticket = turns.wait(context.remoteAddress?.origin ?? [], address: peer.address) {
        [unowned self] in
        // Whoever is gone has left the line.
        takeTurn(turns)
      }
      waitingInput = (buffer, ticket)
      setAutoRead(false)
      turns.run(on: context.eventLoop)
    }
  }

  private func takeTurn(_ turns: HandshakeTurns) {
    guard let bytes = waitingInput?.bytes, phase == .handshake else { return }
    waitingInput = nil
    let now = NIODeadline.now().uptimeNanoseconds
    take(bytes)
    turns.spend(from: now, to: NIODeadline.now().uptimeNanoseconds)
    setAutoRead(true)
    flush()
  }

  /// What the client speaks may be known by now.
  func settleCore() {
    guard isUndecided, let chosen = (core as? OpeningSession)?.chosen else { return }
    core = chosen
    isUndecided = false
  }

  /// Reads no more until the session takes it, or goes on reading.
  func holdBack(_ isHeldBack: Bool) {
    self.isHeldBack = isHeldBack
    setAutoRead(!isHeldBack)
  }

  /// Fails only for a channel that is closed.
  private func setAutoRead(_ isOn: Bool) {
    try? context?.channel.syncOptions?.setOption(.autoRead, value: isOn)
  }

  /// The connection is over, and has no turn any more.
  func leaveLine() {
    guard let ticket = waitingInput?.ticket else { return }
    waitingInput = nil
    turns?.leave(ticket)
    setAutoRead(true)
  }
}

// What others have a session do.
extension ConnectionHandler {
  /// Runs `body` with the session, on the loop, and sends what it led to.
  package func perform(_ body: (any ConnectionCore) -> Void) {
    performThrowing(body)
  }

  /// As `perform`, but what it led to is sent at once, unless a read burst is under way.
  package func performAndSend(_ body: (any ConnectionCore) -> Void) {
    guard let core else { return }
    core.now = NIODeadline.now().uptimeNanoseconds
    body(core)
    if !isReading { flush() }
  }

  func performThrowing(_ body: (any ConnectionCore) throws -> Void) rethrows {
    guard let core else { return }
    core.now = NIODeadline.now().uptimeNanoseconds
    try body(core)
    scheduleFlush()
  }
}
