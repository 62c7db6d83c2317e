import Histogram
import LoadReports
import Testing

@testable import LoadTesting

struct ScheduleTests {
  @Test("uniform calls are due at equal distances, whichever loop they belong to")
  func uniform() {
    var whole = ArrivalSchedule(rate: 1000, arrivals: .uniform, seed: 1)
    var parts = (0..<3).map {
      ArrivalSchedule(rate: 1000, arrivals: .uniform, seed: 1, part: $0, of: 3)
    }
    for call in 0..<3000 {
      let due = whole.next()
      #expect(due == UInt64(call) * 1_000_000)
      #expect(parts[call % 3].next() == due)
    }
  }

  @Test("Poisson calls come at the rate, with exponential distances")
  func poisson() {
    var schedule = ArrivalSchedule(rate: 1000, arrivals: .poisson, seed: 42)
    let times = (0..<20_000).map { _ in schedule.next() }
    #expect(times == times.sorted())
    // The mean of 20,000 distances of 1 ms lies within 5 standard errors, 0.7 % each.
    #expect(abs(Double(times.last!) / 20e9 - 1) < 0.035)
    let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
    // 1/e of exponential distances are above their mean.
    let above = Double(gaps.count { $0 > 1_000_000 }) / Double(gaps.count)
    #expect(abs(above - 0.3679) < 0.02)
  }

  @Test("the same seed gives the same calls, another gives others")
  func seeds() {
    func times(_ seed: UInt64, _ part: Int) -> [UInt64] {
      var schedule = ArrivalSchedule(
        rate: 1000, arrivals: .poisson, seed: seed, part: part, of: 2)
      return (0..<100).map { _ in schedule.next() }
    }
    #expect(times(5, 0) == times(5, 0))
    #expect(times(5, 0) != times(6, 0))
    #expect(times(5, 0) != times(5, 1))
  }
}

struct MixTests {
  @Test("a mix is read as people type it")
  func parsing() throws {
    let mix = try Mix.parse("get-statement=8,StreamStatements=1,count").get()
    #expect(mix.entries.map(\.workload) == [.getStatement, .streamStatements, .countStatements])
    #expect(mix.entries.map(\.weight) == [8, 1, 1])
  }

  @Test(
    "what is no mix is refused with what is wrong",
    arguments: [
      ("get-word", "get-meeting, get-statement"), ("count=0", "no weight above 0"),
      ("count=x", "no weight above 0"), ("count=1,count=2", "twice"), ("", "no method"),
      ("get", "no method"), ("count=inf", "no weight above 0"),
    ])
  func refusals(text: String, reason: String) {
    guard case .failure(let error) = Mix.parse(text) else {
      Issue.record("“\(text)” was taken")
      return
    }
    #expect(error.description.contains(reason))
  }

  @Test("methods are drawn by their weights, and alike for the same seed")
  func weights() throws {
    let mix = try Mix.parse("get-statement=7,count=2,get-meeting=1").get()
    func draws(_ seed: UInt64) -> [Int] {
      var generator = SeededGenerator(seed: seed)
      return (0..<50_000).map { _ in mix.draw(&generator) }
    }
    let drawn = draws(3)
    #expect(drawn == draws(3))
    for (index, share) in [0.7, 0.2, 0.1].enumerated() {
      let found = Double(drawn.count { $0 == index }) / 50_000
      #expect(abs(found - share) < 0.01, "\(index)")
    }
  }
}

struct ObjectiveTests {
  private func step(_ times: [UInt64], failed: Int = 0) -> LoadStep {
    var histogram = TimeHistogram.times
    for time in times { histogram.add(time) }
    let due = times.count + failed
    return LoadStep(
      offeredRate: 1, concurrency: nil, seconds: 1,
      counts: .init(due: due, sent: due, succeeded: times.count, failed: failed),
      latency: Distribution(histogram), serviceTime: Distribution(histogram), methods: [],
      statuses: [:], failuresByPhase: [:], failureMessages: [:], connect: nil, tlsHandshake: nil,
      intervals: [], generatorCPU: 0, serverCPU: nil, bytesReceived: 0)
  }

