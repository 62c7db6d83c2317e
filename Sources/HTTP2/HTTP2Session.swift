internal import CNghttp2

/// What a session tells the layer above, beside what it tells each stream.
package protocol HTTP2SessionDelegate: AnyObject {
  /// Monotonic nanoseconds.
  var now: UInt64 { get }
  /// The peer opened a stream (servers only). Nil refuses it with REFUSED_STREAM.
  func makeHandler(on session: HTTP2Session) -> (any HTTP2StreamHandler)?
  /// The peer's settings arrived.
  func receivedSettings(on session: HTTP2Session)
  /// The peer has taken our settings.
  func receivedSettingsAcknowledgement(on session: HTTP2Session)
  /// The peer will take no stream above `lastStream`.
  func receivedGoAway(
    on session: HTTP2Session, lastStream: Int32, code: HTTP2ErrorCode, debugData: String)
  /// The peer reset a stream.
  func receivedReset(on session: HTTP2Session)
  /// The peer sent a DATA frame that carries nothing and does not end its stream.
  func receivedEmptyData(on session: HTTP2Session)
  /// The peer sent a ping, or answered ours when `isAcknowledgement`.
  func receivedPing(on session: HTTP2Session, payload: UInt64, isAcknowledgement: Bool)
  /// A GOAWAY of this side leaves.
  func sentGoAway(on session: HTTP2Session, code: HTTP2ErrorCode)
  /// A reset of this side leaves: its own, or nghttp2's for a stream that broke the protocol.
  func sentReset(on session: HTTP2Session, code: HTTP2ErrorCode)
}

extension HTTP2SessionDelegate {
  package func receivedSettingsAcknowledgement(on session: HTTP2Session) {}
  package func sentGoAway(on session: HTTP2Session, code: HTTP2ErrorCode) {}
  package func sentReset(on session: HTTP2Session, code: HTTP2ErrorCode) {}
}

