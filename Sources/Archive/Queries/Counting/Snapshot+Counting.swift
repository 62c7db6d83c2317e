package import ArchiveProtocol
package import Transcripts

extension Snapshot {
  /// Makes ready to count what matches, in all and by groups. Takes microseconds, if
  /// ``searchesQuickly(for:)``; what it answers says whether counting does, too.
  /// - Parameter isCancelled: Looked at between one name or place and the next.
  /// - Throws: `QueryError` for a field that makes no sense.
  package func counting(
    _ query: CountQuery, isCancelled: () -> Bool = { false }
  ) throws(QueryError) -> Counting {
    let words = try queryWords(of: query.filter, field: "filter")
    let plans = try plan(query.filter, words: words, isCancelled: isCancelled)
    let groupings = try Groupings(query)
    return Counting(
      snapshot: self, plans: plans, groupings: groupings,
      page: try GroupPage(query, groupings, of: archive),
      measure: query.measuresWords
        ? try WordMeasure(query.filter, words, plans, self, isCancelled) : nil,
      countWithoutStems: countWithoutStems(words))
  }

  /// How many statements match, exactly, in all and by group.
  /// - Throws: `QueryError` for a field that makes no sense, or more groups than are counted.
  package func count(_ query: CountQuery) throws(QueryError) -> StatementCounts {
    try counting(query).run { false }
  }

  /// How many statements match, exactly.
  package func count(_ filter: StatementFilter) throws(QueryError) -> UInt64 {
    let plans = try plan(filter)
    if let total = Counting.indexedTotal(plans) { return total }
    return try Counting.total(plans) { false }
  }
}

