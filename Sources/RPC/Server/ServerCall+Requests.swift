internal import HTTP2

// Requests as they come in, and the memory that they hold until they are complete.
extension ServerCall {
  /// Bytes of a request that an open call holds without asking.
  package static let smallRequest = 4096

  package func receivedData(_ bytes: UnsafeRawBufferPointer, inLastFrame: Bool) {
    if state.phase == .receiving, let translation = state.translation {
      receive(bytes, inLastFrame: inLastFrame, of: translation)
    } else {
      receiveFrames(bytes, inLastFrame: inLastFrame)
    }
  }

  /// Bytes of framed requests.
  func receiveFrames(_ bytes: UnsafeRawBufferPointer, inLastFrame: Bool) {
    if state.plainAnswer == nil { state.requests.count(bytes) }
    guard state.phase == .receiving else {
      if state.phase == .unwanted {
        receivedUnwanted(bytes.count)
      } else {
        session.consume(bytes.count, of: stream)
      }
      return
    }
    do throws(RPCError) {
      if case .exchange(let exchange) = state.body, let requests = exchange.incoming {
        try hold(state.held + bytes.count)
        // Consumed as the handler takes it.
        if requests.append(bytes) { server.deliverLater(requests) }
      } else {
        try receiveOnly(bytes, inLastFrame: inLastFrame)
      }
    } catch {
      fail(error)
      dropRequest()
    }
  }

  /// Bytes of the only request of a method that takes one.
  private func receiveOnly(
    _ bytes: UnsafeRawBufferPointer, inLastFrame: Bool
  ) throws(RPCError) {
    state.unconsumed += bytes.count
    state.inbox.append(contentsOf: bytes)
    var total = 0
    if state.inbox.count >= MessageFrame.prefixLength {
      let prefix = state.inbox.withUnsafeBytes { MessageFrame.prefix($0) }
      try MessageLimit.check(
        prefix, limit: server.limits.maximumRequestSize, encoding: state.requestHeaders.encoding)
      total = MessageFrame.prefixLength + prefix.length
      if state.inbox.count > total { throw Self.notOneRequest }
    }
    // A large request gets window beyond its first one when there is memory for all of it: then it can
    // always be completed, whatever others do. What is all there is taken at once and waits for none.
    let isComplete = inLastFrame && state.inbox.count == total
    if total > Self.smallRequest, !state.isGranted, !isComplete {
      guard try server.grant(total, to: self) else {
        try hold(state.inbox.count)
        return
      }
    }
    consumeReceived()
  }

  /// Gives back the window of what came so far.
  func consumeReceived() {
    session.consume(state.unconsumed, of: stream)
    state.unconsumed = 0
  }

  /// Has the call hold so many bytes in all, if it does not hold them yet.
  func hold(_ total: Int) throws(RPCError) {
    guard total > state.held else { return }
    try server.account.hold(total - state.held)
    state.held = total
  }

  /// A handler has taken bytes of its requests.
  func release(_ count: Int) {
    let count = min(count, state.held)
    state.held -= count
    server.account.release(count)
  }

  /// The request is dealt with, or nobody wants it: its memory is free.
  func dropRequest() {
    if state.inbox.capacity > Self.smallRequest { state.inbox = [] }
    if state.unconsumed > 0 { consumeReceived() }
    guard state.held > 0 || state.isGranted else { return }
    if case .exchange(let exchange) = state.body, exchange.incoming != nil { return }
    let (held, isGranted) = (state.held, state.isGranted)
    state.held = 0
    state.isGranted = false
    server.released(held, wasGranted: isGranted)
  }

  package func receivedEnd() {
    state.remoteEnded = true
    guard state.phase == .receiving else {
      if state.phase == .unwanted { answerPlainly() }
      return
    }
    if case .exchange(let exchange) = state.body {
      if let translation = state.translation, !completeRequest(of: translation) { return }
      exchange.incoming?.finish(.success(()))
      return
    }
    if let translation = state.translation, !completeRequest(of: translation) { return }
    if !server.postpones(self) { takeComplete() }
  }

