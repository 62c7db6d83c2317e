internal import Histogram
internal import LoadReports
package import RPC

/// A call that is under way.
package struct LoadCall: Sendable {
  /// When it was to be sent, in monotonic nanoseconds.
  package var due: UInt64
  package var sent: UInt64
  /// The index of its method in the mix.
  package var method: Int
  /// A number from which its request is chosen.
  package var draw: UInt64
  /// False in the warm-up.
  package var isMeasured: Bool
}

/// One event loop's part of a step: which call is to be sent when, and what became of each. Has no clock
/// and no sockets; times are monotonic nanoseconds that the caller reads.
///
/// Calls are due by the schedule whatever happens to those before them. One that cannot be sent when it
/// is due is sent as soon as it can be, in order; none is skipped. Its latency counts from when it was
/// due. Calls without an answer at the end are in the latency with the time they had waited by then:
/// leaving out the slowest calls would flatter the server.
package final class StepRun {
  /// A call is late when it leaves so long after it was due.
  package static let lateness: UInt64 = 1_000_000

  @exclusivity(unchecked) package var tally: StepTally
  /// When the warm-up ends and measuring begins.
  package let measureFrom: UInt64
  /// When the last call is due, at the latest; earlier when the run was cut short.
  @exclusivity(unchecked) package private(set) var end: UInt64
  /// Calls that were sent and are not complete.
  @exclusivity(unchecked) package private(set) var open = 0
  /// When the next call is due; nil when there is none left, and in a closed loop.
  @exclusivity(unchecked) package private(set) var nextDue: UInt64?
  @exclusivity(unchecked) private var schedule: ArrivalSchedule?
  @exclusivity(unchecked) private var generator: SeededGenerator
  /// When the warm-up begins.
  package let startsAt: UInt64

  private let concurrency: Int
  private let mix: Mix
  private let intervalLength: UInt64

  /// Part `part` of `parts` of a step whose warm-up begins at `start`.
  package init(
    _ pace: LoadPlan.Pace, arrivals: Arrivals, mix: Mix, seed: UInt64, start: UInt64,
    warmUp: UInt64, duration: UInt64, intervalLength: UInt64, part: Int = 0, of parts: Int = 1
  ) {
    self.mix = mix
    startsAt = start
    self.intervalLength = intervalLength
    measureFrom = start + warmUp
    end = measureFrom + duration
    tally = StepTally(mix)
    generator = SeededGenerator(seed: seed, stream: UInt64(part) * 2 + 2)
    switch pace {
    case .open(let rate):
      concurrency = .max
      schedule = ArrivalSchedule(
        rate: rate, arrivals: arrivals, seed: seed, part: part, of: parts)
      advance()
    case .closed(let concurrency):
      self.concurrency = concurrency / parts + (part < concurrency % parts ? 1 : 0)
    }
  }

  private func advance() {
    guard let offset = schedule?.next() else { return }
    let due = startsAt + offset
    nextDue = due < end ? due : nil
  }

  /// The next call that is due; nil when none is. The caller sends it at once. `freeSince` is when a
  /// stream to send it on was there.
  package func next(_ now: UInt64, freeSince: UInt64 = 0) -> LoadCall? {
    let due: UInt64
    if schedule != nil {
      guard let next = nextDue, next <= now else { return nil }
      due = next
      advance()
    } else {
      guard open < concurrency, now >= startsAt, now < end else { return nil }
      due = now
    }
    let isMeasured = due >= measureFrom
    let call = LoadCall(
      due: due, sent: now, method: mix.draw(&generator), draw: generator.next(),
      isMeasured: isMeasured)
    open += 1
    guard isMeasured else { return call }
    tally.counts.due += 1
    tally.counts.sent += 1
    if now - due > Self.lateness {
      tally.counts.late += 1
      if now > freeSince, now - max(due, freeSince) > Self.lateness { tally.lateByGenerator += 1 }
    }
    return call
  }

  /// Whether no call is left to be sent at `now` or later.
  package func isExhausted(_ now: UInt64) -> Bool {
    schedule == nil ? now >= end : nextDue == nil
  }

  // MARK: Ends of calls

  /// A call's answer is complete and good.
  package func succeeded(_ call: LoadCall, _ now: UInt64, messages: Int, bytes: Int) {
    open -= 1
    guard call.isMeasured else { return endedLate(now) }
    tally.counts.succeeded += 1
    tally.statuses[0] += 1
    if now <= end { tally.counts.completeInTime += 1 }
    let latency = now - call.due
    tally.methods[call.method].succeeded += 1
    tally.methods[call.method].messages += messages
    tally.methods[call.method].bytes += bytes
    if messages == 0 { tally.methods[call.method].empty += 1 }
    record(call, now)
    interval(now) {
      $0.succeeded += 1
      $0.messages += messages
      $0.bytes += bytes
      $0.latency.add(latency)
    }
  }

  /// A call failed. `wasAnswered` when the server gave the status: a refusal may be quick, and its time
  /// would flatter, so that it is not in the latency; calls that nobody answered are. So are those whose
  /// time ran out, whichever side noticed first.
  package func failed(
    _ call: LoadCall, _ now: UInt64, _ error: RPCError, wasAnswered: Bool
  ) {
    open -= 1
    guard call.isMeasured else { return endedLate(now) }
    tally.counts.failed += 1
    tally.methods[call.method].failed += 1
    tally.statuses[error.code.rawValue] += 1
    tally.fail(.call, "\(error)")
    if now <= end { tally.counts.completeInTime += 1 }
    let waited = !wasAnswered || error.code == .deadlineExceeded
    if waited {
      tally.unanswered += 1
      record(call, now)
    }
    interval(now) {
      $0.failed += 1
      if waited { $0.latency.add(now - call.due) }
    }
  }

  /// A call of the warm-up is complete.
  private func endedLate(_ now: UInt64) {
    if now > measureFrom { interval(now) { $0.fromWarmUp += 1 } }
  }

  /// A call that was sent is given up at the end of the step.
  package func gaveUp(_ call: LoadCall, _ now: UInt64) {
    open -= 1
    guard call.isMeasured else { return }
    tally.counts.unfinished += 1
    tally.unanswered += 1
    record(call, now)
  }

  /// The step is over: calls that were due and never sent are dropped.
  package func close(_ now: UInt64) {
    while let due = nextDue {
      if due > now {
        nextDue = nil
        break
      }
      advance()
      guard due >= measureFrom else { continue }
      tally.counts.due += 1
      tally.counts.dropped += 1
      tally.unanswered += 1
      tally.methods[mix.draw(&generator)].latency.add(now - due)
      _ = generator.next()
    }
  }

  /// Cuts the step short: what is due after `now` is not part of it.
  package func cut(_ now: UInt64) {
    guard now < end else { return }
    end = now
    if let next = nextDue, next >= now { nextDue = nil }
  }

  private func record(_ call: LoadCall, _ now: UInt64) {
    tally.methods[call.method].latency.add(now - call.due)
    tally.methods[call.method].serviceTime.add(now - call.sent)
  }

  // MARK: Streams

  /// The first message of a stream is here.
  package func firstMessage(_ call: LoadCall, _ now: UInt64) {
    if call.isMeasured { tally.methods[call.method].firstMessage?.add(now - call.due) }
  }

  /// So many messages followed the last one after this time; those that come together are 0 apart.
  package func messages(_ count: Int, of call: LoadCall, after gap: UInt64) {
    guard call.isMeasured, count > 0 else { return }
    tally.methods[call.method].gaps?.add(gap)
    if count > 1 { tally.methods[call.method].gaps?.record(0, count: UInt64(count - 1)) }
  }

  // MARK: The time line

  /// Index of the interval that a time lies in.
  package func intervalIndex(_ now: UInt64) -> Int {
    now <= measureFrom ? 0 : Int((now - measureFrom) / intervalLength)
  }

  @inline(__always)
  private func interval(_ now: UInt64, _ body: (inout StepTally.Interval) -> Void) {
    let index = intervalIndex(now)
    while tally.intervals.count <= index { tally.intervals.append(StepTally.Interval()) }
    body(&tally.intervals[index])
  }
}
