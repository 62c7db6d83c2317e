import HTTP2
import TestSupport
import Testing

@testable import RPC

/// The rules of grpc.md on keepalive, age and abuse, each by its sentence.
@Suite struct ConnectionRulesTests {
  private static let ping = Frame(.ping, payload: [1, 2, 3, 4, 5, 6, 7, 8])
  private static let calm = HTTP2ErrorCode.enhanceYourCalm.rawValue

  private func lifetime(_ change: (inout ConnectionLifetime) -> Void) -> ConnectionLifetime {
    var lifetime = ConnectionLifetime()
    change(&lifetime)
    return lifetime
  }

  private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
  }

  /// The debug data of the GOAWAY frames so far.
  private func debugData(_ reader: FrameReader) -> [String] {
    reader.frames(.goAway).map { String(decoding: $0.payload.dropFirst(8), as: UTF8.self) }
  }

  // MARK: Keepalive

  @Test("keepalive: a client silent for 2 h is pinged, and closed 20 s after if it says nothing")
  func keepalive() throws {
    let server = try ServerHarness()
    server.advance(.seconds(7199))
    #expect(server.reader.frames(.ping).isEmpty)
    server.advance(.seconds(1))
    #expect(server.reader.frames(.ping).count == 1)
    server.advance(.milliseconds(19_999))
    #expect(server.givenUp == nil)
    server.advance(.milliseconds(1))
    #expect("\(try #require(server.givenUp))".contains("keepalive"))
  }

  @Test("keepalive: whatever the client sends answers the ping")
  func keepaliveAnswered() throws {
    let server = try ServerHarness()
    server.advance(.seconds(7200))
    let ping = try #require(server.reader.frames(.ping).last)
    server.send([Frame(.ping, flags: Frame.acknowledgement, payload: ping.payload)])
    server.advance(.seconds(7199))
    #expect(server.givenUp == nil)
    #expect(server.reader.frames(.ping).count == 1)
    server.advance(.seconds(1))
    #expect(server.reader.frames(.ping).count == 2)
    server.call()
    server.advance(.seconds(100))
    #expect(server.givenUp == nil)
  }

  @Test("keepalive: never means never")
  func noKeepalive() throws {
    let server = try ServerHarness(lifetime: lifetime { $0.keepaliveInterval = nil })
    #expect(server.session.nextDeadline == nil)
    server.advance(.seconds(1_000_000))
    #expect(server.reader.frames(.ping).isEmpty)
  }

  @Test("keepalive: a client pings a silent server while a call is open, and gives it up")
  func clientKeepalive() throws {
    let client = try ClientHarness(keepalive: ClientKeepalive(interval: .seconds(1)))
    #expect(client.session.nextDeadline == nil)
    client.advance(.seconds(60))
    #expect(client.reader.frames(.ping).isEmpty)
    client.send([.settings()])
    let call = try #require(client.call())
    // Shorter intervals than 10 s become 10 s.
    client.advance(.milliseconds(9_999))
    #expect(client.reader.frames(.ping).isEmpty)
    client.advance(.milliseconds(1))
    #expect(client.reader.frames(.ping).count == 1)
    client.advance(.seconds(20))
    #expect(client.givenUp != nil)
    client.session.connectionLost("\(try #require(client.givenUp))")
    #expect(call.status == .unavailable)
  }

  @Test("keepalive: without calls a client pings only when told to")
  func clientKeepaliveWithoutCalls() throws {
    let client = try ClientHarness(
      keepalive: ClientKeepalive(interval: .seconds(30), withoutCalls: true))
    client.advance(.seconds(30))
    #expect(client.reader.frames(.ping).count == 1)
  }

  // MARK: Age

  @Test("connection age: a connection drains at its age, jittered, and calls end after the grace")
  func age() throws {
    for (jitter, seconds) in [(0.9, 90), (1.1, 110)] {
      let server = try ServerHarness(
        lifetime: lifetime {
          $0.maximumAge = .seconds(100)
          $0.ageGrace = .seconds(30)
        }, jitter: jitter)
      let stream = server.call("/test.Service/Relay", end: false)
      server.advance(.seconds(seconds - 1))
      #expect(server.reader.frames(.goAway).isEmpty)
      server.advance(.seconds(1))
      #expect(server.reader.frames(.goAway).map(\.number) == [0x7fff_ffff])
      let ping = try #require(server.reader.frames(.ping).last)
      server.send([Frame(.ping, flags: Frame.acknowledgement, payload: ping.payload)])
      #expect(server.reader.frames(.goAway).map(\.number) == [0x7fff_ffff, UInt32(stream)])
      server.advance(.seconds(29))
      #expect(server.status(stream) == nil)
      server.advance(.seconds(1))
      #expect(server.status(stream) == StatusCode.unavailable.rawValue)
      #expect(server.session.http2.isFinished)
    }
  }

  @Test("connection age: without a limit of the grace, calls take as long as they take")
  func ageWithoutGrace() throws {
    let server = try ServerHarness(lifetime: lifetime { $0.maximumAge = .seconds(100) })
    let stream = server.call("/test.Service/Relay", end: false)
    server.advance(.seconds(100))
    server.advance(.seconds(1_000))
    #expect(server.status(stream) == nil)
    server.send([.data(stream, [], end: true)])
    #expect(server.status(stream) == 0)
  }

  @Test("drain: a client that does not answer the PING is told its last id after 10 s all the same")
  func unansweredDrain() throws {
    let server = try ServerHarness()
    let stream = server.call("/test.Service/Relay", end: false)
    server.session.drain()
    server.run()
    server.advance(.seconds(10))
    #expect(server.reader.frames(.goAway).map(\.number) == [0x7fff_ffff, UInt32(stream)])
  }

  @Test("drain: a client that takes nothing is given up after the grace")
  func stuckDrain() throws {
    let large = ServerHarness.method("Large", .serverStreaming) { exchange in
      for _ in 0..<100 {
        try await exchange.responses.write(MessageFrame.framed(Array(repeating: 1, count: 10_000)))
      }
    }
    let server = try ServerHarness(
      [large],
      lifetime: lifetime {
        $0.maximumAge = .seconds(100)
        $0.ageGrace = .seconds(1)
      })
    server.advance(.seconds(100))
    server.advance(.seconds(1))
    #expect(server.givenUp == nil)
    server.advance(.seconds(5))
    #expect(server.givenUp != nil)
  }

  // MARK: Pings

  @Test("pings more often than every 5 min count as strikes, after two ENHANCE_YOUR_CALM")
  func strikes() throws {
    let server = try ServerHarness(limits: limits { $0.permitsPingsWithoutCalls = true })
    server.send([Self.ping, Self.ping, Self.ping])
    #expect(server.reader.goAwayCode == nil)
    server.send([Self.ping])
    #expect(server.reader.goAwayCode == Self.calm)
    #expect(debugData(server.reader).contains("too_many_pings"))
    #expect(server.session.http2.isFinished)
  }

  @Test("pings every 5 min are no strikes where they are permitted without calls")
  func honestPings() throws {
    let server = try ServerHarness(limits: limits { $0.permitsPingsWithoutCalls = true })
    for _ in 0..<100 {
      server.send([Self.ping])
      server.advance(.seconds(300))
    }
    #expect(server.reader.goAwayCode == nil)
  }

  @Test("without a call a client may ping once in 2 h, unless it is permitted more")
  func pingsWithoutCalls() throws {
    let server = try ServerHarness()
    for _ in 0..<10 {
      server.send([Self.ping])
      server.advance(.seconds(7200))
    }
    #expect(server.reader.goAwayCode == nil)
    for _ in 0..<4 {
      server.send([Self.ping])
      server.advance(.seconds(600))
    }
    #expect(server.reader.goAwayCode == Self.calm)
    let busy = try ServerHarness()
    busy.call("/test.Service/Sleep", end: true)
    for _ in 0..<10 {
      busy.send([Self.ping])
      busy.advance(.seconds(600))
    }
    #expect(busy.reader.goAwayCode == nil)
  }

  @Test("the time between pings is counted from the last one that was no strike")
  func strikesAndTime() throws {
    let server = try ServerHarness(limits: limits { $0.permitsPingsWithoutCalls = true })
    // At 0, 200, 310, 510, 620 s: every other one comes too soon after one that did not.
    for seconds in [0, 200, 110, 200, 110] {
      server.advance(.seconds(seconds))
      server.send([Self.ping])
    }
    #expect(server.reader.goAwayCode == nil)
    server.advance(.seconds(200))
    server.send([Self.ping])
    #expect(server.reader.goAwayCode == Self.calm)
  }

  @Test("a client that did too much gets nothing more of its answers, however fast it reads")
  func nothingAfterTheEnd() throws {
    let large = ServerHarness.immediate("Large") { _, _ in
      .messages(EncodedMessages(length: 300_000) { _ in })
    }
    let server = try ServerHarness([large])
    let stream = server.call("/test.Service/Large")
    let before = server.reader.body(of: stream).count
    #expect(before < 300_000)
    for frame in [Frame.windowUpdate(0, 1_000_000), .windowUpdate(stream, 1_000_000)]
      + Array(repeating: Self.ping, count: 4)
    {
      server.deliver(frame.bytes)
    }
    server.run()
    #expect(server.reader.goAwayCode == Self.calm)
    let end = try #require(server.reader.frames.firstIndex { $0.kind == .goAway })
    #expect(server.reader.frames[end...].allSatisfy { $0.kind == .goAway })
    #expect(server.session.http2.isFinished)
  }

  @Test("strikes are reset when HEADERS or DATA are sent")
  func strikesReset() throws {
    let server = try ServerHarness()
    for _ in 0..<50 {
      server.send([Self.ping, Self.ping, Self.ping])
      server.call()
    }
    let stream = server.call("/test.Service/Relay", end: false)
    for _ in 0..<50 {
      server.send([Self.ping, Self.ping, Self.ping])
      server.send([.data(stream, MessageFrame.framed([1]))])
    }
    #expect(server.reader.goAwayCode == nil)
    server.send([Self.ping, Self.ping, Self.ping, Self.ping])
    #expect(server.reader.goAwayCode == Self.calm)
  }

  // MARK: Abuse

  @Test("a flood of SETTINGS ends in ENHANCE_YOUR_CALM, whoever reads the acknowledgements")
  func settingsFlood() throws {
    let server = try ServerHarness()
    for _ in 0..<199 { server.send([.settings()]) }
    #expect(server.reader.goAwayCode == nil)
    server.advance(.seconds(30))
    for _ in 0..<200 { server.send([.settings()]) }
    #expect(server.reader.goAwayCode == nil)
    server.send([.settings()])
    #expect(server.reader.goAwayCode == Self.calm)
    #expect(debugData(server.reader).contains("too_many_empty_frames"))
    #expect(server.exceededBudgets == [.emptyFrames])
    #expect(server.session.http2.endedBecause?.contains("too_many_empty_frames") == true)
  }

  @Test("a flood of empty DATA ends in ENHANCE_YOUR_CALM, padded or not", arguments: [false, true])
  func emptyData(_ isPadded: Bool) throws {
    let server = try ServerHarness()
    let stream = server.call("/test.Service/Relay", body: nil, end: false)
    let empty =
      isPadded
      ? Frame(.data, flags: 0x8, stream: stream, payload: [3, 0, 0, 0]) : Frame.data(stream, [])
    for _ in 0..<199 { server.send([empty]) }
    #expect(server.reader.goAwayCode == nil)
    server.send([empty])
    #expect(server.reader.goAwayCode == Self.calm)
  }

  @Test("SETTINGS with more than 32 entries end the connection")
  func settingsEntries() throws {
    let server = try ServerHarness()
    server.send([.settings(Array(repeating: (0x3, 100), count: 32))])
    #expect(server.reader.goAwayCode == nil && server.failure == nil)
    server.send([.settings(Array(repeating: (0x3, 100), count: 33))])
    #expect(server.reader.goAwayCode == Self.calm || server.failure != nil)
  }

  @Test("a header block takes 8 CONTINUATION frames and no more")
  func continuations() throws {
    func feed(_ count: Int) throws -> ServerHarness {
      let server = try ServerHarness()
      let stream = server.newStream()
      let block = Frame.block(server.headers())
      server.send([Frame(.headers, flags: Frame.endStream, stream: stream, payload: block)])
      for number in 1...count {
        server.send([
          Frame(
            .continuation, flags: number == count ? Frame.endHeaders : 0, stream: stream,
            payload: Frame.block([("x-\(number)", "y")]))
        ])
      }
      return server
    }
    let good = try feed(8)
    #expect(good.failure == nil && good.reader.goAwayCode == nil)
    let bad = try feed(9)
    #expect(bad.failure != nil || bad.reader.goAwayCode != nil)
  }

  @Test("refusals that a client makes the server send have the budget of resets")
  func refusals() throws {
    let gate = Gate()
    let server = try ServerHarness(
      [ServerHarness.method("Stubborn") { _ in await gate.wait() }],
      limits: limits {
        $0.maximumConcurrentCalls = 1
        $0.maximumResetShare = 1
      })
    server.send([.reset(server.call("/test.Service/Stubborn"), 8)])
    var refused = 0
    for _ in 0..<1_500 where server.reader.goAwayCode == nil {
      let stream = server.newStream()
      server.send([.headers(stream, server.headers(), end: true)])
      refused += 1
    }
    #expect(refused == 1_001)
    #expect(server.reader.goAwayCode == Self.calm)
    #expect(debugData(server.reader).contains("too_many_refused_calls"))
    gate.open()
    server.run()
  }
}