/// An HTTP/2 connection without a socket: received bytes in, bytes to send out (RFC 9113 by nghttp2).
///
/// Not thread-safe: every call comes from one thread at a time.
package final class HTTP2Session {
  /// Which side of the connection this is.
  package enum Role: Sendable {
    case server
    case client
  }

  /// The least room `send(into:)` takes: a whole frame of the largest size we send (16 KiB of
  /// payload, RFC 9113 section 4.2) with its header.
  package static let minimumRoom = 16_384 + 9

  /// The most body that is put in one frame: with its 9 bytes of header a full frame is then exactly
  /// one full TLS record of 16 KiB.
  package static let largestPayload = 16_384 - 9

  /// Header lists that are longer than the limit by more than this factor get no answer but a reset.
  static let answeredHeaderLists = 8

  package let role: Role
  package let settings: HTTP2Settings
  /// `settings.maximumHeaderListSize`, looked at for each header field.
  let headerListLimit: Int

  // Exclusivity is not checked at run time on what callbacks touch for each frame: every access
  // comes from the one thread that drives the session and none is kept across a call.
  @exclusivity(unchecked)
  var session: OpaquePointer?
  @exclusivity(unchecked)
  unowned(unsafe) var delegate: any HTTP2SessionDelegate
  @exclusivity(unchecked)
  private(set) unowned(unsafe) var firstStream: HTTP2Stream?
  /// The stream whose header block is coming in; open as long as it is here.
  @exclusivity(unchecked)
  var headerStream: Unmanaged<HTTP2Stream>?
  /// Room being filled by `send(into:)`.
  @exclusivity(unchecked)
  var room = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  @exclusivity(unchecked)
  var filled = 0
  /// What nghttp2 handed out and the last room did not hold. Valid until its next `mem_send`.
  @exclusivity(unchecked)
  private var unsent = UnsafeRawBufferPointer(start: nil, count: 0)
  /// What nghttp2 said of the last violation it saw.
  @exclusivity(unchecked)
  var lastComplaint = ""
  /// What a server's peer has sent, as far as nghttp2 does not keep it.
  @exclusivity(unchecked)
  var peerFrames = PeerFrames()
  /// Streams this side reset, for which frames may still be on their way.
  @exclusivity(unchecked)
  var ownResets: RecentStreams
  /// What bodies may be on their way.
  @exclusivity(unchecked)
  var inFlight: InFlightBound
  /// Streams that wait for that; some may be over.
  @exclusivity(unchecked)
  var held: [Int32] = []
  /// Whether HEADERS or DATA were sent since this was last asked.
  @exclusivity(unchecked)
  var hasSentCallFrames = false
  /// The error of the GOAWAY that this side sent, if it sent one for an error: the session is over.
  @exclusivity(unchecked)
  var sentError: HTTP2ErrorCode?

  /// Nothing came so far.
  @exclusivity(unchecked)
  private var isUnopened = true

  /// Why this side ended the session; nil when it did not, or did so in good order.
  package var endedBecause: String? {
    sentError.map { code in
      "the connection was ended with \(code)" + (lastComplaint.isEmpty ? "" : ": \(lastComplaint)")
    }
  }
  /// Streams open now.
  @exclusivity(unchecked)
  package private(set) var openStreams = 0

  /// A session that has its own settings queued to be sent.
  package init(
    role: Role, settings: HTTP2Settings, delegate: any HTTP2SessionDelegate
  ) throws(HTTP2Error) {
    self.role = role
    self.settings = settings
    headerListLimit = settings.maximumHeaderListSize
    // As many as can be reset while the peer learns of the first: those that were open, and as many
    // that it opened in their place; but not without end.
    let mostReset = 2 * Int(settings.maximumConcurrentStreams)
    ownResets = RecentStreams(limit: min(max(512, mostReset), 65_536))
    inFlight = InFlightBound(least: settings.inFlightBytes, now: delegate.now)
    self.delegate = delegate
    var options: OpaquePointer?
    var session: OpaquePointer?
    // 0 or NGHTTP2_ERR_NOMEM for these three.
    guard nghttp2_option_new(&options) == 0 else {
      throw HTTP2Error(code: .unusable, message: "no memory for an HTTP/2 session")
    }
    defer { nghttp2_option_del(options) }
    nghttp2_option_set_no_closed_streams(options, 1)
    nghttp2_option_set_no_auto_window_update(options, 1)
    // The layer above has a limit of its own and a clock to inject; nghttp2's would end the session
    // with INTERNAL_ERROR, from which a client cannot tell what it did.
    nghttp2_option_set_stream_reset_rate_limit(options, .max, .max)
    nghttp2_option_set_max_continuations(options, settings.maximumContinuations)
    nghttp2_option_set_max_outbound_ack(options, settings.maximumQueuedAcknowledgements)
    let me = Unmanaged.passUnretained(self).toOpaque()
    let result =
      switch role {
      case .server: nghttp2_session_server_new2(&session, Callbacks.shared.pointer, me, options)
      case .client: nghttp2_session_client_new2(&session, Callbacks.shared.pointer, me, options)
      }
    guard result == 0 else { throw HTTP2Error(nghttp2: Int(result), doing: "opening a session") }
    self.session = session
    try submitSettings()
  }

  deinit {
    nghttp2_session_del(session)
    releaseStreams()
  }

  private func submitSettings() throws(HTTP2Error) {
    func entry(_ id: nghttp2_settings_id, _ value: Int) -> nghttp2_settings_entry {
      nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: UInt32(clamping: value))
    }
    var entries = [
      entry(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, Int(settings.streamWindow)),
      entry(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, settings.maximumHeaderListSize),
    ]
    switch role {
    case .server:
      // RFC 9218: the tree of RFC 7540 is obsolete, and costs work for each stream. A client that says so
      // would send its bodies one after the other; by the tree, whose streams all weigh the same,
      // nghttp2 sends them in turn.
      entries.append(entry(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1))
      let streams = Int(settings.maximumConcurrentStreams)
      entries.append(entry(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, streams))
    case .client:
      entries.append(entry(NGHTTP2_SETTINGS_ENABLE_PUSH, 0))
    }
    var result = nghttp2_submit_settings(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), entries, entries.count)
    if result == 0 {
      result = nghttp2_session_set_local_window_size(
        session, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, settings.connectionWindow)
    }
    guard result == 0 else { throw HTTP2Error(nghttp2: Int(result), doing: "announcing settings") }
  }

  // MARK: Bytes

  /// Takes bytes the peer sent and calls the delegate and the streams with what they mean.
  package func receive(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) {
    guard bytes.count > 0 else { return }
    if isUnopened { try checkOpening(bytes) }
    if role == .server { try receiveWatchfully(bytes) } else { try feed(bytes) }
    // A server's peer decides how many frames it makes the server queue, and whether it reads them.
    if role == .server,
      nghttp2_session_get_outbound_queue_size(session) > settings.maximumQueuedFrames
    {
      throw HTTP2Error(
        code: .flooded,
        message: "reading frames: over \(settings.maximumQueuedFrames) answers wait to be sent")
    }
  }

  /// Tells other protocols apart by the first bytes, for whoever has the wrong port.
  private func checkOpening(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) {
    isUnopened = false
    switch role {
    case .server:
      guard !bytes.starts(with: "PRI * HTTP/2.0\r\n".utf8.prefix(bytes.count)) else { return }
      throw HTTP2Error(code: .notHTTP2, message: OpeningBytes.ofClient(bytes))
    case .client:
      guard let reason = OpeningBytes.ofServer(bytes) else { return }
      throw HTTP2Error(code: .notHTTP2, message: reason)
    }
  }

  func feed(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) {
    guard bytes.count > 0 else { return }
    // The number of bytes taken, always all of them since no callback pauses; or NGHTTP2_ERR_NOMEM,
    // _CALLBACK_FAILURE, _BAD_CLIENT_MAGIC or _FLOODED.
    let taken = nghttp2_session_mem_recv(
      session, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    guard taken >= 0 else {
      throw HTTP2Error(nghttp2: taken, doing: "reading frames")
    }
  }

  /// Fills `room`, at least `minimumRoom` long, with frames to send. Returns how many bytes it
  /// wrote; fewer than fit when there is nothing more to send now.
  package func send(into room: UnsafeMutableRawBufferPointer) throws(HTTP2Error) -> Int {
    precondition(room.count >= Self.minimumRoom)
    self.room = room
    filled = 0
    defer { self.room = UnsafeMutableRawBufferPointer(start: nil, count: 0) }
    copyUnsent()
    // After a GOAWAY for an error nothing follows, not even what is left of open streams.
    while unsent.isEmpty, sentError == nil {
      var data: UnsafePointer<UInt8>?
      // Bytes to send, 0 for none or when the send callback would block, NGHTTP2_ERR_NOMEM.
      let count = nghttp2_session_mem_send(session, &data)
      guard count >= 0 else { throw HTTP2Error(nghttp2: count, doing: "writing frames") }
      if count == 0 { break }
      unsent = UnsafeRawBufferPointer(start: data, count: count)
      copyUnsent()
    }
    return filled
  }

  private func copyUnsent() {
    let count = min(unsent.count, room.count - filled)
    guard count > 0, let source = unsent.baseAddress else { return }
    room.baseAddress?.advanced(by: filled).copyMemory(from: source, byteCount: count)
    filled += count
    unsent = UnsafeRawBufferPointer(rebasing: unsent[count...])
  }

  /// Whether HEADERS or DATA were sent since the last call of this.
  package func takeHasSentCallFrames() -> Bool {
    defer { hasSentCallFrames = false }
    return hasSentCallFrames
  }

  /// Whether the session is over: it neither takes nor gives any more frames.
  package var isFinished: Bool {
    guard unsent.isEmpty else { return false }
    return sentError != nil
      || nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0
  }

  // MARK: Streams

  @discardableResult
  func open(_ handler: any HTTP2StreamHandler, id: Int32) -> HTTP2Stream {
    let stream = handler.stream
    stream.id = id
    stream.headerListSize = 0
    stream.sentBody = 0
    stream.isHeld = false
    stream.next = firstStream
    firstStream?.previous = stream
    firstStream = stream
    openStreams += 1
    stream.retainHandler()
    // Released by `close`: when nghttp2 says that the stream is closed, or when the session ends.
    _ = Unmanaged.passRetained(stream)
    return stream
  }

  func close(_ stream: HTTP2Stream, code: HTTP2ErrorCode) {
    if let previous = stream.previous {
      previous.next = stream.next
    } else {
      firstStream = stream.next
    }
    stream.next?.previous = stream.previous
    stream.next = nil
    stream.previous = nil
    openStreams -= 1
    if headerStream?.toOpaque() == Unmanaged.passUnretained(stream).toOpaque() {
      headerStream = nil
    }
    stream.handler.closed(code)
    stream.releaseHandler()
    Unmanaged.passUnretained(stream).release()
  }

  /// Closes every stream, as if the peer had reset it with `code`: the connection is gone.
  package func closeStreams(_ code: HTTP2ErrorCode) {
    var stream = firstStream
    while let current = stream {
      stream = current.next
      nghttp2_session_set_stream_user_data(session, current.id, nil)
      close(current, code: code)
    }
  }

  private func releaseStreams() {
    while let stream = firstStream { close(stream, code: .internalError) }
  }

  /// Calls `body` with each open stream; it may reset streams, but not open any.
  package func forEachStream(_ body: (HTTP2Stream) -> Void) {
    var stream = firstStream
    while let current = stream {
      stream = current.next
      body(current)
    }
  }
}
