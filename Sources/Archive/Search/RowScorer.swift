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
  enum PartRows {
    case term(TermCursor)
    case bits(RowBits)
    case places(PlaceMatcher)
  }

  init(_ scored: ScoredParts, _ found: SegmentParts, _ statistics: SearchStatistics) {
    segment = found.view.segment
    factors = Relevance.lengthFactors(averageLength: statistics.averageLength)
    guard let index = segment.text else {
      lengths = UnsafeBufferPointer(start: nil, count: 0)
      return
    }
    lengths = index.lengths.buffer
    for part in scored.parts {
      guard let rows = Self.rows(of: part, found, index) else { continue }
      // A phrase is worth what its words are (as in Lucene and tantivy).
      let weight = part.numbers.reduce(Float(0)) {
        $0
          + Relevance.weight(
            frequency: statistics.frequencies[$1], of: statistics.statements)
      }
      parts.append(Part(weight: weight * (1 + Relevance.k1), rows: rows))
    }
  }

  static func rows(
    of part: ScoredParts.Part, _ found: SegmentParts, _ index: TextIndex
  ) -> PartRows? {
    switch part {
    case .word(let number):
      guard case .term(let term) = found.found[number] else { return nil }
      return .term(TermCursor(term, of: index))
    case .prefix(let number):
      guard case .rows(let bits) = found.found[number] else { return nil }
      return .bits(bits)
    case .phrase(let numbers): return test(numbers, found, index) { .phrase($0) }
    case .together(let numbers, let others):
      return test(numbers, found, index) { .together($0, others: others) }
    case .near(let left, let right, let others):
      return test(left + right, found, index) {
        .near(Array($0[..<left.count]), Array($0[left.count...]), others: others)
      }
    }
  }

  private static func test(
    _ numbers: [Int], _ found: SegmentParts, _ index: TextIndex,
    rule: ([Int]) -> PlaceTest.Rule
  ) -> PartRows? {
    var terms: [Int] = []
    var slots: [Int] = []
    for number in numbers {
      guard case .term(let term) = found.found[number] else { return nil }
      if let slot = terms.firstIndex(of: term) {
        slots.append(slot)
      } else {
        slots.append(terms.count)
        terms.append(term)
      }
    }
    return .places(PlaceMatcher(PlaceTest(index: index, terms: terms, rule: rule(slots))))
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
