internal import HTTP2

// Answers that hold memory and are not read.
extension ServerCall {
  /// Bytes that the answer holds until they are sent.
  private var heldResponse: Int {
    if case .exchange(let exchange) = state.body {
      return max(state.heldResponse, exchange.responses.heldByteCount)
    }
    return state.heldResponse
  }

  /// Whether the client has taken nothing, for as long as this, of an answer that holds memory.
  func isUnread(for limit: UInt64) -> Bool {
    // What is still being made nobody could have read.
    guard state.headersSubmitted, !state.isDropped, heldResponse > 0, state.page?.work == nil else {
      state.lastProgress = nil
      return false
    }
    guard let last = state.lastProgress, last.sent == stream.sentBody else {
      state.lastProgress = (stream.sentBody, server.now)
      return false
    }
    return last.at.saturatingAdd(limit) <= server.now
  }

  /// The client has had its time to read.
  func responseTimedOut() {
    let limit = server.limits.responseTimeout ?? .zero
    drop(
      .responseTimeout,
      RPCError(
        .deadlineExceeded,
        "nothing of the answer was read within \(limit) while it held memory (response-timeout)"))
  }

  /// Others need the memory that the answer holds.
  func giveWay() {
    guard !state.isDropped, heldResponse > 0 else { return }
    drop(.unreadResponse, server.responseAccount.error(of: .unreadResponse))
  }

  /// Ends the call, and lets go of its answer at once: a status may never be taken either.
  private func drop(_ limit: CallLimit, _ error: RPCError) {
    state.isDropped = true
    server.refused(limit)
    fail(error)
    if state.heldResponse > 0 { keepOnlyPromised() }
    if let translation = state.translation, !translation.gathered.isEmpty {
      translation.gathered = []
    }
    releaseResponse()
  }

  /// Drops the answer but for what its next frame may have been promised: the frame's header may be out.
  private func keepOnlyPromised() {
    let room = HTTP2Session.largestPayload
    let count: Int
    switch state.body {
    case .messages(let messages): count = min(room, messages.bytes.count - state.bodyOffset)
    case .onlyMessage:
      count = min(room, MessageFrame.prefixLength + state.onlyMessage.count - state.bodyOffset)
    case .source(let source): count = source.prepare(upTo: room).count
    case .exchange, .work, .none: return
    }
    let counter = state.responses
    let rest = [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      if count > 0, let base = bytes.baseAddress { copyMessages(count, to: base) }
      filled = count
    }
    // They count when they are sent.
    state.responses = counter
    state.body = .messages(EncodedMessages(rest))
    state.bodyOffset = 0
    state.onlyMessage = []
  }

  /// Gives back what the answer holds, if anything.
  func releaseResponse() {
    guard state.heldResponse > 0 else { return }
    server.responseAccount.release(state.heldResponse, for: stream.id)
    state.heldResponse = 0
  }
}

extension ServerSession {
  private var responseTimeout: UInt64? { limits.responseTimeout?.nanoseconds }

  /// When answers are to be looked at.
  var nextResponseCheck: UInt64 {
    if responseCheckAt == .max, let responseTimeout, responseAccount.heldBytes > 0 {
      responseCheckAt = now.saturatingAdd(Self.pause(responseTimeout))
    }
    return responseCheckAt
  }

  /// Each look goes over all calls.
  private static func pause(_ timeout: UInt64) -> UInt64 { timeout / 16 + 1 }

  /// Ends calls whose answers nobody reads.
  func checkResponses() {
    responseCheckAt = .max
    guard let responseTimeout else { return }
    http2.forEachStream { stream in
      guard let call = stream.handler as? ServerCall, call.isUnread(for: responseTimeout) else {
        return
      }
      call.responseTimedOut()
    }
    _ = nextResponseCheck
  }
}
