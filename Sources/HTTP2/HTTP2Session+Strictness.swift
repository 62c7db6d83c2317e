internal import CNghttp2

// What nghttp2 lets pass, or answers with less than RFC 9113 asks for: frames of streams that it has
// forgotten, which it ignores without a word to anybody, priorities, and windows. A server looks for
// them in the bytes. At such a frame nghttp2 first gets all that came before it, so that it is judged
// by the state that the peer knew.

/// What a server remembers of its peer's frames.
struct PeerFrames {
  /// Ranges of numbers that are remembered as left out: honest peers leave none out.
  private static let maximumSkipped = 32
  /// The client's connection preface (RFC 9113, section 3.4).
  private static let preface = 24

  var walker = FrameWalker(skipping: Self.preface)
  /// The highest stream of any HEADERS.
  var highest: Int32 = 0
  /// The stream whose HEADERS or DATA came last, if its peer may send more on it; 0 for none.
  var current: Int32 = 0
  /// Bytes of a GOAWAY's last stream that are still to come, and that nghttp2 is told are zero.
  var zeroLeft = 0
  /// The last stream that was opened; the one before the first is -1.
  private(set) var lastOpened: Int32 = -1
  /// The last numbers that the peer has left out, which it cannot use any more.
  private var skipped: [ClosedRange<Int32>] = []
  /// What a stream may be sent at the beginning, and the most that one may be sent, before the SETTINGS
  /// frame that is coming in.
  var windows = (initial: UInt32(0), largest: Int32(0))

  /// The peer has opened a stream, and thereby closed those below that it never used.
  mutating func open(_ id: Int32) {
    if id > lastOpened + 2 {
      if skipped.count == Self.maximumSkipped { skipped.removeFirst() }
      skipped.append((lastOpened + 2)...(id - 2))
    }
    lastOpened = id
  }

  /// Whether a number up to that of the last stream was never that of a stream.
  func wasNeverOpen(_ id: Int32) -> Bool {
    id % 2 == 0 || skipped.contains { $0.contains(id) }
  }
}

extension HTTP2Session {
  /// Hands received bytes to nghttp2, and looks at what it would not tell of.
  func receiveWatchfully(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) {
    var offset = 0
    var taken = 0
    try feedNoStream(bytes, from: &taken)
    while offset < bytes.count {
      guard let (header, start) = peerFrames.walker.next(in: bytes, from: &offset) else { break }
      guard isSuspicious(header, bytes, payload: offset) else { continue }
      try feed(UnsafeRawBufferPointer(rebasing: bytes[taken..<start]))
      taken = start
      if UInt32(header.type) == NGHTTP2_GOAWAY.rawValue {
        try feed(UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
        taken = offset
        peerFrames.zeroLeft = Self.lastStreamLength
        try feedNoStream(bytes, from: &taken)
      } else {
        judge(header)
      }
    }
    try feed(UnsafeRawBufferPointer(rebasing: bytes[taken...]))
  }

  /// Whether a frame has to be judged; mostly a look at its own numbers tells that it has not.
  @inline(__always)
  private func isSuspicious(
    _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer, payload: Int
  ) -> Bool {
    switch UInt32(header.type) {
    case NGHTTP2_DATA.rawValue:
      // A body mostly follows its own headers.
      let isExpected = header.stream == peerFrames.current
      if header.endsStream { peerFrames.current = 0 }
      return !isExpected
    case NGHTTP2_HEADERS.rawValue:
      let isNew = header.stream > peerFrames.highest
      if isNew { peerFrames.highest = header.stream }
      peerFrames.current = header.endsStream ? 0 : header.stream
      return !isNew
    case NGHTTP2_RST_STREAM.rawValue:
      if header.stream == peerFrames.current { peerFrames.current = 0 }
      return false
    case NGHTTP2_PRIORITY.rawValue:
      return header.stream == 0 || dependsOnItself(header, bytes[payload...])
    case NGHTTP2_SETTINGS.rawValue: return !header.isAcknowledgement
    case NGHTTP2_GOAWAY.rawValue: return mayNameStream(header)
    default: return false
    }
  }

  /// The last stream that a GOAWAY names, at its payload's beginning.
  private static var lastStreamLength: Int { 4 }

  /// Whether a client's GOAWAY has a stream to name. A server opens none, so that RFC 9113, section 6.8,
  /// leaves it 0; grpc-go names the last of its own streams instead when it closes a connection
  /// (golang/go#80759).
  private func mayNameStream(_ header: FrameHeader) -> Bool {
    header.payloadLength >= 8 && header.stream == 0
  }

  /// Hands nghttp2, which would take a stream of the client's for an attack, the GOAWAY as it was meant:
  /// zeros in the place of its last stream, in whatever pieces that comes.
  private func feedNoStream(
    _ bytes: UnsafeRawBufferPointer, from taken: inout Int
  ) throws(HTTP2Error) {
    let count = min(peerFrames.zeroLeft, bytes.count - taken)
    guard count > 0 else { return }
    peerFrames.zeroLeft -= count
    taken += count
    let result = [UInt8](repeating: 0, count: count).withUnsafeBytes { zeros in
      Result { () throws(HTTP2Error) in try feed(zeros) }
    }
    try result.get()
  }

  /// RFC 7540, section 5.3.1; RFC 9113 has no priorities, and lets them be ignored.
  private func dependsOnItself(
    _ header: FrameHeader, _ payload: Slice<UnsafeRawBufferPointer>
  ) -> Bool {
    guard header.payloadLength == 5, payload.count >= 5 else { return false }
    return payload.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
      == UInt32(header.stream)
  }

  private func judge(_ header: FrameHeader) {
    switch UInt32(header.type) {
    case NGHTTP2_SETTINGS.rawValue: noteWindows()
    case NGHTTP2_PRIORITY.rawValue: terminate(.protocolError)
    default: checkIsOpen(header)
    }
  }

  /// Ends the session if a frame comes for a stream that its peer has ended or reset, or may not open
  /// any more (RFC 9113, sections 5.1 and 5.1.1).
  private func checkIsOpen(_ header: FrameHeader) {
    let id = header.stream
    // What was never used is nghttp2's to judge.
    guard id > 0, id <= peerFrames.lastOpened else { return }
    guard nghttp2_session_find_stream(session, id) == nil else {
      if !header.endsStream { peerFrames.current = id }
      return
    }
    guard !ownResets.contains(id) else {
      // On its way when this side reset the stream. After its end nothing can be.
      if header.endsStream { ownResets.remove(id) }
      return
    }
    terminate(peerFrames.wasNeverOpen(id) ? .protocolError : .streamClosed)
  }

  private func noteWindows() {
    var largest: Int32 = 0
    forEachStream {
      largest = max(largest, nghttp2_session_get_stream_remote_window_size(session, $0.id))
    }
    peerFrames.windows = (
      nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE), largest
    )
  }

  /// Ends the session if a new initial window has made a stream's exceed 2^31-1 (RFC 9113, section
  /// 6.9.2); nghttp2 resets that stream alone.
  func checkWindows(_ settings: nghttp2_settings) {
    let id = Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue)
    let entries = UnsafeBufferPointer(start: settings.iv, count: settings.niv)
    guard let initial = entries.last(where: { $0.settings_id == id })?.value else { return }
    let (before, largest) = peerFrames.windows
    if Int64(largest) + Int64(initial) - Int64(before) > Int64(Int32.max) {
      terminate(.flowControlError)
    }
  }
}
