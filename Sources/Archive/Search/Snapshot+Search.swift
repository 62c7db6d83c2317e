package import ArchiveProtocol
internal import TextAnalysis
package import Transcripts

extension Snapshot {
  /// A page of what matches a search.
  /// - Parameter isCancelled: Looked at every few thousand rows; a search ends soon when it is so.
  /// - Throws: `QueryError` for a field that makes no sense.
  package func search(
    _ query: SearchQuery, isCancelled: () -> Bool = { false }
  ) throws(QueryError) -> SearchAnswer {
    try check(archive: query.archive)
    try check(query)
    let words = try queryWords(of: query.filter, field: "filter")
    var plans = try plan(query.filter, words: words, isCancelled: isCancelled)
    let token = try token(of: query, wordCount: words?.scored.keys.count ?? 0)
    var statistics = SearchStatistics()
    let limits = allowance.limits
    let pageSize = min(query.pageSize == 0 ? 20 : Int(query.pageSize), limits[.pageSize])
    if query.pageSize > pageSize { allowance.note(.pageSize) }
    let pass = SearchPass(plans: plans, token: token, limit: pageSize + 1)
    var hits: [Hit]
    let total: UInt64
    if let words, query.order == .relevance, !words.scored.parts.isEmpty {
      statistics =
        if let token { token.statistics } else { try self.statistics(words, isCancelled) }
      let keepsRows = !query.facets.isEmpty
      let result = try pass.ranked(words, statistics, keepsRows: keepsRows, isCancelled)
      hits = result.hits
      total = result.total
      if keepsRows {
        // What was found is not looked for again.
        for (index, rows) in result.rows.enumerated() { plans[index].matches = .bits(rows) }
      }
    } else {
      hits = pass.ordered(isReversed: query.order == .newest, isCancelled)
      if isCancelled() { throw .cancelled }
      total = try Counting.total(plans, isCancelled)
    }
    let isLast = hits.count < pass.limit
    if !isLast { hits.removeLast() }
    var answer = SearchAnswer(
      snapshot: self, total: total, countWithoutStems: countWithoutStems(words))
    for facet in query.facets {
      let counted = try count(facet, plans, isCancelled)
      if counted.isCut { allowance.note(.searchSize) }
      answer.facets.append(counted.counts)
    }
    let highlighter = Highlighter(
      words,
      snippetByteCount: query.snippetBytes == 0
        ? min(240, limits[.snippetSize]) : Int(query.snippetBytes))
    var room = limits[.searchSize]
    for hit in hits {
      if isCancelled() { throw .cancelled }
      let segment = plans[hit.plan].segment
      let size = segment.frame(hit.row).count
      room -= size
      if room < 0, !answer.hits.isEmpty {
        allowance.note(.searchSize)
        break
      }
      // A page of one hit may be larger than others, but never than what clients take.
      let leavesTextOut = size > max(limits[.searchSize], Self.largestStatement)
      if leavesTextOut {
        allowance.note(.searchSize)
        room += size
      }
      let shown = try highlighter.find(hit.row, of: segment, isCancelled)
      let found = FoundStatement(
        hit, segment, shown, query, highlights: limits[.highlights],
        leavesTextOut: leavesTextOut, room: &room)
      if found.highlights.count < found.highlightCount { allowance.note(.highlights) }
      if found.isContextCut { allowance.note(.searchSize) }
      answer.hits.append(found)
    }
    if !isLast || answer.hits.count < hits.count {
      answer.nextPageToken =
        self.token(
          after: hits[answer.hits.count - 1], plans, query, statistics
        ).text
    }
    return answer
  }

  /// Bytes of a statement that is given whole, of the 4 MiB that clients take by default: room is left for
  /// what was found in it and for facets.
  static let largestStatement = 2 << 20
  /// Bytes of all facets of an answer.
  private static let facetBytes = 1 << 20

  // MARK: Figures

  /// The figures that relevance is measured by.
  func statistics(
    _ words: QueryWords, _ isCancelled: () -> Bool
  ) throws(QueryError) -> SearchStatistics {
    var statistics = SearchStatistics(statements: UInt64(statementCount))
    statistics.frequencies = words.scored.keys.map { _ in 0 }
    var scratch = BitSet(capacity: 0)
    for view in segments {
      guard let own = words.words(in: view.segment) else { continue }
      statistics.words += own.index.wordCount - (view.dead?.wordCount ?? 0)
      for (number, key) in words.scored.keys.enumerated() {
        if isCancelled() { throw .cancelled }
        statistics.frequencies[number] += try own.forms(of: key, isCancelled)
          .frequency(in: view, &scratch, isCancelled)
      }
    }
    return statistics
  }

  private func count(
    _ facet: SearchQuery.Facet, _ plans: [SegmentPlan], _ isCancelled: () -> Bool
  ) throws(QueryError) -> (counts: StatementCounts, isCut: Bool) {
    let query = CountQuery(
      groupings: [facet.groupBy], order: .count,
      limit: facet.limit == 0
        ? UInt32(min(10, allowance.limits[.facetGroups])) : facet.limit)
    let groupings = try Groupings(query)
    var page = try GroupPage(query, groupings, of: archive)
    page.room = Self.facetBytes / SearchQuery.maximumFacets
    let counts = try Counting(
      snapshot: self, plans: plans, groupings: groupings, page: page
    ).run(isCancelled: isCancelled)
    return (counts, UInt64(counts.groups.count) < min(counts.groupCount, UInt64(query.limit)))
  }

  // MARK: Pages