/// A count that is ready to run, on any thread.
package struct Counting: Sendable {
  let snapshot: Snapshot
  // Sendable is sound: plans are values over the snapshot's memory, which nobody changes.
  nonisolated(unsafe) let plans: [SegmentPlan]
  let groupings: Groupings
  let page: GroupPage
  /// What is counted of words, if that was asked for.
  let measure: WordMeasure?
  /// Statements of the archive in which words are looked up as typed, for want of stems.
  private let countWithoutStems: UInt64
  /// The total, where nothing else is asked for and indexes tell it.
  private let indexedTotal: UInt64?

  init(
    snapshot: Snapshot, plans: [SegmentPlan], groupings: Groupings, page: GroupPage,
    measure: WordMeasure? = nil, countWithoutStems: UInt64 = 0
  ) {
    self.measure = measure
    self.countWithoutStems = countWithoutStems
    self.snapshot = snapshot
    self.plans = plans
    self.groupings = groupings
    self.page = page
    indexedTotal = groupings.isEmpty && measure == nil ? Self.indexedTotal(plans) : nil
  }

  static func indexedTotal(_ plans: [SegmentPlan]) -> UInt64? {
    var total: UInt64 = 0
    for plan in plans {
      guard let count = plan.indexedCount else { return nil }
      total += UInt64(count)
    }
    return total
  }

  /// Rows that a pass on an event loop may look at, and those that may be put into groups, each of which
  /// may be a group to answer with: some fifty microseconds.
  private static let (quickRows, quickGroupedRows) = (8_192, 256)
  /// Rows, or groups, between two looks at whether anybody still waits.
  static let rowsBetweenLooks = 8_192

  /// Whether it takes so little time that no other thread is worth while: indexes tell the count, or
  /// few rows match.
  package var isQuick: Bool {
    if indexedTotal != nil { return true }
    if measure != nil { return false }
    let most = groupings.isEmpty ? Self.quickRows : Self.quickGroupedRows
    var rows = 0
    for plan in plans {
      rows += plan.cost
      if rows > most { return false }
    }
    return true
  }

  /// Counts.
  /// - Parameter isCancelled: Looked at every few thousand rows; counting ends soon when it is so.
  /// - Throws: `QueryError`: `cancelled`, or `resourceExhausted` with more groups than are counted.
  package func run(isCancelled: () -> Bool) throws(QueryError) -> StatementCounts {
    var counts = try count(isCancelled: isCancelled)
    counts.withoutStems = countWithoutStems
    return counts
  }

  private func count(isCancelled: () -> Bool) throws(QueryError) -> StatementCounts {
    if let measure { return try run(measure, isCancelled) }
    guard !groupings.isEmpty else {
      if let indexedTotal { return StatementCounts(total: indexedTotal) }
      return StatementCounts(total: try Self.total(plans, isCancelled))
    }
    let space = try GroupSpace(snapshot, plans, groupings)
    if groupings.list == [.year] || groupings.list == [.month], isIndexed {
      return try answer(try collectTimes(space), space, isCancelled)
    }
    if space.isDense {
      return try answer(try collect(DenseCells(space), space, isCancelled), space, isCancelled)
    }
    return try answer(try collect(HashedCells(), space, isCancelled), space, isCancelled)
  }

  static func total(
    _ plans: [SegmentPlan], _ isCancelled: () -> Bool
  ) throws(QueryError) -> UInt64 {
    var total: UInt64 = 0
    for plan in plans {
      if let count = plan.indexedCount {
        total += UInt64(count)
      } else if let words = plan.wholeUnion {
        var bits = BitSet(capacity: plan.segment.rowCount)
        for word in words {
          if isCancelled() { throw .cancelled }
          TermCursor(word.term, of: word.index).forEachRow { bits.insert($0) }
        }
        total += UInt64(bits.count(in: plan.rows))
      } else if let joined = plan.joinedWords, joined.tests.isEmpty, !joined.areLive {
        let join = TermJoin(joined.words.map { TermCursor($0.term, of: $0.index) })
        total += UInt64(try join.count(in: plan.rows, isCancelled))
      } else {
        try plan.forEachRange(isCancelled) { rows throws(QueryError) in
          total += UInt64(rows.count)
        }
      }
    }
    return total
  }

  /// Whether indexes tell how many rows of any stretch match.
  private var isIndexed: Bool { plans.allSatisfy { $0.indexedCount != nil && $0.isCountedByRank } }

  /// Counts by year or month, which are stretches of rows, without a pass over what matches.
  private func collectTimes(_ space: GroupSpace) throws(QueryError) -> DenseCells {
    let cells = DenseCells(space)
    let grain = groupings.list[0]
    for plan in plans {
      let segment = plan.segment
      // Of a word the rows before each year are counted, by one cursor.
      let word: TermCursor? =
        if case .word(let word) = plan.matches { TermCursor(word.term, of: word.index) } else {
          nil
        }
      var before = word?.rank(plan.rows.lowerBound) ?? 0
      var row = plan.rows.lowerBound
      while row < plan.rows.upperBound {
        let day = segment.runs[Int(segment.runOfRow[row])].day
        let time = GroupSpace.time(day, grain)
        let next = GroupSpace.firstDay(behind: time, grain)
        let end = min(plan.rows.upperBound, segment.rows(ofDays: day...next - 1).upperBound)
        let count: Int
        if let word {
          let behind = end == segment.rowCount ? word.rowCount : word.rank(end)
          (count, before) = (behind - before, behind)
        } else {
          count = plan.matches.count(in: segment, rows: row..<end) ?? 0
        }
        if count > 0 { cells.add(UInt64(count), to: space.cell(time: time)) }
        row = end
      }
    }
    return cells
  }

  /// One pass over what matches.
  private func collect<Cells: CountCells>(
    _ cells: Cells, _ space: GroupSpace, _ isCancelled: () -> Bool
  ) throws(QueryError) -> Cells {
    for (index, plan) in plans.enumerated() {
      let segment = plan.segment
      guard groupings.countsRuns else {
        // Only by speaker or kind: rows need no look at their runs.
        try plan.forEachRange(isCancelled) { rows throws(QueryError) in
          for row in rows { try cells.add(1, to: space.cell(row, of: segment)) }
        }
        continue
      }
      var runs = RunCells(space, plan, index)
      try plan.forEachRange(isCancelled) { rows throws(QueryError) in
        var row = rows.lowerBound
        while row < rows.upperBound {
          let run = Int(segment.runOfRow[row])
          let end = min(rows.upperBound, segment.rows(ofRun: run).upperBound)
          let cell = runs.cell(run)
          if groupings.countsRows {
            for row in row..<end {
              try cells.add(1, to: cell + space.cell(row, of: segment))
            }
          } else {
            try cells.add(UInt64(end - row), to: cell)
          }
          row = end
        }
      }
    }
    return cells
  }

  /// The groups asked for, of all that were counted.
  func answer<Cells: CountCells>(
    _ cells: Cells, _ space: GroupSpace, _ isCancelled: () -> Bool,
    plans: [SegmentPlan]? = nil, measured: (occurrences: Cells, words: Cells)? = nil
  ) throws(QueryError) -> StatementCounts {
    var counts = StatementCounts(total: 0)
    let keys = GroupKeys(space, snapshot, plans ?? self.plans)
    var selection = page.selection(keys)
    var looked = 0
    try cells.forEach { cell, count throws(QueryError) in
      counts.total += count
      counts.groupCount += 1
      selection.offer(CountedCell(cell: cell, count: count))
      looked += 1
      if looked % Self.rowsBetweenLooks == 0, isCancelled() { throw .cancelled }
    }
    let (chosen, isLast) = selection.finish()
    var room = page.room
    for (index, group) in chosen.enumerated() {
      var shown = keys.group(group)
      if let measured {
        shown.occurrences = measured.occurrences.count(group.cell)
        shown.words = measured.words.count(group.cell)
      }
      room -= shown.encodedByteCount
      if room < 0, index > 0 {
        if page.isByKey {
          counts.nextPageToken = page.token(after: keys.keys(chosen[index - 1].cell))
        }
        return counts
      }
      counts.groups.append(shown)
    }
    if page.isByKey, !isLast, let last = chosen.last {
      counts.nextPageToken = page.token(after: keys.keys(last.cell))
    }
    return counts
  }
}

