package import RPC

/// A connection whose client has not said yet whether it speaks HTTP/2 or HTTP/1.1: its first bytes do.
///
/// Nothing is sent before. A client that says nothing is one of HTTP/2 whose settings do not come.
package final class OpeningSession: ConnectionCore {
  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  package var now: UInt64 {
    didSet { if let chosen { chosen.now = now } else { server.now = now } }
  }
  private let server: ServerSession
  private let isSecure: Bool
  private var first: [UInt8] = []
  /// What carries the connection from now on; nil while that is not known.
  package private(set) var chosen: (any ConnectionCore)?

  package init(_ server: ServerSession, now: UInt64, isSecure: Bool) {
    self.server = server
    self.now = now
    self.isSecure = isSecure
  }

  private var core: any ConnectionCore { chosen ?? server }

  package func receive(_ bytes: UnsafeRawBufferPointer) throws {
    if let chosen { return try chosen.receive(bytes) }
    first += bytes
    // Requests begin with a letter; all else is told what it is by HTTP/2's session.
    if Self.preface.starts(with: first.prefix(Self.preface.count)) {
      guard first.count >= Self.preface.count else { return }
      chosen = server
    } else if let letter = first.first, Self.isLetter(letter) {
      chosen = try HTTP1Session(server, now: now, isSecure: isSecure)
    } else {
      chosen = server
    }
    let all = first
    first = []
    try all.withUnsafeBytes { try chosen?.receive($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  package func send(into room: UnsafeMutableRawBufferPointer) throws -> Int {
    try chosen?.send(into: room) ?? 0
  }

  package func receive(_ signal: SessionSignal) { core.receive(signal) }

  package var isFinished: Bool { chosen?.isFinished ?? false }
  package var endedBecause: String? { chosen?.endedBecause }
  package var openCalls: Int { core.openCalls }
  package var nextDeadline: UInt64? { core.nextDeadline }
  package var isPaused: Bool { core.isPaused }
  package var wantsInput: Bool { core.wantsInput }

  package func passTime() throws {
    if chosen == nil { chosen = server }
    try core.passTime()
  }

  package func goOn() { core.goOn() }

  package func drain() {
    if chosen == nil { chosen = server }
    core.drain()
  }

  package func failCalls() { core.failCalls() }

  package func connectionLost(_ reason: String) { core.connectionLost(reason) }
}
