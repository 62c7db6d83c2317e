/// What is to be seen of a step at a glance.
struct StepMark {
  var isBehind: Bool
  /// The highest rate that kept the objective.
  var isHighest: Bool
  var isKnee: Bool

  init(_ step: LoadStep, in report: LoadReport) {
    func isAt(_ rate: Double?) -> Bool {
      guard let rate, let offered = step.offeredRate else { return false }
      return abs(rate - offered) <= 1e-6 * max(rate, 1)
    }
    isBehind = step.isBehind
    isHighest = isAt(report.sweep?.highestRateWithinObjective)
    isKnee = isAt(report.sweep?.kneeRate)
  }

  var words: String {
    [isHighest ? "best" : "", isKnee ? "knee" : "", isBehind ? "behind" : ""]
      .filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
