/// Goes through the matching rows of several segments in the archive's total order.
///
/// Ranges of one segment are given whole as far as no other segment has a row in between, so segments
/// that do not overlap, and a single one, cost nothing for each row.
struct RowMerger {
  private var cursors: [SegmentCursor]
  /// The next rows of each cursor, where they are known.
  private var heads: [Range<Int>]
  /// Cursors whose head is to be looked for.
  private var unknown: [Int]
  private let isReversed: Bool
  /// The segment whose rows come next, up to `bound` (from `bound` when going backwards).
  private var current = -1
  private var bound = 0

  init(_ plans: [SegmentPlan], isReversed: Bool) {
    self.isReversed = isReversed
    cursors = plans.map { SegmentCursor($0, isReversed: isReversed) }
    heads = cursors.count > 1 ? cursors.map { _ in 0..<0 } : []
    unknown = cursors.count > 1 ? Array(cursors.indices) : []
  }

  /// Steps that all looks took.
  private(set) var steps = 0

  /// What comes of a look for the next rows.
  enum Step {
    /// These, all adjacent; going backwards the last of them comes first.
    case rows(Segment, Range<Int>)
    /// Nothing yet, of much that was looked at.
    case nothingYet
    case end
  }

  /// Looks for the next rows, for no more than some ten microseconds.
  mutating func next() -> Step {
    if cursors.count == 1 {
      switch look(0) {
      case .rows(let rows): return .rows(cursors[0].segment, rows)
      case .nothingYet: return .nothingYet
      case .end: return .end
      }
    }
    while let index = unknown.last {
      switch look(index) {
      case .rows(let rows): heads[index] = rows
      case .nothingYet: return .nothingYet
      case .end: break
      }
      unknown.removeLast()
    }
    if current < 0 || heads[current].isEmpty || !isWithinBound(heads[current]) {
      guard chooseSegment() else { return .end }
    }
    let head = heads[current]
    let part: Range<Int>
    let rest: Range<Int>
    if isReversed {
      part = max(head.lowerBound, bound)..<head.upperBound
      rest = head.lowerBound..<part.lowerBound
    } else {
      part = head.lowerBound..<min(head.upperBound, bound)
      rest = part.upperBound..<head.upperBound
    }
    heads[current] = rest
    if rest.isEmpty { unknown.append(current) }
    return .rows(cursors[current].segment, part)
  }

  private mutating func look(_ index: Int) -> SegmentCursor.Step {
    let step = cursors[index].next()
    steps &+= cursors[index].steps
    return step
  }

  private func isWithinBound(_ head: Range<Int>) -> Bool {
    isReversed ? head.upperBound > bound : head.lowerBound < bound
  }

  /// Finds the segment with the next row and how far it goes before another one's turn.
  private mutating func chooseSegment() -> Bool {
    var first = -1
    var second = -1
    for index in heads.indices where !heads[index].isEmpty {
      if first < 0 || precedes(index, first) {
        second = first
        first = index
      } else if second < 0 || precedes(index, second) {
        second = index
      }
    }
    guard first >= 0 else { return false }
    current = first
    let segment = cursors[first].segment
    guard second >= 0 else {
      bound = isReversed ? 0 : segment.rowCount
      return true
    }
    let other = cursors[second].segment
    let run = other.runs[headRun(second)]
    bound = Int(
      segment.runs[segment.firstRun(notBefore: run.day, other.meetings.id(Int(run.meeting)))].start)
    // The run at the head comes first in any case, so that there is always a step.
    let own = segment.rows(ofRun: headRun(first))
    bound = isReversed ? min(bound, own.lowerBound) : max(bound, own.upperBound)
    return true
  }

  private func headRun(_ index: Int) -> Int {
    let head = heads[index]
    return Int(cursors[index].segment.runOfRow[isReversed ? head.upperBound - 1 : head.lowerBound])
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    let a = cursors[left].segment
    let b = cursors[right].segment
    let runA = a.runs[headRun(left)]
    let runB = b.runs[headRun(right)]
    if runA.day != runB.day { return (runA.day < runB.day) != isReversed }
    let result = order(a.meetings.id(Int(runA.meeting)), b.meetings.id(Int(runB.meeting)))
    return result != 0 && (result < 0) != isReversed
  }
}
