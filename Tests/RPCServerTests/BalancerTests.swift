import Testing

@testable import RPCClient

private let second: UInt64 = 1_000_000_000

/// Where calls go, and when connections are made: on a clock that a test moves.
@Suite struct BalancerTests {
  /// A balancer whose links and places are names, and whose actions are words.
  private final class Subject {
    private var balancer: Balancer<String, String>

    init(_ policy: ClientConfiguration.LoadBalancing) {
      balancer = Balancer(
        policy, backoff: ConnectionBackoff(initial: second, maximum: 120 * second, jitter: { 1 }),
        resolutionInterval: 30 * second)
    }

    var isLacking: Bool { balancer.isLacking }

    var connectivity: String {
      switch balancer.connectivity {
      case .idle: "idle"
      case .connecting: "connecting"
      case .ready: "ready"
      case .failing(let reason): "failing: \(reason)"
      }
    }

    func choice(now: UInt64 = 0, waits: Bool = false) -> String {
      switch balancer.choose(waitsForReady: waits, now: now) {
      case .ready(let link): link
      case .wait: "wait"
      case .fail(let reason): "fail: \(reason)"
      }
    }

    func demand(now: UInt64) -> [String] { words(balancer.demand(now: now)) }

    func resolved(_ places: [String], now: UInt64) -> [String] {
      words(balancer.resolved(places, now: now))
    }

    func unresolved(_ reason: String, now: UInt64) -> [String] {
      words(balancer.unresolved(reason, now: now))
    }

    func connected(_ link: String, id: Int, attempt: Int) -> Bool {
      balancer.connected(link, id: id, attempt: attempt)
    }

    func wentAway(id: Int, attempt: Int) { balancer.wentAway(id: id, attempt: attempt) }

    func ended(_ reason: String, id: Int, attempt: Int, now: UInt64) -> [String] {
      words(balancer.ended(reason, id: id, attempt: attempt, now: now))
    }

    private func words(_ actions: [Balancer<String, String>.Action]) -> [String] {
      actions.map { action in
        switch action {
        case .resolve: "resolve"
        case .dial(let id, let attempt, let places):
          "dial \(id).\(attempt) \(places.joined(separator: ","))"
        case .wake(let time): "wake \(time / (second / 1000))"
        case .drain(let link): "drain \(link)"
        }
      }
    }
  }

  @Test("pick-first connects to the first address that answers, and sends every call there")
  func pickFirst() {
    let subject = Subject(.pickFirst)
    #expect(subject.choice() == "wait")
    #expect(subject.demand(now: 0) == ["resolve"])
    #expect(subject.demand(now: 0) == [])
    #expect(subject.resolved(["a", "b"], now: 0) == ["dial 1.1 a,b"])
    #expect(subject.choice() == "wait")
    #expect(subject.connected("A", id: 1, attempt: 1))
    #expect((0..<3).map { _ in subject.choice() } == ["A", "A", "A"])
    #expect(!subject.isLacking)
  }

