/// A stretch of a load test at one rate or concurrency, without its warm-up.
package struct LoadStep: Codable, Sendable {
  /// Calls a second that were due; nil in a closed loop.
  package var offeredRate: Double?
  /// Calls kept open at once; nil in an open loop.
  package var concurrency: Int?
  /// Seconds from the step's first due call to its last.
  package var seconds: Double
  package var counts: Counts
  /// From the moment a call was due until it was complete: what a user waits (open loop). In a closed
  /// loop calls are due when they are sent, and a server that stalls is seen by few of them.
  ///
  /// Calls that nobody answered are in it too (dropped, unfinished, their time limit passed, their
  /// connection lost), with the time they had waited by then. Calls that the server answered with an
  /// error are not: a quick refusal would flatter.
  package var latency: Distribution
  /// From the moment a call was sent until it was complete.
  package var serviceTime: Distribution
  /// By method as gRPC names it; one entry even where there is only one.
  package var methods: [Method]
  /// Calls by status, "OK", "UNAVAILABLE", …
  package var statuses: [String: Int]
  /// What failed by phase: "connect", "TLS", "call".
  package var failuresByPhase: [String: Int]
  /// The first few different failures in words, with how often each came.
  package var failureMessages: [String: Int]
  /// The time it took to connect and to shake hands; nil when no connection was made in this step.
  package var connect: Distribution?
  package var tlsHandshake: Distribution?
  /// The time line, in order, of equal length.
  package var intervals: [Interval]
  /// CPU seconds that the generator and, where it is on this machine, the server spent.
  package var generatorCPU: Double
  package var serverCPU: Double?
  /// Which share of the time, from 0 to 1, the busiest thread of the generator was at work.
  package var generatorBusy: Double?
  /// Which share of the time that thread, or the one that fared worst, was ready to work and had no
  /// processor; nil where the system does not tell.
  package var generatorHeldUp: Double?
  /// Bytes of messages received, with gRPC's five bytes each.
  package var bytesReceived: Int

  package init(
    offeredRate: Double?, concurrency: Int?, seconds: Double, counts: Counts,
    latency: Distribution, serviceTime: Distribution, methods: [Method], statuses: [String: Int],
    failuresByPhase: [String: Int], failureMessages: [String: Int], connect: Distribution?,
    tlsHandshake: Distribution?, intervals: [Interval], generatorCPU: Double, serverCPU: Double?,
    generatorBusy: Double? = nil, generatorHeldUp: Double? = nil, bytesReceived: Int
  ) {
    self.offeredRate = offeredRate
    self.concurrency = concurrency
    self.seconds = seconds
    self.counts = counts
    self.latency = latency
    self.serviceTime = serviceTime
    self.methods = methods
    self.statuses = statuses
    self.failuresByPhase = failuresByPhase
    self.failureMessages = failureMessages
    self.connect = connect
    self.tlsHandshake = tlsHandshake
    self.intervals = intervals
    self.generatorCPU = generatorCPU
    self.serverCPU = serverCPU
    self.generatorBusy = generatorBusy
    self.generatorHeldUp = generatorHeldUp
    self.bytesReceived = bytesReceived
  }

  /// What became of the calls of a step. `due` = `sent` + `dropped`; `sent` = `succeeded` + `failed` +
  /// `unfinished`.
  package struct Counts: Codable, Sendable {
    /// Calls that the plan had.
    package var due: Int
    package var sent: Int
    package var succeeded: Int
    package var failed: Int
    /// Still open when waiting for them ended, some time after the last one was due.
    package var unfinished: Int
    /// Sent more than a millisecond after they were due, because of the generator or of full streams.
    package var late: Int
    /// Never sent: until waiting for them ended there was no connection, or no free stream on one.
    package var dropped: Int
    /// Complete, well or not, when the last call was due; far fewer than `due` where the server fell
    /// behind.
    package var completeInTime: Int

    package init(
      due: Int = 0, sent: Int = 0, succeeded: Int = 0, failed: Int = 0, unfinished: Int = 0,
      late: Int = 0, dropped: Int = 0, completeInTime: Int = 0
    ) {
      self.due = due
      self.sent = sent
      self.succeeded = succeeded
      self.failed = failed
      self.unfinished = unfinished
      self.late = late
      self.dropped = dropped
      self.completeInTime = completeInTime
    }
  }

  /// The part of one method.
  package struct Method: Codable, Sendable {
    package var name: String
    package var succeeded: Int
    package var failed: Int
    package var latency: Distribution
    package var serviceTime: Distribution
    /// Only for methods that stream.
    package var stream: Stream?

    package init(
      name: String, succeeded: Int, failed: Int, latency: Distribution, serviceTime: Distribution,
      stream: Stream? = nil
    ) {
      self.name = name
      self.succeeded = succeeded
      self.failed = failed
      self.latency = latency
      self.serviceTime = serviceTime
      self.stream = stream
    }
  }

  /// What is measured of streams.
  package struct Stream: Codable, Sendable {
    /// From due to the first message.
    package var firstMessage: Distribution
    /// Between two messages of a stream as they arrive.
    package var gaps: Distribution
    package var messages: Int
    package var bytes: Int

    package init(firstMessage: Distribution, gaps: Distribution, messages: Int, bytes: Int) {
      self.firstMessage = firstMessage
      self.gaps = gaps
      self.messages = messages
      self.bytes = bytes
    }
  }

  /// A piece of the time line. Calls count where they were complete; their latency is from due.
  package struct Interval: Codable, Sendable {
    /// Seconds from the step's start to the interval's.
    package var start: Double
    package var seconds: Double
    package var succeeded: Int
    package var failed: Int
    /// Calls of the warm-up that were complete here, well or not: the server was at work though none of
    /// the step's calls was. Nil where there were none, and in reports of before they were counted.
    package var fromWarmUp: Int?
    package var messages: Int
    package var bytes: Int
    /// Nil where nothing was complete.
    package var p50: UInt64?
    package var p99: UInt64?
    package var maximum: UInt64?

    package init(
      start: Double, seconds: Double, succeeded: Int, failed: Int, fromWarmUp: Int? = nil,
      messages: Int, bytes: Int, p50: UInt64?, p99: UInt64?, maximum: UInt64?
    ) {
      self.start = start
      self.seconds = seconds
      self.succeeded = succeeded
      self.failed = failed
      self.fromWarmUp = fromWarmUp
      self.messages = messages
      self.bytes = bytes
      self.p50 = p50
      self.p99 = p99
      self.maximum = maximum
    }
  }
}
