internal import LoadReports

/// Which pace comes next, and what a sweep has found.
struct StepCourse {
  /// Calls that are enough to keep a server busy while its limit is looked for.
  private static let mostCalibratingCalls = 128

  private var paces: [LoadPlan.Pace]
  private(set) var search: SweepSearch?
  private let sweep: LoadPlan.Sweep?
  private let refines: Bool
  /// Calls a second that the closed loop reached from which bounds were taken.
  private(set) var calibratedRate: Double?

  init(_ plan: LoadPlan) {
    refines = !plan.objectives.isEmpty
    switch plan.course {
    case .steps(let paces):
      self.paces = paces.reversed()
      sweep = nil
    case .sweep(let sweep):
      paces = []
      self.sweep = sweep
      if let low = sweep.low, let high = sweep.high {
        search = SweepSearch(low: low, high: high, steps: sweep.steps, refines: refines)
      }
    }
  }

  /// How many calls to keep open to find the bounds of a sweep; nil where they are known.
  func calibration(_ plan: LoadPlan) -> Int? {
    guard sweep != nil, search == nil else { return nil }
    return min(Self.mostCalibratingCalls, plan.connections * plan.callsPerConnection)
  }

  /// Takes the rate that the closed loop reached: the sweep goes from a tenth of it to a tenth above.
  mutating func calibrated(_ rate: Double) {
    guard let sweep else { return }
    let limit = rate.isFinite ? max(rate, 10) : 10
    calibratedRate = rate
    search = SweepSearch(
      low: (limit / 10).rounded(), high: (limit * 1.1).rounded(), steps: sweep.steps,
      refines: refines)
  }

  mutating func next() -> LoadPlan.Pace? {
    if search != nil { return search?.next().map { .open(rate: Self.tidy($0)) } }
    return paces.popLast()
  }

  /// A rate as people write it: whole, or of three digits where that is no rate any more.
  static func tidy(_ rate: Double) -> Double {
    var scale = 1.0
    while rate * scale < 100, scale < 1e300 { scale *= 10 }
    return (rate * scale).rounded() / scale
  }

  mutating func add(_ step: MeasuredStep, objectives: [Objective]) {
    guard search != nil, case .open(let rate) = step.pace else { return }
    let reported = step.reported([])
    search?.add(
      SweepSearch.Point(
        rate: rate, p99: reported.latency.supportedValue(atQuantile: 0.99).map { Double($0) },
        isKept: step.isKept,
        meetsObjective: step.isKept && objectives.decision(by: reported) == .met,
        isValid: step.limitEvidence == nil
          && (!step.isKept || objectives.decision(by: reported) != .undecided)))
  }
}

extension MeasuredStep {
  /// The least share of the due calls that must be complete when the last one is due.
  static let keptShare = 0.98

  /// The share of the due calls that were complete when the last one was due.
  var shareInTime: Double {
    tally.counts.due > 0 ? Double(tally.counts.completeInTime) / Double(tally.counts.due) : 1
  }

  /// Whether the server kept up with the rate.
  var isKept: Bool { shareInTime >= Self.keptShare }
}
