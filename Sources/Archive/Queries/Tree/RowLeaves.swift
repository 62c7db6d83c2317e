/// One range of rows: days, or everything.
final class RangeSource: RowSource {
  private let positions: Range<Int>

  init(_ positions: Range<Int>, cost: Int) {
    self.positions = positions
    super.init(cost: cost, leaps: true)
  }

  override func seek(_ window: Range<Int>) -> Range<Int> { positions.part(of: window) }
}

/// Rows of ascending lists.
final class PostingSource: RowSource {
  @exclusivity(unchecked) private var walker: PostingWalker
  /// Keeps the memory of a list that is not a segment's.
  private let owner: RowList?

  init(
    _ lists: [UnsafeBufferPointer<UInt32>], _ order: RowOrder, cost: Int, owner: RowList? = nil
  ) {
    walker = PostingWalker(lists, order)
    self.owner = owner
    super.init(cost: cost, leaps: true)
  }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    walker.seek(window.lowerBound)
    guard let position = walker.position, position < window.upperBound else { return window.end }
    return Range(from: position, to: position + 1)
  }
}

/// Rows of listed runs.
final class RunSource: RowSource {
  private let runs: [UInt32]
  private let segment: Segment
  private let order: RowOrder
  /// What is left of the list; going backwards its last run is next.
  @exclusivity(unchecked) private var left: Range<Int>
  /// The range found last.
  @exclusivity(unchecked) private var head = 0..<0

  init(_ runs: [UInt32], of segment: Segment, _ order: RowOrder, cost: Int) {
    self.runs = runs
    self.segment = segment
    self.order = order
    left = 0..<runs.count
    super.init(cost: cost, leaps: true)
  }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    if head.upperBound > window.lowerBound { return head.part(of: window) }
    let run = segment.runOfRow[order.flip(window.lowerBound)]
    // The runs up to the first, or last, that is not over; and those that adjoin it.
    if order.isReversed {
      let end = partitionPoint(left) { runs[$0] <= run }
      var start = end
      while start > left.lowerBound, start == end || runs[start] == runs[start - 1] + 1 {
        start -= 1
      }
      return found(start..<end, left: left.lowerBound..<start, in: window)
    }
    let start = partitionPoint(left) { runs[$0] < run }
    var end = start
    while end < left.upperBound, start == end || runs[end] == runs[end - 1] + 1 { end += 1 }
    return found(start..<end, left: end..<left.upperBound, in: window)
  }

  private func found(
    _ indexes: Range<Int>, left: Range<Int>, in window: Range<Int>
  ) -> Range<Int> {
    self.left = left
    guard !indexes.isEmpty else { return window.end }
    let rows = Range(
      from: segment.rows(ofRun: Int(runs[indexes.lowerBound])).lowerBound,
      to: segment.rows(ofRun: Int(runs[indexes.upperBound - 1])).upperBound)
    head = order.flip(rows)
    return head.part(of: window)
  }
}

/// Rows of meetings at some places; looks at one run after another.
final class PlaceSource: RowSource {
  /// Runs looked at in a step.
  private static let runsAStep = 2

  private let places: PlaceSet
  private let segment: Segment
  private let order: RowOrder
  /// The range found last.
  @exclusivity(unchecked) private var head = 0..<0

  private let budget: StepBudget

  init(
    _ places: PlaceSet, of segment: Segment, _ order: RowOrder, _ budget: StepBudget, cost: Int
  ) {
    self.budget = budget
    self.places = places
    self.segment = segment
    self.order = order
    super.init(cost: cost, leaps: false)
  }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    if head.upperBound > window.lowerBound { return head.part(of: window) }
    var position = window.lowerBound
    var isInside = false
    var looked = 0
    let most = budget.bounded(window.count, perStep: Self.runsAStep)
    defer { budget.left &-= looked / Self.runsAStep &+ 1 }
    while looked < most, position < window.upperBound {
      looked += 1
      let run = Int(segment.runOfRow[order.flip(position)])
      let fits = places.contains(
        segment.meetings.entries[Int(segment.runs[run].meeting)].place)
      if isInside && !fits { break }
      let end = order.flip(segment.rows(ofRun: run)).upperBound
      if fits {
        head = isInside ? Range(from: head.lowerBound, to: end) : Range(from: position, to: end)
        isInside = true
      }
      position = end
    }
    if isInside { return head.part(of: window) }
    let stop = min(position, window.upperBound)
    return Range(from: stop, to: stop)
  }
}

/// Rows of some kinds; looks at one row after another.
final class KindSource: RowSource {
  /// Rows looked at in a step.
  private static let rowsAStep = 32

  private let kinds: UInt32
  private let segment: Segment
  private let order: RowOrder
  /// The range found last.
  @exclusivity(unchecked) private var head = 0..<0

  private let budget: StepBudget

  init(
    _ kinds: UInt32, of segment: Segment, _ order: RowOrder, _ budget: StepBudget, cost: Int
  ) {
    self.budget = budget
    self.kinds = kinds
    self.segment = segment
    self.order = order
    super.init(cost: cost, leaps: false)
  }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    if head.upperBound > window.lowerBound { return head.part(of: window) }
    let stop =
      window.lowerBound + budget.bounded(window.count, perStep: Self.rowsAStep)
    let (kinds, column) = (kinds, segment.kindOfRow.base)
    let step = order.isReversed ? -1 : 1
    var row = column + order.flip(window.lowerBound)
    var position = window.lowerBound
    defer { budget.left &-= (position - window.lowerBound) / Self.rowsAStep &+ 1 }
    while position < stop, kinds >> UInt32(row.pointee) & 1 == 0 {
      position += 1
      row += step
    }
    let start = position
    while position < stop, kinds >> UInt32(row.pointee) & 1 == 1 {
      position += 1
      row += step
    }
    if position > start { head = Range(from: start, to: position) }
    return Range(from: start, to: position)
  }
}
