internal import ArchiveProtocol
internal import TextAnalysis

/// A word, or the beginning of one, as a query asks for it.
enum WordKey: Hashable {
  case word(String)
  /// Any word that begins so.
  case prefix(String)
  /// Any word of its stem.
  case stem(String)

  init(_ word: WordQuery.Word) { self = word.isInflected ? .stem(word.text) : .word(word.text) }

  var text: String {
    switch self {
    case .word(let text), .prefix(let text), .stem(let text): text
    }
  }
}

/// The words of a segment's index that a word of a query means there. Belongs to one thread at a time.
final class WordForms {
  /// Terms that are meant in rows of some languages.
  struct Group {
    var languages: StemLanguages
    /// Ascending; at least one.
    var terms: [Int]
  }

  let groups: [Group]
  private let segment: Segment
  private let index: TextIndex
  private let allowance: SearchAllowance
  /// Where the words stand in the request.
  private let field: String
  private var knownBits: RowBits?

  init(
    _ groups: [Group], _ segment: Segment, _ index: TextIndex, _ allowance: SearchAllowance,
    field: String
  ) {
    self.allowance = allowance
    self.field = field
    self.groups = groups
    self.segment = segment
    self.index = index
  }

  var isNothing: Bool { groups.isEmpty }

  /// The terms, where they are the same in all rows; nil where they are not.
  var everywhere: [Int]? {
    if groups.isEmpty { return [] }
    return groups.count == 1 && groups[0].languages == .all ? groups[0].terms : nil
  }

  /// The terms in rows of a language.
  func terms(in language: StemLanguages) -> [Int] {
    groups.first { $0.languages.contains(language) }?.terms ?? []
  }

  /// The rows that have any of them.
  /// - Parameter isCancelled: Looked at between one term and the next.
  /// - Throws: `QueryError`: `cancelled`, or `resourceExhausted` where no memory is left for them.
  func bits(_ isCancelled: () -> Bool) throws(QueryError) -> RowBits {
    if let knownBits { return knownBits }
    let reservation = try allowance.reserveForQuery(segment.rowCount / 8 + 1, field)
    var bits = BitSet(capacity: segment.rowCount)
    try insertRows(into: &bits, isCancelled)
    let made = RowBits(bits, rowCount: segment.rowCount, reservation)
    knownBits = made
    return made
  }

  /// Whether a bit of each row is kept.
  var keepsBits: Bool { knownBits != nil }

  private func insertRows(
    into bits: inout BitSet, _ isCancelled: () -> Bool
  ) throws(QueryError) {
    for group in groups {
      for term in group.terms {
        if isCancelled() { throw .cancelled }
        let cursor = TermCursor(term, of: index)
        if group.languages == .all {
          cursor.forEachRow { bits.insert($0) }
        } else {
          cursor.forEachRow { row in
            if group.languages.contains(segment.languages[row]) { bits.insert(row) }
          }
        }
      }
    }
  }

  /// Terms that are gone through side by side; of more the rows are put together first.
  static let maximumUnion = 8

  /// The rows that have any of them, as a filter asks for them.
  func rows(isPrefix: Bool, _ isCancelled: () -> Bool) throws(QueryError) -> RowSet {
    guard let terms = everywhere, terms.count <= (isPrefix ? 1 : Self.maximumUnion) else {
      return .bits(try bits(isCancelled))
    }
    let rows = terms.map { RowSet.word(WordRows(index: index, term: $0)) }
    return rows.count == 1 ? rows[0] : .any(rows)
  }

  /// How many live statements have any of them.
  /// - Parameter scratch: For a bit of each row, which is not kept: queries may have hundreds of words.
  func frequency(
    in view: SegmentView, _ scratch: inout BitSet, _ isCancelled: () -> Bool
  ) throws(QueryError) -> UInt64 {
    if isNothing { return 0 }
    if let terms = everywhere, terms.count == 1 {
      let cursor = TermCursor(terms[0], of: index)
      var count = cursor.rowCount
      for run in view.dead?.runs ?? [] {
        let rows = segment.rows(ofRun: Int(run))
        count += cursor.rank(rows.lowerBound) - cursor.rank(rows.upperBound)
      }
      return UInt64(count)
    }
    let runs = view.dead?.runs ?? []
    if let knownBits {
      var count = knownBits.count(in: 0..<segment.rowCount)
      for run in runs { count -= knownBits.count(in: segment.rows(ofRun: Int(run))) }
      return UInt64(count)
    }
    scratch.removeAll(capacity: segment.rowCount)
    try insertRows(into: &scratch, isCancelled)
    var count = scratch.count(in: 0..<segment.rowCount)
    for run in runs { count -= scratch.count(in: segment.rows(ofRun: Int(run))) }
    return UInt64(count)
  }
}
