internal import CNghttp2

// What nghttp2 calls. The session is the user data, unretained: nghttp2 calls only from within a
// call of the session's own methods. A stream is its stream user data, retained by the session.

/// The one table of callbacks that all sessions share. It is never freed and never changed.
struct Callbacks: Sendable {
  static let shared = Callbacks()

  nonisolated(unsafe) let pointer: OpaquePointer?

  private init() {
    var callbacks: OpaquePointer?
    // 0 or NGHTTP2_ERR_NOMEM; with nil, opening a session fails instead.
    _ = nghttp2_session_callbacks_new(&callbacks)
    pointer = callbacks
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, onBeginHeaders)
    nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader)
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, onFrameReceived)
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, onInvalidFrame)
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onDataChunk)
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onStreamClose)
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, onFrameSent)
    nghttp2_session_callbacks_set_send_data_callback(callbacks, sendData)
    nghttp2_session_callbacks_set_error_callback2(callbacks, onError)
  }
}

@inline(__always)
private func borrow(_ userData: UnsafeMutableRawPointer?) -> HTTP2Session {
  Unmanaged<HTTP2Session>.fromOpaque(userData!).takeUnretainedValue()
}

@inline(__always)
private func borrowStream(_ session: OpaquePointer?, _ id: Int32) -> HTTP2Stream? {
  guard let pointer = nghttp2_session_get_stream_user_data(session, id) else { return nil }
  return Unmanaged<HTTP2Stream>.fromOpaque(pointer).takeUnretainedValue()
}

/// Calls `body` with an open stream, without counting references: the session keeps it meanwhile.
@inline(__always)
private func withStream(
  _ session: OpaquePointer?, _ id: Int32, _ body: (HTTP2Stream) -> Void
) -> Bool {
  guard let pointer = nghttp2_session_get_stream_user_data(session, id) else { return false }
  Unmanaged<HTTP2Stream>.fromOpaque(pointer)._withUnsafeGuaranteedRef(body)
  return true
}

private func onBeginHeaders(
  _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?,
  _ userData: UnsafeMutableRawPointer?
) -> CInt {
  guard let frame, frame.pointee.hd.type == UInt8(NGHTTP2_HEADERS.rawValue) else { return 0 }
  let id = frame.pointee.hd.stream_id
  let owner = borrow(userData)
  owner.headerStream = nil
  if let stream = borrowStream(session, id) {
    stream.headerListSize = 0
    owner.headerStream = .passUnretained(stream)
    return 0
  }
  guard owner.role == .server, frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST else { return 0 }
  owner.peerFrames.open(id)
  guard let handler = owner.delegate.makeHandler(on: owner) else {
    _ = nghttp2_submit_rst_stream(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), id, HTTP2ErrorCode.refusedStream.rawValue)
    return 0
  }
  let stream = Unmanaged.passUnretained(owner.open(handler, id: id))
  owner.headerStream = stream
  nghttp2_session_set_stream_user_data(session, id, stream.toOpaque())
  // In turn with others of its urgency: by default one stream after the other is served (RFC 9218,
  // section 4.2). A `priority` field of the client's goes before this. It can only fail for a stream that
  // is not there.
  var inTurn = nghttp2_extpri(urgency: UInt32(NGHTTP2_EXTPRI_DEFAULT_URGENCY), inc: 1)
  _ = nghttp2_session_change_extpri_stream_priority(session, id, &inTurn, 0)
  return 0
}

private func onHeader(
  _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?,
  _ name: UnsafePointer<UInt8>?, _ nameLength: Int, _ value: UnsafePointer<UInt8>?,
  _ valueLength: Int, _ flags: UInt8, _ userData: UnsafeMutableRawPointer?
) -> CInt {
  // Called for each field: a header block's frames stand together (RFC 9113, section 4.3), so its
  // stream need not be looked up, and references need not be counted, since both are kept anyway.
  let (pointer, limit) = Unmanaged<HTTP2Session>.fromOpaque(userData!)._withUnsafeGuaranteedRef {
    ($0.headerStream, $0.headerListLimit)
  }
  guard let pointer else { return 0 }
  return pointer._withUnsafeGuaranteedRef { stream in
    let sizeBefore = stream.headerListSize
    stream.headerListSize += nameLength + valueLength + 32
    guard stream.headerListSize <= limit else {
      if sizeBefore <= limit { stream.handler.receivedOversizedHeaders() }
      // What is a little too much gets an answer. Far beyond, a byte stands for kilobytes: nghttp2 resets
      // the stream, and reads over the rest of the block as fast as it can.
      return stream.headerListSize > limit * HTTP2Session.answeredHeaderLists
        ? NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue : 0
    }
    stream.handler.receivedHeader(
      name: UnsafeRawBufferPointer(start: name, count: nameLength),
      value: UnsafeRawBufferPointer(start: value, count: valueLength))
    return 0
  }
}

