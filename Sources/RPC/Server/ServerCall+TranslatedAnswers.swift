internal import HTTP2

// How a call is answered that is not spoken in gRPC's own dialect.
extension ServerCall {
  /// The answer begins: its headers go out, or wait until a bare body is known.
  func submitHeaders(
    _ metadata: Metadata, encoding: CompressionAlgorithm?, of translation: Translation
  ) {
    guard !translation.dialect.isBare else {
      translation.initialMetadata = metadata
      translation.encoding = encoding
      gatherAnswer(translation)
      return
    }
    submit(translation.headers(metadata, encoding: encoding))
  }

  private func submit(_ headers: HeaderBlock, endsStream: Bool = false) {
    state.headersSubmitted = true
    state.ownHeaders = headers
    session.submitResponse(stream, headers: headers, endsStream: endsStream)
  }

  // MARK: Bare bodies

  /// Takes what there is of an answer whose status and headers depend on how it ends.
  func gatherAnswer(_ translation: Translation) {
    if case .messages(let messages) = state.body {
      state.responses.count(messages.bytes)
      answer(messages, of: translation)
      return
    }
    while true {
      let (count, isLast): (Int, Bool)
      switch prepareMessages(upTo: 64 << 10) {
      case .deferred: return
      case .more(let some): (count, isLast) = (some, false)
      case .last(let some): (count, isLast) = (some, true)
      }
      let start = translation.gathered.count
      translation.gathered.append(contentsOf: repeatElement(0, count: count))
      translation.gathered.withUnsafeMutableBytes { bytes in
        if count > 0, let base = bytes.baseAddress { copyMessages(count, to: base + start) }
      }
      if let refusal = state.failure.take() ?? refusalToHold(translation.gathered.count) {
        fail(refusal)
        return
      }
      guard isLast else { continue }
      if case .exchange(let exchange) = state.body, let error = exchange.error {
        fail(error)
        return
      }
      if let error = conversionFailure {
        fail(error)
        return
      }
      let messages = EncodedMessages(translation.gathered)
      translation.gathered = []
      answer(messages, of: translation)
      return
    }
  }

  private func refusalToHold(_ count: Int) -> RPCError? {
    do throws(RPCError) {
      try holdResponse(count)
      return nil
    } catch {
      return error
    }
  }

  private var conversionFailure: RPCError? {
    guard case .source(let source) = state.body else { return nil }
    return (source as? RewrittenSource)?.failure
  }

  private func answer(_ messages: EncodedMessages, of translation: Translation) {
    let bytes = messages.bytes
    guard bytes.count >= MessageFrame.prefixLength,
      MessageFrame.prefix(bytes).length == bytes.count - MessageFrame.prefixLength
    else {
      fail(RPCError(.internalError, "the method did not answer with exactly one message"))
      return
    }
    let isCompressed = bytes[0] != 0
    let body = EncodedMessages(
      owner: messages.owner,
      bytes: UnsafeRawBufferPointer(rebasing: bytes[MessageFrame.prefixLength...]))
    let (error, trailing) = conclude()
    if let error {
      fail(error)
      return
    }
    let more =
      trailing.headerFields.map { (name: "trailer-\($0.name)", value: $0.value) }
      + [("content-length", "\(body.bytes.count)")]
    let headers = translation.headers(
      translation.initialMetadata, encoding: isCompressed ? translation.encoding : nil, more: more)
    state.body = .messages(body)
    state.bodyOffset = 0
    submit(headers)
  }

  // MARK: Failures

  /// The call has failed: says so by what its dialect has for that.
  func submitFailure(
    _ error: RPCError, fields: [(name: String, value: String)], of translation: Translation
  ) {
    guard !state.headersSubmitted else {
      // What ends a body takes window, which may never come, and bare ones have no such thing.
      if translation.dialect.isBare || session.sendWindow(of: stream) <= 0 {
        abort(error)
      } else {
        session.resume(stream)
      }
      return
    }
    guard translation.dialect.isBare else {
      let headers = HeaderBlock(
        [(":status", "200"), ("content-type", translation.dialect.contentType)] + fields
          + translation.fields)
      submit(headers)
      return
    }
    let body = Array(ConnectStatus.json(error).utf8)
    let status = translation.httpStatus ?? ConnectStatus.httpStatus(error.code)
    var trailing = error.trailingMetadata
    if StatusTrailers.refusal(of: trailing, limit: headerListLimit) != nil {
      trailing = Metadata()
    }
    state.body = .messages(EncodedMessages(body))
    state.bodyOffset = 0
    submit(
      HeaderBlock(
        [
          (":status", "\(status)"), ("content-type", "application/json"),
          ("content-length", "\(body.count)"),
        ] + fields + translation.fields
          + trailing.headerFields.map { ("trailer-\($0.name)", $0.value) }))
  }

