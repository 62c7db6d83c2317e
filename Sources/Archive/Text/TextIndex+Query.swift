internal import ArchiveProtocol
internal import TextAnalysis
internal import Transcripts

extension Snapshot {
  /// What a filter asks for of what was said; nil when it asks for nothing.
  func wordQuery(of filter: StatementFilter, field: String) throws(QueryError) -> WordQuery? {
    guard !filter.words.isEmpty else { return nil }
    guard hasWords else {
      throw QueryError(
        code: .failedPrecondition, field: field + ".words",
        message: "cannot be searched: the server keeps no index of words")
    }
    do throws(WordQueryError) {
      return try WordQuery(parsing: filter.words)
    } catch {
      throw .invalid(field + ".words", error.description)
    }
  }

  /// Bytes of a query that are taken apart on an event loop.
  private static let quickWordBytes = 512

  /// Whether what was said is looked up in microseconds: not where a beginning fits many words.
  func findsWordsQuickly(_ words: String) -> Bool {
    guard !words.isEmpty else { return true }
    guard words.utf8.count <= Self.quickWordBytes else { return false }
    // What is wrong is told when the query is planned.
    guard let query = try? WordQuery(parsing: words) else { return true }
    var cost = 0
    for prefix in query.prefixes {
      for view in segments {
        guard let index = view.segment.text else { continue }
        cost += view.segment.rowCount / 64
        for term in index.terms(withPrefix: prefix) {
          cost += 1 + Int(index.terms[term].rowCount)
          if cost > Listing.quickSteps { return false }
        }
      }
    }
    return true
  }
}

extension WordQuery {
  /// The beginnings of words in it.
  fileprivate var prefixes: [String] {
    switch self {
    case .prefix(let prefix): [prefix]
    case .all(let parts), .any(let parts): parts.flatMap(\.prefixes)
    case .not(let part): part.prefixes
    case .word, .phrase, .together, .near: []
    }
  }
}

extension TextIndex {
  /// Words that one beginning may mean, in a segment.
  static let maximumExpansion = 10_000

  /// The rows that a query means, of `count`.
  /// - Parameter isCancelled: Looked at between the words that a beginning means.
  /// - Throws: `QueryError` where a beginning means too many words.
  func rows(
    of query: WordQuery, count: Int, field: String, _ isCancelled: () -> Bool
  ) throws(QueryError) -> RowSet {
    switch query {
    case .word(let word):
      return term(word).map { .word(WordRows(index: self, term: $0)) } ?? .nothing
    case .prefix(let prefix): return try rows(ofPrefix: prefix, count: count, field, isCancelled)
    case .phrase(let words): return rows(of: words) { .phrase($0) }
    case .together(let words, let others):
      return rows(of: words) { .together($0, others: others) }
    case .near(let left, let right, let others):
      return rows(of: left + right) {
        .near(Array($0[..<left.count]), Array($0[left.count...]), others: others)
      }
    case .all(let parts):
      var rows = RowSet.everything
      for part in parts {
        let set = try self.rows(of: part, count: count, field: field, isCancelled)
        if set.isNothing { return .nothing }
        rows = rows.and(set)
      }
      return rows
    case .any(let parts):
      var sets: [RowSet] = []
      for part in parts {
        let set = try rows(of: part, count: count, field: field, isCancelled)
        if !set.isNothing { sets.append(set) }
      }
      return sets.count == 1 ? sets[0] : .any(sets)
    case .not(let part):
      let set = try rows(of: part, count: count, field: field, isCancelled)
      return set.isNothing ? .everything : .not(set)
    }
  }

  /// The rows that have all of some words, in places of which `rule` tells, given the number of each
  /// word among those that differ.
  private func rows(of words: [String], rule: ([Int]) -> PlaceTest.Rule) -> RowSet {
    var terms: [Int] = []
    var slots: [Int] = []
    for word in words {
      guard let term = term(word) else { return .nothing }
      if let slot = terms.firstIndex(of: term) {
        slots.append(slot)
      } else {
        slots.append(terms.count)
        terms.append(term)
      }
    }
    return .all(
      terms.map { .word(WordRows(index: self, term: $0)) }
        + [.arranged(PlaceTest(index: self, terms: terms, rule: rule(slots)))])
  }

  private func rows(
    ofPrefix prefix: String, count: Int, _ field: String, _ isCancelled: () -> Bool
  ) throws(QueryError) -> RowSet {
    let terms = terms(withPrefix: prefix)
    guard terms.count <= Self.maximumExpansion else {
      throw .invalid(
        field,
        "has \(prefix)*, with which \(terms.count) words of the archive begin; at most "
          + "\(Self.maximumExpansion) are looked up: write more of the word")
    }
    if terms.isEmpty { return .nothing }
    if terms.count == 1 { return .word(WordRows(index: self, term: terms.lowerBound)) }
    var bits = BitSet(capacity: count)
    for term in terms {
      if isCancelled() { throw .cancelled }
      TermCursor(term, of: self).forEachRow { bits.insert($0) }
    }
    return .bits(RowBits(bits, rowCount: count))
  }
}