private func onFrameReceived(
  _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?,
  _ userData: UnsafeMutableRawPointer?
) -> CInt {
  guard let frame else { return 0 }
  let header = frame.pointee.hd
  switch UInt32(header.type) {
  case NGHTTP2_HEADERS.rawValue:
    let role = Unmanaged<HTTP2Session>.fromOpaque(userData!)._withUnsafeGuaranteedRef { $0.role }
    let opens: nghttp2_headers_category =
      role == .server ? NGHTTP2_HCAT_REQUEST : NGHTTP2_HCAT_RESPONSE
    let isTrailers = frame.pointee.headers.cat != opens
    let isEnd = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
    _ = withStream(session, header.stream_id) {
      $0.handler.receivedHeaders(isTrailers: isTrailers)
      if isEnd { $0.handler.receivedEnd() }
    }
  case NGHTTP2_DATA.rawValue:
    guard header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0 else {
      if header.length == frame.pointee.data.padlen {
        let owner = borrow(userData)
        owner.delegate.receivedEmptyData(on: owner)
      }
      return 0
    }
    _ = withStream(session, header.stream_id) { $0.handler.receivedEnd() }
  case NGHTTP2_RST_STREAM.rawValue:
    let owner = borrow(userData)
    owner.ownResets.remove(header.stream_id)
    owner.delegate.receivedReset(on: owner)
  case NGHTTP2_SETTINGS.rawValue:
    let owner = borrow(userData)
    guard header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) == 0 else {
      owner.delegate.receivedSettingsAcknowledgement(on: owner)
      return 0
    }
    if owner.role == .server { owner.checkWindows(frame.pointee.settings) }
    owner.delegate.receivedSettings(on: owner)
  case NGHTTP2_PING.rawValue:
    let owner = borrow(userData)
    let payload = withUnsafeBytes(of: frame.pointee.ping.opaque_data) {
      UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))
    }
    let isAnswer = header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0
    if isAnswer, owner.takePingAnswer(payload) { return 0 }
    owner.delegate.receivedPing(on: owner, payload: payload, isAcknowledgement: isAnswer)
  case NGHTTP2_GOAWAY.rawValue:
    let owner = borrow(userData)
    let goAway = frame.pointee.goaway
    let debug = UnsafeBufferPointer(start: goAway.opaque_data, count: goAway.opaque_data_len)
    owner.delegate.receivedGoAway(
      on: owner, lastStream: goAway.last_stream_id,
      code: HTTP2ErrorCode(rawValue: goAway.error_code),
      debugData: String(decoding: debug.prefix(256), as: UTF8.self))
  default: break
  }
  return 0
}

/// nghttp2 answers a frame with a reset, or ends the session for it. A stream that it never opened, for
/// want of room, has to be remembered before its reset is sent.
private func onInvalidFrame(
  _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ code: CInt,
  _ userData: UnsafeMutableRawPointer?
) -> CInt {
  guard let header = frame?.pointee.hd, header.type == UInt8(NGHTTP2_HEADERS.rawValue),
    nghttp2_session_find_stream(session, header.stream_id) == nil
  else { return 0 }
  borrow(userData).ownResets.append(header.stream_id)
  return 0
}

private func onDataChunk(
  _ session: OpaquePointer?, _ flags: UInt8, _ id: Int32, _ data: UnsafePointer<UInt8>?,
  _ count: Int, _ userData: UnsafeMutableRawPointer?
) -> CInt {
  // A reader that stops holds up its own stream and no other: what all streams share opens again at once.
  _ = nghttp2_session_consume_connection(session, count)
  let isLast = flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
  _ = withStream(session, id) {
    $0.handler.receivedData(
      UnsafeRawBufferPointer(start: data, count: count), inLastFrame: isLast)
  }
  return 0
}

private func onStreamClose(
  _ session: OpaquePointer?, _ id: Int32, _ code: UInt32, _ userData: UnsafeMutableRawPointer?
) -> CInt {
  guard let stream = borrowStream(session, id) else { return 0 }
  borrow(userData).close(stream, code: HTTP2ErrorCode(rawValue: code))
  return 0
}

