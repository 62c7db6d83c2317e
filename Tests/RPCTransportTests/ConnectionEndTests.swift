import HTTP2
import NIOCore
import NIOEmbedded
import RPC
import TLS
import Testing

@testable import RPCTransport

/// When a connection says that it is over.
@Suite struct ConnectionEndTests {
  /// A client's connection without TLS, and what it said.
  private final class Subject {
    let channel = EmbeddedChannel()
    private(set) var events: [ConnectionEvent] = []
    /// Whether the socket was still open when the last one was told.
    private(set) var wasActive = false
    var onEvent: () -> Void = {}
    private(set) var handler: ConnectionHandler!

    init() throws {
      handler = ConnectionHandler(
        tls: nil, settings: ConnectionSettings(handshakeTimeout: 1_000_000_000, idleTimeout: nil),
        scratch: Scratch(),
        makeCore: { _, now, _ in
          try ClientSession(settings: HTTP2Settings(), now: now) { _ in }
        },
        onEvent: { [unowned self] event, _ in
          events.append(event)
          wasActive = channel.isActive
          onEvent()
        })
      try channel.pipeline.syncOperations.addHandler(handler)
      channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    func receive(_ text: String) throws {
      try channel.writeInbound(ByteBuffer(string: text))
      channel.embeddedEventLoop.run()
    }

    var session: ClientSession? { handler.core as? ClientSession }

    /// Why it failed, if it did.
    var failures: [String] {
      events.compactMap { if case .failed(let failure) = $0 { failure.description } else { nil } }
    }
  }

  private static let banner = "220 mail.example ESMTP, who speaks HTTP/2 to a mail server?\r\n"

  // The embedded channel closes both sides at once, where a socket waits for the peer's.

  @Test("a failure is told at once, before the socket waits for the peer to close its side")
  func failure() throws {
    let subject = try Subject()
    try subject.receive(Self.banner)
    #expect(subject.failures.count == 1)
    #expect(subject.wasActive)
    subject.channel.embeddedEventLoop.advanceTime(by: .seconds(60))
    #expect(!subject.channel.isActive)
    #expect(subject.events.count == 2, "opened, and failed once")
  }

  @Test("the calls of a connection that failed end at once, too")
  func calls() throws {
    let subject = try Subject()
    let exchange = ClientExchange(
      descriptor: MethodDescriptor(service: "test.Service", method: "Echo", kind: .unary),
      requests: OutboundQueue {}, responses: InboundQueue { _ in })
    let headers = CallHeaders(scheme: "http", authority: "test").block(
      exchange.descriptor, timeout: nil, metadata: Metadata())
    subject.handler.perform {
      _ = ($0 as? ClientSession)?.start(exchange, headers: headers, deadline: .max)
    }
    try subject.receive("")
    #expect(!exchange.hasEnded)
    var hadEnded = false
    subject.onEvent = { hadEnded = exchange.hasEnded }
    try subject.receive(Self.banner)
    #expect(hadEnded && subject.wasActive)
  }
}
