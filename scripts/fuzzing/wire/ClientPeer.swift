import Fuzzing
import HTTP2
import RPC
import TestSupport

/// A client's session with calls under way, and a server that answers what it likes.
enum ClientPeer {
  private static let headers = CallHeaders(scheme: "https", authority: "fuzz")

  private static func exchange(_ kind: MethodKind) -> ClientExchange {
    let requests = OutboundQueue {}
    return ClientExchange(
      descriptor: MethodDescriptor(service: "t.S", method: "M", kind: kind), requests: requests,
      responses: InboundQueue { _ in })
  }

  static func check(_ bytes: [UInt8]) throws {
    var choices = Choices(bytes)
    let (size, seconds) = (choices.next() * 16 + 1, choices.next() % 40)
    let session = try ClientSession(settings: HTTP2Settings(), now: 1_000_000_000) { _ in }
    var rest = choices.rest
    var isOver = false
    func send(_ bytes: [UInt8]) {
      guard !isOver else { return }
      do {
        try bytes.withUnsafeBytes { try session.receive($0) }
      } catch {
        Fuzzing.require(!"\(error)".isEmpty, "an error without words")
        isOver = true
      }
      withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 1) { space in
        while let count = try? session.http2.send(into: space), count > 0 {}
      }
    }
    send(Frame.settings([]).bytes + Frame.settingsAcknowledgement.bytes)
    let exchanges = [MethodKind.unary, .serverStreaming, .bidirectionalStreaming].map(exchange)
    for exchange in exchanges {
      let block = headers.block(exchange.descriptor, timeout: nil, metadata: Metadata())
      let start = session.start(exchange, headers: block, deadline: 30_000_000_000)
      guard case .opened = start else { fatalError("a call was not opened: \(start)") }
      if exchange.descriptor.kind != .bidirectionalStreaming { exchange.requests.finish() }
    }
    while !rest.isEmpty, !isOver {
      send(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    session.now += UInt64(seconds) * 1_000_000_000
    try? session.passTime()
    session.connectionLost("gone")
    for exchange in exchanges {
      Fuzzing.require(exchange.hasEnded, "a call of a connection that is gone goes on")
    }
  }
}
