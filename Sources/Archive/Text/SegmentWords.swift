internal import ArchiveProtocol
internal import TextAnalysis

/// What the words of a query are in one segment, looked up once for all that a query does there: finding,
/// ranking, counting, showing. Belongs to one thread at a time.
final class SegmentWords {
  let segment: Segment
  let index: TextIndex
  private let allowance: SearchAllowance
  /// Where the words stand in the request.
  private let field: String
  private let inflected: InflectedWords
  private var forms: [WordKey: WordForms] = [:]
  /// How inflected forms are found, by language.
  private var sources: [StemLanguage: InflectedWords.Source] = [:]
  /// Nil of what is nowhere in the segment.
  private var tests: [WordQuery: PlaceTest?] = [:]

  init(
    _ segment: Segment, _ index: TextIndex, _ inflected: InflectedWords,
    _ allowance: SearchAllowance, field: String
  ) {
    self.segment = segment
    self.index = index
    self.inflected = inflected
    self.allowance = allowance
    self.field = field
  }

  /// Takes memory for what a query keeps of rows.
  func reserve(_ byteCount: Int) throws(QueryError) -> SearchAllowance.Reservation {
    try allowance.reserveForQuery(byteCount, field)
  }

  /// The terms that a word means.
  /// - Parameter isCancelled: Looked at every few thousand terms.
  /// - Throws: `QueryError` where there are too many.
  func forms(
    of key: WordKey, _ isCancelled: () -> Bool
  ) throws(QueryError) -> WordForms {
    if let known = forms[key] { return known }
    let made = WordForms(
      try groups(of: key, isCancelled), segment, index, allowance, field: field)
    forms[key] = made
    return made
  }

  private func groups(
    of key: WordKey, _ isCancelled: () -> Bool
  ) throws(QueryError) -> [WordForms.Group] {
    switch key {
    case .word(let word):
      return index.term(word).map { [WordForms.Group(languages: .all, terms: [$0])] } ?? []
    case .prefix(let prefix):
      let terms = index.terms(withPrefix: prefix)
      try check(terms.count, "\(prefix)*, with which", "begin", "write more of the word")
      return terms.isEmpty ? [] : [WordForms.Group(languages: .all, terms: Array(terms))]
    case .stem(let word):
      var groups: [WordForms.Group] = []
      for language in segment.languages.present {
        let terms = try terms(like: word, language, isCancelled)
        guard !terms.isEmpty else { continue }
        let own = segment.languages.areSame ? .all : StemLanguages(language)
        if let same = groups.firstIndex(where: { $0.terms == terms }) {
          groups[same].languages.formUnion(own)
        } else {
          groups.append(WordForms.Group(languages: own, terms: terms))
        }
      }
      let present = segment.languages.present.reduce(into: StemLanguages()) {
        $0.insert(StemLanguages($1))
      }
      if groups.count == 1, groups[0].languages.isSuperset(of: present) {
        groups[0].languages = .all
      }
      return groups
    }
  }

  private func terms(
    like word: String, _ language: StemLanguage?, _ isCancelled: () -> Bool
  ) throws(QueryError) -> [Int] {
    guard let language else { return index.term(word).map { [$0] } ?? [] }
    let source: InflectedWords.Source
    if let known = sources[language] {
      source = known
    } else {
      source = try inflected.source(language, of: index, isCancelled)
      sources[language] = source
    }
    let terms =
      switch source {
      case .table(let table): table.terms(like: word, in: index)
      // All inflected words of the query are among them.
      case .found(let forms): forms[word]!
      }
    try check(terms.count, "~\(word), of which", "are forms", "leave out the ~")
    return terms
  }

  private func check(
    _ count: Int, _ what: String, _ relation: String, _ remedy: String
  ) throws(QueryError) {
    let most = allowance.limits[.queryExpansion]
    guard count > most else { return }
    throw allowance.refusal(
      .queryExpansion, field,
      "has \(what) \(count) words of a part of the archive \(relation); at most \(most) are looked "
        + "up: "
        + remedy)
  }

  // MARK: Rows

