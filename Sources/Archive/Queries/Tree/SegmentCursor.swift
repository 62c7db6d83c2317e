/// Goes through the rows of a segment that a plan means, forwards or backwards.
struct SegmentCursor {
  let segment: Segment
  private let order: RowOrder
  private let source: RowSource
  private let budget = StepBudget()
  /// What is left of the plan's rows, in positions of the order.
  private var left: Range<Int>

  /// - Parameter matchers: Those that others look at the rows by, too.
  init(_ plan: SegmentPlan, isReversed: Bool, _ matchers: PlaceMatchers? = nil) {
    segment = plan.segment
    order = RowOrder(rowCount: plan.segment.rowCount, isReversed: isReversed)
    source = plan.matches.source(in: plan.segment, order, rows: plan.rows, matchers, budget)
    left = order.flip(plan.rows)
  }

  /// Some ten microseconds' steps.
  private static let stepsAtOnce = 512

  /// What comes of a look for the next rows.
  enum Step {
    /// These, all adjacent; going backwards the last of them comes first.
    case rows(Range<Int>)
    /// Nothing yet, of much that was looked at.
    case nothingYet
    case end
  }

  /// Looks for the next rows, for no more than some ten microseconds.
  mutating func next() -> Step {
    guard !left.isEmpty else { return .end }
    budget.left = Self.stepsAtOnce
    let found = source.seek(left)
    left = Range(from: found.upperBound, to: left.upperBound)
    if !found.isEmpty { return .rows(order.flip(found)) }
    return left.isEmpty ? .end : .nothingYet
  }

  /// Passes over the rows before one, or going backwards over those behind it.
  mutating func skip(to row: Int) {
    left = Range(
      from: min(max(order.flip(row), left.lowerBound), left.upperBound), to: left.upperBound)
  }
}
