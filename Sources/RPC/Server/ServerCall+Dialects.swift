internal import HTTP2

// How a call begins that is not spoken in gRPC's own dialect, and how its requests come in.
extension ServerCall {
  /// A path without a method may have one before its query, which is given.
  private func findMethodBeforeQuery() -> [UInt8] {
    guard state.method == nil else { return [] }
    let path = Array(state.requestHeaders.unknownPath.utf8)
    guard let mark = path.firstIndex(of: UInt8(ascii: "?")) else { return [] }
    state.method = path[..<mark].withUnsafeBytes { server.method(of: $0) }
    return Array(path[(mark + 1)...])
  }

  /// The headers of a request are here that is not gRPC's own. True when it is dealt with, and is no call.
  func beginTranslation() -> Bool {
    if state.requestHeaders.httpMethod == .options, answerPreflight() { return true }
    let queryBytes = findMethodBeforeQuery()
    if beginPage() { return true }
    var dialect: Dialect?
    var query: ConnectQuery?
    var refusal: RPCError?
    switch state.requestHeaders.httpMethod {
    case .post:
      dialect = state.requestHeaders.dialect
    case .get:
      if let method = state.method, method.hasNoSideEffects, method.descriptor.kind == .unary {
        do throws(RPCError) {
          query = try ConnectQuery(queryBytes)
          dialect = Dialect.ofQuery(encoding: query?.encoding ?? "")
        } catch {
          refusal = error
          dialect = Dialect.ofQuery(encoding: "json")
        }
      }
    case .head, .options, .other: break
    }
    state.requestHeaders.forgetDialect()
    // Without all of its fields nobody can tell what it is; gRPC's answer says that best.
    if dialect == nil, state.requestHeaders.isOversized,
      state.requestHeaders.httpMethod == .post
    {
      return false
    }
    guard let dialect, refusal != nil || state.method.map({ dialect.suits($0) }) ?? true else {
      refuseUnspoken()
      return false
    }
    let translation = Translation(
      dialect, form: state.method?.json, query: query, fields: fields(of: dialect))
    if query == nil {
      translation.contentLength = state.requestHeaders.field("content-length").flatMap { Int($0) }
    }
    if state.method == nil { translation.httpStatus = 404 }
    state.translation = translation
    let problem = state.requestHeaders.adopt(dialect, query)
    if let error = refusal ?? problem { translation.held = (error, []) }
    return false
  }

  /// Nothing that this request could mean is spoken here.
  private func refuseUnspoken() {
    var (status, message): (Int, String)
    var fields: [(name: String, value: String)] = []
    switch (state.requestHeaders.httpMethod, state.method) {
    case (.get, let method?) where method.hasNoSideEffects && method.descriptor.kind == .unary:
      status = 415
      message = "the parameter encoding is proto or json"
    case (.post, let method):
      (status, fields) = (415, [("accept-post", Dialect.contentTypes(of: method))])
      message = "calls are made with the content types: \(fields[0].value)"
    case (.get, nil), (.head, nil):
      (status, message) = (404, "there is nothing at this address")
    case (_, let method):
      let isReadable = method?.hasNoSideEffects == true && method?.descriptor.kind == .unary
      (status, fields) = (405, [("allow", isReadable ? "GET, POST" : "POST")])
      message = "calls are made by \(isReadable ? "GET or POST" : "POST")"
    }
    if state.requestHeaders.isOversized {
      status = 431
      message = "the headers are larger than \(server.limits.maximumHeaderListSize) bytes"
      fields = []
    }
    state.plainAnswer = PlainAnswer(
      status, message, fields: fields + crossOriginFields, isHead: state.requestHeaders.isHead)
  }

  /// Ends a call whose headers say that it cannot be. One of another dialect hears of it when its request is
  /// complete: programs that speak HTTP take a reset badly that comes before.
  func refuse(_ error: RPCError, fields: [(name: String, value: String)] = []) {
    guard let translation = state.translation else {
      fail(error, fields: fields)
      return
    }
    translation.held = (error, fields)
    state.phase = .unwanted
  }

  // MARK: Pages of others

  var crossOriginFields: [(name: String, value: String)] {
    server.crossOrigin?.fields(for: state.requestHeaders.field("origin")) ?? []
  }

  private func fields(of dialect: Dialect) -> [(name: String, value: String)] {
    var fields = crossOriginFields
    if dialect.isConnect { fields.append(("x-content-type-options", "nosniff")) }
    if dialect.isBare, server.responseCompression != nil {
      fields.append(("vary", "accept-encoding"))
    }
    return fields
  }

