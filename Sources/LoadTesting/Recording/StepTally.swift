internal import Histogram
package import LoadReports
internal import RPC

/// What is counted of a step, by one event loop or, merged, by all of them.
package struct StepTally: Sendable {
  /// The part of one method of the mix.
  package struct Method: Sendable {
    package var succeeded = 0
    package var failed = 0
    package var latency = TimeHistogram.times
    package var serviceTime = TimeHistogram.times
    package var firstMessage: TimeHistogram?
    package var gaps: TimeHistogram?
    package var messages = 0
    package var bytes = 0
    /// Streams that succeeded without a message.
    package var empty = 0

    init(isStream: Bool) {
      guard isStream else { return }
      firstMessage = .times
      gaps = .times
    }

    mutating func add(_ other: Method) {
      succeeded += other.succeeded
      failed += other.failed
      latency.add(other.latency)
      serviceTime.add(other.serviceTime)
      if let more = other.firstMessage { firstMessage?.add(more) }
      if let more = other.gaps { gaps?.add(more) }
      messages += other.messages
      bytes += other.bytes
      empty += other.empty
    }
  }

  /// A piece of the time line.
  package struct Interval: Sendable {
    package var succeeded = 0
    package var failed = 0
    /// Calls of the warm-up that were complete after it.
    package var fromWarmUp = 0
    package var messages = 0
    package var bytes = 0
    package var latency = TimeHistogram.times

    mutating func add(_ other: Interval) {
      succeeded += other.succeeded
      failed += other.failed
      fromWarmUp += other.fromWarmUp
      messages += other.messages
      bytes += other.bytes
      latency.add(other.latency)
    }
  }

  /// Where a failure happened.
  package enum Phase: String, Sendable, CaseIterable {
    case connect
    case tls = "TLS"
    case call
  }

  /// Different failures that are kept in words; further ones are counted only.
  private static let keptMessages = 10

  package var counts = LoadStep.Counts()
  /// Of the late ones, those that found a free stream: only the generator can have delayed them.
  package var lateByGenerator = 0
  /// Calls whose waiting, so far, is part of the latency though no answer came.
  package var unanswered = 0
  package var methods: [Method]
  package var intervals: [Interval] = []
  package var statuses = [Int](repeating: 0, count: StatusCode.allCases.count)
  package var failuresByPhase: [Phase: Int] = [:]
  package var failureMessages: [String: Int] = [:]
  package var connect = TimeHistogram.times
  package var handshake = TimeHistogram.times

  package init(_ mix: Mix) { methods = mix.entries.map { Method(isStream: $0.workload.isStream) } }

  package mutating func add(_ other: StepTally) {
    counts.due += other.counts.due
    counts.sent += other.counts.sent
    counts.succeeded += other.counts.succeeded
    counts.failed += other.counts.failed
    counts.unfinished += other.counts.unfinished
    counts.late += other.counts.late
    counts.dropped += other.counts.dropped
    lateByGenerator += other.lateByGenerator
    unanswered += other.unanswered
    counts.completeInTime += other.counts.completeInTime
    for index in methods.indices { methods[index].add(other.methods[index]) }
    for (index, interval) in other.intervals.enumerated() {
      if index < intervals.count {
        intervals[index].add(interval)
      } else {
        intervals.append(interval)
      }
    }
    for index in statuses.indices { statuses[index] += other.statuses[index] }
    failuresByPhase.merge(other.failuresByPhase, uniquingKeysWith: +)
    for (message, count) in other.failureMessages { note(message, count) }
    connect.add(other.connect)
    handshake.add(other.handshake)
  }

  /// Counts a failure in words.
  mutating func fail(_ phase: Phase, _ message: String) {
    failuresByPhase[phase, default: 0] += 1
    note(message, 1)
  }

  private mutating func note(_ message: String, _ count: Int) {
    if failureMessages[message] != nil || failureMessages.count < Self.keptMessages {
      failureMessages[message, default: 0] += count
    } else {
      failureMessages["other failures", default: 0] += count
    }
  }
}
