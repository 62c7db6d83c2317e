internal import Histogram
internal import NIOCore

/// A step that runs on a loop.
struct RunningStep {
  let run: StepRun
  let promise: EventLoopPromise<StepPart>
  let intervalLength: UInt64
  /// When calls that are still open are given up.
  var giveUpAt: UInt64
  var wasCut = false
  var isServerLost = false
  /// Intervals handed to who watches.
  var shown = 0
  /// The thread's processor time when measuring began, and when the last call was due.
  var timeBefore: ThreadTime?
  var timeAfter: ThreadTime?
}

/// What a thread has had of a processor by now.
struct ThreadTime {
  let clock = LoadLoop.clock
  let processor = ProcessorTime.ofThread()
  let wait = ProcessorTime.waitOfThread()
}

/// What one loop found in a step.
struct StepPart: Sendable {
  var tally: StepTally
  var measureFrom: UInt64
  var end: UInt64
  var wasCut: Bool
  /// Why the run ended early, if it did because no server could be reached.
  var lostReason: String?
  /// Which share of the time the loop's thread was at work; nil when the step was too short to tell.
  var busy: Double?
  /// Which share it was ready to work and had no processor; nil where the system does not tell.
  var heldUp: Double?
}

extension LoadLoop {
  /// How often time limits are looked at.
  private static let tick = TimeAmount.milliseconds(10)
  /// How long calls are waited for when somebody has interrupted the run.
  private static let lastWait: UInt64 = 300_000_000

  /// Begins a step; the promise is kept when it is over.
  func begin(_ run: StepRun, intervalLength: UInt64, _ promise: EventLoopPromise<StepPart>) {
    step = RunningStep(
      run: run, promise: promise, intervalLength: intervalLength,
      giveUpAt: run.end + shared.plan.drain)
    self.run = run
    let me = NIOLoopBound(self, eventLoop: loop)
    ticker = loop.scheduleRepeatedTask(initialDelay: Self.tick, delay: Self.tick) { _ in
      me.value.passTime()
    }
    // A closed loop has no due call to wake up for.
    let delay = Int64(clamping: run.measureFrom) - Int64(clamping: Self.clock)
    if run.nextDue == nil, delay > 0 {
      loop.scheduleTask(deadline: .uptimeNanoseconds(run.startsAt)) { me.value.pump() }
    }
    pump()
  }

  private func passTime() {
    guard var step else { return }
    let now = Self.clock
    let run = step.run
    if step.timeBefore == nil, now >= run.measureFrom {
      step.timeBefore = ThreadTime()
    }
    if step.timeAfter == nil, now >= run.end { step.timeAfter = ThreadTime() }
    if shared.control.isStopped, !step.wasCut {
      step.wasCut = true
      run.cut(now)
      step.giveUpAt = min(step.giveUpAt, now + Self.lastWait)
    }
    if let lostAt, now - min(lostAt, now) > shared.plan.patience, !step.isServerLost {
      step.isServerLost = true
      run.cut(now)
      step.giveUpAt = now
    }
    show(&step, upTo: run.intervalIndex(now))
    self.step = step
    if now >= nextExpiry, now > shared.plan.timeout {
      // A twentieth of the limit late at most: not each call is looked at each time.
      nextExpiry = now + shared.plan.timeout / 20
      forEachConnection { $0.expire(before: now - shared.plan.timeout) }
    }
    if now >= step.giveUpAt {
      finish(now)
    } else {
      finishIfDone(now)
    }
  }

  private func show(_ step: inout RunningStep, upTo current: Int) {
    guard shared.control.isWatched else { return }
    while step.shown < current {
      let intervals = step.run.tally.intervals
      shared.control.add(
        step.shown < intervals.count ? intervals[step.shown] : StepTally.Interval(),
        at: step.shown, of: loops, seconds: Double(step.intervalLength) / 1e9)
      step.shown += 1
    }
  }

  /// Ends the step when every call is complete and none is to come.
  func finishIfDone(_ now: UInt64) {
    guard let run, run.open == 0, run.isExhausted(now), now >= run.end else { return }
    finish(now)
  }

  private func finish(_ now: UInt64) {
    guard let step else { return }
    // Set aside first: giving up a call frees its stream, which asks for the next call.
    self.step = nil
    run = nil
    ticker?.cancel()
    ticker = nil
    step.run.close(now)
    forEachConnection { $0.giveUp(now) }
    var tally = step.run.tally
    tally.connect.add(connectTimes)
    tally.handshake.add(handshakeTimes)
    for (phase, reason) in connectionFailures { tally.fail(phase, reason) }
    connectTimes = .times
    handshakeTimes = .times
    connectionFailures = []
    var busy: Double?
    var heldUp: Double?
    if let before = step.timeBefore {
      let after = step.timeAfter ?? ThreadTime()
      if after.clock > before.clock {
        let length = Double(after.clock - before.clock)
        busy = Double(after.processor - before.processor) / length
        if let first = before.wait, let last = after.wait {
          heldUp = Double(last - min(first, last)) / length
        }
      }
    }
    step.promise.succeed(
      StepPart(
        tally: tally, measureFrom: step.run.measureFrom, end: step.run.end, wasCut: step.wasCut,
        lostReason: step.isServerLost ? lostReason : nil, busy: busy, heldUp: heldUp))
  }
}
