internal import Histogram
internal import NIOCore
internal import RPCClient
internal import Synchronization
internal import TLS

/// What the event loops of a load test have in common and none changes.
struct LoadShared: Sendable {
  struct Method: Sendable {
    var workload: Workload
    var isStream: Bool
  }

  let plan: LoadPlan
  let pool: RequestPool
  let methods: [Method]
  let maximumResponseSize: Int
  let tls: TLSContextSource?
  /// The addresses of each target; connections are dealt to the targets in turn.
  let targets: [[Endpoint]]
  let control: LoadControl

  init(
    plan: LoadPlan, pool: RequestPool, tls: TLSContextSource?, targets: [[Endpoint]],
    control: LoadControl
  ) {
    self.plan = plan
    self.pool = pool
    methods = plan.mix.entries.map {
      Method(workload: $0.workload, isStream: $0.workload.isStream)
    }
    maximumResponseSize = plan.client.maximumResponseSize
    self.tls = tls
    self.targets = targets
    self.control = control
  }
}

/// Lets others stop a load test and see how it goes.
package final class LoadControl: Sendable {
  private let isStopWanted = Atomic(false)
  private let intervals = Mutex<Shown>(Shown())

  private struct Shown {
    var step = 0
    /// How many loops have handed in each interval, and their sum.
    var parts: [Int: (count: Int, interval: StepTally.Interval)] = [:]
    var errors = 0
  }

  /// What the last interval that is complete looked like.
  package struct Line: Sendable, Equatable {
    package var step: Int
    package var index: Int
    package var succeeded: Int
    package var seconds: Double
    /// Nil when nothing was complete.
    package var p50: UInt64?
    package var p99: UInt64?
    /// Of the step so far.
    package var errors: Int

    package init(
      step: Int, index: Int, succeeded: Int, seconds: Double, p50: UInt64?, p99: UInt64?,
      errors: Int
    ) {
      self.step = step
      self.index = index
      self.succeeded = succeeded
      self.seconds = seconds
      self.p50 = p50
      self.p99 = p99
      self.errors = errors
    }
  }

  /// Called with each interval that is complete on every loop, on any thread.
  private let onLine: (@Sendable (Line) -> Void)?

  package init(onLine: (@Sendable (Line) -> Void)? = nil) { self.onLine = onLine }

  /// Ends the run early; what was found by then is reported.
  package func stop() { isStopWanted.store(true, ordering: .relaxed) }

  package var isStopped: Bool { isStopWanted.load(ordering: .relaxed) }

  var isWatched: Bool { onLine != nil }

  func beginStep(_ step: Int) {
    intervals.withLock { $0 = Shown(step: step) }
  }

  /// One loop's part of an interval is complete.
  func add(_ interval: StepTally.Interval, at index: Int, of loops: Int, seconds: Double) {
    let line = intervals.withLock { shown -> Line? in
      var part = shown.parts[index] ?? (0, StepTally.Interval())
      part.count += 1
      part.interval.add(interval)
      shown.parts[index] = part
      guard part.count == loops else { return nil }
      shown.parts[index] = nil
      shown.errors += part.interval.failed
      let latency = part.interval.latency
      let isEmpty = latency.totalCount == 0
      return Line(
        step: shown.step, index: index, succeeded: part.interval.succeeded, seconds: seconds,
        p50: isEmpty ? nil : latency.valueAtPercentile(50),
        p99: isEmpty ? nil : latency.valueAtPercentile(99), errors: shown.errors)
    }
    if let line { onLine?(line) }
  }
}
