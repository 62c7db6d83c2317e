package import HTTP2
package import Protobuf

/// One call on the server's side of a connection, a state machine over its HTTP/2 stream.
///
/// States: `headers` (until the request's headers are complete), `receiving` (request messages come
/// in; an asynchronous handler, or work on another thread, runs), `answered` (the response or a status
/// was submitted; what still comes in is dropped), `closed` (terminal). A call that the rules of gRPC
/// forbid goes straight to `answered` with a status; bytes that break HTTP/2 never get here, nghttp2 resets their stream. A
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
  @exclusivity(unchecked) var state = State()

  init(server: ServerSession) {
    self.server = server
    session = server.http2
    ownStream = HTTP2Stream(handler: self)
    state.inbox.reserveCapacity(256)
    begin()
  }

  /// A stream of its own is there.
  func begin() {
    state.phase = .headers
    state.openedAt = server.now
  }

  // MARK: What immediate handlers ask for

  /// The request's metadata.
  package var metadata: Metadata { state.requestHeaders.metadata }
  /// Memory to unpack the request into; its contents last as long as the handler runs.
  package var arena: MessageArena { server.arena }
  /// Who is calling.
  package var peer: ConnectionPeer { server.peer }

  // MARK: Receiving

  package func receivedHeader(
    name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer
  ) {
    guard state.phase == .headers else { return }
    // ":path"; the names of the other pseudo-headers are longer.
    if name.count == 5, name[0] == UInt8(ascii: ":") {
      state.method = server.method(of: value)
      if state.method == nil {
        state.requestHeaders.unknownPath = String(decoding: value, as: UTF8.self)
      }
    } else {
      state.requestHeaders.receive(name: name, value: value)
    }
  }

  package func receivedOversizedHeaders() { state.requestHeaders.isOversized = true }

  package func receivedHeaders(isTrailers: Bool) {
    // Request trailers mean nothing in gRPC.
    guard !isTrailers, state.phase == .headers else { return }
    state.phase = .receiving
    if !state.requestHeaders.isPlain, beginTranslation() { return }
    server.tally?.callStarted(state.method)
    let denial = server.interceptors.flatMap { startInterception($0) }
    if state.plainAnswer != nil || state.translation?.held != nil {
      state.phase = .unwanted
      return
    }
    if let refusal = state.requestHeaders.refusal(limit: server.limits.maximumHeaderListSize) {
      refuse(refusal.error, fields: refusal.fields)
      return
    }
    if state.requestHeaders.encoding != nil, !server.limits.acceptsCompressedRequests {
      refuse(
        RPCError(.unimplemented, "requests are not taken compressed here"),
        fields: [
          (state.translation?.dialect.acceptEncodingField ?? "grpc-accept-encoding", "identity")
        ])
      return
    }
    if state.isOverLimit {
      server.refused(.openCalls)
      refuse(server.tooManyCalls)
      return
    }
    if let denial {
      refuse(denial)
      return
    }
    guard let method = state.method else {
      refuse(server.methods.unimplemented(state.requestHeaders.unknownPath))
      return
    }
    if let timeout = state.requestHeaders.timeout {
      guard timeout > 0 else {
        refuse(Self.deadlineExceeded)
        return
      }
      server.noteDeadline(server.now.saturatingAdd(timeout), of: stream.id)
    }
    if case .asynchronous(let handler) = method.handler {
      let id = stream.id
      let signal = server.signal
      let exchange = makeExchange(
        method, requests: InboundQueue { signal(.consumed($0, stream: id)) })
      start(exchange) { try await handler(exchange) }
    }
  }

  // MARK: Answering

  /// The asynchronous handler has messages, or has ended; or another thread has answered; or it is the
  /// turn of a source that had nothing yet.
  func resume() {
    if let page = state.page {
      resume(page)
      return
    }
    if case .work(let work) = state.body {
      takeAnswer(of: work)
      return
    }
    if let translation = state.translation, translation.dialect.isBare, !state.headersSubmitted,
      case .source = state.body
    {
      gatherAnswer(translation)
      return
    }
    if case .source = state.body, state.headersSubmitted, state.phase == .answered {
      session.resume(stream)
      return
    }
    guard case .exchange(let exchange) = state.body,
      state.phase == .receiving || state.phase == .answered
    else { return }
    if state.headersSubmitted {
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
    if let interception = state.interception {
      metadata.append(contentsOf: interception.info.initialMetadata)
    }
    submitHeaders(metadata, encoding: encoding)
  }

  func submitHeaders(_ metadata: Metadata, encoding: CompressionAlgorithm?) {
    if let refusal = StatusTrailers.refusal(of: metadata, limit: headerListLimit) {
      fail(refusal)
      return
    }
    if let translation = state.translation {
      submitHeaders(metadata, encoding: encoding, of: translation)
      return
    }
    state.headersSubmitted = true
    if metadata.isEmpty, encoding == nil {
      session.submitResponse(stream, headers: StatusTrailers.responseHeaders, endsStream: false)
    } else {
      let headers = StatusTrailers.responseHeaders(with: metadata, encoding: encoding)
      state.ownHeaders = headers
      session.submitResponse(stream, headers: headers, endsStream: false)
    }
  }

  /// Bytes of a header list that the client reads.
  var headerListLimit: Int { StatusTrailers.limit(of: session.peerHeaderListLimit) }

  /// Ends the call with a status other than OK. `fields` go with it if nothing was answered so far.
  func fail(_ error: RPCError, fields: [(name: String, value: String)] = []) {
    if let page = state.page {
      fail(page, error)
      return
    }
    guard state.phase != .closed, state.failure == nil, !state.hasEnded else { return }
    var error = error
    if let interception = state.interception {
      error.trailingMetadata.append(contentsOf: interception.info.trailingMetadata)
      interception.end = .failure(error)
    }
    state.failure = error
    state.status = error.code
    state.phase = .answered
    if case .exchange(let exchange) = state.body { exchange.abandon(error) }
    abandonWork()
    state.task?.cancel()
    if let translation = state.translation {
      submitFailure(error, fields: fields, of: translation)
    } else if state.headersSubmitted {
      if session.sendWindow(of: stream) > 0 {
        session.resume(stream)
      } else if let trailers = trailers() {
        // The body waits for a window that may never open; trailers take none (RFC 9113, 6.9).
        session.submitTrailers(stream, trailers)
      }
    } else {
      state.headersSubmitted = true
      let headers = StatusTrailers.response(for: error, fields: fields, limit: headerListLimit)
      state.ownHeaders = headers
      session.submitResponse(stream, headers: headers, endsStream: true)
    }
  }

  package func prepareBody(upTo limit: Int) -> BodyStep {
    if let translation = state.translation { return prepareBody(upTo: limit, of: translation) }
    if let page = state.page { return prepareBody(upTo: limit, of: page) }
    return prepareMessages(upTo: limit)
  }

  /// What there is of the answer's messages.
  func prepareMessages(upTo limit: Int) -> BodyStep {
    if state.failure != nil, state.plainAnswer == nil { return .last(0) }
    switch state.body {
    case .messages(let messages):
      let left = messages.bytes.count - state.bodyOffset
      return left <= limit ? .last(left) : .more(limit)
    case .source(let source):
      guard server.mayLook else {
        server.pause(stream.id)
        return .deferred
      }
      let (count, isLast) = source.prepare(upTo: limit)
      if let answer = state.rewrittenAnswer, let rewritten = source as? RewrittenSource {
        do throws(RPCError) {
          try holdResponse(answer + rewritten.heldByteCount)
        } catch {
          // The body ends here, and the trailers say why.
          state.failure = error
          return .last(0)
        }
      }
      if count == 0, !isLast {
        server.pause(stream.id)
        return .deferred
      }
      return isLast ? .last(count) : .more(count)
    case .exchange(let exchange): return exchange.responses.prepare(upTo: limit)
    case .onlyMessage:
      let left = MessageFrame.prefixLength + state.onlyMessage.count - state.bodyOffset
      return left <= limit ? .last(left) : .more(limit)
    case .work: return .deferred
    case .none: return .last(0)
    }
  }

  package func copyBody(_ count: Int, to destination: UnsafeMutableRawPointer) {
    if let translation = state.translation {
      copyBody(count, to: destination, of: translation)
    } else if let page = state.page {
      copyBody(count, to: destination, of: page)
    } else {
      copyMessages(count, to: destination)
    }
  }

  func copyMessages(_ count: Int, to destination: UnsafeMutableRawPointer) {
    switch state.body {
    case .messages(let messages):
      guard let source = messages.bytes.baseAddress else { return }
      destination.copyMemory(from: source + state.bodyOffset, byteCount: count)
      state.bodyOffset += count
    case .source(let source): source.copy(count, to: destination)
    case .exchange(let exchange): exchange.responses.copy(count, to: destination)
    case .onlyMessage:
      MessageFrame.copy(state.onlyMessage, from: state.bodyOffset, count, to: destination)
      state.bodyOffset += count
    case .work, .none: break
    }
    if state.plainAnswer == nil {
      state.responses.count(UnsafeRawBufferPointer(start: destination, count: count))
    }
  }

  package func trailers() -> HeaderBlock? {
    if state.translation != nil || state.page != nil {
      state.hasEnded = true
      return nil
    }
    // nghttp2 drops a second one unsent, and borrows the first until then.
    if state.hasEnded { return state.ownTrailers ?? StatusTrailers.ok }
    state.hasEnded = true
    if state.plainAnswer != nil { return nil }
    let (error, metadata) = conclude()
    let block: HeaderBlock
    if let error {
      block = StatusTrailers.trailers(for: error, limit: headerListLimit)
    } else if metadata.isEmpty {
      return StatusTrailers.ok
    } else {
      block = StatusTrailers.ok(with: metadata)
    }
    state.ownTrailers = block
    return block
  }

  /// How the call ends, from now on: with an error, or with OK and metadata.
  @inline(__always)
  func conclude() -> (error: RPCError?, metadata: Metadata) {
    state.phase = .answered
    var error = state.failure
    var metadata = Metadata()
    if case .exchange(let exchange) = state.body {
      if error == nil { error = exchange.error }
      metadata = exchange.trailingMetadata
    }
    if let added = state.interception?.info.trailingMetadata {
      if state.failure == nil { error?.trailingMetadata.append(contentsOf: added) }
      metadata.append(contentsOf: added)
    }
    if error == nil { error = StatusTrailers.refusal(of: metadata, limit: headerListLimit) }
    state.interception?.end = error.map { .failure($0) } ?? .success(())
    if let error { state.status = error.code }
    return (error, metadata)
  }

  package func sentEnd() {
    state.hasSentEnd = true
    // A server that ends a call before its client asks it not to send the rest (RFC 9113, 8.1).
    if !state.remoteEnded { session.reset(stream, code: .noError) }
  }

  package func closed(_ code: HTTP2ErrorCode) {
    let hasStarted = state.phase != .headers && !state.isNoCall
    let (openedAt, wasAnswered) = (state.openedAt, state.headersSubmitted)
    abandonWork()
    if let page = state.page { abandon(page) }
    // Trailers without a failure: the handler has returned, and its queues are empty.
    if !state.hasEnded || state.failure != nil {
      if case .exchange(let exchange) = state.body { exchange.abandon(Self.cancelled) }
      state.task?.cancel()
    }
    let (held, isGranted) = (state.held, state.isGranted)
    let (requests, responses) = (state.requests.traffic, state.responses.traffic)
    if hasStarted, let tally = server.tally {
      // An OK that never left was none.
      tally.callEnded(
        state.method, state.status == .ok && !state.hasSentEnd ? .cancelled : state.status,
        since: openedAt, requests: requests, responses: responses)
    }
    state.interception?.finish(
      hasSentEnd: state.hasSentEnd, requests: requests, responses: responses)
    releaseResponse()
    state.renew()
    if held > 0 { server.released(held, wasGranted: isGranted) }
    server.callClosed(self, code: code, openedAt: openedAt, wasAnswered: wasAnswered)
  }

  // MARK: Statuses

  static let deadlineExceeded = RPCError(.deadlineExceeded, "the deadline passed on the server")
  private static let cancelled = RPCError(.cancelled, "the client ended the call")
}