  @Test(
    "objectives hold or not",
    arguments: [
      ("p99<5ms", true), ("p50<1ms", false), ("p99 <= 5000us", true), ("max<4ms", false),
      ("max<5ms", true), ("mean<3ms", true), ("mean<2ms", false), ("errors<1%", false),
      ("errors<=20%", true), ("p99.9<1s", true),
    ])
  func holds(text: String, isMet: Bool) throws {
    let objective = try #require(Objective(text))
    #expect(
      objective.isMet(by: step([1_000_000, 2_000_000, 3_000_000, 4_000_000], failed: 1)) == isMet)
  }

  @Test(
    "a percentile holds only with ten calls beyond it, few errors only with enough calls",
    arguments: [
      ("p99.99<5ms", 3, .undecided), ("p99.99<0.5ms", 3, .missed), ("p50<5ms", 19, .undecided),
      ("p50<5ms", 20, .met), ("p99<5ms", 999, .undecided), ("p99<5ms", 1000, .met),
      ("max<5ms", 3, .met), ("mean<5ms", 3, .met), ("errors<1%", 299, .undecided),
      ("errors<1%", 300, .met), ("errors<=0%", 1, .met), ("p99<5ms", 0, .missed),
    ] as [(String, Int, Objective.Decision)])
  func decision(text: String, count: Int, expected: Objective.Decision) throws {
    let objective = try #require(Objective(text))
    let step = step([UInt64](repeating: 1_000_000, count: count))
    #expect(objective.decision(by: step) == expected)
  }

  @Test("counts of messages do not come round")
  func counts() {
    var histogram = TimeHistogram.times
    for _ in 0..<3 { histogram.record(0, count: 1 << 31) }
    #expect(Distribution(histogram).count == 3 << 31)
  }

  @Test(
    "calls that are never due in anybody's time do no harm",
    arguments: [Arrivals.uniform, .poisson], [1e-300, 1e-9])
  func rareCalls(arrivals: Arrivals, rate: Double) {
    var schedule = ArrivalSchedule(rate: rate, arrivals: arrivals, seed: 1, part: 1, of: 256)
    var last: UInt64 = 0
    for _ in 0..<100 {
      let next = schedule.next()
      #expect(next >= last && next <= 1 << 62)
      last = next
    }
    #expect(last > 1 << 60)
  }

  @Test(
    "what is no objective is refused",
    arguments: [
      "", "p99", "p99<5", "p99>5ms", "p0<5ms", "p101<5ms", "x<5ms", "errors<5ms", "p99<-1ms",
    ])
  func refused(text: String) {
    #expect(Objective(text) == nil)
  }

  @Test("a step without a call keeps no objective")
  func empty() {
    #expect(!Objective("p99<5ms")!.isMet(by: step([])))
    #expect(!Objective("errors<5%")!.isMet(by: step([])))
  }
}

struct SweepTests {
  /// A server that keeps up to 1,000 calls a second, with a latency as of a queue before it.
  private func point(_ rate: Double, bound: Double = 4.5e6) -> SweepSearch.Point {
    let load = min(rate / 1000, 0.9999)
    let p99 = 1e6 / (1 - load)
    return SweepSearch.Point(
      rate: rate, p99: p99, isKept: rate <= 1000, meetsObjective: rate <= 1000 && p99 < bound)
  }

  @Test("a sweep goes up until the server falls behind, and halves the way to the objective's end")
  func search() {
    var search = SweepSearch(low: 100, high: 3200, steps: 6, refines: true)
    var rates: [Double] = []
    while let rate = search.next() {
      rates.append(rate)
      search.add(point(rate))
    }
    #expect(rates.prefix(4).map { $0.rounded() } == [100, 200, 400, 800])
    #expect(rates.max()! <= 1601)
    // The objective ends at 778 calls a second: p99 there is 4.5 ms.
    let best = search.highestWithinObjective!
    #expect(best < 778 && best > 700)
    // Three times the 1.25 ms of low rates are reached at 733 calls a second.
    #expect(search.knee! < 740 && search.knee! > 600)
  }

  @Test("a sweep that the server keeps up with finds no knee")
  func noKnee() {
    var search = SweepSearch(low: 10, high: 80, steps: 4, refines: false)
    while let rate = search.next() { search.add(point(rate)) }
    #expect(search.points.count == 4)
    #expect(search.knee == nil)
  }

  @Test("one rate that was disturbed is no knee, nor is one with too few calls for a percentile")
  func disturbed() {
    var search = SweepSearch(low: 10, high: 80, steps: 4, refines: false)
    while let rate = search.next() {
      var point = point(rate)
      if search.points.count == 1 { point.p99 = 1e9 }
      if search.points.count == 3 { point.p99 = nil }
      search.add(point)
    }
    #expect(search.points.count == 4)
    #expect(search.knee == nil)
  }

  @Test("where rates above could not be measured, what was found is only a lower bound")
  func notValid() {
    var search = SweepSearch(low: 100, high: 3200, steps: 6, refines: true)
    while let rate = search.next() {
      var point = point(rate)
      // The generator is the limit from 300 calls a second on.
      if rate > 300 { (point.isValid, point.meetsObjective, point.p99) = (false, false, 1e9) }
      search.add(point)
      #expect(search.points.count < 20)
    }
    #expect(search.highestWithinObjective?.rounded() == 200)
    #expect(search.isLowerBound)
    #expect(!search.isKneeLowerBound || search.knee != nil)
    var good = SweepSearch(low: 100, high: 3200, steps: 6, refines: true)
    while let rate = good.next() { good.add(self.point(rate)) }
    #expect(!good.isLowerBound && !good.isKneeLowerBound)
  }

  @Test("an objective that no rate keeps is not met")
  func never() {
    var search = SweepSearch(low: 100, high: 800, steps: 4, refines: true)
    while let rate = search.next() { search.add(point(rate, bound: 1)) }
    #expect(search.highestWithinObjective == nil)
    #expect(search.points.count == 4)
  }
}
