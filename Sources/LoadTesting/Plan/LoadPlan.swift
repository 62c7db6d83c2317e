package import RPCClient

/// What a load test is to do.
package struct LoadPlan: Sendable {
  /// When calls are made.
  package enum Pace: Sendable, Hashable {
    /// They are due at so many a second, whatever the server does.
    case open(rate: Double)
    /// So many are open at once: the end of one is the beginning of another.
    case closed(concurrency: Int)
  }

  /// Which paces, in which order.
  package enum Course: Sendable {
    case steps([Pace])
    case sweep(Sweep)
  }

  /// A search over rates; nil bounds are found by a short closed loop.
  package struct Sweep: Sendable {
    package var low: Double?
    package var high: Double?
    package var steps: Int

    package init(low: Double?, high: Double?, steps: Int) {
      self.low = low
      self.high = high
      self.steps = steps
    }
  }

  /// The servers, how they are trusted, and the largest message that is taken.
  package var client: ClientConfiguration
  package var label: String
  package var program: String
  package var commandLine: [String]
  package var course: Course
  package var arrivals = Arrivals.uniform
  package var mix = Mix(.getStatement)
  package var seed: UInt64 = 1
  /// Of each step, in seconds.
  package var duration = 10.0
  package var warmUp = 1.0
  package var connections = 1
  package var callsPerConnection = 100
  package var threads = 1
  /// Of a call from when it is sent, in nanoseconds.
  package var timeout: UInt64 = 20_000_000_000
  /// How long calls that are still open at the end of a step are waited for, in nanoseconds.
  package var drain: UInt64 = 5_000_000_000
  /// How long a run goes on without any connection, in nanoseconds.
  package var patience: UInt64 = 5_000_000_000
  /// Messages of a stream, at most; 0 for all.
  package var streamLimit: UInt64 = 100
  package var objectives: [Objective] = []
  /// The largest share of calls that may fail before the run counts as failed.
  package var maximumErrors = 0.01
  /// The server's process on this machine; found by its port where nil.
  package var serverProcess: Int32?

  package init(
    client: ClientConfiguration, label: String, program: String, commandLine: [String],
    course: Course
  ) {
    self.client = client
    self.label = label
    self.program = program
    self.commandLine = commandLine
    self.course = course
  }
}
