import LoadReports

/// Load tests of a server that does not exist: calls that queue before a few workers, by a seed.
struct SyntheticLoad {
  /// Calls a second that are due; their times are uniform.
  var rate = 2_000.0
  var seconds = 5.0
  var workers = 4
  /// Mean time of a worker for a call.
  var workNanoseconds = 1_000_000.0
  /// No worker begins a call between these seconds.
  var stop: Range<Double>?
  var failureShare = 0.0
  var intervalSeconds = 0.25
  var seed: UInt64 = 1

  static let method = "verbatim.v1.Archive/GetStatement"

  /// Xorshift64*: enough to look like chance, the same everywhere.
  struct Chance {
    var state: UInt64

    mutating func next() -> Double {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return Double((state &* 2_685_821_657_736_338_717) >> 11) / Double(1 << 53)
    }
  }

  private struct Call {
    var due: Double
    var sent: Double
    var end: Double
    var isFailed: Bool
  }

  private func calls() -> [Call] {
    var chance = Chance(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    var free = [Double](repeating: 0, count: workers)
    return (0..<Int(rate * seconds)).map { index in
      let due = Double(index) / rate
      let worker = free.indices.min { free[$0] < free[$1] } ?? 0
      var sent = max(due, free[worker])
      if let stop, stop.contains(sent) { sent = stop.upperBound }
      // The sum of four dice, and one call in two hundred that takes five times as long.
      let dice = (0..<4).reduce(0) { sum, _ in sum + chance.next() } / 2
      let slow = chance.next() < 0.005 ? 5.0 : 1.0
      let end = sent + workNanoseconds / 1e9 * (0.4 + 0.6 * dice) * slow
      free[worker] = end
      return Call(due: due, sent: sent, end: end, isFailed: chance.next() < failureShare)
    }
  }

  func step() -> LoadStep {
    let calls = calls()
    let good = calls.filter { !$0.isFailed }
    let latency = Distribution(recording: good.map { UInt64(($0.end - $0.due) * 1e9) })
    let service = Distribution(recording: good.map { UInt64(($0.end - $0.sent) * 1e9) })
    let failed = calls.count - good.count
    let statuses = failed > 0 ? ["OK": good.count, "UNAVAILABLE": failed] : ["OK": good.count]
    return LoadStep(
      offeredRate: rate, concurrency: nil, seconds: seconds,
      counts: LoadStep.Counts(
        due: calls.count, sent: calls.count, succeeded: good.count, failed: failed,
        late: calls.count { $0.sent - $0.due > 0.001 },
        completeInTime: calls.count { $0.end <= Double(calls.count - 1) / rate + 1e-9 }),
      latency: latency, serviceTime: service,
      methods: [
        LoadStep.Method(
          name: Self.method, succeeded: good.count, failed: failed, latency: latency,
          serviceTime: service)
      ], statuses: statuses, failuresByPhase: failed > 0 ? ["call": failed] : [:],
      failureMessages: failed > 0 ? ["the server is going away": failed] : [:],
      connect: Distribution(recording: [180_000, 190_000, 210_000, 260_000]),
      tlsHandshake: Distribution(recording: [1_400_000, 1_450_000, 1_500_000, 2_100_000]),
      intervals: intervals(calls), generatorCPU: Double(calls.count) * 3.1e-6,
      serverCPU: Double(calls.count) * 4.3e-6, generatorBusy: rate / 40_000,
      bytesReceived: good.count * 656)
  }

  private func intervals(_ calls: [Call]) -> [LoadStep.Interval] {
    let end = max(seconds, calls.map(\.end).max() ?? 0)
    var parts = [[Call]](repeating: [], count: Int((end / intervalSeconds).rounded(.up)))
    for call in calls { parts[min(parts.count - 1, Int(call.end / intervalSeconds))].append(call) }
    return parts.enumerated().map { index, part in
      let good = part.filter { !$0.isFailed }
      let times = Distribution(recording: good.map { UInt64(($0.end - $0.due) * 1e9) })
      return LoadStep.Interval(
        start: Double(index) * intervalSeconds, seconds: intervalSeconds, succeeded: good.count,
        failed: part.count - good.count, messages: good.count, bytes: good.count * 656,
        p50: times.value(atQuantile: 0.5), p99: times.value(atQuantile: 0.99),
        maximum: times.count > 0 ? times.maximum : nil)
    }
  }
}

extension Distribution {
  /// What an HdrHistogram of three digits makes of values: each becomes the highest that it cannot
  /// tell from it.
  init(recording values: [UInt64]) {
    var counts: [UInt64: Int] = [:]
    for value in values {
      let magnitude = max(0, 64 - value.leadingZeroBitCount - 11)
      counts[value | ((1 << UInt64(magnitude)) - 1), default: 0] += 1
    }
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(max(1, values.count))
    let squares = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    self.init(
      count: values.count, minimum: values.min() ?? 0, mean: mean,
      standardDeviation: (squares / Double(max(1, values.count))).squareRoot(),
      maximum: values.max() ?? 0,
      buckets: counts.sorted { $0.key < $1.key }.map { Bucket(value: $0.key, count: $0.value) })
  }
}

extension LoadReport {
  /// A report of these steps.
  static func synthetic(
    _ label: String, steps: [LoadStep], objective: ObjectiveResult? = nil,
    sweep: SweepResult? = nil, remarks: [Remark] = []
  ) -> LoadReport {
    LoadReport(
      label: label, program: "verbatim 1.0",
      commandLine: ["verbatim", "load-test", "--rate", "2000"], startedAt: "2026-03-02T10:20:30Z",
      generator: Machine(cores: 2, processor: "Imaginary 9000", system: "Linux 6.1"),
      targets: ["127.0.0.1:7443"],
      transport: Transport(
        connections: 4, callsPerConnection: 16, tlsVersion: "TLSv1.3",
        cipher: "TLS_AES_128_GCM_SHA256"),
      plan: Plan(
        loop: "open", arrivals: "uniform", seed: 7, warmUpSeconds: 1,
        mix: [MixEntry(method: SyntheticLoad.method, weight: 1)]), steps: steps,
      objective: objective, sweep: sweep, remarks: remarks)
  }

