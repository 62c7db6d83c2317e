internal import NIOCore

// Time limits: of the handshake, of idling, of calls, and of the peer's goodbye; and when to send.

extension ConnectionHandler {
  func setPhaseTimer(
    _ delay: TimeAmount, _ body: @escaping @Sendable (ConnectionHandler) -> Void
  ) {
    guard let context else { return }
    phaseTimer?.cancel()
    let me = NIOLoopBound(self, eventLoop: context.eventLoop)
    phaseTimer = context.eventLoop.scheduleTask(in: delay) { body(me.value) }
  }

  func handshakeTimedOut() {
    let limit = settings.handshakeTimeout / 1_000_000
    if waitingInput == nil {
      fail(ConnectionFailure(.timeout, "the TLS handshake took longer than \(limit) ms"))
    } else {
      fail(
        ConnectionFailure(
          .handshakeShare,
          "the TLS handshake had to wait for others longer than \(limit) ms (handshake-share)"))
    }
    context?.close(promise: nil)
  }

  /// Ends the connection gracefully: calls under way finish, new ones are refused.
  package func drain() {
    isDrainWanted = true
    guard phase == .open else { return finish() }
    perform { $0.drain() }
    // A peer without a call that does not answer the drain's ping holds nothing up.
    setPhaseTimer(Self.lingering) { $0.finishIdle() }
  }

  func checkIdle() {
    guard let core, phase == .open, let idle = settings.idleTimeout else { return }
    let now = NIODeadline.now().uptimeNanoseconds
    if core.openCalls > 0 { idleSince = now }
    let rest = idle - Int64(clamping: now - idleSince)
    if rest > 0 {
      setPhaseTimer(.nanoseconds(rest)) { $0.checkIdle() }
    } else {
      drain()
    }
  }

  func finishIdle() {
    guard let core, phase == .open else { return }
    if core.openCalls > 0 {
      // Begun before the peer knew; it may finish.
      setPhaseTimer(Self.lingering) { $0.finishIdle() }
    } else {
      finish()
    }
  }

  /// Goes on in turn with others of the loop.
  func waitForTurn() {
    guard !isInLine, let context else { return }
    isInLine = true
    scratch.sendTurns.wait(self, on: context.eventLoop)
  }

  /// The same, or at once where nobody had a turn since the loop looked at its sockets.
  func takeTurnOrWait() {
    guard !isInLine, let context else { return }
    if phase != .open {
      flush()
    } else if scratch.sendTurns.isFree {
      scratch.sendTurns.take(self, on: context.eventLoop)
    } else {
      waitForTurn()
    }
  }

  /// The connection's turn has come; false where it is over.
  func takeTurn() -> Bool {
    isInLine = false
    guard let core, phase == .open else { return false }
    core.now = NIODeadline.now().uptimeNanoseconds
    if core.isPaused { core.goOn() }
    flush(within: Self.turnTime)
    return true
  }

  /// Sends what the session has to send when the loop has dealt with what is at hand.
  package func scheduleFlush() {
    guard !isReading, !isFlushScheduled, let context else { return }
    isFlushScheduled = true
    let me = NIOLoopBound(self, eventLoop: context.eventLoop)
    context.eventLoop.execute {
      me.value.isFlushScheduled = false
      me.value.flush()
    }
  }

  func scheduleDeadline() {
    guard let context, let core, let next = core.nextDeadline, next < scheduledDeadline else {
      return
    }
    deadlineTimer?.cancel()
    scheduledDeadline = next
    let me = NIOLoopBound(self, eventLoop: context.eventLoop)
    deadlineTimer = context.eventLoop.scheduleTask(deadline: .uptimeNanoseconds(next)) {
      let handler = me.value
      handler.scheduledDeadline = .max
      do {
        try handler.performThrowing { try $0.passTime() }
      } catch {
        // The peer takes nothing any more, so that there is nothing to wait for.
        handler.fail(error)
        handler.context?.close(promise: nil)
      }
    }
  }
}