  @Test("round-robin connects to every address, and sends calls to each in turn")
  func roundRobin() {
    let subject = Subject(.roundRobin)
    _ = subject.demand(now: 0)
    #expect(
      subject.resolved(["a", "b", "c"], now: 0) == ["dial 1.1 a", "dial 2.1 b", "dial 3.1 c"])
    for (id, link) in [(1, "A"), (2, "B"), (3, "C")] {
      #expect(subject.connected(link, id: id, attempt: 1))
    }
    var counts: [String: Int] = [:]
    for _ in 0..<300 { counts[subject.choice(), default: 0] += 1 }
    #expect(counts == ["A": 100, "B": 100, "C": 100])
  }

  @Test(
    "with pick-first it is idle, connecting, ready and idle again, or failing until it is ready")
  func connectivity() {
    let subject = Subject(.pickFirst)
    #expect(subject.connectivity == "idle")
    _ = subject.demand(now: 0)
    #expect(subject.connectivity == "connecting")
    _ = subject.unresolved("no name", now: 0)
    #expect(subject.connectivity == "failing: no name")
    _ = subject.demand(now: second)
    #expect(subject.connectivity == "failing: no name")
    _ = subject.resolved(["a", "b"], now: second)
    #expect(subject.connectivity == "connecting")
    _ = subject.ended("refused", id: 1, attempt: 1, now: second)
    #expect(subject.connectivity == "failing: refused")
    _ = subject.demand(now: 3 * second)
    _ = subject.resolved(["a", "b"], now: 3 * second)
    #expect(subject.connectivity == "failing: refused")
    #expect(subject.connected("A", id: 1, attempt: 2))
    #expect(subject.connectivity == "ready")
    subject.wentAway(id: 1, attempt: 2)
    #expect(subject.connectivity == "idle")
    _ = subject.demand(now: 4 * second)
    #expect(subject.connectivity == "connecting")
  }

  @Test("with round-robin one that is ready makes it so, and it fails when all have failed")
  func connectivityOfSeveral() {
    let subject = Subject(.roundRobin)
    _ = subject.demand(now: 0)
    _ = subject.resolved(["a", "b"], now: 0)
    _ = subject.ended("refused", id: 1, attempt: 1, now: 0)
    #expect(subject.connectivity == "connecting")
    _ = subject.ended("no route", id: 2, attempt: 1, now: 0)
    #expect(subject.connectivity == "failing: no route")
    _ = subject.demand(now: 2 * second)
    _ = subject.resolved(["a", "b"], now: 2 * second)
    #expect(subject.connected("B", id: 2, attempt: 2))
    #expect(subject.connectivity == "ready")
    subject.wentAway(id: 2, attempt: 2)
    #expect(subject.connectivity != "ready")
  }

  @Test("a server that goes away gets no new calls from then on, and is connected to anew")
  func goingAway() {
    let subject = Subject(.roundRobin)
    _ = subject.demand(now: 0)
    _ = subject.resolved(["a", "b"], now: 0)
    _ = subject.connected("A", id: 1, attempt: 1)
    _ = subject.connected("B", id: 2, attempt: 1)
    subject.wentAway(id: 1, attempt: 1)
    #expect((0..<4).map { _ in subject.choice() } == ["B", "B", "B", "B"])
    #expect(subject.isLacking)
    #expect(subject.demand(now: second) == ["dial 1.2 a"])
    // What the old connection still has to say concerns nobody.
    #expect(subject.ended("gone", id: 1, attempt: 1, now: second) == [])
    #expect(subject.ended("refused", id: 1, attempt: 2, now: second) == ["wake 2000"])
    #expect(subject.demand(now: 2 * second) == ["dial 1.3 a"])
    #expect(subject.connected("A2", id: 1, attempt: 3))
    #expect(Set((0..<2).map { _ in subject.choice() }) == ["A2", "B"])
  }

  @Test(
    "with pick-first a call after GOAWAY looks the names up again and connects to what is there")
  func pickFirstGoesOver() {
    let subject = Subject(.pickFirst)
    _ = subject.demand(now: 0)
    _ = subject.resolved(["a"], now: 0)
    _ = subject.connected("A", id: 1, attempt: 1)
    subject.wentAway(id: 1, attempt: 1)
    #expect(subject.choice() == "wait")
    #expect(subject.demand(now: 1) == ["resolve"])
    #expect(subject.resolved(["b", "c"], now: 2) == ["dial 1.2 b,c"])
    #expect(!subject.connected("late", id: 1, attempt: 1))
    #expect(subject.connected("B", id: 1, attempt: 2))
    #expect(subject.choice() == "B")
  }

  @Test("after a failed attempt calls fail at once until the backoff is over, but those that wait")
  func backoff() {
    let subject = Subject(.pickFirst)
    _ = subject.demand(now: 0)
    _ = subject.resolved(["a"], now: 0)
    #expect(subject.ended("no route", id: 1, attempt: 1, now: 0) == ["wake 1000"])
    #expect(subject.choice(now: second - 1) == "fail: no route")
    #expect(subject.choice(now: second - 1, waits: true) == "wait")
    #expect(subject.demand(now: 1) == ["wake 1000"])
    #expect(subject.choice(now: second) == "wait")
    #expect(subject.demand(now: second) == ["resolve"])
    #expect(subject.resolved(["a"], now: second) == ["dial 1.2 a"])
  }

  @Test("when the last server goes away, those that were waiting are tried at once")
  func lastOne() {
    let subject = Subject(.roundRobin)
    _ = subject.demand(now: 0)
    _ = subject.resolved(["a", "b"], now: 0)
    _ = subject.connected("B", id: 2, attempt: 1)
    #expect(subject.ended("refused", id: 1, attempt: 1, now: 0) == ["wake 1000"])
    subject.wentAway(id: 2, attempt: 1)
    #expect(subject.choice(now: 1) == "wait")
    #expect(subject.demand(now: 1) == ["resolve"])
    #expect(subject.resolved(["a", "b"], now: 1) == ["dial 1.2 a", "dial 2.2 b"])
  }

  @Test("names that cannot be looked up fail calls, with a backoff; known addresses serve on")
  func unresolved() {
    let subject = Subject(.pickFirst)
    _ = subject.demand(now: 0)
    #expect(subject.unresolved("no such host", now: 0) == ["wake 1000"])
    #expect(subject.choice(now: 1) == "fail: no such host")
    #expect(subject.demand(now: second) == ["resolve"])
    _ = subject.resolved(["a"], now: second)
    _ = subject.connected("A", id: 1, attempt: 1)
    subject.wentAway(id: 1, attempt: 1)
    #expect(subject.demand(now: second) == ["resolve"])
    #expect(subject.unresolved("no such host", now: second) == ["dial 1.2 a"])
  }

  @Test("an address that its name has no more is drained, and a new one is connected to")
  func changedAddresses() {
    let subject = Subject(.roundRobin)
    _ = subject.demand(now: 0)
    _ = subject.resolved(["a", "b"], now: 0)
    _ = subject.connected("A", id: 1, attempt: 1)
    _ = subject.connected("B", id: 2, attempt: 1)
    subject.wentAway(id: 1, attempt: 1)
    #expect(subject.demand(now: 31 * second) == ["resolve"])
    #expect(
      subject.resolved(["a", "c"], now: 31 * second) == [
        "drain B", "dial 1.2 a", "dial 3.1 c",
      ])
    #expect(subject.choice() == "wait")
  }

  @Test("the backoff is 1 s, grows by 1.6, and ends at 120 s, give or take a fifth")
  func delays() {
    let exact = ConnectionBackoff(
      initial: second, maximum: 120 * second, jitter: { 1 })
    #expect(exact.delay(after: 1) == second)
    #expect(exact.delay(after: 2) == 1_600_000_000)
    #expect(exact.delay(after: 3) == 2_560_000_000)
    #expect(exact.delay(after: 12) == 120 * second)
    #expect(exact.delay(after: 100_000) == 120 * second)
    let jittered = ConnectionBackoff(initial: second, maximum: 120 * second)
    for _ in 0..<1_000 {
      #expect((800_000_000...1_200_000_000).contains(jittered.delay(after: 1)))
    }
  }
}
