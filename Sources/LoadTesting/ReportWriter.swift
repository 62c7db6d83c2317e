internal import Histogram
internal import LoadReports
internal import RPC
internal import RPCClient

/// Puts what was measured into a report.
struct ReportWriter {
  let plan: LoadPlan
  let course: StepCourse
  let steps: [MeasuredStep]

  func result(
    startedAt: String, tlsVersion: String?, cipher: String?, wasStopped: Bool
  ) -> LoadTest.Result {
    let reported = steps.map { $0.reported(plan.mix.entries) }
    let (objective, objectiveRemarks) = objectiveResult(reported)
    let isOpen =
      if case .steps(let paces) = plan.course, case .closed? = paces.first { false } else { true }
    let report = LoadReport(
      label: plan.label, program: plan.program, commandLine: plan.commandLine,
      startedAt: startedAt, generator: .current, targets: plan.client.targets.map { "\($0)" },
      transport: LoadReport.Transport(
        connections: plan.connections, callsPerConnection: plan.callsPerConnection,
        tlsVersion: tlsVersion, cipher: cipher),
      plan: LoadReport.Plan(
        loop: isOpen ? "open" : "closed", arrivals: isOpen ? plan.arrivals.rawValue : nil,
        seed: plan.seed, warmUpSeconds: plan.warmUp,
        mix: plan.mix.entries.map {
          LoadReport.MixEntry(method: $0.workload.name, weight: $0.weight)
        }),
      steps: reported, objective: objective, sweep: sweepResult,
      remarks: remarks(reported) + objectiveRemarks)
    return LoadTest.Result(
      report: report, wasStopped: wasStopped,
      lostReason: steps.lazy.compactMap(\.lostReason).first,
      hasTooManyErrors: reported.contains { errorShare($0) > plan.maximumErrors })
  }

  private var sweepResult: LoadReport.SweepResult? {
    guard let search = course.search else { return nil }
    return LoadReport.SweepResult(
      highestRateWithinObjective: plan.objectives.isEmpty ? nil : search.highestWithinObjective,
      kneeRate: search.knee,
      isLowerBound: plan.objectives.isEmpty ? nil : search.isLowerBound,
      isKneeLowerBound: search.knee == nil ? nil : search.isKneeLowerBound,
      method: search.knee == nil ? "" : SweepSearch.method)
  }

  private func objectiveResult(
    _ reported: [LoadStep]
  ) -> (LoadReport.ObjectiveResult?, [LoadReport.Remark]) {
    guard !plan.objectives.isEmpty else { return (nil, []) }
    let text = plan.objectives.map(\.text).joined(separator: ", ")
    // A sweep goes where the objective cannot hold; there the question is whether any rate keeps it.
    let decision: Objective.Decision
    var shown: LoadStep?
    if let search = course.search {
      let isOpen = reported.contains { plan.objectives.decision(by: $0) == .undecided }
      decision =
        search.highestWithinObjective != nil ? .met : isOpen ? .undecided : .missed
      shown = reported.first { $0.offeredRate == search.highestWithinObjective } ?? reported.first
    } else {
      let decisions = reported.map { plan.objectives.decision(by: $0) }
      let wanting = decisions.firstIndex(of: .missed) ?? decisions.firstIndex(of: .undecided)
      decision = wanting.map { decisions[$0] } ?? (reported.isEmpty ? .missed : .met)
      shown = wanting.map { reported[$0] } ?? reported.last
    }
    let found = shown.map { step in
      plan.objectives.map { $0.found(in: step) }.joined(separator: ", ")
        + (step.offeredRate.map { " at \(DurationText.rounded($0)) calls/s" } ?? "")
    }
    let result = LoadReport.ObjectiveResult(
      text: text, isMet: decision == .met, isUndecided: decision == .undecided,
      found: found ?? "nothing was measured")
    var remarks: [LoadReport.Remark] = []
    for (index, step) in reported.enumerated() {
      for objective in plan.objectives {
        guard let quantile = objective.quantile, !step.latency.supports(quantile: quantile) else {
          continue
        }
        remarks.append(
          LoadReport.Remark(
            .warning, step: index,
            "\(step.latency.count) calls are too few for \(objective.text): at least ten must lie "
              + "beyond the percentile, so run longer or faster"))
      }
    }
    return (result, remarks)
  }

  private func errorShare(_ step: LoadStep) -> Double {
    step.counts.due > 0
      ? Double(step.counts.due - step.counts.succeeded) / Double(step.counts.due) : 0
  }

  // MARK: Remarks

  /// The share of a loop's time at work from which the generator is near its limit.
  private static let nearlyBusy = 0.7
  /// The share of the step's calls that the warm-up may leave before it is told.
  private static let mostCarried = 0.02
  private func remarks(_ reported: [LoadStep]) -> [LoadReport.Remark] {
    var remarks: [LoadReport.Remark] = []
    if let rate = course.calibratedRate {
      remarks.append(
        .init(
          .note,
          "the rates were chosen after a closed loop of 1 s that reached "
            + "\(DurationText.rounded(rate)) calls/s"))
    }
    for (index, pair) in zip(steps, reported).enumerated() {
      remarks += stepRemarks(pair.0, pair.1, index)
    }
    return remarks
  }

