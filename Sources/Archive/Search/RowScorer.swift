internal import ArchiveProtocol
internal import TextAnalysis

/// Tells how relevant rows of a segment are. Belongs to one thread at a time.
final class RowScorer {
  private let lengths: UnsafeBufferPointer<UInt32>
  private let factors: [Float]
  private var parts: [Part] = []
  // What the pointers stand in.
  private let segment: Segment

  private struct Part {
    var weight: Float
    var rows: PartRows
  }

  /// What tells in which rows a part is, and how often.
  private enum PartRows {
    case term(TermCursor)
    case forms([(cursor: TermCursor, languages: StemLanguages)])
    case manyForms([(cursor: TermCursor, languages: StemLanguages)], FormRows)
    case bits(RowBits)
    case places(PlaceMatcher)
  }

  /// - Parameters:
  ///   - words: What is looked up in the segment; nil where it keeps no words.
  ///   - matchers: Those of the pass that finds the rows.
  init(
    _ scored: ScoredParts, _ words: SegmentWords?, _ segment: Segment, _ matchers: PlaceMatchers,
    _ statistics: SearchStatistics, _ isCancelled: () -> Bool
  ) throws(QueryError) {
    self.segment = segment
    factors = Relevance.lengthFactors(averageLength: statistics.averageLength)
    guard let words else {
      lengths = UnsafeBufferPointer(start: nil, count: 0)
      return
    }
    lengths = words.index.lengths.buffer
    for (part, query) in zip(scored.parts, scored.queries) {
      guard
        let rows = try Self.rows(
          of: query, part.numbers.map { scored.keys[$0] }, words, matchers, isCancelled)
      else { continue }
      // A phrase is worth what its words are (as in Lucene and tantivy).
      let weight = part.numbers.reduce(Float(0)) {
        $0
          + Relevance.weight(
            frequency: statistics.frequencies[$1], of: statistics.statements)
      }
      parts.append(Part(weight: weight * (1 + Relevance.k1), rows: rows))
    }
  }

  private static func rows(
    of query: WordQuery, _ keys: [WordKey], _ words: SegmentWords, _ matchers: PlaceMatchers,
    _ isCancelled: () -> Bool
  ) throws(QueryError) -> PartRows? {
    switch query {
    case .prefix:
      let forms = try words.forms(of: keys[0], isCancelled)
      return forms.isNothing ? nil : .bits(try forms.bits(isCancelled))
    case .word:
      let forms = try words.forms(of: keys[0], isCancelled)
      if forms.isNothing { return nil }
      if let terms = forms.everywhere, terms.count == 1 {
        return .term(TermCursor(terms[0], of: words.index))
      }
      let each = forms.groups.flatMap { group in
        group.terms.map { (cursor: TermCursor($0, of: words.index), languages: group.languages) }
      }
      return each.count <= FormRows.fewForms
        ? .forms(each) : .manyForms(each, FormRows(each.map(\.cursor)))
    default:
      return try words.test(of: query, isCancelled).map { .places(matchers.matcher(of: $0)) }
    }
  }

  /// The score of a row: the sum over the parts that it has.
  func score(_ row: Int) -> Float {
    var sum: Float = 0
    var factor: Float = -1
    for part in parts {
      let count: Int
      switch part.rows {
      case .term(let cursor):
        guard cursor.contains(row) else { continue }
        count = cursor.count
      case .forms(let forms):
        let language = segment.languages[row]
        count = forms.reduce(0) { sum, form in
          guard form.languages.contains(language), form.cursor.contains(row) else { return sum }
          return sum + form.cursor.count
        }
        if count == 0 { continue }
      case .manyForms(let forms, let rows):
        let language = segment.languages[row]
        count = rows.forms(in: row).reduce(0) { sum, number in
          let form = forms[number]
          guard form.languages.contains(language), form.cursor.contains(row) else { return sum }
          return sum + form.cursor.count
        }
        if count == 0 { continue }
      case .bits(let bits):
        // How often one of thousands of words occurs is not looked up.
        guard bits.contains(row) else { continue }
        count = 1
      case .places(let matcher):
        count = matcher.occurrences(in: row)
        if count == 0 { continue }
      }
      if factor < 0 { factor = factors[Int(Relevance.lengthByte(lengths[row]))] }
      let occurrences = Float(count)
      sum += part.weight * (occurrences / (occurrences + factor))
    }
    return sum
  }
}