  /// The rows that a query means.
  /// - Throws: `QueryError` where a word of it means too many words.
  func rows(of query: WordQuery, _ isCancelled: () -> Bool) throws(QueryError) -> RowSet {
    switch query {
    case .word(let word):
      return try forms(of: WordKey(word), isCancelled).rows(isPrefix: false, isCancelled)
    case .prefix(let prefix):
      return try forms(of: .prefix(prefix), isCancelled).rows(isPrefix: true, isCancelled)
    case .phrase, .together, .near:
      guard let test = try test(of: query, isCancelled) else { return .nothing }
      var keys: [WordKey] = []
      for word in query.words where !keys.contains(WordKey(word)) { keys.append(WordKey(word)) }
      var sets: [RowSet] = []
      for key in keys {
        sets.append(try forms(of: key, isCancelled).rows(isPrefix: false, isCancelled))
      }
      return .all(sets + [.arranged(test)])
    case .all(let parts):
      var rows = RowSet.everything
      for part in parts {
        let set = try self.rows(of: part, isCancelled)
        if set.isNothing { return .nothing }
        rows = rows.and(set)
      }
      return rows
    case .any(let parts):
      var sets: [RowSet] = []
      for part in parts {
        let set = try rows(of: part, isCancelled)
        if !set.isNothing { sets.append(set) }
      }
      return sets.count == 1 ? sets[0] : .any(sets)
    case .not(let part):
      let set = try rows(of: part, isCancelled)
      return set.isNothing ? .everything : .not(set)
    }
  }

  /// How the words of a phrase, or of what is near, must stand; nil where no row has all of them.
  func test(
    of query: WordQuery, _ isCancelled: () -> Bool
  ) throws(QueryError) -> PlaceTest? {
    if let known = tests[query] { return known }
    var forms: [WordForms] = []
    for word in query.words { forms.append(try self.forms(of: WordKey(word), isCancelled)) }
    var variants: [PlaceTest.Variant] = []
    if !forms.contains(where: \.isNothing) {
      if forms.allSatisfy({ $0.everywhere != nil }) {
        variants = [Self.variant(of: query, .all, forms.map { $0.everywhere ?? [] })]
      } else {
        for language in segment.languages.present.map({ StemLanguages($0) }) {
          let terms = forms.map { $0.terms(in: language) }
          guard !terms.contains(where: \.isEmpty) else { continue }
          variants.append(Self.variant(of: query, language, terms))
        }
      }
    }
    let made =
      variants.isEmpty ? nil : PlaceTest(segment: segment, index: index, variants: variants)
    tests[query] = .some(made)
    return made
  }

  private static func variant(
    of query: WordQuery, _ languages: StemLanguages, _ terms: [[Int]]
  ) -> PlaceTest.Variant {
    var words: [[Int]] = []
    var numbers: [[Int]: Int] = [:]
    let slots = terms.map { terms in
      if let known = numbers[terms] { return known }
      words.append(terms)
      numbers[terms] = words.count - 1
      return words.count - 1
    }
    let rule: PlaceTest.Rule =
      switch query {
      case .together(_, let others): .together(slots, others: others)
      case .near(let left, _, let others):
        .near(Array(slots[..<left.count]), Array(slots[left.count...]), others: others)
      default: .phrase(slots)
      }
    return PlaceTest.Variant(languages: languages, words: words, rule: rule)
  }
}

extension WordQuery {
  /// The words of one part of a query.
  var words: [Word] {
    switch self {
    case .word(let word): [word]
    case .phrase(let words), .together(let words, _): words
    case .near(let left, let right, _): left + right
    case .prefix, .all, .any, .not: []
    }
  }
}

/// The words of a query, and what they are in each segment. Belongs to one thread at a time.
final class QueryWords {
  let query: WordQuery
  let scored: ScoredParts
  let inflected: InflectedWords
  /// What of it counts of occurrences have already.
  private(set) lazy var coverage = PhraseCoverage(scored)
  private let allowance: SearchAllowance
  private let field: String
  private var segments: [ObjectIdentifier: SegmentWords] = [:]

  init(_ query: WordQuery, _ allowance: SearchAllowance, field: String) {
    self.query = query
    self.allowance = allowance
    self.field = field
    scored = ScoredParts(query)
    inflected = InflectedWords(query, allowance)
  }

  /// What they are in a segment; nil where that keeps no words.
  func words(in segment: Segment) -> SegmentWords? {
    if let known = segments[ObjectIdentifier(segment)] { return known }
    guard let index = segment.text else { return nil }
    let made = SegmentWords(segment, index, inflected, allowance, field: field)
    segments[ObjectIdentifier(segment)] = made
    return made
  }
}