  /// Half of what the server can do.
  static let below = LoadReport.synthetic(
    "below", steps: [SyntheticLoad(rate: 2_000).step()],
    objective: ObjectiveResult(text: "p99<5ms", isMet: true, found: "p99 was 1.42 ms"))

  /// More than the server can do.
  static let above = LoadReport.synthetic(
    "above", steps: [SyntheticLoad(rate: 6_000).step()],
    objective: ObjectiveResult(text: "p99<5ms", isMet: false, found: "p99 was 2.65 s"))

  /// The server stopped for two seconds.
  static let stalled = LoadReport.synthetic(
    "stalled", steps: [SyntheticLoad(rate: 1_000, seconds: 8, stop: 3..<5).step()])

  /// A sweep from far below to above what the server can do.
  static func sweep(_ label: String = "sweep") -> LoadReport {
    .synthetic(
      label, steps: sweepSteps,
      objective: ObjectiveResult(text: "p99<5ms", isMet: true, found: "p99 was 2.26 ms at 3,500/s"),
      sweep: SweepResult(
        highestRateWithinObjective: 3_500, kneeRate: 3_800,
        method: "the farthest point from the chord of rate and p99"))
  }

  /// The same of a server with one worker more, which none of the rates saturates.
  static func betterSweep(_ label: String = "better") -> LoadReport {
    .synthetic(
      label, steps: betterSweepSteps,
      objective: ObjectiveResult(text: "p99<5ms", isMet: true, found: "p99 was 2.00 ms at 4,500/s"),
      sweep: SweepResult(
        highestRateWithinObjective: 4_500, kneeRate: nil, method: "no knee was reached"))
  }

  private static let sweepSteps = steps(workers: 4, seed: 3)
  private static let betterSweepSteps = steps(workers: 5, seed: 9)

  private static func steps(workers: Int, seed: UInt64) -> [LoadStep] {
    [500.0, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 3_800, 4_500].map { rate in
      SyntheticLoad(
        rate: rate, seconds: 3, workers: workers, failureShare: rate > 4_000 ? 0.02 : 0, seed: seed
      ).step()
    }
  }

  /// Nothing was complete.
  static var unreachable: LoadReport {
    var step = SyntheticLoad(rate: 100, seconds: 1).step()
    step.counts = LoadStep.Counts(due: 100, sent: 0, dropped: 100)
    for member in [\LoadStep.latency, \LoadStep.serviceTime] {
      step[keyPath: member] = Distribution(recording: [])
    }
    step.methods = []
    step.statuses = [:]
    step.failuresByPhase = ["connect": 4]
    step.failureMessages = ["cannot connect to 127.0.0.1:7443: Connection refused": 4]
    step.connect = nil
    step.tlsHandshake = nil
    step.intervals = []
    step.serverCPU = nil
    step.bytesReceived = 0
    return .synthetic("unreachable", steps: [step])
  }

  /// One call in one interval.
  static let single = LoadReport.synthetic(
    "single", steps: [SyntheticLoad(rate: 1, seconds: 1, intervalSeconds: 1).step()])

  /// No step at all.
  static let empty = LoadReport.synthetic("empty", steps: [])
}