extension SegmentPlan {
  /// Gives the matching rows in order, in ranges of limited length.
  /// - Parameter matchers: Those that `body` looks at rows by, too.
  func forEachRange(
    matchers: PlaceMatchers? = nil, _ isCancelled: () -> Bool,
    _ body: (Range<Int>) throws(QueryError) -> Void
  ) throws(QueryError) {
    if let joined = joinedWords {
      return try forEachRow(of: joined, matchers ?? PlaceMatchers(), isCancelled) {
        row throws(QueryError) in try body(Range(from: row, to: row + 1))
      }
    }
    var cursor = SegmentCursor(self, isReversed: false, matchers)
    var looked = 0
    func look(_ count: Int) throws(QueryError) {
      looked += count
      guard looked >= Counting.rowsBetweenLooks else { return }
      looked = 0
      if isCancelled() { throw .cancelled }
    }
    while true {
      switch cursor.next() {
      case .rows(var rows):
        while rows.count > Counting.rowsBetweenLooks {
          let middle = rows.lowerBound + Counting.rowsBetweenLooks
          try body(rows.lowerBound..<middle)
          try look(Counting.rowsBetweenLooks)
          rows = middle..<rows.upperBound
        }
        try body(rows)
        try look(rows.count)
      case .nothingYet: try look(Counting.rowsBetweenLooks)
      case .end: return
      }
    }
  }

  private func forEachRow(
    of joined: JoinedWords, _ matchers: PlaceMatchers, _ isCancelled: () -> Bool,
    _ body: (Int) throws(QueryError) -> Void
  ) throws(QueryError) {
    let join = TermJoin(joined.words.map { matchers.cursor(of: $0.term, in: $0.index) })
    let tests = joined.tests.map { matchers.matcher(of: $0) }
    guard joined.areLive || !tests.isEmpty else {
      return try join.forEachRow(in: rows, isCancelled, body)
    }
    let view = view
    // Rows are looked into one after another, however few of them match.
    var cost = 0
    if tests.count == 1, let neighbours = tests[0].neighbours {
      let areLive = joined.areLive
      try join.forEachRow(in: rows, isCancelled) { row throws(QueryError) in
        if areLive, !view.isLive(row: row) { return }
        if neighbours.cost - cost > Self.stepsBetweenLooks {
          cost = neighbours.cost
          if isCancelled() { throw .cancelled }
        }
        if neighbours.count() > 0 { try body(row) }
      }
      return
    }
    try join.forEachRow(in: rows, isCancelled) { row throws(QueryError) in
      if joined.areLive, !view.isLive(row: row) { return }
      for test in tests {
        let matches = test.matches(row)
        if test.cost - cost > Self.stepsBetweenLooks {
          cost = test.cost
          if isCancelled() { throw .cancelled }
        }
        if !matches { return }
      }
      try body(row)
    }
  }

  /// Places that are read between two looks at whether anybody still waits: some hundred microseconds.
  private static let stepsBetweenLooks = 1 << 15
}
