/// Something another thread wants of a session; it is carried to the session's own thread.
package enum SessionSignal: Sendable {
  /// A call has messages to send, or has ended its side.
  case resume(stream: Int32)
  /// A call's reader took so many bytes.
  case consumed(Int, stream: Int32)
  /// A server's handler has returned, whatever became of its call.
  case handlerEnded
  /// An answer that is not read gives way to others (servers).
  case giveWay(stream: Int32)
  /// A call is to be given up (clients).
  case cancel(stream: Int32)
  /// A call that waits for a stream is to be given up (clients).
  case abandon(ticket: Int)

  /// Whether it is carried over once whoever tells it is done, also on the session's own thread: an answer
  /// that has to give way may be the one that asked for memory, and holds locks meanwhile.
  package var isForLater: Bool {
    if case .giveWay = self { true } else { false }
  }
}
