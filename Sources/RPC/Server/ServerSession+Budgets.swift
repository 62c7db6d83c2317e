package import HTTP2

// What a client may do only so often.
extension ServerSession {
  /// The client has done more of something than it may: the connection ends, and says of what.
  func exceeded(_ budget: ClientBudget, code: HTTP2ErrorCode = .enhanceYourCalm) {
    guard !isTerminating else { return }
    isTerminating = true
    tally?.exceeded(budget)
    observer?.budgetExceeded(budget, by: peer)
    // nghttp2 ends a session with no words of ours; this GOAWAY goes before its own, which is not sent.
    http2.submitGoAway(code, debugData: budget.rawValue)
    http2.terminate(code)
  }

  /// A call is over; those that limits of their own ended count.
  func countOverLimit() {
    let over = overLimitCount.take()
    if over > 0, !overLimit.spend(over, now: now) { exceeded(.overLimitCalls) }
  }

  package func receivedSettings(on session: HTTP2Session) {
    if !emptyFrames.spend(now: now) { exceeded(.emptyFrames) }
  }

  package func receivedEmptyData(on session: HTTP2Session) {
    if !emptyFrames.spend(now: now) { exceeded(.emptyFrames) }
  }

  package func sentReset(on session: HTTP2Session, code: HTTP2ErrorCode) {
    switch code {
    // Ours: an answer that came before the end of its request, or a call that this side gave up.
    case .noError, .cancel: break
    // A refusal is a reset that the client makes us send (CVE-2025-8671), be it this object's or
    // nghttp2's.
    case .refusedStream: if !refusals.spend(now: now) { exceeded(.refusals) }
    default: if !streamErrors.spend(now: now) { exceeded(.streamErrors) }
    }
  }

  package func receivedReset(on session: HTTP2Session) {
    tally?.receivedReset()
    if !resets.spend(now: now) { exceeded(.resets) }
  }

  package func receivedPing(on session: HTTP2Session, payload: UInt64, isAcknowledgement: Bool) {
    if isAcknowledgement {
      if payload == Self.drainPing, end.beginRefusing() { session.submitGoAway(.noError) }
      return
    }
    if session.takeHasSentCallFrames() { pings.reset() }
    if !pings.take(now: now, openCalls: session.openStreams) { exceeded(.pings) }
  }
}
