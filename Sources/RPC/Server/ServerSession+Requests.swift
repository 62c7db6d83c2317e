internal import HTTP2

// Requests that are not complete: the memory that they may hold, and the time.
extension ServerSession {
  /// Gives a request memory for all of it, and window to send it; false when it has to wait until others
  /// are complete. Throws when a limit is reached.
  func grant(_ total: Int, to call: ServerCall) throws(RPCError) -> Bool {
    // Of those that waited before some may be over.
    if !stalled.isEmpty { grantStalled() }
    guard stalled.isEmpty, hasRoom(for: total) else {
      if !call.state.isStalled {
        stalled.append(call.stream.id)
        call.state.isStalled = true
      }
      return false
    }
    try give(total, to: call)
    return true
  }

  /// Half of what the connection may hold is for requests that can be completed; the rest is for what
  /// comes of others before their window is used up. One request can always be.
  private func hasRoom(for total: Int) -> Bool {
    grantedBytes == 0 || grantedBytes + total <= account.limit / 2
  }

  private func give(_ total: Int, to call: ServerCall) throws(RPCError) {
    try call.hold(total)
    call.state.isGranted = true
    call.state.isStalled = false
    grantedBytes += call.state.held
    http2.widenWindow(of: call.stream, to: total)
  }

  /// A request holds nothing any more.
  func released(_ held: Int, wasGranted: Bool) {
    account.release(held)
    if wasGranted { grantedBytes -= held }
    if !stalled.isEmpty { grantStalled() }
  }

  private func grantStalled() {
    while let id = stalled.first {
      guard let call = http2.stream(id)?.handler as? ServerCall, call.state.isStalled,
        call.state.phase == .receiving, !call.state.remoteEnded
      else {
        stalled.removeFirst()
        continue
      }
      let total =
        MessageFrame.prefixLength
        + call.state.inbox.withUnsafeBytes { MessageFrame.prefix($0).length }
      guard hasRoom(for: total) else { return }
      stalled.removeFirst()
      do throws(RPCError) {
        try give(total, to: call)
        call.consumeReceived()
      } catch {
        call.fail(error)
        call.dropRequest()
      }
    }
  }

  // MARK: Time

  private var requestTimeout: UInt64? { limits.requestTimeout?.nanoseconds }

  /// Looks at requests when the first that came after `time` could be late.
  func scheduleRequestCheck(after time: UInt64) {
    if let requestTimeout { requestCheckAt = time.saturatingAdd(requestTimeout) }
  }

  /// Ends calls whose requests are late; the connection where even the headers are.
  func checkRequests() {
    requestCheckAt = .max
    guard let requestTimeout else { return }
    var oldest = UInt64.max
    http2.forEachStream { stream in
      guard let call = stream.handler as? ServerCall, call.awaitsRequest else { return }
      if call.state.openedAt.saturatingAdd(requestTimeout) > now {
        oldest = min(oldest, call.state.openedAt)
      } else if call.state.phase == .headers {
        exceeded(.lateHeaders)
      } else {
        call.requestTimedOut()
      }
    }
    guard oldest != .max else { return }
    scheduleRequestCheck(after: oldest)
    // Each look goes over all calls.
    requestCheckAt = max(requestCheckAt, now.saturatingAdd(requestTimeout / 16))
  }
}
