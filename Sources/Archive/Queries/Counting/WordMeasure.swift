internal import ArchiveProtocol
internal import TextAnalysis
internal import Transcripts

/// What counts of words take: what is searched for, and all statements that it is looked for in.
struct WordMeasure: Sendable {
  /// What the filter means but for its words.
  // Sendable is sound: plans are values over the snapshot's memory, which nobody changes.
  nonisolated(unsafe) let plans: [SegmentPlan]
  /// The number of each of the count's own plans among them.
  let numbers: [Int]
  let scored: ScoredParts

  /// - Parameter matching: What the whole filter means.
  init(
    _ filter: StatementFilter, _ matching: [SegmentPlan], _ snapshot: Snapshot,
    _ isCancelled: () -> Bool
  ) throws(QueryError) {
    guard snapshot.hasWords else {
      throw QueryError(
        code: .failedPrecondition, field: "measure_words",
        message: "is set, and the server keeps no index of words")
    }
    scored = ScoredParts(try snapshot.wordQuery(of: filter, field: "filter"))
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
      let counter = try OccurrenceCounter(measure.scored, in: plan.view, isCancelled)
      try space.forEachCell(of: plan, number, isCancelled) { row, cell throws(QueryError) in
        try statements.add(1, to: cell)
        let count = counter.count(row)
        counted.occurrences += count
        try occurrences.add(count, to: cell)
      }
    }
    for (number, plan) in measure.plans.enumerated() {
      guard let lengths = plan.segment.text?.lengths.buffer else { continue }
      try space.forEachCell(of: plan, number, isCancelled) { row, cell throws(QueryError) in
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
    of plan: SegmentPlan, _ number: Int, _ isCancelled: () -> Bool,
    _ body: (Int, UInt64) throws(QueryError) -> Void
  ) throws(QueryError) {
    let segment = plan.segment
    var runs = RunCells(self, plan, number)
    try plan.forEachRange(isCancelled) { rows throws(QueryError) in
      for row in rows {
        try body(row, runs.cell(Int(segment.runOfRow[row])) + cell(row, of: segment))
      }
    }
  }
}

/// Tells how often what was searched for occurs in rows of a segment. Belongs to one thread at a time.
final class OccurrenceCounter {
  private let terms: [TermCursor]
  private let places: [PlaceMatcher]
  /// Of words that beginnings mean, by row; empty where there are no beginnings.
  private let ofBeginnings: [UInt32]

  init(
    _ scored: ScoredParts, in view: SegmentView, _ isCancelled: () -> Bool
  ) throws(QueryError) {
    var (terms, places, ofBeginnings) = ([TermCursor](), [PlaceMatcher](), [UInt32]())
    if let index = view.segment.text {
      let found = try SegmentParts(scored, in: view, isCancelled)
      for part in scored.distinctParts {
        if case .prefix(let number) = part, case .prefix(let prefix) = scored.keys[number] {
          if ofBeginnings.isEmpty {
            ofBeginnings = [UInt32](repeating: 0, count: view.segment.rowCount)
          }
          for term in index.terms(withPrefix: prefix) {
            if isCancelled() { throw .cancelled }
            var walk = TermCursor.Walk(TermCursor(term, of: index))
            while !walk.isAtEnd {
              ofBeginnings[walk.row] += walk.count
              walk.advance()
            }
          }
          continue
        }
        switch RowScorer.rows(of: part, found, index) {
        case .term(let cursor): terms.append(cursor)
        case .places(let matcher): places.append(matcher)
        case .bits, nil: break
        }
      }
    }
    self.terms = terms
    self.places = places
    self.ofBeginnings = ofBeginnings
  }

  func count(_ row: Int) -> UInt64 {
    var count = ofBeginnings.isEmpty ? 0 : UInt64(ofBeginnings[row])
    for cursor in terms where cursor.contains(row) { count += UInt64(cursor.count) }
    for matcher in places { count += UInt64(matcher.occurrences(in: row)) }
    return count
  }
}
