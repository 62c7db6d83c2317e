internal import ArchiveProtocol
internal import TextAnalysis

/// The words of a query that are asked for in all their forms, and how these are found in an index: in
/// its table of stems, or where that cannot be had by one pass over the index's terms for all of the
/// words, which holds nothing but what it finds. Belongs to one thread at a time.
final class InflectedWords {
  private let words: Set<String>
  private let allowance: SearchAllowance
  /// Whether it was noted that a table had no room: once a query, however many it would have had.
  private var hasNoted = false
  private var stems: [StemLanguage: Stems] = [:]
  /// Passes over an index's terms: what having no tables has cost.
  private(set) var passes = 0

  /// The stems of the words in a language, each once.
  private struct Stems {
    var stems: [[UInt8]] = []
    var numbers: [String: Int] = [:]
    var byHash: [UInt64: [Int]] = [:]
  }

  init(_ query: WordQuery, _ allowance: SearchAllowance) {
    self.allowance = allowance
    words = Set(query.costlyKeys.compactMap { if case .stem(let word) = $0 { word } else { nil } })
  }

  /// How the forms of words are found in an index.
  enum Source {
    case table(StemTable)
    /// The forms of each of the words, ascending.
    case found([String: [Int]])
  }

  /// - Parameter isCancelled: Looked at every few thousand terms.
  func source(
    _ language: StemLanguage, of index: TextIndex, _ isCancelled: () -> Bool
  ) throws(QueryError) -> Source {
    switch try index.stems.table(language, of: index, allowance, isCancelled) {
    case .table(let table): return .table(table)
    case .isBeingMade: break
    case .noRoom:
      if !hasNoted { allowance.note(.stemMemory) }
      hasNoted = true
    }
    return .found(try forms(language, of: index, isCancelled))
  }

  private func forms(
    _ language: StemLanguage, of index: TextIndex, _ isCancelled: () -> Bool
  ) throws(QueryError) -> [String: [Int]] {
    passes += 1
    let wanted = stems(in: language)
    var found = [[Int]](repeating: [], count: wanted.stems.count)
    try index.forEachStem(in: language, isCancelled) { stem, term in
      for number in wanted.byHash[StemTable.hash(stem)] ?? []
      where wanted.stems[number].withUnsafeBytes({ haveSameBytes($0, stem) }) {
        found[number].append(term)
      }
    }
    return wanted.numbers.mapValues { found[$0] }
  }

  private func stems(in language: StemLanguage) -> Stems {
    if let known = stems[language] { return known }
    let stemmer = Stemmer(language)
    var (made, known) = (Stems(), [[UInt8]: Int]())
    for word in words {
      let stem = stemmer.stem(word)
      let number = known[stem] ?? made.stems.count
      if number == made.stems.count {
        known[stem] = number
        made.byHash[stem.withUnsafeBytes { StemTable.hash($0) }, default: []].append(number)
        made.stems.append(stem)
      }
      made.numbers[word] = number
    }
    stems[language] = made
    return made
  }
}
