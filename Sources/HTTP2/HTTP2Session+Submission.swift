internal import CNghttp2

extension HTTP2Session {
  // These functions queue frames; `send(into:)` gives them out. Each returns 0 or a negative
  // nghttp2_error that means one of two things: no memory, or a stream that is already gone. The
  // second needs no answer (its `closed(_:)` was called); the first shows in the next `send`.

  /// Answers a request with headers, and with the stream's body and trailers unless `endsStream`.
  package func submitResponse(_ stream: HTTP2Stream, headers: HeaderBlock, endsStream: Bool) {
    if endsStream {
      _ = nghttp2_submit_response(
        session, stream.id, headers.fields.baseAddress, headers.fields.count, nil)
    } else {
      var provider = bodyProvider(stream)
      _ = nghttp2_submit_response(
        session, stream.id, headers.fields.baseAddress, headers.fields.count, &provider)
    }
  }

  /// Opens a stream with request headers, followed by the stream's body.
  package func submitRequest(_ stream: HTTP2Stream, headers: HeaderBlock) throws(HTTP2Error) {
    var provider = bodyProvider(stream)
    let me = Unmanaged.passUnretained(stream).toOpaque()
    // The stream's id; NGHTTP2_ERR_NOMEM, _STREAM_ID_NOT_AVAILABLE, _INVALID_ARGUMENT, _PROTO.
    let id = nghttp2_submit_request(
      session, nil, headers.fields.baseAddress, headers.fields.count, &provider, me)
    guard id > 0 else { throw HTTP2Error(nghttp2: Int(id), doing: "opening a stream") }
    open(stream.handler, id: id)
  }

  private func bodyProvider(_ stream: HTTP2Stream) -> nghttp2_data_provider {
    nghttp2_data_provider(
      source: nghttp2_data_source(ptr: Unmanaged.passUnretained(stream).toOpaque()),
      read_callback: readBody)
  }

  /// Says that a body that was `.deferred` has bytes again, or has ended.
  package func resume(_ stream: HTTP2Stream) {
    _ = nghttp2_session_resume_data(session, stream.id)
  }

  /// Ends our side of a stream whose body has not ended; what is left of it is not sent.
  package func submitTrailers(_ stream: HTTP2Stream, _ trailers: HeaderBlock) {
    _ = nghttp2_submit_trailer(
      session, stream.id, trailers.fields.baseAddress, trailers.fields.count)
  }

  /// Ends a stream abruptly.
  package func reset(_ stream: HTTP2Stream, code: HTTP2ErrorCode) {
    _ = nghttp2_submit_rst_stream(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, code.rawValue)
  }

  /// Gives a stream back window for `count` bytes of body that were dealt with; the connection's window
  /// has them back since they came.
  package func consume(_ count: Int, of stream: HTTP2Stream) { consume(count, stream: stream.id) }

  /// Gives back window for bytes of a stream that may be over by now.
  package func consume(_ count: Int, stream id: Int32) {
    // 0, also for a stream that is gone, or NGHTTP2_ERR_NOMEM.
    _ = nghttp2_session_consume_stream(session, id, count)
  }

  /// Lets a stream receive so many bytes before they are dealt with; does nothing where it may already.
  package func widenWindow(of stream: HTTP2Stream, to count: Int) {
    let count = Int32(clamping: count)
    guard count > settings.streamWindow else { return }
    // 0, also for a stream that is gone; NGHTTP2_ERR_NOMEM, or _FLOW_CONTROL for a negative number.
    _ = nghttp2_session_set_local_window_size(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, count)
  }

  /// The open stream of this id.
  package func stream(_ id: Int32) -> HTTP2Stream? {
    if let pointer = nghttp2_session_get_stream_user_data(session, id) {
      return Unmanaged<HTTP2Stream>.fromOpaque(pointer).takeUnretainedValue()
    }
    // nghttp2 knows a client's stream only from when its headers left, and they wait while the peer
    // allows no more streams. The list has the newest first: those that wait stand before the others.
    var stream = firstStream
    while let current = stream, current.id >= id {
      if current.id == id { return current }
      if nghttp2_session_find_stream(session, current.id) != nil { return nil }
      stream = current.next
    }
    return nil
  }

  /// Bytes the peer would take on this stream now; not more than a connection's window.
  package func sendWindow(of stream: HTTP2Stream) -> Int {
    Int(
      min(
        nghttp2_session_get_stream_remote_window_size(session, stream.id),
        nghttp2_session_get_remote_window_size(session)))
  }

  /// Whether a new request can be opened: ids are left and no GOAWAY was received.
  package var canOpenStreams: Bool { nghttp2_session_check_request_allowed(session) != 0 }

  /// Streams that the peer allows this side to have open at once.
  package var peerMaximumStreams: Int {
    Int(nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS))
  }

  /// Bytes of a header list that the peer takes, name + value + 32 for each field; nil where it has not
  /// said so.
  package var peerHeaderListLimit: Int? {
    let limit = nghttp2_session_get_remote_settings(
      session, NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE)
    return limit == .max ? nil : Int(limit)
  }

  /// Sends a PING.
  package func ping(_ payload: UInt64) {
    var bytes = payload.bigEndian
    withUnsafeBytes(of: &bytes) {
      _ = nghttp2_submit_ping(
        session, UInt8(NGHTTP2_FLAG_NONE.rawValue),
        $0.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
  }

  /// Announces that no new streams will be taken soon: GOAWAY with the highest id (RFC 9113,
  /// section 6.8), so that streams already under way are still accepted.
  package func submitShutdownNotice() {
    _ = nghttp2_submit_shutdown_notice(session)
  }

  /// Takes no stream beyond those the peer has opened so far; those may finish.
  package func submitGoAway(_ code: HTTP2ErrorCode, debugData: String = "") {
    submitGoAway(code, lastStream: nghttp2_session_get_last_proc_stream_id(session), debugData)
  }

  private func submitGoAway(_ code: HTTP2ErrorCode, lastStream: Int32, _ debugData: String) {
    if !debugData.isEmpty { lastComplaint = debugData }
    let debug = Array(debugData.utf8)
    _ = nghttp2_submit_goaway(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), lastStream, code.rawValue, debug, debug.count)
  }

  /// Ends the session with a GOAWAY; open streams are abandoned.
  package func terminate(_ code: HTTP2ErrorCode) {
    _ = nghttp2_session_terminate_session(session, code.rawValue)
  }
}
