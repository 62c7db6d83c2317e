package import HTTP1
internal import HTTP2

// Requests that are no calls, where the server has pages beside its methods. They are no calls to those who
// count or admit calls: the site says who may read it, and counts for itself.
extension ServerCall {
  /// Has the site answer. False where there is none, or the request is not for it.
  func beginPage() -> Bool {
    let isHead = state.requestHeaders.isHead
    guard let site = server.site, isHead || state.requestHeaders.httpMethod == .get,
      state.method == nil, !server.methods.hasService(of: state.requestHeaders.unknownPath)
    else { return false }
    let page = PageAnswer(isHead: isHead)
    state.page = page
    state.isNoCall = true
    // A body means nothing.
    state.phase = .answered
    let request = state.requestHeaders.httpRequest(isHead: isHead)
    if let refusal = pageRefusal(of: request, site) {
      submit(refusal, of: page, site)
      return true
    }
    make(page, site) { isCancelled in
      .beginning(try site.respond(request, isCancelled))
    }
    return true
  }

  /// Why a request is not answered with a page.
  private func pageRefusal(of request: HTTPRequest, _ site: HTTPSite) -> HTTPResponse? {
    let limits = site.limits
    if state.requestHeaders.isOversized {
      site.tally.strike(.requestSize)
      let limit = server.limits.maximumHeaderListSize
      return HTTPResponse(status: 431, "the headers are larger than \(limit) bytes")
    }
    if request.target.utf8.count > limits.lineSize {
      site.tally.strike(.lineSize)
      return HTTPResponse(status: 414, "the address is longer than \(limits.lineSize) bytes")
    }
    if request.fields.count > limits.fields {
      site.tally.strike(.fields)
      return HTTPResponse(status: 431, "there are more than \(limits.fields) fields")
    }
    if state.isOverLimit {
      server.refused(.openCalls)
      site.tally.strike(.work)
      return HTTPResponse(refusing: server.tooManyCalls)
    }
    return nil
  }

  /// Has another thread make a part of a page, or makes it here where there are none.
  private func make(
    _ page: PageAnswer, _ site: HTTPSite,
    _ body: @escaping @Sendable (_ isCancelled: () -> Bool) throws -> PageAnswer.Part
  ) {
    guard let workers = server.workers else {
      do {
        take(try body { false }, of: page, site)
      } catch {
        fail(page, error, site)
      }
      return
    }
    let (id, signal, made) = (stream.id, server.signal, page.made)
    let work = ServerWork(of: ObjectIdentifier(server)) { isCancelled in
      made.put(try body(isCancelled))
      return .messages(EncodedMessages(length: 0) { _ in })
    } onDone: {
      signal(.resume(stream: id))
    }
    page.work = work
    guard let refusal = workers.submit(work) else { return }
    page.work = nil
    fail(page, refusal, site)
  }

  /// Another thread has made a part.
  func resume(_ page: PageAnswer) {
    guard let site = server.site, let work = page.work, let result = work.take() else { return }
    page.work = nil
    do {
      _ = try result.get()
      guard let part = page.made.take() else { return }
      take(part, of: page, site)
    } catch {
      fail(page, error, site)
    }
  }

  private func take(_ part: PageAnswer.Part, of page: PageAnswer, _ site: HTTPSite) {
    switch part {
    case .beginning(let response): submit(response, of: page, site)
    case .piece(let bytes):
      if bytes == nil { page.next = nil }
      guard send(bytes ?? [], of: page) else { return }
      session.resume(stream)
    }
  }

  /// Holds memory for bytes that are to leave. False where there is none, and the page has failed.
  private func send(_ bytes: [UInt8], of page: PageAnswer) -> Bool {
    do throws(RPCError) {
      try server.responseAccount.hold(bytes.count, for: stream.id)
    } catch {
      fail(error)
      return false
    }
    state.heldResponse = bytes.count
    page.begin(bytes)
    return true
  }

  private func submit(_ response: HTTPResponse, of page: PageAnswer, _ site: HTTPSite) {
    var fields = response.fields.map {
      (name: $0.name.lowercased(), value: HTTPResponse.inert($0.value))
    }
    let isBare = page.isHead || response.status == 304
    switch response.body {
    case .bytes(let bytes):
      if response.status != 304 { fields.append(("content-length", "\(bytes.count)")) }
      if !isBare, !send(bytes, of: page) { return }
    case .pieces(let next):
      if !isBare { page.next = next }
    }
    site.tally.answered(response.status)
    state.headersSubmitted = true
    let headers = HeaderBlock([(":status", "\(response.status)")] + fields)
    state.ownHeaders = headers
    session.submitResponse(
      stream, headers: headers, endsStream: isBare || page.left == 0 && page.next == nil)
  }

  func prepareBody(upTo limit: Int, of page: PageAnswer) -> BodyStep {
    guard !page.isAborted else { return .deferred }
    while page.left == 0, page.next != nil {
      guard page.work == nil, let site = server.site, let next = page.next else { return .deferred }
      releaseResponse()
      make(page, site) { .piece(try next($0)) }
      if page.work != nil || page.isAborted { return .deferred }
    }
    guard page.left <= limit else { return .more(limit) }
    return page.next == nil ? .last(page.left) : .more(page.left)
  }

  func copyBody(_ count: Int, to destination: UnsafeMutableRawPointer, of page: PageAnswer) {
    page.copy(count, to: destination)
    server.site?.tally.sent(count)
    if page.left == 0 { releaseResponse() }
  }

  /// No page comes of it, or not the rest.
  private func fail(_ page: PageAnswer, _ error: any Error, _ site: HTTPSite) {
    site.tally.strike(.work)
    guard !state.headersSubmitted else {
      abort(page, .internalError)
      return
    }
    submit(HTTPResponse(refusing: error), of: page, site)
  }

  /// The server ends the call.
  func fail(_ page: PageAnswer, _ error: RPCError) {
    guard let site = server.site, state.phase != .closed, state.failure == nil else { return }
    abandon(page)
    page.next = nil
    guard !state.headersSubmitted else {
      state.failure = error
      // A part must not look like the whole.
      abort(page, .cancel)
      return
    }
    submit(HTTPResponse(refusing: error), of: page, site)
  }

  private func abort(_ page: PageAnswer, _ code: HTTP2ErrorCode) {
    page.isAborted = true
    page.next = nil
    session.reset(stream, code: code)
  }

  /// Nobody waits for what is being made.
  func abandon(_ page: PageAnswer) {
    guard let work = page.work else { return }
    page.work = nil
    work.cancel()
    server.workers?.forget(work)
  }
}

extension HTTPResponse {
  /// Says that no page comes of a request now.
  package init(refusing error: any Error) {
    let reason = (error as? WorkRefusal)?.error ?? error as? RPCError
    self.init(
      status: 503, reason?.message ?? "the page could not be made",
      fields: [("Retry-After", "5")])
  }
}
