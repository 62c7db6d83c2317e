import Histogram
import LoadReports
import RPC
import Testing

@testable import LoadTesting

/// A server that answers each call after a while, by a clock that only the test moves.
private struct SimulatedServer {
  /// Times at which it answers nothing.
  var stall: Range<UInt64> = 0..<0
  var serviceTime: UInt64 = 1_000_000
  var streams = 10

  /// Runs a step on a clock of 0.1 ms. Returns the run, and the calls as latency in order of their end.
  func serve(_ run: StepRun, until end: UInt64) -> [UInt64] {
    var underWay: [(call: LoadCall, done: UInt64)] = []
    var latencies: [UInt64] = []
    var now = run.startsAt
    while now < end {
      if !stall.contains(now) {
        underWay.removeAll { call, done in
          guard done <= now else { return false }
          run.succeeded(call, now, messages: 1, bytes: 10)
          if call.isMeasured { latencies.append(now - call.due) }
          return true
        }
      }
      while underWay.count < streams, let call = run.next(now) {
        underWay.append((call, now + serviceTime))
      }
      now += 100_000
    }
    for (call, _) in underWay {
      if call.isMeasured { latencies.append(now - call.due) }
      run.gaveUp(call, now)
    }
    run.close(now)
    return latencies
  }
}

struct StepRunTests {
  private static let second: UInt64 = 1_000_000_000

  private func makeRun(
    _ pace: LoadPlan.Pace = .open(rate: 1000), seconds: UInt64 = 5, warmUp: UInt64 = 1,
    arrivals: Arrivals = .uniform
  ) -> StepRun {
    StepRun(
      pace, arrivals: arrivals, mix: Mix(.getStatement), seed: 7, start: 100 * Self.second,
      warmUp: warmUp * Self.second, duration: seconds * Self.second,
      intervalLength: Self.second)
  }

  private func latency(_ run: StepRun) -> Distribution {
    Distribution(run.tally.methods[0].latency)
  }

  private func checkIdentities(_ counts: LoadStep.Counts, _ latency: Distribution) {
    #expect(counts.due == counts.sent + counts.dropped)
    #expect(counts.sent == counts.succeeded + counts.failed + counts.unfinished)
    #expect(latency.count == counts.due)
  }

  @Test("every call that is due is accounted for, and those of the warm-up are not")
  func identities() {
    let run = makeRun()
    _ = SimulatedServer().serve(run, until: 108 * Self.second)
    #expect(run.tally.counts.due == 5000)
    #expect(run.tally.counts.succeeded == 5000)
    #expect(run.tally.counts.late == 0)
    #expect(run.tally.counts.completeInTime >= 4990)
    #expect(run.open == 0)
    checkIdentities(run.tally.counts, latency(run))
    #expect(run.tally.intervals.map(\.succeeded).reduce(0, +) == 5000)
  }

  @Test("a server that stalls for two seconds shows them, in every call that was due meanwhile")
  func coordinatedOmission() {
    let run = makeRun()
    let stall = (102 * Self.second)..<(104 * Self.second)
    let latencies = SimulatedServer(stall: stall).serve(run, until: 110 * Self.second)
    let found = latency(run)
    checkIdentities(run.tally.counts, found)
    #expect(run.tally.counts.due == 5000)
    #expect(run.tally.counts.dropped == 0)
    // 2000 of 5000 calls were due while nothing was answered: the first of them waited for all of it,
    // those in the middle for half, and none was skipped.
    #expect(latencies.count { $0 >= Self.second } >= 1000)
    #expect(found.maximum >= 1_990_000_000)
    #expect(found.value(atQuantile: 0.7)! >= 500_000_000)
    #expect(found.value(atQuantile: 0.9)! >= 1_400_000_000)
    // What was measured from when it was sent knows of the ten calls that were open, and of no other.
    let service = Distribution(run.tally.methods[0].serviceTime)
    #expect(service.value(atQuantile: 0.99)! < 10_000_000)
    // Late sends are the full streams' doing, not the generator's.
    #expect(run.tally.counts.late >= 1900)
  }

  @Test("percentiles are those of the sorted times, to three digits")
  func percentiles() {
    let run = makeRun(arrivals: .poisson)
    let stall = (101 * Self.second)..<(101 * Self.second + 300_000_000)
    let sorted = SimulatedServer(stall: stall, streams: 3).serve(run, until: 120 * Self.second)
      .sorted()
    let found = latency(run)
    #expect(found.count == sorted.count)
    for quantile in [0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1] {
      let exact = Double(sorted[max(1, Int((Double(sorted.count) * quantile).rounded(.up))) - 1])
      let value = Double(found.value(atQuantile: quantile)!)
      #expect(abs(value - exact) <= exact / 1000 + 1, "\(quantile)")
    }
    #expect(Double(found.maximum) >= Double(sorted.last!) * 0.999)
  }

  @Test("a server that never answers has its silence counted")
  func silence() {
    let run = makeRun()
    let latencies = SimulatedServer(stall: 0..<(.max)).serve(run, until: 108 * Self.second)
    let counts = run.tally.counts
    checkIdentities(counts, latency(run))
    #expect(counts.due == 5000)
    #expect(counts.succeeded == 0)
    // The ten streams were taken in the warm-up: no call of the measured time was sent.
    #expect(counts.dropped == 5000)
    #expect(latencies.isEmpty)
    #expect(latency(run).minimum >= 1_999_000_000)
    #expect(latency(run).maximum >= 6_990_000_000)
  }

