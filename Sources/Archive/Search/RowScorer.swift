internal import ArchiveProtocol
internal import TextAnalysis

/// Tells how relevant rows of a segment are. Belongs to one thread at a time.
final class RowScorer {
  /// Nil where the segment keeps no words.
  private let lengths: PackedColumn<UInt32>.View?
  private let factors: [Float]
  private let parts: [Part]
  /// The parts where all are a word each, for a loop that counts no references.
  private let terms: UnsafeMutableBufferPointer<Term>
  /// Keeps what is read by.
  private let matchers: PlaceMatchers
  // What the pointers stand in.
  private let segment: Segment
  private let index: TextIndex?

  private struct Term {
    var weight: Float
    var reader: TermReader
  }

  private struct Part {
    var weight: Float
    var rows: PartRows
  }

  /// What tells in which rows a part is, and how often.
  private enum PartRows {
    case term(TermReader)
    case forms([(reader: TermReader, languages: StemLanguages)])
    case manyForms([(reader: TermReader, languages: StemLanguages)], FormRows)
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
    self.matchers = matchers
    index = words?.index
    factors = Relevance.lengthFactors(averageLength: statistics.averageLength)
    guard let words else {
      lengths = nil
      (parts, terms) = ([], .allocate(capacity: 0))
      return
    }
    lengths = words.index.lengths.view
    var parts: [Part] = []
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
    self.parts = parts
    let plain = parts.compactMap { part -> Term? in
      guard case .term(let reader) = part.rows else { return nil }
      return Term(weight: part.weight, reader: reader)
    }
    terms = .allocate(capacity: plain.count == parts.count ? plain.count : 0)
    if !terms.isEmpty { _ = terms.initialize(from: plain) }
  }

  deinit { terms.deallocate() }

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
        return .term(matchers.cursor(of: terms[0], in: words.index).reader)
      }
      var cursors: [TermCursor] = []
      var each: [(reader: TermReader, languages: StemLanguages)] = []
      for group in forms.groups {
        for term in group.terms {
          cursors.append(matchers.cursor(of: term, in: words.index))
          each.append((cursors[cursors.count - 1].reader, group.languages))
        }
      }
      return each.count <= FormRows.fewForms
        ? .forms(each)
        // What is looked for a stretch at a time stands elsewhere than at the row.
        : .manyForms(each, FormRows(cursors.map { $0.another() }))
    default:
      return try words.test(of: query, isCancelled).map { .places(matchers.matcher(of: $0)) }
    }
  }

  /// The score of a row: the sum over the parts that it has.
  @inline(__always)
  func score(_ row: Int) -> Float {
    guard !terms.isEmpty, let lengths else { return scoreOfParts(row) }
    let factor = factors[Int(Relevance.lengthByte(lengths[row]))]
    var sum: Float = 0
    for term in terms where term.reader.contains(row) {
      let occurrences = Float(term.reader.count)
      sum += term.weight * (occurrences / (occurrences + factor))
    }
    return sum
  }

  private func scoreOfParts(_ row: Int) -> Float {
    var sum: Float = 0
    var factor: Float = -1
    for part in parts {
      let count: Int
      switch part.rows {
      case .term(let reader):
        guard reader.contains(row) else { continue }
        count = reader.count
      case .forms(let forms):
        let language = segment.languages[row]
        count = forms.reduce(0) { sum, form in
          guard form.languages.contains(language), form.reader.contains(row) else { return sum }
          return sum + form.reader.count
        }
        if count == 0 { continue }
      case .manyForms(let forms, let rows):
        let language = segment.languages[row]
        count = rows.forms(in: row).reduce(0) { sum, number in
          let form = forms[number]
          guard form.languages.contains(language), form.reader.contains(row) else { return sum }
          return sum + form.reader.count
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
      if factor < 0 { factor = factors[Int(Relevance.lengthByte(lengths![row]))] }
      let occurrences = Float(count)
      sum += part.weight * (occurrences / (occurrences + factor))
    }
    return sum
  }
}
