import TestSupport
import Testing

@testable import RPC

/// What all of a server's connections may spend on decompressing.
@Suite struct InflationShareTests {
  private let clock = ManualClock()
  private static let here: [UInt8] = [192, 0, 2, 1]
  private static let there: [UInt8] = [192, 0, 2, 2]

  /// Decompresses for so long.
  private func spend(_ seconds: Double, of share: InflationShare, _ origin: [UInt8]) -> Bool {
    share.spend(from: origin) { clock.advance(seconds) } != nil
  }

  @Test("an address has so much time, however many connections it opens, and gets it again")
  func origins() {
    let share = InflationShare(share: 0.01, clock: clock.now)
    #expect(spend(0.021, of: share, Self.here))
    #expect(!spend(0.001, of: share, Self.here))
    #expect(spend(0.001, of: share, Self.there))
    // What was overdrawn, a millisecond, comes back by half of a hundredth of the time.
    clock.advance(0.1)
    #expect(!spend(0.001, of: share, Self.here))
    clock.advance(0.2)
    #expect(spend(0.001, of: share, Self.here))
  }

  @Test("all addresses together have twice as much, and those without one share that")
  func all() {
    let share = InflationShare(share: 0.01, clock: clock.now)
    for _ in 0..<2 { #expect(spend(0.0205, of: share, [])) }
    #expect(!spend(0.001, of: share, []))
    clock.advance(1)
    #expect(spend(0.001, of: share, []))
  }

  @Test("two addresses that take all there is leave others their part, in debt up to as much again")
  func few() {
    let share = InflationShare(share: 0.01, clock: clock.now)
    #expect(spend(0.0205, of: share, Self.here))
    #expect(spend(0.0205, of: share, Self.there))
    #expect(!spend(0.001, of: share, []))
    let third: [UInt8] = [192, 0, 2, 3]
    #expect(spend(0.001, of: share, third))
    #expect(spend(0.015, of: share, third))
    #expect(!spend(0.001, of: share, third), "it had its part")
    #expect(spend(0.030, of: share, [192, 0, 2, 4]))
    #expect(!spend(0.001, of: share, [192, 0, 2, 5]), "the debt is as large as it may be")
  }

  @Test("addresses that have all of their time again are forgotten")
  func forgotten() {
    let share = InflationShare(share: 1, clock: clock.now)
    for number in 0..<10_000 {
      clock.advance(0.01)
      #expect(spend(0.000_1, of: share, [UInt8(number >> 8), UInt8(number & 255)]))
    }
    #expect(share.originCount <= 65)
  }

  @Test("a new connection of an address that has spent its time is refused, and says by what")
  func refused() throws {
    let share = InflationShare(share: 0.25, clock: clock.now)
    let bomb = MessageFrame.framed([UInt8](repeating: 7, count: 1_000), .gzip)
    func harness(_ origin: [UInt8]) throws -> (ServerHarness, Int32) {
      let server = try ServerHarness(inflationShare: share, origin: origin)
      return (server, server.call("/test.Service/Echo", [("grpc-encoding", "gzip")], body: bomb))
    }
    let (first, early) = try harness(Self.here)
    #expect(first.status(early) == 0)
    #expect(spend(0.03, of: share, Self.here))
    let (second, late) = try harness(Self.here)
    #expect(second.status(late) == StatusCode.resourceExhausted.rawValue)
    #expect(second.message(late).contains("(inflation-share)"))
    #expect(second.refusedCalls == [.inflationShare])
    let (neighbour, call) = try harness(Self.there)
    #expect(neighbour.status(call) == 0)
    #expect(second.status(second.call()) == 0)
  }
}