  /// Answers what a browser asks before it lets a page call. False where that is no such question.
  private func answerPreflight() -> Bool {
    guard let policy = server.crossOrigin, let origin = state.requestHeaders.field("origin"),
      state.requestHeaders.field("access-control-request-method") != nil
    else { return false }
    var fields = policy.fields(for: origin)
    if policy.admits(origin) { fields += CrossOriginPolicy.preflight }
    state.isNoCall = true
    state.phase = .answered
    state.headersSubmitted = true
    let headers = HeaderBlock([(":status", "204")] + fields)
    state.ownHeaders = headers
    session.submitResponse(stream, headers: headers, endsStream: true)
    return true
  }

  // MARK: Requests

  /// Bytes of a request came.
  func receive(
    _ bytes: UnsafeRawBufferPointer, inLastFrame: Bool, of translation: Translation
  ) {
    do throws(RPCError) {
      switch translation.dialect.framing {
      case .grpcWeb, .connectStream: receiveFrames(bytes, inLastFrame: inLastFrame)
      case .grpcWebText:
        let held = translation.decoder.heldBack
        let decoded = try translation.decoder.decode(bytes)
        // What the text means is consumed as it is read; what the text takes beyond is gone.
        let read = held + bytes.count - translation.decoder.heldBack
        session.consume(read - decoded.count, of: stream)
        if !decoded.isEmpty {
          decoded.withUnsafeBytes { receiveFrames($0, inLastFrame: inLastFrame) }
        }
      case .connectUnary: try receiveBare(bytes, translation)
      }
    } catch {
      fail(error)
      dropRequest()
    }
  }

  /// Bytes of a request that is a message and nothing else. Room for a prefix is kept before it.
  private func receiveBare(
    _ bytes: UnsafeRawBufferPointer, _ translation: Translation
  ) throws(RPCError) {
    state.unconsumed += bytes.count
    guard translation.query == nil else {
      throw RPCError(.invalidArgument, "a call that is made by GET has no body")
    }
    if state.inbox.isEmpty { beginBare(length: translation.contentLength ?? 0) }
    state.inbox.append(contentsOf: bytes)
    let limit = server.limits.maximumRequestSize
    let count = state.inbox.count - MessageFrame.prefixLength
    guard max(count, translation.contentLength ?? 0) <= limit else {
      throw RPCError(
        .resourceExhausted, "a message is larger than the limit of \(limit) bytes")
    }
    if count > Self.smallRequest, !state.isGranted {
      if let length = translation.contentLength, count < length {
        guard try server.grant(MessageFrame.prefixLength + length, to: self) else {
          try hold(state.inbox.count)
          return
        }
      } else {
        try hold(state.inbox.count)
      }
    }
    consumeReceived()
  }

  private func beginBare(length: Int) {
    MessageFrame.appendPrefix(
      length: min(length, server.limits.maximumRequestSize), to: &state.inbox)
  }

  /// The request's last byte is here: what is left to do before it is taken. False when it fails.
  func completeRequest(of translation: Translation) -> Bool {
    switch translation.dialect.framing {
    case .grpcWeb, .connectStream: return true
    case .grpcWebText:
      guard translation.decoder.heldBack == 0 else {
        fail(Base64Decoder.notBase64)
        dropRequest()
        return false
      }
      return true
    case .connectUnary:
      if state.inbox.isEmpty { beginBare(length: 0) }
      if let query = translation.query { state.inbox += query.message }
      let count = state.inbox.count - MessageFrame.prefixLength
      // Nothing is not compressed.
      state.inbox[0] = state.requestHeaders.encoding != nil && count > 0 ? 1 : 0
      state.inbox.withUnsafeMutableBytes {
        $0.storeBytes(of: UInt32(count).bigEndian, toByteOffset: 1, as: UInt32.self)
      }
      state.inbox.withUnsafeBytes { state.requests.count($0) }
      return true
    }
  }

  // MARK: Requests in JSON

  /// Bytes of JSON that are read in less than some fifty microseconds.
  private static let quickJSON = 4 << 10

  /// The one request is here, as JSON.
  func take(_ json: UnsafeRawBufferPointer, of form: MessageForm) {
    do {
      guard json.count > Self.quickJSON, server.workers != nil else {
        try form.request(json).withUnsafeBytes { take($0) }
        return
      }
      try readRequest(json) { try form.request($0) }
    } catch {
      fail(server.status(for: error, of: self))
    }
  }
}
