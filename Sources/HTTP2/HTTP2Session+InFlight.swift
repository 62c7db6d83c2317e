internal import CNghttp2

// What is on its way to the peer: see `InFlightBound`.
extension HTTP2Session {
  /// Whether a stream that has body to send has to wait, until the peer has read more.
  @inline(__always)
  func holds(_ stream: HTTP2Stream) -> Bool {
    guard inFlight.isReached, stream.sentBody > InFlightBound.smallBody else { return false }
    hold(stream)
    return true
  }

  private func hold(_ stream: HTTP2Stream) {
    guard !stream.isHeld else { return }
    stream.isHeld = true
    held.append(stream.id)
  }

  /// Notes body that was put into a frame.
  @inline(__always)
  func sentBody(_ count: Int, of stream: HTTP2Stream) {
    stream.sentBody += count
    let window = Int(nghttp2_session_get_remote_window_size(session))
    if let payload = inFlight.send(count, window: window, now: delegate.now) { ping(payload) }
  }

  /// Whether the answer of a ping is one that tells what the peer has read.
  func takePingAnswer(_ payload: UInt64) -> Bool {
    guard inFlight.answered(payload, now: delegate.now) else { return false }
    let streams = held
    held.removeAll(keepingCapacity: true)
    for id in streams {
      guard let stream = stream(id) else { continue }
      stream.isHeld = false
      resume(stream)
    }
    return true
  }
}