  private func token(
    of query: SearchQuery, wordCount: Int
  ) throws(QueryError) -> SearchToken? {
    guard !query.pageToken.isEmpty else { return nil }
    let frequencies = query.order == .relevance ? wordCount : 0
    guard let token = SearchToken(query.pageToken, wordCount: frequencies),
      token.query == Self.identity(query)
    else {
      throw .invalid(
        "page_token", "is not the next_page_token of an answer with this filter and order")
    }
    return token
  }

  private func token(
    after hit: Hit, _ plans: [SegmentPlan], _ query: SearchQuery, _ statistics: SearchStatistics
  ) -> SearchToken {
    let segment = plans[hit.plan].segment
    let run = segment.runs[Int(segment.runOfRow[hit.row])]
    return SearchToken(
      query: Self.identity(query), statistics: statistics, score: hit.score, day: run.day,
      meetingID: String(decoding: segment.meetings.id(Int(run.meeting)), as: UTF8.self),
      ordinal: segment.ordinal(hit.row))
  }

  /// Tells searches apart of which the pages are not each other's. The same in every process.
  private static func identity(_ query: SearchQuery) -> UInt64 {
    TokenReader.sum(SearchQuery(filter: query.filter, order: query.order).encoded[...])
  }
}

/// The pass of one page over what matches.
struct SearchPass {
  let plans: [SegmentPlan]
  let token: SearchToken?
  /// One more than the page has, which shows whether there is another page.
  let limit: Int

  struct Ranked {
    var hits: [Hit]
    var total: UInt64
    /// What matches in each plan's segment, if it is kept.
    var rows: [RowBits]
  }

  /// The most relevant rows.
  func ranked(
    _ words: QueryWords, _ statistics: SearchStatistics, keepsRows: Bool,
    _ isCancelled: () -> Bool
  ) throws(QueryError) -> Ranked {
    var selection = HitSelection(plans, limit: limit)
    var total: UInt64 = 0
    var kept: [RowBits] = []
    for (index, plan) in plans.enumerated() {
      let matchers = PlaceMatchers()
      let scorer = try RowScorer(
        words.scored, words.words(in: plan.segment), plan.segment, matchers, statistics,
        isCancelled)
      let behind = token?.firstRowBehind(in: plan.segment) ?? 0
      let last = token?.score ?? .infinity
      var bits = BitSet(capacity: keepsRows ? plan.segment.rowCount : 0)
      try plan.forEachRange(matchers: matchers, isCancelled) { rows throws(QueryError) in
        total += UInt64(rows.count)
        for row in rows {
          if keepsRows { bits.insert(row) }
          let score = scorer.score(row)
          guard score < last || score == last && row >= behind else { continue }
          selection.offer(Hit(score: score, plan: index, row: row))
        }
      }
      if keepsRows { kept.append(RowBits(bits, rowCount: plan.segment.rowCount)) }
    }
    return Ranked(hits: selection.finish(), total: total, rows: kept)
  }

  /// The first rows in the archive's order, or the last ones.
  func ordered(isReversed: Bool, _ isCancelled: () -> Bool) -> [Hit] {
    var left = plans
    if let token {
      for index in left.indices {
        let rows = left[index].segment.rowCount
        let behind = token.firstRowBehind(in: left[index].segment)
        // Going backwards those before it are left, and it is not one of them.
        left[index] = left[index].clamped(
          to: isReversed ? 0..<token.firstRow(in: left[index].segment) : behind..<rows)
      }
    }
    var merger = RowMerger(left.filter { !$0.isEmpty }, isReversed: isReversed)
    var hits: [Hit] = []
    while hits.count < limit, !isCancelled() {
      switch merger.next() {
      case .nothingYet: continue
      case .end: return hits
      case .rows(let segment, let rows):
        guard let plan = plans.firstIndex(where: { $0.segment === segment }) else { continue }
        for row in isReversed ? Array(rows.reversed().prefix(limit)) : Array(rows.prefix(limit)) {
          if hits.count < limit { hits.append(Hit(score: 0, plan: plan, row: row)) }
        }
      }
    }
    return hits
  }
}

extension Snapshot {
  /// Checks what sizes and facets a search asks for.
  private func check(_ query: SearchQuery) throws(QueryError) {
    func check(
      _ value: UInt32, _ limit: SearchLimit, _ field: String, _ what: String
    ) throws(QueryError) {
      let most = allowance.limits[limit]
      guard Int(value) > most else { return }
      throw allowance.refusal(limit, field, "is \(value); at most \(most) \(what) are given")
    }
    try check(query.contextBefore, .context, "context_before", "statements")
    try check(query.contextAfter, .context, "context_after", "statements")
    try check(query.snippetBytes, .snippetSize, "snippet_bytes", "bytes")
    guard query.snippetBytes == 0 || query.snippetBytes >= SearchQuery.minimumSnippetBytes else {
      throw .invalid(
        "snippet_bytes",
        "is \(query.snippetBytes); it takes at least \(SearchQuery.minimumSnippetBytes), or 0 for 240"
      )
    }
    guard query.facets.count <= SearchQuery.maximumFacets else {
      throw .invalid(
        "facets",
        "has \(query.facets.count) values; at most \(SearchQuery.maximumFacets) are allowed")
    }
    for (index, facet) in query.facets.enumerated() {
      try check(facet.limit, .facetGroups, "facets.limit", "groups")
      if query.facets[..<index].contains(where: { $0.groupBy == facet.groupBy }) {
        throw .invalid("facets", "has a grouping twice: \(facet.groupBy)")
      }
    }
  }
}