  @Test("calls that are open at the end are unfinished, and their waiting counts")
  func unfinished() {
    let run = makeRun(warmUp: 0)
    _ = SimulatedServer(stall: (103 * Self.second)..<(.max)).serve(run, until: 108 * Self.second)
    let counts = run.tally.counts
    checkIdentities(counts, latency(run))
    #expect(counts.unfinished == 10)
    #expect(counts.succeeded + counts.unfinished + counts.dropped == 5000)
    #expect(run.tally.unanswered == counts.unfinished + counts.dropped)
    #expect(latency(run).maximum >= 4_900_000_000)
  }

  @Test("what a server refuses is counted, and its quick answers do not flatter the latency")
  func refusals() {
    let run = makeRun(warmUp: 0)
    var now = run.startsAt
    for number in 0..<10 {
      now = run.startsAt + UInt64(number) * 1_000_000
      let call = run.next(now)!
      if number < 3 {
        run.failed(call, now + 10, RPCError(.notFound, "no"), wasAnswered: true)
      } else if number < 4 {
        run.failed(call, now + 9_000_000, RPCError(.deadlineExceeded, "late"), wasAnswered: true)
      } else if number < 6 {
        run.failed(call, now + 5_000_000, RPCError(.unavailable, "lost"), wasAnswered: false)
      } else {
        run.succeeded(call, now + 1000, messages: 1, bytes: 1)
      }
    }
    run.cut(now + 1)
    run.close(now + 1)
    let counts = run.tally.counts
    #expect(counts.due == 10)
    #expect(counts.failed == 6)
    #expect(counts.succeeded == 4)
    #expect(latency(run).count == 7)
    #expect(latency(run).minimum >= 999)
    #expect(latency(run).maximum >= 8_990_000)
    #expect(run.tally.statuses[StatusCode.notFound.rawValue] == 3)
    #expect(run.tally.statuses[StatusCode.unavailable.rawValue] == 2)
    #expect(run.tally.failuresByPhase == [.call: 6])
  }

  @Test("calls of the warm-up that end after it are seen in the time line and nowhere else")
  func warmUp() {
    let run = makeRun(seconds: 2, warmUp: 1)
    var calls: [LoadCall] = []
    while let call = run.next(run.measureFrom - 1) { calls.append(call) }
    run.succeeded(calls[0], run.measureFrom - 1, messages: 1, bytes: 10)
    run.succeeded(calls[1], run.measureFrom + 5, messages: 1, bytes: 10)
    run.failed(
      calls[2], run.measureFrom + Self.second + 5, RPCError(.unavailable, ""), wasAnswered: true)
    #expect(run.tally.intervals.map(\.fromWarmUp) == [1, 1])
    #expect(run.tally.intervals.allSatisfy { $0.succeeded == 0 && $0.latency.totalCount == 0 })
    #expect(run.tally.counts.due == 0 && run.tally.counts.succeeded == 0)
    #expect(run.tally.failuresByPhase.isEmpty)
  }

  @Test("late sends are the generator's only while a stream was free")
  func lateness() {
    let run = makeRun(.open(rate: 100), warmUp: 0)
    // Due at 0 ms, sent on time; due at 10 ms, sent 5 ms late with streams free all along.
    _ = run.next(run.startsAt)
    _ = run.next(run.startsAt + 15_000_000)
    #expect(run.tally.counts.late == 1)
    #expect(run.tally.lateByGenerator == 1)
    // Due at 20 ms; a stream became free at 30 ms, and the call left then.
    let free = run.startsAt + 30_000_000
    _ = run.next(free, freeSince: free)
    #expect(run.tally.counts.late == 2)
    #expect(run.tally.lateByGenerator == 1)
  }

  @Test("a closed loop keeps its calls open and asks for no more")
  func closedLoop() {
    let run = makeRun(.closed(concurrency: 4), warmUp: 0)
    let latencies = SimulatedServer().serve(run, until: 106 * Self.second)
    #expect(run.tally.counts.due == latencies.count)
    // Four calls of a millisecond each, for five seconds.
    #expect((19_000...20_100).contains(run.tally.counts.succeeded))
    checkIdentities(run.tally.counts, latency(run))
  }

  @Test("a run that is cut short has only what was due by then")
  func cut() {
    let run = makeRun(warmUp: 0)
    for _ in 0..<100 { _ = run.next(run.startsAt + Self.second) }
    run.cut(run.startsAt + Self.second)
    run.close(run.startsAt + Self.second)
    #expect(run.tally.counts.due == 1000)
    #expect(run.tally.counts.sent == 100)
    #expect(run.tally.counts.dropped == 900)
  }

  @Test("parts of several loops add up to the whole")
  func parts() {
    var tally = StepTally(Mix(.getStatement))
    for part in 0..<3 {
      let run = StepRun(
        .open(rate: 1000), arrivals: .uniform, mix: Mix(.getStatement), seed: 7, start: 0,
        warmUp: 0, duration: Self.second, intervalLength: Self.second, part: part, of: 3)
      _ = SimulatedServer().serve(run, until: 2 * Self.second)
      tally.add(run.tally)
    }
    #expect(tally.counts.due == 1000)
    #expect(tally.methods[0].latency.totalCount == 1000)
    #expect(tally.intervals.map(\.succeeded).reduce(0, +) == 1000)
  }
}
