/// What is known of a body when a frame's worth of it is asked for.
package enum BodyStep {
  /// So many bytes can be copied now, and more will follow.
  case more(Int)
  /// So many bytes (perhaps none) can be copied now, and they are the last.
  case last(Int)
  /// Nothing now; `HTTP2Session.resume` is called when there is.
  case deferred
}

/// What a stream means to the layer above.
///
/// The methods are called from within `HTTP2Session.receive` and `HTTP2Session.send`; from there they
/// may submit frames, but must not receive or send.
package protocol HTTP2StreamHandler: AnyObject {
  /// The stream, which the handler owns.
  var stream: HTTP2Stream { get }
  /// A header field. Pseudo-header fields come first (RFC 9113, section 8.3). The bytes are valid
  /// during the call only.
  func receivedHeader(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)
  /// The header list was longer than the settings allow; its further fields are not delivered.
  func receivedOversizedHeaders()
  /// A header list is complete: the first of the message unless `isTrailers`. A client sees the final
  /// response after an informational one (1xx) as trailers too, and tells by `:status`.
  func receivedHeaders(isTrailers: Bool)
  /// Bytes of the body. They count against the windows until `HTTP2Session.consume` is told of them. With
  /// `inLastFrame` at most the rest of their frame follows, and then `receivedEnd`.
  func receivedData(_ bytes: UnsafeRawBufferPointer, inLastFrame: Bool)
  /// The peer has ended its side.
  func receivedEnd()
  /// The last frame of our side left.
  func sentEnd()
  /// The stream is over; nothing follows. Called exactly once, also when the session ends.
  func closed(_ code: HTTP2ErrorCode)
  /// How much of our body is ready, at most `limit` bytes. Does not move.
  func prepareBody(upTo limit: Int) -> BodyStep
  /// Copies the next `count` bytes of our body, as many as `prepareBody` promised, and moves on.
  func copyBody(_ count: Int, to destination: UnsafeMutableRawPointer)
  /// The trailers to send after the body; nil to end with the body. Asked for once, right after
  /// `prepareBody` returned `.last`. The handler keeps the block until the stream is closed.
  func trailers() -> HeaderBlock?
}

/// One stream of a session. From its first frame until it is closed, the session retains it and it
/// retains its handler; afterwards it may serve for another stream.
package final class HTTP2Stream {
  // Exclusivity is not checked at run time: all access is on the session's thread and none is kept
  // across a call.

  /// The stream's number; 0 before it has one.
  @exclusivity(unchecked) package internal(set) var id: Int32 = 0
  /// Dispatch does without reference counting; `retained` keeps the handler alive.
  @exclusivity(unchecked) package unowned(unsafe) let handler: any HTTP2StreamHandler
  @exclusivity(unchecked) private var retained: (any HTTP2StreamHandler)?
  /// Bytes of the header list received so far, as SETTINGS_MAX_HEADER_LIST_SIZE counts them.
  @exclusivity(unchecked) var headerListSize = 0
  /// Bytes of our body that were sent.
  @exclusivity(unchecked) package internal(set) var sentBody = 0
  /// It waits until the peer has read more.
  @exclusivity(unchecked) var isHeld = false
  // The session's list of its open streams.
  @exclusivity(unchecked) unowned(unsafe) var next: HTTP2Stream?
  @exclusivity(unchecked) unowned(unsafe) var previous: HTTP2Stream?

  /// A stream for a handler that owns it.
  package init(handler: any HTTP2StreamHandler) { self.handler = handler }

  func retainHandler() { retained = handler }

  func releaseHandler() { retained = nil }
}