  /// The turn of a call has come whose request was complete before.
  func takePostponed() {
    guard state.phase == .receiving, state.remoteEnded else { return }
    takeComplete()
  }

  private func takeComplete() {
    takeOnly()
    if !state.isReadingRequest { dropRequest() }
  }

  private func takeOnly() {
    let count = state.inbox.count
    guard count >= MessageFrame.prefixLength else {
      fail(count == 0 ? Self.notOneRequest : Self.truncatedRequest)
      return
    }
    state.inbox.withUnsafeBytes { inbox in
      let message = UnsafeRawBufferPointer(rebasing: inbox[MessageFrame.prefixLength...])
      let prefix = MessageFrame.prefix(inbox)
      guard message.count == prefix.length else {
        fail(Self.truncatedRequest)
        return
      }
      guard prefix.flag != 0, let encoding = state.requestHeaders.encoding else {
        takeMessage(message)
        return
      }
      do {
        try takeCompressed(message, encoding)
      } catch {
        fail(server.status(for: error, of: self))
      }
    }
  }

  /// Decompresses the one request and takes it; on another thread where it becomes long, however short it
  /// came.
  private func takeCompressed(
    _ message: UnsafeRawBufferPointer, _ encoding: CompressionAlgorithm
  ) throws {
    let (inflation, limit) = (server.inflation, server.limits.maximumRequestSize)
    let isHere = server.workers == nil
    if let here = try isHere
      ? inflation.decompress(message, encoding, limit: limit)
      : inflation.decompressLittle(message, encoding, limit: limit)
    {
      here.withUnsafeBytes { takeMessage($0, wasCompressed: true) }
      return
    }
    let form = state.translation?.form
    try readRequest(message) {
      let message = try inflation.decompress($0, encoding, limit: limit)
      return try form.map { form in try message.withUnsafeBytes { try form.request($0) } }
        ?? message
    }
  }

  /// Has another thread read the one request, of which `bytes` came or are what that means.
  func readRequest(
    _ bytes: UnsafeRawBufferPointer,
    _ read: @escaping @Sendable (UnsafeRawBufferPointer) throws -> [UInt8]
  ) throws {
    let isInbox = state.inbox.withUnsafeBytes {
      $0.baseAddress.map { $0 + MessageFrame.prefixLength } == bytes.baseAddress
    }
    // What came is kept where it is, in the memory that the call holds for it.
    let kept = isInbox ? state.inbox[MessageFrame.prefixLength...] : Array(bytes)[...]
    state.isReadingRequest = true
    do {
      try begin { _ in .messages(EncodedMessages(try kept.withUnsafeBytes(read))) }
    } catch {
      state.isReadingRequest = false
      throw error
    }
  }

  /// Another thread has read the request.
  func takeRead(_ message: ServerResponse) throws {
    state.body = .none
    guard case .messages(let message) = message else { return }
    let wasCompressed = state.inbox.first == 1
    withExtendedLifetime(message.owner) { take(message.bytes, wasCompressed: wasCompressed) }
  }

  /// Whether the client still owes something before the call can be answered: the rest of its headers, or
  /// of the one request that the method takes.
  var awaitsRequest: Bool {
    switch state.phase {
    case .headers, .unwanted: true
    case .receiving:
      if case .none = state.body { !state.remoteEnded } else { false }
    case .answered, .closed: false
    }
  }

  /// The client has had its time to complete the request.
  func requestTimedOut() {
    if state.phase == .unwanted {
      answerPlainly()
    } else {
      let limit = server.limits.requestTimeout ?? .zero
      server.refused(.requestTimeout)
      fail(
        RPCError(
          .deadlineExceeded,
          "the request was not complete within \(limit) (request-timeout)"))
      dropRequest()
    }
  }

  private static let notOneRequest = RPCError(
    .unimplemented, "the method takes exactly one request message")
  private static let truncatedRequest = RPCError(
    .internalError, "the stream ended in the middle of a request message")
}
