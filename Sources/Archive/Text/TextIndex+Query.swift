internal import ArchiveProtocol
internal import TextAnalysis
internal import Transcripts

extension Snapshot {
  /// What a filter asks for of what was said; nil when it asks for nothing.
  func queryWords(
    of filter: StatementFilter, field: String
  ) throws(QueryError) -> QueryWords? {
    guard !filter.words.isEmpty else { return nil }
    guard hasWords else {
      throw QueryError(
        code: .failedPrecondition, field: field + ".words",
        message: "cannot be searched: the server keeps no index of words")
    }
    do throws(WordQueryError) {
      let query = try WordQuery(
        parsing: filter.words, inflected: filter.matchesInflections, limits: allowance.limits)
      return QueryWords(query, allowance, field: field + ".words")
    } catch {
      if let limit = error.limit { allowance.note(limit) }
      throw .invalid(field + ".words", error.description)
    }
  }

  /// Statements in which words are looked up as they are typed, since their language has no stems or is
  /// not known; 0 where no inflected forms are asked for.
  func countWithoutStems(_ words: QueryWords?) -> UInt64 {
    guard let words, words.query.hasInflectedWords else { return 0 }
    return segments.reduce(0) { $0 + UInt64($1.countWithoutStems) }
  }

  /// Bytes of a query that are taken apart on an event loop.
  private static let quickWordBytes = 512
  /// What finding a word's forms takes, in rows that are gone through in that time.
  private static let costOfForms = 256

  /// Whether what was said is looked up in microseconds: not where a beginning fits many words, or
  /// nobody asked for a language's stems before.
  func findsWordsQuickly(_ filter: StatementFilter) -> Bool {
    guard !filter.words.isEmpty else { return true }
    guard filter.words.utf8.count <= Self.quickWordBytes else { return false }
    // What is wrong is told when the query is planned.
    guard
      let query = try? WordQuery(
        parsing: filter.words, inflected: filter.matchesInflections, limits: allowance.limits)
    else { return true }
    var cost = 0
    for key in query.costlyKeys {
      for view in segments {
        guard let index = view.segment.text else { continue }
        switch key {
        case .word: continue
        case .prefix(let prefix):
          cost += view.segment.rowCount / 64
          for term in index.terms(withPrefix: prefix) {
            cost += 1 + Int(index.terms[term].rowCount)
            if cost > Listing.quickSteps { return false }
          }
        case .stem(let word):
          // Where there are several languages, each row is looked at.
          guard view.segment.languages.areSame else { return false }
          for case let language? in view.segment.languages.present {
            cost += Self.costOfForms
            guard cost <= Listing.quickSteps, let table = index.stems.known(language),
              table.terms(like: word, in: index).count <= WordForms.maximumUnion
            else { return false }
          }
        }
      }
    }
    return true
  }
}

extension WordQuery {
  /// What of it may mean many words.
  var costlyKeys: [WordKey] {
    switch self {
    case .prefix(let prefix): [.prefix(prefix)]
    case .all(let parts), .any(let parts): parts.flatMap(\.costlyKeys)
    case .not(let part): part.costlyKeys
    case .word, .phrase, .together, .near: words.filter(\.isInflected).map { WordKey($0) }
    }
  }
}
