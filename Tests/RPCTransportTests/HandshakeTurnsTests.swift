import NIOCore
import Testing

@testable import RPCTransport

/// How much of its time an event loop gives to handshakes, and to whose.
@Suite struct HandshakeTurnsTests {
  private static let millisecond: UInt64 = 1_000_000
  private static let start: UInt64 = 1_000_000_000_000

  @Test(
    "handshakes that come as fast as they can take their share of the time",
    arguments: [0.1, 0.5, 1])
  func share(_ share: Double) {
    let turns = HandshakeTurns(share: share)
    let step = Self.millisecond / 2
    var now = Self.start
    var used: UInt64 = 0
    while now < Self.start + 1000 * Self.millisecond {
      if turns.isFree(now: now) {
        turns.spend(from: now, to: now + step)
        now += step
        used += step
      } else {
        now += Self.millisecond / 20
      }
    }
    #expect(abs(Double(used) / 1e9 - share) < 0.02)
  }

  @Test("few handshakes at once do not wait, and what was not used is not saved up")
  func burst() {
    let turns = HandshakeTurns(share: 0.5)
    for pause in [0, 3_600_000_000_000] as [UInt64] {
      let begun = Self.start + pause
      var now = begun
      while turns.isFree(now: now), now < begun + 100 * Self.millisecond {
        turns.spend(from: now, to: now + Self.millisecond)
        now += Self.millisecond
      }
      #expect((5...15).contains((now - begun) / Self.millisecond))
    }
  }

  @Test("addresses have their turns one after the other, however many wait from one of them")
  func peers() {
    let turns = HandshakeTurns(share: 1)
    var done: [String] = []
    for name in ["a1", "a2", "a3", "b1", "c1", "b2"] {
      _ = turns.wait([name.utf8.first ?? 0], address: name) { done.append(name) }
    }
    #expect(!turns.isFree(now: Self.start))
    while let go = turns.next(now: Self.start) { go() }
    #expect(done == ["a1", "b1", "c1", "a2", "b2", "a3"])
    #expect(turns.isFree(now: Self.start))
  }

  @Test("who is gone has no turn, and nobody waits behind them")
  func gone() {
    var waiters: [String] = []
    let turns = HandshakeTurns(share: 1) { waiters.append($0) }
    var done: [Int] = []
    let tickets = (0..<1000).map { number in
      turns.wait([UInt8(number % 2)], address: "\(number)") { done.append(number) }
    }
    for (number, ticket) in tickets.enumerated() where number % 100 != 7 { turns.leave(ticket) }
    while let go = turns.next(now: Self.start) { go() }
    #expect(done == (0..<10).map { $0 * 100 + 7 })
    #expect(turns.isEmpty)
    #expect(waiters.count == 1000)
    for ticket in tickets { turns.leave(ticket) }
    #expect(turns.next(now: Self.start) == nil)
  }

  @Test("nobody's turn comes while the handshakes before had no pause yet")
  func pause() {
    let turns = HandshakeTurns(share: 0.5)
    turns.spend(from: Self.start - 50 * Self.millisecond, to: Self.start)
    _ = turns.wait([1], address: "") {}
    #expect(turns.next(now: Self.start + 89 * Self.millisecond) == nil)
    #expect(turns.next(now: Self.start + 90 * Self.millisecond) != nil)
  }

  @Test("a network of IPv6 is one address, an IPv4 one is itself however it is written")
  func origins() throws {
    func origin(_ text: String) throws -> [UInt8] {
      try SocketAddress(ipAddress: text, port: 1).origin
    }
    #expect(try origin("2001:db8:0:1::1") == origin("2001:db8:0:1:ffff::2"))
    #expect(try origin("2001:db8:0:1::1") != origin("2001:db8:0:2::1"))
    #expect(try origin("192.0.2.1") != origin("192.0.2.2"))
    #expect(try origin("::ffff:192.0.2.1") == origin("192.0.2.1"))
  }
}