  private func stepRemarks(
    _ step: MeasuredStep, _ reported: LoadStep, _ index: Int
  ) -> [LoadReport.Remark] {
    var remarks: [LoadReport.Remark] = []
    func add(_ kind: LoadReport.Remark.Kind, _ text: String) {
      remarks.append(.init(kind, step: steps.count > 1 ? index : nil, text))
    }
    func percent(_ share: Double) -> String { DurationText.rounded(share * 100) + " %" }
    if let evidence = step.limitEvidence {
      let reason = step.isBusy ? "was the limit" : "was held up"
      add(
        .invalid,
        "the generator \(reason), so that the figures are not the server's alone: \(evidence)")
    }
    if let reason = step.lostReason {
      add(
        .warning,
        "no server could be reached any more, and the run ended after "
          + "\(DurationText.rounded(step.seconds)) s of \(DurationText.rounded(step.plannedSeconds)) s: "
          + reason)
    } else if step.wasCut {
      add(
        .warning,
        "the run was cut short after \(DurationText.rounded(step.seconds)) s of "
          + "\(DurationText.rounded(step.plannedSeconds)) s")
    }
    if errorShare(reported) > plan.maximumErrors {
      add(
        .warning,
        "\(percent(errorShare(reported))) of the calls did not succeed; "
          + "--maximum-errors allows \(percent(plan.maximumErrors))")
    }
    if case .closed = step.pace {
      add(
        .note,
        "a closed loop sends less when the server is slow, so that its percentiles leave out what "
          + "independent users would wait; --rate measures that")
    }
    let carried = reported.warmUpCallsInTime
    if Double(carried) > Self.mostCarried * Double(reported.counts.due) {
      add(
        .note,
        "the warm-up left \(carried) calls that were complete only after it: the step began with a "
          + "queue")
    }
    if let own = reported.microsecondsPerCall(step.generatorCPU),
      let server = step.serverCPU.flatMap({ reported.microsecondsPerCall($0) }), own > server,
      let busy = step.busy, busy > Self.nearlyBusy
    {
      add(
        .warning,
        "the generator was near its limit and spent more CPU a call than the server: "
          + "\(DurationText.rounded(own)) µs against \(DurationText.rounded(server)) µs")
    }
    for (entry, method) in zip(plan.mix.entries, step.tally.methods)
    where entry.workload.isStream && method.empty * 2 > method.succeeded {
      add(
        .note,
        "\(method.empty) of \(method.succeeded) streams of \(entry.workload.name) held no message")
    }
    return remarks
  }
}

extension MeasuredStep {
  /// The step as reports have it.
  func reported(_ entries: [Mix.Entry]) -> LoadStep {
    var latency = TimeHistogram.times
    var service = TimeHistogram.times
    for method in tally.methods {
      latency.add(method.latency)
      service.add(method.serviceTime)
    }
    var statuses: [String: Int] = [:]
    for code in StatusCode.allCases where tally.statuses[code.rawValue] > 0 {
      statuses["\(code)"] = tally.statuses[code.rawValue]
    }
    let phases = tally.failuresByPhase.map { ($0.key.rawValue, $0.value) }
    var rate: Double?
    var concurrency: Int?
    switch pace {
    case .open(let value): rate = value
    case .closed(let value): concurrency = value
    }
    return LoadStep(
      offeredRate: rate, concurrency: concurrency, seconds: seconds, counts: tally.counts,
      latency: Distribution(latency), serviceTime: Distribution(service),
      methods: zip(entries, tally.methods).map { $1.reported($0.workload) }, statuses: statuses,
      failuresByPhase: Dictionary(uniqueKeysWithValues: phases),
      failureMessages: tally.failureMessages,
      connect: tally.connect.totalCount > 0 ? Distribution(tally.connect) : nil,
      tlsHandshake: tally.handshake.totalCount > 0 ? Distribution(tally.handshake) : nil,
      intervals: tally.intervals.enumerated().map { index, interval in
        interval.reported(start: Double(index) * intervalLength, seconds: intervalLength)
      }, generatorCPU: generatorCPU, serverCPU: serverCPU,
      generatorBusy: busy, generatorHeldUp: heldUp,
      bytesReceived: tally.methods.reduce(0) { $0 + $1.bytes })
  }
}

extension StepTally.Method {
  fileprivate func reported(_ workload: Workload) -> LoadStep.Method {
    var stream: LoadStep.Stream?
    if let firstMessage, let gaps {
      stream = LoadStep.Stream(
        firstMessage: Distribution(firstMessage), gaps: Distribution(gaps), messages: messages,
        bytes: bytes)
    }
    return LoadStep.Method(
      name: workload.name, succeeded: succeeded, failed: failed, latency: Distribution(latency),
      serviceTime: Distribution(serviceTime), stream: stream)
  }
}

extension StepTally.Interval {
  fileprivate func reported(start: Double, seconds: Double) -> LoadStep.Interval {
    let isEmpty = latency.totalCount == 0
    return LoadStep.Interval(
      start: start, seconds: seconds, succeeded: succeeded, failed: failed,
      fromWarmUp: fromWarmUp > 0 ? fromWarmUp : nil, messages: messages, bytes: bytes,
      p50: isEmpty ? nil : latency.valueAtPercentile(50),
      p99: isEmpty ? nil : latency.valueAtPercentile(99),
      maximum: isEmpty ? nil : latency.maxRecorded)
  }
}
