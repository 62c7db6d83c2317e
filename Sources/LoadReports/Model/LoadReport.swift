/// Everything that a load test found out: what text, JSON, CSV and pages are made of.
///
/// All times are nanoseconds unless a name says otherwise. What was not measured is nil, never zero.
package struct LoadReport: Codable, Sendable {
  /// The version of the JSON form. Readers refuse a larger one.
  package static let currentVersion = 1

  package var version = Self.currentVersion
  /// What the run is called in overlays; the file's name or `--label`.
  package var label: String
  /// The program's version and the command line, without secrets.
  package var program: String
  package var commandLine: [String]
  /// ISO 8601, UTC.
  package var startedAt: String
  /// Where the load was made.
  package var generator: Machine
  /// The servers, as named on the command line.
  package var targets: [String]
  package var transport: Transport
  package var plan: Plan
  /// One for a run at a fixed rate or concurrency, several for steps and sweeps, in order of time.
  package var steps: [LoadStep]
  /// What was asked to hold, and whether it did; nil without `--objective`.
  package var objective: ObjectiveResult?
  /// What a sweep found; nil for other runs.
  package var sweep: SweepResult?
  /// What readers must know before they believe a figure: the generator was the limit, the sample
  /// is too small for a percentile, the run was cut short.
  package var remarks: [Remark]

  /// Makes a report.
  package init(
    label: String, program: String, commandLine: [String], startedAt: String, generator: Machine,
    targets: [String], transport: Transport, plan: Plan, steps: [LoadStep],
    objective: ObjectiveResult? = nil, sweep: SweepResult? = nil, remarks: [Remark] = []
  ) {
    self.label = label
    self.program = program
    self.commandLine = commandLine
    self.startedAt = startedAt
    self.generator = generator
    self.targets = targets
    self.transport = transport
    self.plan = plan
    self.steps = steps
    self.objective = objective
    self.sweep = sweep
    self.remarks = remarks
  }

  /// The machine that a program ran on.
  package struct Machine: Codable, Sendable {
    package var cores: Int
    package var processor: String
    package var system: String

    package init(cores: Int, processor: String, system: String) {
      self.cores = cores
      self.processor = processor
      self.system = system
    }
  }

  /// How calls travelled.
  package struct Transport: Codable, Sendable {
    package var connections: Int
    /// At most so many calls open at once on a connection.
    package var callsPerConnection: Int
    /// "TLS 1.3", or "plaintext"; nil when no connection was made.
    package var tlsVersion: String?
    package var cipher: String?

    package init(connections: Int, callsPerConnection: Int, tlsVersion: String?, cipher: String?) {
      self.connections = connections
      self.callsPerConnection = callsPerConnection
      self.tlsVersion = tlsVersion
      self.cipher = cipher
    }
  }

  /// What was meant to be done.
  package struct Plan: Codable, Sendable {
    /// "open" (calls are due at given times) or "closed" (a call follows the end of another).
    package var loop: String
    /// "uniform" or "poisson"; nil in a closed loop.
    package var arrivals: String?
    package var seed: UInt64
    package var warmUpSeconds: Double
    package var mix: [MixEntry]

    package init(
      loop: String, arrivals: String?, seed: UInt64, warmUpSeconds: Double, mix: [MixEntry]
    ) {
      self.loop = loop
      self.arrivals = arrivals
      self.seed = seed
      self.warmUpSeconds = warmUpSeconds
      self.mix = mix
    }
  }

  /// A method and its share of the calls.
  package struct MixEntry: Codable, Sendable {
    /// As gRPC names it, "verbatim.v1.Archive/GetStatement".
    package var method: String
    package var weight: Double

    package init(method: String, weight: Double) {
      self.method = method
      self.weight = weight
    }
  }

  /// Something that readers must know.
  package struct Remark: Codable, Sendable {
    package enum Kind: String, Codable, Sendable {
      /// The figures cannot be trusted as the server's.
      case invalid
      /// Read them with care.
      case warning
      case note
    }

    package var kind: Kind
    /// Which step it is about, from 0; nil for the whole run.
    package var step: Int?
    package var text: String

    package init(_ kind: Kind, step: Int? = nil, _ text: String) {
      self.kind = kind
      self.step = step
      self.text = text
    }
  }

  /// What was asked to hold.
  package struct ObjectiveResult: Codable, Sendable {
    /// As typed, "p99<5ms".
    package var text: String
    package var isMet: Bool
    /// Whether the calls were too few to say that it holds, though nothing spoke against it; nil in
    /// reports of before that was told apart. It is not met then.
    package var isUndecided: Bool?
    /// The figure found, in words, "p99 was 3.2 ms".
    package var found: String

    package init(text: String, isMet: Bool, isUndecided: Bool? = nil, found: String) {
      self.isUndecided = isUndecided
      self.text = text
      self.isMet = isMet
      self.found = found
    }
  }

  /// What a sweep over rates found.
  package struct SweepResult: Codable, Sendable {
    /// The highest rate offered, in calls a second, that kept the objective; nil if none did.
    package var highestRateWithinObjective: Double?
    /// Where latency begins to rise steeply or the server falls behind, in calls a second; nil if
    /// the sweep did not reach it.
    package var kneeRate: Double?
    /// Whether that rate, and the knee, are only the highest of those that could be measured: those next
    /// above were not valid, or had too few calls. Nil in reports of before that was told apart.
    package var isLowerBound: Bool?
    package var isKneeLowerBound: Bool?
    /// How the knee was found, in a sentence.
    package var method: String

    package init(
      highestRateWithinObjective: Double?, kneeRate: Double?, isLowerBound: Bool? = nil,
      isKneeLowerBound: Bool? = nil, method: String
    ) {
      self.isLowerBound = isLowerBound
      self.isKneeLowerBound = isKneeLowerBound
      self.highestRateWithinObjective = highestRateWithinObjective
      self.kneeRate = kneeRate
      self.method = method
    }
  }
}
