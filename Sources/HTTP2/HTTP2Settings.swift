/// What one side of a session announces and enforces.
package struct HTTP2Settings: Hashable, Sendable {
  /// Streams the peer may have open at once: SETTINGS_MAX_CONCURRENT_STREAMS.
  package var maximumConcurrentStreams: UInt32 = 256
  /// Bytes a stream may receive before they are consumed: SETTINGS_INITIAL_WINDOW_SIZE. This much for
  /// each stream that may be open is the most memory that readers who have stopped cost.
  package var streamWindow: Int32 = 256 * 1024
  /// Bytes all streams together may have on their way. Given back as they come, whether or not they are
  /// consumed, so that streams do not hold up each other.
  package var connectionWindow: Int32 = 1024 * 1024
  /// Bytes of a header list, name + value + 32 for each field: SETTINGS_MAX_HEADER_LIST_SIZE.
  /// The gRPC documents suggest 8 KiB.
  package var maximumHeaderListSize: Int = 8 * 1024
  /// CONTINUATION frames a header block may take (CVE-2024-28182); nghttp2's default.
  package var maximumContinuations: Int = 8
  /// PING and SETTINGS acknowledgements that may wait to be sent; nghttp2's default.
  package var maximumQueuedAcknowledgements: Int = 1000
  /// Frames other than DATA that may wait to be sent by a server, whose peer causes them.
  package var maximumQueuedFrames: Int = queuedFrames(streams: 256)

  /// Bytes of bodies that may be on their way before the peer has been seen to read them, by pings, where its
  /// windows take more; more where the line holds more. 0 for no such bound and no pings.
  package var inFlightBytes = 0

  /// Bytes that nghttp2 takes for a frame that waits.
  package static let queuedFrameSize = 200

  /// Frames that may wait where so many streams may be open: headers, trailers, a reset and window for each
  /// of them twice over, and acknowledgements, which are bounded by themselves.
  package static func queuedFrames(streams: Int) -> Int {
    2_000 + 8 * streams
  }

  package init() {}
}
