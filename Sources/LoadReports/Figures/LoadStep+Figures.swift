extension LoadStep {
  /// When the last interval ends, or the step where there is none: draining a queue takes longer
  /// than the step.
  var extent: Double {
    max(seconds, intervals.last.map { $0.start + $0.seconds } ?? 0)
  }

  /// Calls that succeeded a second while calls were due; nil for a step without length. What a server
  /// that fell behind completes afterwards, when the load has gone, is no part of the rate it carries;
  /// what it completed meanwhile of the warm-up's calls is.
  package var achievedRate: Double? {
    guard seconds > 0 else { return nil }
    let completed = counts.succeeded + counts.failed
    guard isBehind, completed > 0 else { return Double(counts.succeeded) / seconds }
    let share = Double(counts.succeeded) / Double(completed)
    return share * Double(counts.completeInTime + warmUpCallsInTime) / seconds
  }

  /// Calls of the warm-up that were complete while the step's own were due.
  package var warmUpCallsInTime: Int {
    intervals.reduce(0) { $0 + ($1.start < seconds ? $1.fromWarmUp ?? 0 : 0) }
  }

  /// Whether calls were due faster than they were completed.
  var isBehind: Bool {
    guard offeredRate != nil, counts.due > 0 else { return false }
    let shortfall = Double(counts.due - counts.completeInTime)
    return shortfall > max(Self.shortfallShare * Double(counts.due), callsUsuallyOpen)
  }

  /// Less than this share of calls missing at the end is no sign of a queue.
  private static let shortfallShare = 0.02

  /// Calls that are open at any moment without a queue, by Little's law with the shortest median of
  /// any interval, twice; and a few that chance explains.
  private var callsUsuallyOpen: Double {
    guard seconds > 0 else { return 10 }
    let shortest = intervals.compactMap(\.p50).min() ?? serviceTime.minimum
    return 2 * Double(counts.due) / seconds * Double(shortest) / 1e9 + 10
  }

  /// The typical median latency of the first and of the last third of the time in which calls were
  /// due, where it rises throughout and at least doubles; nil where it does not.
  var growth: (first: UInt64, last: UInt64)? {
    let medians = intervals.filter { $0.start < seconds }.compactMap(\.p50)
    guard medians.count >= 6 else { return nil }
    let third = medians.count / 3
    func typical(_ part: ArraySlice<UInt64>) -> UInt64 { part.sorted()[part.count / 2] }
    let first = typical(medians.prefix(third))
    let middle = typical(medians[third..<(medians.count - third)])
    let last = typical(medians.suffix(third))
    guard first < middle, middle < last, Double(last) > 2 * Double(first), last - first > 500_000
    else { return nil }
    return (first, last)
  }

  /// The longest time in which nothing was complete though calls were due, where chance does not
  /// explain it.
  var stall: (start: Double, seconds: Double)? {
    guard counts.due > 0, seconds > 0 else { return nil }
    let expected = Double(counts.due) / seconds
    var longest: (start: Double, seconds: Double)?
    var begun: Double?
    for interval in intervals where interval.start < seconds {
      guard interval.succeeded + interval.failed + (interval.fromWarmUp ?? 0) == 0 else {
        begun = nil
        continue
      }
      let start = begun ?? interval.start
      begun = start
      let length = interval.start + interval.seconds - start
      if length * expected >= Self.callsMissed, length > longest?.seconds ?? 0 {
        longest = (start, length)
      }
    }
    return longest
  }

  /// A gap in which fewer calls than this were due may be chance.
  private static let callsMissed = 20.0

  /// Microseconds of CPU a completed call; nil where nothing was complete.
  package func microsecondsPerCall(_ cpu: Double) -> Double? {
    let completed = counts.succeeded + counts.failed
    return completed > 0 ? cpu * 1e6 / Double(completed) : nil
  }

  /// What the step is called: its rate or its concurrency.
  var title: String {
    if let offeredRate { return Figure.rate(offeredRate) + "/s" }
    if let concurrency { return Figure.count(concurrency) + " open" }
    return "as fast as it goes"
  }
}

extension LoadReport {
  /// The step whose details are told first: the highest rate that kept the objective, else the last
  /// before the server fell behind, else the last.
  var mainStep: Int? {
    guard steps.count > 1 else { return steps.isEmpty ? nil : 0 }
    if let rate = sweep?.highestRateWithinObjective,
      let step = steps.lastIndex(where: { $0.offeredRate.map { abs($0 - rate) < 0.01 } ?? false })
    {
      return step
    }
    let measured = steps.indices.filter { steps[$0].counts.succeeded > 0 }
    return measured.last { !steps[$0].isBehind } ?? measured.last ?? steps.indices.last
  }

  /// The indices of the steps as they are shown: a sweep tries rates to and fro, and is read upwards.
  var shownSteps: [Int] {
    guard sweep != nil else { return Array(steps.indices) }
    return steps.indices.sorted {
      (steps[$0].offeredRate ?? 0, $0) < (steps[$1].offeredRate ?? 0, $1)
    }
  }

  /// Remarks that the verdict does not tell in full.
  var notes: [Remark] {
    var told = 0
    return remarks.filter { remark in
      guard remark.kind == .invalid else { return true }
      told += 1
      return told > Verdict.toldInvalid
    }
  }

  /// Calls by a member of their counts, over all steps.
  func total(_ member: KeyPath<LoadStep.Counts, Int>) -> Int {
    steps.reduce(0) { $0 + $1.counts[keyPath: member] }
  }

  /// Numbers by name over all steps, the most first.
  func totals(_ member: KeyPath<LoadStep, [String: Int]>) -> [(name: String, count: Int)] {
    var sums: [String: Int] = [:]
    for step in steps { sums.merge(step[keyPath: member], uniquingKeysWith: +) }
    return sums.map { (name: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }
}
