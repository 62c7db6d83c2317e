internal import ArchiveProtocol
internal import Transcripts

/// What counts of words take: what is searched for, and all statements that it is looked for in.
struct WordMeasure: Sendable {
  /// What the filter means but for its words.
  // Sendable is sound: plans are values over the snapshot's memory, which nobody changes.
  nonisolated(unsafe) let plans: [SegmentPlan]
  /// The number of each of the count's own plans among them.
  let numbers: [Int]
  /// The filter's words; nil where it has none.
  // Sendable is sound: whoever plans a count hands it on, and never looks at it again.
  nonisolated(unsafe) let words: QueryWords?

  /// - Parameters:
  ///   - words: The filter's words.
  ///   - matching: What the whole filter means.
  init(
    _ filter: StatementFilter, _ words: QueryWords?, _ matching: [SegmentPlan],
    _ snapshot: Snapshot,
    _ isCancelled: () -> Bool
  ) throws(QueryError) {
    guard snapshot.hasWords else {
      throw QueryError(
        code: .failedPrecondition, field: "measure_words",
        message: "is set, and the server keeps no index of words")
    }
    self.words = words
    var rest = filter
    rest.words = ""
    let plans = try snapshot.plan(rest, isCancelled: isCancelled)
    numbers = matching.map { plan in
      // A segment in which words are found has statements of the rest of the filter, too.
      plans.firstIndex { $0.segment === plan.segment }!
    }
    self.plans = plans
  }
}

extension Counting {
  /// Counts statements, occurrences and words.
  func run(
    _ measure: WordMeasure, _ isCancelled: () -> Bool
  ) throws(QueryError) -> StatementCounts {
    let space = try GroupSpace(snapshot, measure.plans, groupings)
    if space.isDense { return try run(measure, space, isCancelled) { DenseCells(space) } }
    return try run(measure, space, isCancelled) { HashedCells() }
  }

  private func run<Cells: CountCells>(
    _ measure: WordMeasure, _ space: GroupSpace, _ isCancelled: () -> Bool,
    _ makeCells: () -> Cells
  ) throws(QueryError) -> StatementCounts {
    let (statements, occurrences, words) = (makeCells(), makeCells(), makeCells())
    var counted = (occurrences: UInt64(0), words: UInt64(0))
    for (plan, number) in zip(plans, measure.numbers) {
      let matchers = PlaceMatchers()
      let counter = try OccurrenceCounter(measure.words, plan.segment, matchers, isCancelled)
      try space.forEachCell(of: plan, number, matchers, isCancelled) {
        row, cell throws(QueryError) in
        try statements.add(1, to: cell)
        let count = counter.count(row)
        counted.occurrences += count
        try occurrences.add(count, to: cell)
      }
    }
    for (number, plan) in measure.plans.enumerated() {
      guard let lengths = plan.segment.text?.lengths.view else { continue }
      try space.forEachCell(of: plan, number, nil, isCancelled) { row, cell throws(QueryError) in
        counted.words += UInt64(lengths[row])
        // Groups without a statement that matches are not answered, and take no room.
        if statements.count(cell) > 0 { try words.add(UInt64(lengths[row]), to: cell) }
      }
    }
    var counts: StatementCounts
    if groupings.isEmpty {
      counts = StatementCounts(total: 0)
      try statements.forEach { _, count throws(QueryError) in counts.total += count }
    } else {
      counts = try answer(
        statements, space, isCancelled, plans: measure.plans, measured: (occurrences, words))
    }
    counts.occurrences = counted.occurrences
    counts.words = counted.words
    return counts
  }
}

extension GroupSpace {
  /// Gives each row that matches, and its cell.
  fileprivate func forEachCell(
    of plan: SegmentPlan, _ number: Int, _ matchers: PlaceMatchers?, _ isCancelled: () -> Bool,
    _ body: (Int, UInt64) throws(QueryError) -> Void
  ) throws(QueryError) {
    let segment = plan.segment
    var runs = RunCells(self, plan, number)
    try plan.forEachRange(matchers: matchers, isCancelled) { rows throws(QueryError) in
      for row in rows {
        try body(row, runs.cell(Int(segment.runOfRow[row])) + cell(row, of: segment))
      }
    }
  }
}
