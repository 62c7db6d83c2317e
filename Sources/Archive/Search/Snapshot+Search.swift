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
    try query.check()
    var plans = try plan(query.filter, isCancelled: isCancelled)
    let scored = ScoredParts(try wordQuery(of: query.filter, field: "filter"))
    let token = try token(of: query, wordCount: scored.keys.count)
    let isRanked = query.order == .relevance && !scored.parts.isEmpty
    var parts: [SegmentParts] = []
    var statistics = SearchStatistics()
    if isRanked {
      for plan in plans { parts.append(try SegmentParts(scored, in: plan.view, isCancelled)) }
      if let token {
        statistics = token.statistics
      } else {
        statistics = try self.statistics(scored, parts, isCancelled)
      }
    }
    let pass = SearchPass(
      plans: plans, token: token, limit: Int(query.pageSize == 0 ? 20 : query.pageSize) + 1)
    var hits: [Hit]
    let total: UInt64
    if isRanked {
      let scorers = parts.map { RowScorer(scored, $0, statistics) }
      let keepsRows = !query.facets.isEmpty
      let result = try pass.ranked(scorers, keepsRows: keepsRows, isCancelled)
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
    var answer = SearchAnswer(snapshot: self, total: total)
    for facet in query.facets { answer.facets.append(try count(facet, plans, isCancelled)) }
    let highlighter = Highlighter(
      scored, snippetByteCount: Int(query.snippetBytes == 0 ? 240 : query.snippetBytes))
    var room = SearchAnswer.byteCount
    for hit in hits {
      if isCancelled() { throw .cancelled }
      let view = plans[hit.plan].view
      room -= view.segment.frame(hit.row).count
      if room < 0, !answer.hits.isEmpty { break }
      let found = FoundStatement(
        hit, view.segment, highlighter, query, room: &room)
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

  // MARK: Figures

  /// The figures that relevance is measured by.
  private func statistics(
    _ scored: ScoredParts, _ known: [SegmentParts], _ isCancelled: () -> Bool
  ) throws(QueryError) -> SearchStatistics {
    var statistics = SearchStatistics(statements: UInt64(statementCount))
    statistics.frequencies = scored.keys.map { _ in 0 }
    for view in segments {
      guard let index = view.segment.text else { continue }
      statistics.words += index.wordCount - (view.dead?.wordCount ?? 0)
      let planned = known.first { $0.view.segment === view.segment }
      let parts =
        if let planned { planned } else { try SegmentParts(scored, in: view, isCancelled) }
      for number in scored.keys.indices {
        if isCancelled() { throw .cancelled }
        statistics.frequencies[number] += parts.frequency(number)
      }
    }
    return statistics
  }

  private func count(
    _ facet: SearchQuery.Facet, _ plans: [SegmentPlan], _ isCancelled: () -> Bool
  ) throws(QueryError) -> StatementCounts {
    let query = CountQuery(
      groupings: [facet.groupBy], order: .count, limit: facet.limit == 0 ? 10 : facet.limit)
    let groupings = try Groupings(query)
    return try Counting(
      snapshot: self, plans: plans, groupings: groupings,
      page: try GroupPage(query, groupings, of: archive)
    ).run(isCancelled: isCancelled)
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
    let bytes = SearchQuery(filter: query.filter, order: query.order).encoded
    // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    return bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
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
    _ scorers: [RowScorer], keepsRows: Bool, _ isCancelled: () -> Bool
  ) throws(QueryError) -> Ranked {
    var selection = HitSelection(plans, limit: limit)
    var total: UInt64 = 0
    var kept: [RowBits] = []
    for (index, plan) in plans.enumerated() {
      let scorer = scorers[index]
      let behind = token?.firstRowBehind(in: plan.segment) ?? 0
      let last = token?.score ?? .infinity
      var bits = BitSet(capacity: keepsRows ? plan.segment.rowCount : 0)
      try plan.forEachRange(isCancelled) { rows throws(QueryError) in
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

extension SearchQuery {
  /// Checks what its sizes and facets ask for.
  fileprivate func check() throws(QueryError) {
    func check(
      _ value: UInt32, _ most: UInt32, _ field: String, _ what: String
    ) throws(QueryError) {
      guard value <= most else {
        throw .invalid(field, "is \(value); at most \(most) \(what) are given")
      }
    }
    try check(pageSize, Self.maximumPageSize, "page_size", "hits")
    try check(contextBefore, Self.maximumContext, "context_before", "statements")
    try check(contextAfter, Self.maximumContext, "context_after", "statements")
    let sizes = Self.snippetByteCounts
    guard snippetBytes == 0 || sizes.contains(snippetBytes) else {
      throw .invalid(
        "snippet_bytes",
        "is \(snippetBytes); \(sizes.lowerBound) to \(sizes.upperBound) are allowed, or 0 for 240")
    }
    guard facets.count <= Self.maximumFacets else {
      throw .invalid(
        "facets", "has \(facets.count) values; at most \(Self.maximumFacets) are allowed")
    }
    for (index, facet) in facets.enumerated() {
      try check(facet.limit, Self.maximumFacetGroups, "facets.limit", "groups")
      if facets[..<index].contains(where: { $0.groupBy == facet.groupBy }) {
        throw .invalid("facets", "has a grouping twice: \(facet.groupBy)")
      }
    }
  }
}
