package import HTTP2
package import Protobuf

/// One call on the server's side of a connection, a state machine over its HTTP/2 stream.
///
/// States: `headers` (until the request's headers are complete), `receiving` (request messages come
/// in; an asynchronous handler, or work on another thread, runs), `answered` (the response or a status was submitted; what still
/// comes in is dropped), `closed` (terminal). A call that the rules of gRPC forbid goes straight to
/// `answered` with a status; bytes that break HTTP/2 never get here, nghttp2 resets their stream. A
/// request that is not gRPC's at all is `unwanted` until it is complete, and then `answered`.
package final class ServerCall: HTTP2StreamHandler {
  enum Phase {
    case headers
    case receiving
    case unwanted
    case answered
    case closed
  }

  enum Body {
    case none
    case messages(EncodedMessages)
    case source(any MessageSource)
    case exchange(ServerExchange)
    /// Other threads are to answer.
    case work(ServerWork)
    /// `onlyMessage`, of a handler that returned at once.
    case onlyMessage
  }

  // Exclusivity is not checked at run time here: calls are confined to their connection's thread,
  // and no access to these properties encloses a call that comes back to the same one.
  @exclusivity(unchecked) unowned(unsafe) let server: ServerSession
  @exclusivity(unchecked) unowned(unsafe) let session: HTTP2Session
  package var stream: HTTP2Stream { ownStream.unsafelyUnwrapped }
  /// Made by `init`, and nil only within it.
  @exclusivity(unchecked) private var ownStream: HTTP2Stream?
  @exclusivity(unchecked) var phase = Phase.headers
  @exclusivity(unchecked) private(set) var method: ServerMethod?
  @exclusivity(unchecked) var requestHeaders = RequestHeaders()
  /// Request bytes of a method that takes one request, prefix included.
  @exclusivity(unchecked) private var inbox: [UInt8] = []
  @exclusivity(unchecked) var body = Body.none
  /// A message that is sent from where it is, behind a prefix that is made on the way.
  @exclusivity(unchecked) var onlyMessage: [UInt8] = []
  @exclusivity(unchecked) private var bodyOffset = 0
  /// How the call ends, once that is not simply OK.
  @exclusivity(unchecked) var failure: RPCError?
  /// Blocks that nghttp2 borrows until the stream is closed.
  @exclusivity(unchecked) var ownHeaders: HeaderBlock?
  @exclusivity(unchecked) private var ownTrailers: HeaderBlock?
  @exclusivity(unchecked) private var remoteEnded = false
  @exclusivity(unchecked) var headersSubmitted = false
  /// How the call ends is submitted.
  @exclusivity(unchecked) private var hasEnded = false
  /// On the session's clock; `.max` without one.
  @exclusivity(unchecked) private(set) var deadline = UInt64.max
  /// When the stream was opened, on the session's clock.
  @exclusivity(unchecked) private(set) var openedAt: UInt64
  @exclusivity(unchecked) var task: Task<Void, Never>?
  /// The answer to a request that is not gRPC's; nil for all others.
  @exclusivity(unchecked) var plainAnswer: PlainAnswer?
  /// Nil where the server has no interceptors.
  @exclusivity(unchecked) var interception: ServerInterception?
  @exclusivity(unchecked) private var requests = TrafficCounter()
  @exclusivity(unchecked) private var responses = TrafficCounter()
  /// The status that was submitted; OK until then.
  @exclusivity(unchecked) private var status = StatusCode.ok
  /// The last frame left.
  @exclusivity(unchecked) private var hasSentEnd = false

  init(server: ServerSession) {
    self.server = server
    session = server.http2
    openedAt = server.now
    inbox.reserveCapacity(256)
    ownStream = HTTP2Stream(handler: self)
  }

  /// Makes a closed call ready for another stream.
  func reuse() {
    phase = .headers
    method = nil
    requestHeaders.removeAll()
    inbox.removeAll(keepingCapacity: inbox.capacity <= 4096)
    body = .none
    if !onlyMessage.isEmpty { onlyMessage = [] }
    bodyOffset = 0
    failure = nil
    ownHeaders = nil
    ownTrailers = nil
    remoteEnded = false
    headersSubmitted = false
    hasEnded = false
    deadline = .max
    openedAt = server.now
    task = nil
    if plainAnswer != nil { plainAnswer = nil }
    if interception != nil { interception = nil }
    requests = TrafficCounter()
    responses = TrafficCounter()
    status = .ok
    hasSentEnd = false
  }

  // MARK: What immediate handlers ask for

  /// The request's metadata.
  package var metadata: Metadata { requestHeaders.metadata }
  /// Memory to unpack the request into; its contents last as long as the handler runs.
  package var arena: MessageArena { server.arena }
  /// Who is calling.
  package var peer: ConnectionPeer { server.peer }

  // MARK: Receiving

  package func receivedHeader(
    name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer
  ) {
    guard phase == .headers else { return }
    // ":path"; the names of the other pseudo-headers are longer.
    if name.count == 5, name[0] == UInt8(ascii: ":") {
      method = server.method(of: value)
      if method == nil { requestHeaders.unknownPath = String(decoding: value, as: UTF8.self) }
    } else {
      requestHeaders.receive(name: name, value: value)
    }
  }

  package func receivedOversizedHeaders() { requestHeaders.isOversized = true }

  package func receivedHeaders(isTrailers: Bool) {
    // Request trailers mean nothing in gRPC.
    guard !isTrailers, phase == .headers else { return }
    phase = .receiving
    server.tally?.callStarted(method)
    let denial = server.interceptors.flatMap { startInterception($0) }
    if let refusal = requestHeaders.refusal(limit: server.limits.maximumHeaderListSize) {
      if refusal.httpStatus == 200 {
        fail(refusal.error, fields: refusal.fields)
      } else {
        holdPlainAnswer(refusal)
      }
      return
    }
    if let denial {
      fail(denial)
      return
    }
    guard let method else {
      fail(server.methods.unimplemented(requestHeaders.unknownPath))
      return
    }
    if let timeout = requestHeaders.timeout {
      guard timeout > 0 else {
        fail(Self.deadlineExceeded)
        return
      }
      let (sum, overflow) = server.now.addingReportingOverflow(timeout)
      deadline = overflow ? .max : sum
      server.noteDeadline(deadline)
    }
    if case .asynchronous(let handler) = method.handler {
      let id = stream.id
      let signal = server.signal
      let exchange = makeExchange(
        method, requests: InboundQueue { signal(.consumed($0, stream: id)) })
      start(exchange) { try await handler(exchange) }
    }
  }

  package func receivedData(_ bytes: UnsafeRawBufferPointer) {
    if plainAnswer == nil { requests.count(bytes) }
    guard phase == .receiving else {
      session.consume(bytes.count, of: stream)
      if phase == .unwanted { receivedUnwanted(bytes.count) }
      return
    }
    if case .exchange(let exchange) = body, let requests = exchange.incoming {
      // Consumed as the handler takes it.
      if requests.append(bytes) { server.deliverLater(requests) }
      return
    }
    session.consume(bytes.count, of: stream)
    inbox.append(contentsOf: bytes)
    guard inbox.count >= MessageFrame.prefixLength else { return }
    let prefix = inbox.withUnsafeBytes { MessageFrame.prefix($0) }
    do throws(RPCError) {
      try MessageLimit.check(
        prefix, limit: server.limits.maximumRequestSize, encoding: requestHeaders.encoding)
      if inbox.count > MessageFrame.prefixLength + prefix.length { throw Self.notOneRequest }
    } catch {
      fail(error)
    }
  }

  package func receivedEnd() {
    remoteEnded = true
    guard phase == .receiving else {
      if phase == .unwanted { answerPlainly() }
      return
    }
    if case .exchange(let exchange) = body {
      exchange.incoming?.finish(.success(()))
      return
    }
    let count = inbox.count
    guard count >= MessageFrame.prefixLength else {
      fail(count == 0 ? Self.notOneRequest : Self.truncatedRequest)
      return
    }
    inbox.withUnsafeBytes { inbox in
      let message = UnsafeRawBufferPointer(rebasing: inbox[MessageFrame.prefixLength...])
      let prefix = MessageFrame.prefix(inbox)
      guard message.count == prefix.length else {
        fail(Self.truncatedRequest)
        return
      }
      guard prefix.flag != 0, let encoding = requestHeaders.encoding else {
        take(message)
        return
      }
      do throws(RPCError) {
        try Zlib.decompress(message, encoding, limit: server.limits.maximumRequestSize)
          .withUnsafeBytes { take($0, wasCompressed: true) }
      } catch {
        fail(error)
      }
    }
  }

  // MARK: Answering

  /// The asynchronous handler has messages, or has ended; or another thread has answered; or it is the
  /// turn of a source that had nothing yet.
  func resume() {
    if case .work(let work) = body {
      takeAnswer(of: work)
      return
    }
    if case .source = body, headersSubmitted, phase == .answered {
      session.resume(stream)
      return
    }
    guard case .exchange(let exchange) = body, phase == .receiving || phase == .answered else {
      return
    }
    if headersSubmitted {
      session.resume(stream)
      return
    }
    // A handler that failed before its first message ends the call with nothing but a status.
    if exchange.responses.isDone, let error = exchange.error {
      fail(error)
      return
    }
    submitExchangeHeaders(exchange)
  }

  func submitExchangeHeaders(_ exchange: ServerExchange) {
    var (metadata, encoding) = exchange.takeInitialMetadata()
    if let interception { metadata.append(contentsOf: interception.info.initialMetadata) }
    submitHeaders(metadata, encoding: encoding)
  }

  func submitHeaders(_ metadata: Metadata, encoding: CompressionAlgorithm?) {
    headersSubmitted = true
    if metadata.isEmpty, encoding == nil {
      session.submitResponse(stream, headers: StatusTrailers.responseHeaders, endsStream: false)
    } else {
      let headers = StatusTrailers.responseHeaders(with: metadata, encoding: encoding)
      ownHeaders = headers
      session.submitResponse(stream, headers: headers, endsStream: false)
    }
  }

  /// Ends the call with a status other than OK. `fields` go with it if nothing was answered so far.
  func fail(_ error: RPCError, fields: [(name: String, value: String)] = []) {
    guard phase != .closed, failure == nil, !hasEnded else { return }
    var error = error
    if let interception {
      error.trailingMetadata.append(contentsOf: interception.info.trailingMetadata)
      interception.end = .failure(error)
    }
    failure = error
    status = error.code
    phase = .answered
    if case .exchange(let exchange) = body { exchange.abandon(error) }
    abandonWork()
    task?.cancel()
    if headersSubmitted {
      if session.sendWindow(of: stream) > 0 {
        session.resume(stream)
      } else if let trailers = trailers() {
        // The body waits for a window that may never open; trailers take none (RFC 9113, 6.9).
        session.submitTrailers(stream, trailers)
      }
    } else {
      headersSubmitted = true
      let headers = StatusTrailers.response(for: error, fields: fields)
      ownHeaders = headers
      session.submitResponse(stream, headers: headers, endsStream: true)
    }
  }

  package func prepareBody(upTo limit: Int) -> BodyStep {
    if failure != nil, plainAnswer == nil { return .last(0) }
    switch body {
    case .messages(let messages):
      let left = messages.bytes.count - bodyOffset
      return left <= limit ? .last(left) : .more(limit)
    case .source(let source):
      let (count, isLast) = source.prepare(upTo: limit)
      if count == 0, !isLast {
        server.pause(stream.id)
        return .deferred
      }
      return isLast ? .last(count) : .more(count)
    case .exchange(let exchange): return exchange.responses.prepare(upTo: limit)
    case .onlyMessage:
      let left = MessageFrame.prefixLength + onlyMessage.count - bodyOffset
      return left <= limit ? .last(left) : .more(limit)
    case .work: return .deferred
    case .none: return .last(0)
    }
  }

  package func copyBody(_ count: Int, to destination: UnsafeMutableRawPointer) {
    switch body {
    case .messages(let messages):
      guard let source = messages.bytes.baseAddress else { return }
      destination.copyMemory(from: source + bodyOffset, byteCount: count)
      bodyOffset += count
    case .source(let source): source.copy(count, to: destination)
    case .exchange(let exchange): exchange.responses.copy(count, to: destination)
    case .onlyMessage:
      MessageFrame.copy(onlyMessage, from: bodyOffset, count, to: destination)
      bodyOffset += count
    case .work, .none: break
    }
    if plainAnswer == nil {
      responses.count(UnsafeRawBufferPointer(start: destination, count: count))
    }
  }

  package func trailers() -> HeaderBlock? {
    // nghttp2 drops a second one unsent, and borrows the first until then.
    if hasEnded { return ownTrailers ?? StatusTrailers.ok }
    hasEnded = true
    if plainAnswer != nil { return nil }
    phase = .answered
    var error = failure
    var metadata = Metadata()
    if case .exchange(let exchange) = body {
      if error == nil { error = exchange.error }
      metadata = exchange.trailingMetadata
    }
    if let interception {
      let added = interception.info.trailingMetadata
      if failure == nil { error?.trailingMetadata.append(contentsOf: added) }
      metadata.append(contentsOf: added)
      interception.end = error.map { .failure($0) } ?? .success(())
    }
    let block: HeaderBlock
    if let error {
      status = error.code
      block = StatusTrailers.trailers(for: error)
    } else if metadata.isEmpty {
      return StatusTrailers.ok
    } else {
      block = StatusTrailers.ok(with: metadata)
    }
    ownTrailers = block
    return block
  }

  package func sentEnd() {
    hasSentEnd = true
    // A server that ends a call before its client asks it not to send the rest (RFC 9113, 8.1).
    if !remoteEnded { session.reset(stream, code: .noError) }
  }

  package func closed(_ code: HTTP2ErrorCode) {
    let wasAnswered = headersSubmitted
    let hasStarted = phase != .headers
    phase = .closed
    abandonWork()
    // Trailers without a failure: the handler has returned, and its queues are empty.
    if !hasEnded || failure != nil {
      if case .exchange(let exchange) = body { exchange.abandon(Self.cancelled) }
      task?.cancel()
    }
    body = .none
    if hasStarted, let tally = server.tally {
      // An OK that never left was none.
      tally.callEnded(
        method, status == .ok && !hasSentEnd ? .cancelled : status, since: openedAt,
        requests: requests.traffic, responses: responses.traffic)
    }
    interception?.finish(
      hasSentEnd: hasSentEnd, requests: requests.traffic, responses: responses.traffic)
    server.callClosed(self, code: code, wasAnswered: wasAnswered)
  }

  // MARK: Statuses

  static let deadlineExceeded = RPCError(.deadlineExceeded, "the deadline passed on the server")
  private static let cancelled = RPCError(.cancelled, "the client ended the call")
  private static let notOneRequest = RPCError(
    .unimplemented, "the method takes exactly one request message")
  private static let truncatedRequest = RPCError(
    .internalError, "the stream ended in the middle of a request message")
}
