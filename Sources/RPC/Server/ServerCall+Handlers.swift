internal import HTTP2
internal import Protobuf

// How a call meets those who answer it.
extension ServerCall {
  /// Tells the interceptors of the call; the status of the one that refuses it.
  func startInterception(_ interceptors: ServerInterceptors) -> RPCError? {
    let interception = ServerInterception(
      interceptors,
      ServerCallInfo(
        path: state.method?.descriptor.path ?? state.requestHeaders.unknownPath,
        method: state.method?.descriptor,
        metadata: state.requestHeaders.metadata, peer: peer,
        timeout: state.requestHeaders.timeout.map { .nanoseconds(Int64(clamping: $0)) }))
    state.interception = interception
    return interception.start()
  }

  /// The one request is here, as it was sent.
  @inline(__always)
  func takeMessage(_ message: UnsafeRawBufferPointer, wasCompressed: Bool = false) {
    if let form = state.translation?.form {
      take(message, of: form)
    } else {
      take(message, wasCompressed: wasCompressed)
    }
  }

  /// The one request is here.
  func take(_ message: UnsafeRawBufferPointer, wasCompressed: Bool = false) {
    guard let method = state.method else { return }
    switch method.handler {
    case .immediate(let handler): answer(message, handler)
    case .single(let prepare):
      let exchange = makeExchange(method, requests: nil)
      if wasCompressed { exchange.lastRequestWasCompressed = true }
      do {
        start(exchange, try prepare(exchange, message))
      } catch {
        start(exchange) { throw error }
      }
    case .asynchronous: break
    }
  }

  private func answer(
    _ message: UnsafeRawBufferPointer,
    _ handler: (ServerCall, UnsafeRawBufferPointer) throws -> ServerResponse
  ) {
    do {
      // The memory of a large request is not kept until the next one.
      defer { server.arena.reset() }
      if let form = state.translation?.form {
        try answer(form.response(handler(self, message)))
      } else {
        try answer(handler(self, message))
      }
    } catch {
      fail(server.status(for: error, of: self))
    }
  }

  /// Sends metadata before the answer; for immediate handlers, before they return.
  package func addInitialMetadata(_ metadata: Metadata) {
    state.initialMetadata.append(contentsOf: metadata)
  }

  private func answer(_ response: ServerResponse) throws {
    switch response {
    case .messages(let messages):
      try holdResponse(messages.ownByteCount)
      state.body = .messages(messages)
    case .source(let source):
      state.body = .source(source)
      if state.translation?.form != nil { state.rewrittenAnswer = 0 }
    case .work(let work):
      try begin(work)
      return
    }
    state.phase = .answered
    let encoding = server.responseCompression.flatMap { compressAnswer($0) }
    var metadata = state.initialMetadata
    if let interception = state.interception {
      metadata.append(contentsOf: interception.info.initialMetadata)
    }
    submitHeaders(metadata, encoding: encoding)
  }

  /// Gives work to the server's threads, or does it here where there are none.
  func begin(_ body: @escaping ServerWork.Body) throws {
    if case .work = state.body { preconditionFailure("work that answers with work") }
    guard let workers = server.workers else {
      try answer(body { false })
      return
    }
    var body = body
    if let admit = state.interception?.info[WorkAdmission.self] {
      let place = try admit()
      body = { [body] isCancelled in
        try withExtendedLifetime(place) { try body(isCancelled) }
      }
    }
    let (id, signal) = (stream.id, server.signal)
    let work = ServerWork(of: ObjectIdentifier(server), body) { signal(.resume(stream: id)) }
    if let refusal = workers.submit(work) { throw refusal }
    state.body = .work(work)
  }

  /// Another thread has answered.
  func takeAnswer(of work: ServerWork) {
    guard state.phase == .receiving, let result = work.take() else { return }
    do {
      if state.isReadingRequest {
        state.isReadingRequest = false
        defer { dropRequest() }
        try takeRead(result.get())
        return
      }
      try answer(result.get())
    } catch {
      fail(server.status(for: error, of: self))
    }
  }

  /// The call is over before its work is.
  func abandonWork() {
    guard case .work(let work) = state.body else { return }
    work.cancel()
    server.workers?.forget(work)
  }

  /// Compresses what an immediate handler answered, if the client reads that.
  private func compressAnswer(_ algorithm: CompressionAlgorithm) -> CompressionAlgorithm? {
    guard state.requestHeaders.accepts(algorithm) else { return nil }
    switch state.body {
    case .messages(let messages):
      state.body = .source(RewrittenSource(EncodedSource(messages), compressing: algorithm))
      state.rewrittenAnswer = messages.ownByteCount
    case .source(let source):
      state.body = .source(RewrittenSource(source, compressing: algorithm))
      state.rewrittenAnswer = 0
    case .exchange, .onlyMessage, .work, .none: return nil
    }
    return algorithm
  }

  /// Has the call hold an answer of so many bytes in all, if it is large.
  func holdResponse(_ count: Int) throws(RPCError) {
    guard count > OutboundQueue.smallResponse, count > state.heldResponse else { return }
    try server.responseAccount.hold(count - state.heldResponse, for: stream.id)
    state.heldResponse = count
  }

  func makeExchange(_ method: ServerMethod, requests: InboundQueue?) -> ServerExchange {
    ServerExchange(
      method: method, requestHeaders: state.requestHeaders, peer: peer,
      deadline: state.requestHeaders.timeout.map { state.openedAt.saturatingAdd($0) },
      maximumRequestSize: server.limits.maximumRequestSize,
      compression: server.responseCompression, form: state.translation?.form,
      interceptedCall: state.interception?.info,
      requests: requests,
      responses: OutboundQueue(
        stream: stream.id, account: server.responseAccount, signal: server.signal),
      account: server.account,
      inflation: state.requestHeaders.encoding == nil ? nil : server.inflation)
  }

  func start(_ exchange: ServerExchange, _ handler: @escaping ServerHandler.Body) {
    state.body = .exchange(exchange)
    if let interceptors = server.interceptors, let info = state.interception?.info {
      server.start(self, exchange, ServerInterception.wrap(handler, interceptors, info))
    } else {
      server.start(self, exchange, handler)
    }
  }

  /// The asynchronous handler has returned before it ever waited, and this is all it has to say.
  func answer(_ message: [UInt8], of exchange: ServerExchange) {
    do throws(RPCError) {
      try holdResponse(message.count)
    } catch {
      fail(error)
      return
    }
    guard state.phase == .receiving, exchange.endsPlainly else {
      exchange.responses.putBack(message)
      resume()
      return
    }
    state.onlyMessage = message
    state.body = .onlyMessage
    state.phase = .answered
    submitExchangeHeaders(exchange)
  }
}
