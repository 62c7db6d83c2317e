import HTTP2
import NIOCore
import NIOEmbedded
import RPC
import Testing

@testable import RPCTransport

/// How long a connection sends before the others of its loop are looked at.
@Suite struct SendingTurnTests {
  /// A session that always has something to send.
  private final class Endless: ConnectionCore {
    var now: UInt64 = 0
    var sent = 0

    func send(into room: UnsafeMutableRawBufferPointer) throws -> Int {
      guard sent < 64 << 20 else { return 0 }
      room.initializeMemory(as: UInt8.self, repeating: 0)
      sent += room.count
      return room.count
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {}
    func receive(_ signal: SessionSignal) { signals.append(signal) }
    func passTime() throws {
      passedTimes += 1
      nextDeadline = nil
    }
    func drain() {}
    func connectionLost(_ reason: String) {}
    func goOn() {}
    var isPaused: Bool { false }
    var nextDeadline: UInt64?
    var signals: [SessionSignal] = []
    var passedTimes = 0
    var isFinished: Bool { false }
    var endedBecause: String? { nil }
    var openCalls: Int { 1 }
  }

  @Test("what makes an answer give way comes when whoever asked for its memory is done")
  func givingWay() throws {
    let channel = EmbeddedChannel()
    let core = Endless()
    core.sent = 64 << 20
    var tell: ((SessionSignal) -> Void)?
    let handler = ConnectionHandler(
      tls: nil, settings: ConnectionSettings(handshakeTimeout: 1_000_000_000, idleTimeout: nil),
      scratch: Scratch(),
      makeCore: { _, _, signal in
        tell = signal
        return core
      }, onEvent: { _, _ in })
    try channel.pipeline.syncOperations.addHandler(handler)
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    channel.embeddedEventLoop.run()
    tell?(.resume(stream: 1))
    #expect(core.signals.count == 1, "others come at once")
    tell?(.giveWay(stream: 3))
    #expect(core.signals.count == 1)
    channel.embeddedEventLoop.run()
    #expect(core.signals.count == 2)
  }

  @Test("a deadline is kept while a connection has something to send all the time")
  func deadlines() throws {
    let channel = EmbeddedChannel()
    let core = Endless()
    core.nextDeadline = UInt64.max / 4
    let handler = ConnectionHandler(
      tls: nil, settings: ConnectionSettings(handshakeTimeout: 1_000_000_000, idleTimeout: nil),
      scratch: Scratch(), makeCore: { _, _, _ in core }, onEvent: { _, _ in })
    try channel.pipeline.syncOperations.addHandler(handler)
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    channel.embeddedEventLoop.run()
    #expect(core.sent < 64 << 20, "it still has something to send")
    #expect(handler.scheduledDeadline == UInt64.max / 4)
  }

  /// Connections of one loop that always have something to send.
  private func endless(
    _ count: Int
  ) throws -> (loop: EmbeddedEventLoop, channels: [EmbeddedChannel], cores: [Endless]) {
    let (loop, scratch) = (EmbeddedEventLoop(), Scratch())
    let cores = (0..<count).map { _ in Endless() }
    let channels = try cores.map { core in
      let channel = EmbeddedChannel(loop: loop)
      let handler = ConnectionHandler(
        tls: nil, settings: ConnectionSettings(handshakeTimeout: 1_000_000_000, idleTimeout: nil),
        scratch: scratch, makeCore: { _, _, _ in core }, onEvent: { _, _ in })
      try channel.pipeline.syncOperations.addHandler(handler)
      channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
      return channel
    }
    loop.run()
    return (loop, channels, cores)
  }

  @Test("of many that always have something to send one has its turn before the loop looks up")
  func line() throws {
    let (loop, _, cores) = try endless(5)
    var before = cores.map(\.sent)
    var turns: [Int] = []
    for _ in 0..<10 {
      // What is due at once a loop does before it looks at its sockets.
      loop.advanceTime(by: .microseconds(20))
      let moved = cores.indices.filter { cores[$0].sent > before[$0] }
      #expect(moved.count == 1, "\(moved)")
      turns += moved
      before = cores.map(\.sent)
    }
    let round = Array(turns.prefix(5))
    #expect(turns == round + round, "in turn")
    #expect(Set(round).count == 5)
  }

  @Test("whoever waits for a turn gets none by saying something")
  func impatience() throws {
    let (_, channels, cores) = try endless(2)
    let before = cores.map(\.sent)
    for channel in channels {
      channel.pipeline.fireChannelRead(ByteBuffer(string: "more"))
      channel.pipeline.fireChannelReadComplete()
    }
    #expect(cores.map(\.sent) == before)
  }

  @Test("one that always has something to send leaves the loop to others after each turn")
  func turns() throws {
    let channel = EmbeddedChannel()
    let core = Endless()
    let handler = ConnectionHandler(
      tls: nil, settings: ConnectionSettings(handshakeTimeout: 1_000_000_000, idleTimeout: nil),
      scratch: Scratch(), makeCore: { _, _, _ in core }, onEvent: { _, _ in })
    try channel.pipeline.syncOperations.addHandler(handler)
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    // Runs what is due at once, as a loop does before it looks at its sockets.
    channel.embeddedEventLoop.run()
    let first = core.sent
    #expect(first > 0 && first <= 2 << 20, "\(first) bytes in a turn")
    channel.embeddedEventLoop.advanceTime(by: .microseconds(100))
    #expect(core.sent > first)
    #expect(core.sent <= first + 12 << 20)
  }
}
