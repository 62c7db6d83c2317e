import HTTP2
import TestSupport
import Testing

@testable import RPC

/// Calls of a client above the number of streams that its server allows.
@Suite struct WaitingCallsTests {
  private let ok = ClientHarness.goodHeaders + [("grpc-status", "0")]

  /// A client whose server allows so many streams, all of them taken.
  private func full(_ count: Int) throws -> (ClientHarness, [ClientHarness.Call]) {
    let client = try ClientHarness(serverSettings: [(3, UInt32(count))])
    return (client, try (0..<count).map { _ in try #require(client.call()) })
  }

  @Test("calls that are over have nobody look at the time for them more than once, on either side")
  func deadDeadlines() throws {
    let server = try ServerHarness()
    for _ in 0..<20 {
      #expect(server.status(server.call("/test.Service/Echo", [("grpc-timeout", "4S")])) == 0)
      server.advance(.milliseconds(10))
    }
    // The first one's; the others were to come after it.
    server.advance(.milliseconds(3800))
    #expect(server.session.deadlines.earliest == .max)
    let (client, open) = try full(20)
    for call in open { client.send([.headers(call.stream, ok, end: true)]) }
    for _ in 0..<20 {
      let call = try #require(client.call(timeout: .seconds(4)))
      client.send([.headers(call.stream, ok, end: true)])
      client.advance(.milliseconds(10))
    }
    client.advance(.milliseconds(3800))
    #expect(client.session.nextDeadline == nil)
  }

  @Test("a heap of times drops those of calls that are over from its top alone")
  func heap() {
    var deadlines = Deadlines<Int>()
    for key in 0..<20 { deadlines.insert(key, at: UInt64(100 - key)) }
    deadlines.dropDead { $0 == 7 }
    #expect(deadlines.earliest == 93)
    deadlines.dropDead { _ in false }
    #expect(deadlines.earliest == .max)
  }

  @Test("a call above the server's number of streams waits, and is opened in its turn")
  func turn() throws {
    let (client, open) = try full(2)
    let waiting = try (0..<3).map { _ in try #require(client.call()) }
    #expect(waiting.map(\.stream) == [0, 0, 0])
    #expect(client.reader.frames(.headers).count == 2)
    client.send([.headers(open[0].stream, ok, end: true)])
    #expect(waiting.map(\.stream) == [5, 0, 0])
    client.send([.reset(open[1].stream, 8)])
    #expect(waiting.map(\.stream) == [5, 7, 0])
    for call in waiting.prefix(2) { client.send([.headers(call.stream, ok, end: true)]) }
    client.send([.headers(waiting[2].stream, ok, end: true)])
    #expect(waiting.map(\.status) == [.ok, .ok, .ok])
  }

  @Test("calls that wait go elsewhere as soon as the server says GOAWAY, those with a stream go on")
  func goAway() throws {
    let (client, open) = try full(2)
    let waiting = try (0..<2).map { _ in try #require(client.call()) }
    client.send([.goAway(last: open[1].stream, code: 0)])
    #expect(waiting.map(\.wasHandedBack) == [true, true])
    #expect(waiting.map(\.status) == [nil, nil])
    #expect(client.call() == nil)
    client.send([.headers(open[0].stream, ok, end: true)])
    #expect(open[0].status == .ok)
    #expect(client.reader.frames(.headers).count == 2)
  }

  @Test("calls that wait go elsewhere when the connection is lost")
  func lost() throws {
    let (client, open) = try full(1)
    let waiting = try #require(client.call())
    client.session.connectionLost("the cable was cut")
    #expect(waiting.wasHandedBack)
    #expect(open[0].status == .unavailable)
  }

  @Test("a call that waits can be cancelled, or its deadline pass, and it never starts")
  func cancelWaiting() throws {
    let (client, open) = try full(1)
    let second = try #require(client.call())
    let third = try #require(client.call(timeout: .seconds(1)))
    client.cancel(second)
    #expect(second.status == .cancelled)
    #expect(third.status == nil)
    client.advance(.seconds(1))
    #expect(third.status == .deadlineExceeded)
    client.send([.headers(open[0].stream, ok, end: true)])
    #expect(client.reader.frames(.headers).count == 1)
    #expect(client.session.http2.openStreams == 0)
    #expect(client.session.nextDeadline == nil)
  }

  @Test("the time a call has waited is not given to the server")
  func timeout() throws {
    let (client, open) = try full(1)
    let waiting = try #require(client.call(timeout: .seconds(10)))
    client.advance(.seconds(4))
    client.send([.headers(open[0].stream, ok, end: true)])
    #expect(client.reader.field("grpc-timeout", of: waiting.stream) == "6000000u")
  }

  @Test("a server that allows more streams later, or fewer, has it its way")
  func settings() throws {
    let (client, open) = try full(1)
    let waiting = try (0..<3).map { _ in try #require(client.call()) }
    client.send([.settings([(3, 3)])])
    #expect(waiting.map { $0.stream > 0 } == [true, true, false])
    client.send([.settings([(3, 1)]), .headers(open[0].stream, ok, end: true)])
    #expect(waiting[2].stream == 0)
    for call in waiting.prefix(2) { client.send([.headers(call.stream, ok, end: true)]) }
    #expect(waiting[2].stream > 0)
  }

  @Test("a channel that is closed lets the calls that wait have their turn")
  func drain() throws {
    let (client, open) = try full(1)
    let waiting = try #require(client.call())
    client.session.drain()
    #expect(client.call() == nil)
    client.send([.headers(open[0].stream, ok, end: true)])
    #expect(client.reader.goAwayCode == nil)
    client.send([.headers(waiting.stream, ok, end: true)])
    #expect(waiting.status == .ok)
    #expect(client.reader.goAwayCode == 0)
  }

  @Test("many calls that wait and are cancelled or expire leave nothing")
  func many() throws {
    let (client, _) = try full(1)
    let calls = try (0..<2_000).map { try #require(client.call(timeout: .seconds(1 + $0 % 7))) }
    for call in calls.prefix(1_000) { client.cancel(call) }
    client.advance(.seconds(8))
    #expect(calls.prefix(1_000).allSatisfy { $0.status == .cancelled })
    #expect(calls.suffix(1_000).allSatisfy { $0.status == .deadlineExceeded })
    #expect(client.session.nextDeadline == nil)
  }

  @Test("the earliest time comes out first, and what is over can be dropped")
  func deadlines() {
    var deadlines = Deadlines<Int>()
    var numbers = SystemRandomNumberGenerator()
    let times = (0..<500).map { _ in UInt64.random(in: 0..<1_000, using: &numbers) }
    for (key, time) in times.enumerated() { deadlines.insert(key, at: time) }
    deadlines.insert(-1, at: .max)
    deadlines.removeDead(live: 50) { $0 % 10 == 0 }
    let live = times.indices.filter { $0 % 10 == 0 }
    #expect(deadlines.earliest == live.map { times[$0] }.min())
    var popped: [Int] = []
    while let key = deadlines.popDue(now: 999) { popped.append(key) }
    #expect(popped.map { times[$0] } == live.map { times[$0] }.sorted())
    #expect(deadlines.earliest == .max)
  }
}
