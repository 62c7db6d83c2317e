/// Goes through the rows of a segment that a plan matches, forwards or backwards.
///
/// Gives ranges of rows; going backwards, the last row of a range comes first. Indexes leap: rows that
/// days, meetings, places or speakers rule out are not looked at.
struct SegmentCursor {
  private let plan: SegmentPlan
  private let isReversed: Bool
  private let isUnconstrained: Bool
  /// What is left of the plan's rows.
  private var rows: Range<Int>
  private var walker: PostingWalker?
  /// How many of listed runs are behind.
  private var passedRuns = 0
  /// What is left of a range that is being searched for kinds.
  private var unsifted = 0..<0

  init(_ plan: SegmentPlan, isReversed: Bool) {
    self.plan = plan
    self.isReversed = isReversed
    isUnconstrained = plan.isUnconstrained
    rows = plan.rows
    walker = plan.postings.map { PostingWalker($0, isReversed: isReversed) }
  }

  var segment: Segment { plan.segment }

  /// The next rows, all adjacent; nil at the end.
  mutating func next() -> Range<Int>? {
    if walker != nil { return nextPosting() }
    guard plan.kinds != 0 else { return nextRange() }
    while true {
      if unsifted.isEmpty {
        guard let range = nextRange() else { return nil }
        unsifted = range
      }
      if let range = sift() { return range }
    }
  }

  private mutating func nextPosting() -> Range<Int>? {
    while let row = walker!.row {
      if isUnconstrained {
        walker!.advance()
        return row..<row + 1
      }
      let run = Int(segment.runOfRow[row])
      if case .list = plan.runs {
        guard let accepted = acceptedRun(from: run) else { break }
        if accepted != run {
          let rows = segment.rows(ofRun: accepted)
          walker!.skip(to: isReversed ? rows.upperBound - 1 : rows.lowerBound)
          continue
        }
      } else if !accepts(run) {
        let rows = segment.rows(ofRun: run)
        walker!.skip(to: isReversed ? rows.lowerBound - 1 : rows.upperBound)
        continue
      }
      walker!.advance()
      if hasKind(row) { return row..<row + 1 }
    }
    return nil
  }

  /// The next rows that days, meetings and places leave.
  private mutating func nextRange() -> Range<Int>? {
    guard !rows.isEmpty else { return nil }
    if isUnconstrained || (plan.view.dead == nil && plan.runs.isAll) {
      defer { rows = 0..<0 }
      return rows
    }
    let run = Int(segment.runOfRow[isReversed ? rows.upperBound - 1 : rows.lowerBound])
    guard let accepted = acceptedRun(from: run) else {
      rows = 0..<0
      return nil
    }
    let range = segment.rows(ofRun: accepted).clamped(to: rows)
    if isReversed {
      rows = rows.lowerBound..<max(rows.lowerBound, range.lowerBound)
    } else {
      rows = min(rows.upperBound, range.upperBound)..<rows.upperBound
    }
    return range.isEmpty ? nil : range
  }

  /// The first run that is `run` or lies beyond it and is accepted.
  private mutating func acceptedRun(from run: Int) -> Int? {
    if case .list(let listed) = plan.runs {
      if isReversed {
        let left = 0..<listed.count - passedRuns
        let end = partitionPoint(left) { Int(listed[$0]) <= run }
        passedRuns = listed.count - end
        return end == 0 ? nil : Int(listed[end - 1])
      }
      passedRuns = partitionPoint(passedRuns..<listed.count) { Int(listed[$0]) < run }
      return passedRuns == listed.count ? nil : Int(listed[passedRuns])
    }
    var run = run
    while run >= 0 && run < segment.runCount {
      if accepts(run) { return run }
      run += isReversed ? -1 : 1
    }
    return nil
  }

  private func accepts(_ run: Int) -> Bool {
    let meeting = Int(segment.runs[run].meeting)
    if plan.view.dead?.contains(meeting: meeting) == true { return false }
    if case .places(let places) = plan.runs {
      return places.contains(segment.meetings.entries[meeting].place)
    }
    return true
  }

  private func hasKind(_ row: Int) -> Bool {
    plan.kinds == 0 || plan.kinds >> UInt32(segment.kindOfRow[row]) & 1 == 1
  }

  /// Takes the next rows of the kinds asked for off `unsifted`.
  private mutating func sift() -> Range<Int>? {
    if isReversed {
      var end = unsifted.upperBound
      while end > unsifted.lowerBound && !hasKind(end - 1) { end -= 1 }
      var start = end
      while start > unsifted.lowerBound && hasKind(start - 1) { start -= 1 }
      unsifted = unsifted.lowerBound..<start
      return start < end ? start..<end : nil
    }
    var start = unsifted.lowerBound
    while start < unsifted.upperBound && !hasKind(start) { start += 1 }
    var end = start
    while end < unsifted.upperBound && hasKind(end) { end += 1 }
    unsifted = end..<unsifted.upperBound
    return start < end ? start..<end : nil
  }
}

extension RunSet {
  fileprivate var isAll: Bool {
    if case .all = self { return true }
    return false
  }
}
