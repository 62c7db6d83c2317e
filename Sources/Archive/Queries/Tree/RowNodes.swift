/// What all of some sources have.
///
/// The source with the fewest rows leads. Those that leap are asked for their next rows wherever these
/// are, and the leader follows there; those that look at each row are asked about the rows alone that
/// the others found.
final class AndSource: RowSource {
  private let lead: RowSource
  private let others: [RowSource]
  /// The others, for loops that count no references.
  private let unowned: UnsafeMutableBufferPointer<Unmanaged<RowSource>>
  private let budget: StepBudget

  /// - Parameter sources: At least one.
  init(_ sources: [RowSource], _ budget: StepBudget, cost: Int) {
    self.budget = budget
    let sources = sources.sorted { ($0.leaps ? 0 : 1, $0.cost) < ($1.leaps ? 0 : 1, $1.cost) }
    lead = sources[0]
    others = Array(sources[1...])
    unowned = .allocate(capacity: others.count)
    _ = unowned.initialize(from: others.map { Unmanaged.passUnretained($0) })
    super.init(cost: cost, leaps: sources.allSatisfy(\.leaps))
  }

  deinit { unowned.deallocate() }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    var position = window.lowerBound
    search: while position < window.upperBound {
      if budget.isSpent, position > window.lowerBound { return Range(from: position, to: position) }
      budget.left &-= 1
      var found = lead.seek(Range(from: position, to: window.upperBound))
      if found.isEmpty { return found }
      for other in unowned {
        let leaps = other._withUnsafeGuaranteedRef { $0.leaps }
        let end = leaps ? window.upperBound : found.upperBound
        let from = found.lowerBound
        let part = other._withUnsafeGuaranteedRef { $0.seek(Range(from: from, to: end)) }
        if part.isEmpty, part.lowerBound < end || leaps { return part }
        if part.lowerBound >= found.upperBound {
          position = part.lowerBound
          continue search
        }
        found = Range(from: part.lowerBound, to: min(part.upperBound, found.upperBound))
      }
      return found
    }
    return window.end
  }
}

/// What any of some sources has.
final class OrSource: RowSource {
  @exclusivity(unchecked) private var sources: [Lookahead]
  private let budget: StepBudget

  init(_ sources: [RowSource], _ budget: StepBudget, cost: Int) {
    self.budget = budget
    self.sources = sources.map { Lookahead($0) }
    super.init(cost: cost, leaps: sources.allSatisfy(\.leaps))
  }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    budget.left &-= sources.count / 4
    var first = window.end
    var stopped = window.upperBound
    for index in sources.indices {
      let part = sources[index].seek(window)
      if part.isEmpty {
        stopped = min(stopped, part.lowerBound)
      } else if part.lowerBound < first.lowerBound {
        first = part
      } else if part.lowerBound == first.lowerBound, part.upperBound > first.upperBound {
        first = part
      }
    }
    // One that has not looked so far may have rows before those of the others.
    guard first.lowerBound <= stopped, !first.isEmpty else {
      return Range(from: stopped, to: stopped)
    }
    for index in sources.indices {
      let head = sources[index].head
      if head.lowerBound <= first.upperBound, head.upperBound > first.upperBound {
        first = Range(
          from: first.lowerBound, to: min(head.upperBound, window.upperBound))
      }
    }
    return first
  }
}

/// What a source does not have.
final class NotSource: RowSource {
  @exclusivity(unchecked) private var source: Lookahead
  private let budget: StepBudget

  init(_ source: RowSource, _ budget: StepBudget, cost: Int) {
    self.budget = budget
    self.source = Lookahead(source)
    super.init(cost: cost, leaps: source.leaps)
  }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    var position = window.lowerBound
    while position < window.upperBound, !budget.isSpent || position == window.lowerBound {
      budget.left &-= 1
      let other = source.seek(Range(from: position, to: window.upperBound))
      if other.lowerBound > position { return Range(from: position, to: other.lowerBound) }
      if other.isEmpty { return other }
      position = other.upperBound
    }
    return Range(from: position, to: position)
  }
}

/// A source whose next rows are known before it is their turn, so that they are not looked for again.
struct Lookahead {
  private let source: RowSource
  /// The rows found last.
  private(set) var head = 0..<0
  /// What lies before this and not in `head` is no match.
  private var cleared = 0

  init(_ source: RowSource) { self.source = source }

  /// See `RowSource.seek`.
  mutating func seek(_ window: Range<Int>) -> Range<Int> {
    if head.upperBound > window.lowerBound, !head.isEmpty { return head.part(of: window) }
    let start = max(window.lowerBound, cleared)
    guard start < window.upperBound else { return window.end }
    head = source.seek(Range(from: start, to: window.upperBound))
    cleared = head.upperBound
    return head
  }
}