  /// Nothing more can be said in the body.
  private func abort(_ error: RPCError) {
    let isOver = error.code == .cancelled || error.code == .deadlineExceeded
    session.reset(stream, code: isOver ? .cancel : .internalError)
  }

  // MARK: Bodies

  func prepareBody(upTo limit: Int, of translation: Translation) -> BodyStep {
    switch translation.dialect.framing {
    case .connectUnary: prepareBare(upTo: limit)
    case .grpcWebText: prepareText(upTo: limit, translation)
    case .grpcWeb, .connectStream: prepareFrames(upTo: limit, translation)
    }
  }

  private func prepareBare(upTo limit: Int) -> BodyStep {
    guard case .messages(let messages) = state.body else { return .last(0) }
    let left = messages.bytes.count - state.bodyOffset
    return left <= limit ? .last(left) : .more(limit)
  }

  private func prepareFrames(upTo limit: Int, _ translation: Translation) -> BodyStep {
    if translation.ending == nil {
      if let step = prepareUnended(upTo: limit, translation) { return step }
      guard end(translation) else { return .deferred }
    }
    translation.next = .ending
    let left = (translation.ending?.count ?? 0) - translation.sent
    return left <= limit ? .last(left) : .more(limit)
  }

  /// Messages that come before the end; nil when there are no more.
  private func prepareUnended(upTo limit: Int, _ translation: Translation) -> BodyStep? {
    guard state.failure == nil, !translation.areMessagesSent else { return nil }
    translation.next = .messages
    translation.preparedLast = false
    switch prepareMessages(upTo: limit) {
    case .deferred: return .deferred
    case .more(let count): return .more(count)
    case .last(let count):
      guard count > 0 else { return nil }
      translation.preparedLast = true
      return .more(count)
    }
  }

  /// Settles how the call ends. False when that cannot be told any more, for a message is not complete.
  private func end(_ translation: Translation) -> Bool {
    if state.failure == nil, let failure = conversionFailure { state.failure = failure }
    let (error, metadata) = conclude()
    if state.responses.isWithinMessage {
      abort(error ?? RPCError(.internalError, "a message was not complete"))
      return false
    }
    translation.ending = translation.ending(error, metadata, limit: headerListLimit)
    return true
  }

  /// All of it is encoded as it is made, and what is held back of a group goes out before a pause.
  private func prepareText(upTo limit: Int, _ translation: Translation) -> BodyStep {
    translation.next = .text
    while translation.text.isEmpty, translation.ending == nil {
      // Makes three quarters of as many characters.
      switch prepareUnended(upTo: max(3, min(limit, 12 << 10)), translation) {
      case .deferred:
        guard !translation.encoder.isComplete else { return .deferred }
        translation.encoder.finish(to: &translation.text)
      case .more(let count), .last(let count):
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { room, written in
          if let base = room.baseAddress { copyMessages(count, to: base) }
          written = count
        }
        if translation.preparedLast { translation.areMessagesSent = true }
        translation.encoder.encode(bytes, to: &translation.text)
      case nil:
        guard end(translation), let ending = translation.ending else { return .deferred }
        translation.encoder.encode(ending, to: &translation.text)
        translation.encoder.finish(to: &translation.text)
      }
    }
    translation.next = .text
    let left = translation.text.count - translation.sent
    guard left <= limit else { return .more(limit) }
    return translation.ending == nil ? .more(left) : .last(left)
  }

  func copyBody(
    _ count: Int, to destination: UnsafeMutableRawPointer, of translation: Translation
  ) {
    guard !translation.dialect.isBare else {
      guard case .messages(let messages) = state.body, let source = messages.bytes.baseAddress
      else { return }
      destination.copyMemory(from: source + state.bodyOffset, byteCount: count)
      state.bodyOffset += count
      return
    }
    switch translation.next {
    case .messages:
      copyMessages(count, to: destination)
      if translation.preparedLast { translation.areMessagesSent = true }
    case .ending: copy(translation.ending ?? [], count, to: destination, translation)
    case .text:
      copy(translation.text, count, to: destination, translation)
      if translation.sent == translation.text.count {
        translation.text.removeAll(keepingCapacity: true)
        translation.sent = 0
      }
    }
  }

  private func copy(
    _ bytes: [UInt8], _ count: Int, to destination: UnsafeMutableRawPointer,
    _ translation: Translation
  ) {
    bytes.withUnsafeBytes {
      guard let base = $0.baseAddress else { return }
      destination.copyMemory(from: base + translation.sent, byteCount: count)
    }
    translation.sent += count
  }
}
