/// Chooses the rates of a sweep: first upwards in equal ratios until the server no longer keeps up, then
/// by halving between the highest rate that kept the objective and the lowest that did not.
package struct SweepSearch: Sendable {
  /// What was found at a rate.
  package struct Point: Sendable {
    package var rate: Double
    /// In nanoseconds; nil when the calls were too few for it.
    package var p99: Double?
    /// Whether nearly all calls were complete by the end of the step.
    package var isKept: Bool
    package var meetsObjective: Bool
    /// Whether a miss is the server's: false where the generator was the limit or was held up, or where
    /// the calls were too few.
    package var isValid: Bool

    package init(
      rate: Double, p99: Double?, isKept: Bool, meetsObjective: Bool, isValid: Bool = true
    ) {
      self.isValid = isValid
      self.rate = rate
      self.p99 = p99
      self.isKept = isKept
      self.meetsObjective = meetsObjective
    }
  }

  /// Halvings: each step takes as long as the others, and four narrow a gap of a half to 3 %.
  private static let refinements = 4
  /// A gap this small, as a ratio, is within the noise of two runs.
  private static let smallestGap = 1.03
  /// At the knee the 99th percentile is so many times what it is at low rates.
  private static let steepness = 3.0

  private var upward: [Double]
  private var refined = 0
  private let refines: Bool
  package private(set) var points: [Point] = []

  /// Rates from `low` to `high`, both among them. `refines` whether an objective is looked for.
  package init(low: Double, high: Double, steps: Int, refines: Bool) {
    self.refines = refines
    let ratio = steps > 1 ? high / low : 1
    upward = (0..<max(1, steps)).map { step in
      steps > 1 ? low * power(ratio, Double(step) / Double(steps - 1)) : low
    }
    upward.reverse()
  }

  /// Takes what the last rate led to.
  package mutating func add(_ point: Point) {
    points.append(point)
    // Beyond saturation a higher rate teaches nothing and takes as long.
    if !point.isKept { upward = [] }
  }

  /// The next rate; nil when the search is over.
  package mutating func next() -> Double? {
    if let rate = upward.popLast() { return rate }
    guard refines, refined < Self.refinements, let good = highestWithinObjective,
      let bad = lowestMiss, bad / good > Self.smallestGap
    else { return nil }
    refined += 1
    let rate = (good * bad).squareRoot()
    // One that said nothing before is not asked again.
    let isNew = !points.contains { abs($0.rate / rate - 1) < 0.005 }
    return isNew ? rate : nil
  }

  private var lowestMiss: Double? {
    points.filter { !$0.meetsObjective && $0.isValid }.map(\.rate).min()
  }

  /// Whether rates above `rate`, next to it, said nothing: what was found may hold for higher ones too.
  private func isOpen(above rate: Double) -> Bool {
    let next = points.filter { $0.rate > rate }.min { $0.rate < $1.rate }
    return next.map { !$0.isValid && !$0.meetsObjective } ?? false
  }

  /// Whether the highest rate that kept the objective is only the highest of those that could be measured.
  package var isLowerBound: Bool { highestWithinObjective.map(isOpen) ?? false }
  /// The same of the knee.
  package var isKneeLowerBound: Bool { knee.map(isOpen) ?? false }

  /// The highest rate that kept the objective and has no miss below it.
  package var highestWithinObjective: Double? {
    let bound = lowestMiss ?? .infinity
    return points.filter { $0.meetsObjective && $0.rate < bound }.map(\.rate).max()
  }

  /// The highest rate before those at which, each of them, the server fell behind or the 99th percentile
  /// was over three times that of the lowest rates; nil when the sweep met none such. One rate whose
  /// calls were disturbed is no knee when a higher one was quick again.
  package var knee: Double? {
    let ordered = points.filter { $0.isValid || $0.meetsObjective }.sorted { $0.rate < $1.rate }
    let quiet = ordered.filter(\.isKept).prefix(max(1, ordered.count / 3)).compactMap(\.p99)
      .sorted()
    guard !quiet.isEmpty else { return nil }
    let base = quiet[quiet.count / 2]
    let last = ordered.lastIndex { $0.isKept && ($0.p99 ?? 0) <= base * Self.steepness }
    guard let last, last + 1 < ordered.count else { return nil }
    return ordered[last].rate
  }

  /// How the knee is found, for readers of a report.
  package static let method = """
    the highest rate below those at which, each of them, under 98 % of the calls were complete when the \
    step ended, or p99 was over 3 times the median p99 of the lowest third of the rates
    """
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

private func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
