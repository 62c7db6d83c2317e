package import LoadReports

extension Objective {
  /// What a step says of an objective.
  package enum Decision: Sendable, Hashable {
    case met
    case missed
    /// Nothing against it was seen, in too few calls to say that it holds.
    case undecided
  }

  /// Fewer calls than this among those that may fail, by the bound, say nothing when none has failed
  /// (the rule of three, 95 %).
  private static let leastFailures = 3.0

  /// What a step says; it needs at least ten calls beyond a percentile to say that it holds.
  package func decision(by step: LoadStep) -> Decision {
    guard figure(of: step) != nil else { return .missed }
    guard isMet(by: step) else { return .missed }
    switch figure {
    case .quantile(let quantile):
      return step.latency.supports(quantile: quantile) ? .met : .undecided
    case .errors:
      let isEnough = bound == 0 || Double(step.counts.due) * bound >= Self.leastFailures - 1e-9
      return isEnough ? .met : .undecided
    case .mean, .maximum: return .met
    }
  }
}

extension Sequence where Element == Objective {
  /// What a step says of all of them: missed where any is, and met only where each is.
  package func decision(by step: LoadStep) -> Objective.Decision {
    let all = Set(map { $0.decision(by: step) })
    return all.contains(.missed) ? .missed : all.contains(.undecided) ? .undecided : .met
  }
}
