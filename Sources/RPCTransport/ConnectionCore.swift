internal import HTTP2
package import RPC

/// What a connection carries: a session of either side, as bytes in and bytes out.
package protocol ConnectionCore: AnyObject {
  /// Monotonic nanoseconds, set before each of the calls below.
  var now: UInt64 { get set }
  /// Takes bytes the peer sent.
  func receive(_ bytes: UnsafeRawBufferPointer) throws
  /// Fills room with bytes for the peer; 0 when there are none now.
  func send(into room: UnsafeMutableRawBufferPointer) throws -> Int
  /// Deals with what another thread asked for.
  func receive(_ signal: SessionSignal)
  /// Whether everything was said and the connection can be closed.
  var isFinished: Bool { get }
  /// Why this side ended the connection; nil when it did not, or did so in good order.
  var endedBecause: String? { get }
  /// Calls that are open now.
  var openCalls: Int { get }
  /// When `passTime` is to be called; nil for never.
  var nextDeadline: UInt64? { get }
  /// Does what is due by the clock. Throws when the connection is to be closed at once.
  func passTime() throws
  /// Whether something has nothing to send yet and is to be asked again by `goOn` after a moment.
  var isPaused: Bool { get }
  /// Asks what was paused.
  func goOn()
  /// Whether it takes more bytes now; while it does not, none are read.
  var wantsInput: Bool { get }
  /// Asks for a graceful end.
  func drain()
  /// Ends the calls that this side answers.
  func failCalls()
  /// The connection is gone, for this reason if it was not meant to be.
  func connectionLost(_ reason: String)
}

extension ConnectionCore {
  /// HTTP/2 has windows for that.
  package var wantsInput: Bool { true }

  package func failCalls() {}
}

extension ServerSession: ConnectionCore {
  package func send(into room: UnsafeMutableRawBufferPointer) throws -> Int {
    try http2.send(into: room)
  }

  package var isFinished: Bool { http2.isFinished }

  package var endedBecause: String? { http2.endedBecause }

  package var openCalls: Int { http2.openStreams }
}

extension ClientSession: ConnectionCore {
  package var isPaused: Bool { false }

  package func goOn() {}

  package func send(into room: UnsafeMutableRawBufferPointer) throws -> Int {
    try http2.send(into: room)
  }

  package var isFinished: Bool { http2.isFinished }

  package var endedBecause: String? { http2.endedBecause }

  package var openCalls: Int { http2.openStreams }
}