private func onFrameSent(
  _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?,
  _ userData: UnsafeMutableRawPointer?
) -> CInt {
  guard let frame else { return 0 }
  let header = frame.pointee.hd
  if header.type == UInt8(NGHTTP2_GOAWAY.rawValue) {
    let owner = borrow(userData)
    let code = HTTP2ErrorCode(rawValue: frame.pointee.goaway.error_code)
    if code != .noError { owner.sentError = code }
    owner.delegate.sentGoAway(on: owner, code: code)
  }
  if header.type == UInt8(NGHTTP2_HEADERS.rawValue) {
    Unmanaged<HTTP2Session>.fromOpaque(userData!)._withUnsafeGuaranteedRef {
      $0.hasSentCallFrames = true
    }
  }
  if header.type == UInt8(NGHTTP2_RST_STREAM.rawValue) {
    let owner = borrow(userData)
    owner.ownResets.append(header.stream_id)
    if owner.peerFrames.current == header.stream_id { owner.peerFrames.current = 0 }
    owner.delegate.sentReset(
      on: owner, code: HTTP2ErrorCode(rawValue: frame.pointee.rst_stream.error_code))
  }
  let ends = UInt8(NGHTTP2_FLAG_END_STREAM.rawValue)
  guard header.flags & ends != 0,
    header.type == UInt8(NGHTTP2_HEADERS.rawValue) || header.type == UInt8(NGHTTP2_DATA.rawValue)
  else { return 0 }
  _ = withStream(session, header.stream_id) { $0.handler.sentEnd() }
  return 0
}

private func onError(
  _ session: OpaquePointer?, _ code: CInt, _ message: UnsafePointer<CChar>?, _ length: Int,
  _ userData: UnsafeMutableRawPointer?
) -> CInt {
  if let message { borrow(userData).lastComplaint = String(cString: message) }
  return 0
}

/// nghttp2 asks for a frame's worth of body. The bytes stay where they are until `sendData` copies
/// them into their final place.
func readBody(
  _ session: OpaquePointer?, _ id: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ length: Int,
  _ flags: UnsafeMutablePointer<UInt32>?, _ source: UnsafeMutablePointer<nghttp2_data_source>?,
  _ userData: UnsafeMutableRawPointer?
) -> Int {
  guard let pointer = source?.pointee.ptr, let flags else {
    return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
  }
  return Unmanaged<HTTP2Stream>.fromOpaque(pointer)._withUnsafeGuaranteedRef { stream in
    let isHeld = Unmanaged<HTTP2Session>.fromOpaque(userData!)._withUnsafeGuaranteedRef {
      $0.holds(stream)
    }
    if isHeld { return Int(NGHTTP2_ERR_DEFERRED.rawValue) }
    switch stream.handler.prepareBody(upTo: min(length, HTTP2Session.largestPayload)) {
    case .deferred:
      return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    case .more(let count):
      flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
      return count
    case .last(let count):
      flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue | NGHTTP2_DATA_FLAG_EOF.rawValue
      if let trailers = stream.handler.trailers() {
        flags.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
        _ = nghttp2_submit_trailer(
          session, id, trailers.fields.baseAddress, trailers.fields.count)
      }
      return count
    }
  }
}

/// nghttp2 has a DATA frame to send whose payload `readBody` promised.
private func sendData(
  _ session: OpaquePointer?, _ frame: UnsafeMutablePointer<nghttp2_frame>?,
  _ frameHeader: UnsafePointer<UInt8>?, _ length: Int,
  _ source: UnsafeMutablePointer<nghttp2_data_source>?, _ userData: UnsafeMutableRawPointer?
) -> CInt {
  Unmanaged<HTTP2Session>.fromOpaque(userData!)._withUnsafeGuaranteedRef { owner in
    guard let source, let frameHeader, let target = owner.room.baseAddress else {
      return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
    }
    guard owner.room.count - owner.filled >= 9 + length else {
      return NGHTTP2_ERR_WOULDBLOCK.rawValue
    }
    let place = target.advanced(by: owner.filled)
    place.copyMemory(from: frameHeader, byteCount: 9)
    if length > 0 {
      Unmanaged<HTTP2Stream>.fromOpaque(source.pointee.ptr)._withUnsafeGuaranteedRef {
        $0.handler.copyBody(length, to: place.advanced(by: 9))
        owner.sentBody(length, of: $0)
      }
    }
    owner.filled += 9 + length
    owner.hasSentCallFrames = true
    return 0
  }
}
