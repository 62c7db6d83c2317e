import Testing

@testable import AccessPolicy

/// How many calls a principal gets.
@Suite struct CallQuotasTests {
  private func principal(perSecond: Int? = nil, atOnce: Int? = nil) -> Principal {
    Principal(name: "desk", rights: [.read], callsPerSecond: perSecond, callsAtOnce: atOnce)
  }

  @Test("calls of a second may come at once, and come back evenly")
  func rate() {
    let quotas = CallQuotas()
    let desk = principal(perSecond: 4)
    for _ in 0..<4 { #expect(quotas.began(desk, now: 0) == nil) }
    #expect(quotas.began(desk, now: 0) == .callsPerSecond)
    #expect(quotas.began(desk, now: 249_000_000) == .callsPerSecond)
    #expect(quotas.began(desk, now: 251_000_000) == nil)
    #expect(quotas.began(desk, now: 252_000_000) == .callsPerSecond)
    // A long rest does not save up more than a second's.
    for _ in 0..<4 { #expect(quotas.began(desk, now: 3_600_000_000_000) == nil) }
    #expect(quotas.began(desk, now: 3_600_000_000_000) == .callsPerSecond)
  }

  @Test("a call that has ended makes room for another")
  func underWay() {
    let quotas = CallQuotas()
    let desk = principal(atOnce: 2)
    #expect(quotas.began(desk, now: 0) == nil)
    #expect(quotas.began(desk, now: 0) == nil)
    #expect(quotas.began(desk, now: 0) == .callsAtOnce)
    quotas.ended("desk")
    #expect(quotas.began(desk, now: 0) == nil)
    #expect(quotas.began(desk, now: 0) == .callsAtOnce)
  }

  @Test("work that takes long has its own places, which come back with it")
  func work() {
    let quotas = CallQuotas()
    let desk = Principal(name: "desk", rights: [.read], workAtOnce: 2)
    var places = [quotas.beganWork(desk), quotas.beganWork(desk)]
    #expect(!places.contains { $0 == nil })
    #expect(quotas.beganWork(desk) == nil)
    #expect(quotas.beganWork(Principal(name: "other", rights: [.read], workAtOnce: 1)) != nil)
    places.removeLast()
    #expect(quotas.beganWork(desk) != nil)
    #expect(quotas.beganWork(desk) != nil, "the place before was given back at once")
    withExtendedLifetime(places) {}
  }

  @Test("who has no limit is not counted, and nobody pays for another")
  func apart() {
    let quotas = CallQuotas()
    let free = Principal(name: "free", rights: [])
    #expect(quotas.began(principal(perSecond: 1), now: 0) == nil)
    #expect(quotas.began(principal(perSecond: 1), now: 0) == .callsPerSecond)
    for _ in 0..<1000 { #expect(quotas.began(free, now: 0) == nil) }
  }
}
