internal import ArchiveProtocol
internal import TextAnalysis

/// Tells how often what was searched for occurs in rows of a segment. Belongs to one thread at a time.
///
/// A word that several parts of a query ask for counts once. So words, beginnings and inflected forms are
/// counted together, by the terms that they mean; and a phrase is counted only where none of its words is
/// asked for by itself.
final class OccurrenceCounter {
  private let segment: Segment
  private let terms: [(reader: TermReader, languages: StemLanguages)]
  /// Keeps what the terms are read by.
  private let matchers: PlaceMatchers
  /// Where there are many terms, their occurrences in each row instead.
  private let byRow: RowCounts?
  private let places: [(matcher: PlaceMatcher, languages: StemLanguages)]

  /// Terms that are looked up one by one in each row; of more the occurrences are put together first.
  private static let maximumTerms = 32

  /// - Parameters:
  ///   - words: What is counted; nil for nothing.
  ///   - matchers: Those of the pass that finds the rows.
  init(
    _ words: QueryWords?, _ segment: Segment, _ matchers: PlaceMatchers,
    _ isCancelled: () -> Bool
  ) throws(QueryError) {
    self.segment = segment
    self.matchers = matchers
    guard let words, let own = words.words(in: segment) else {
      (terms, byRow, places) = ([], nil, [])
      return
    }
    let (scored, index) = (words.scored, own.index)
    var singles: [WordKey] = []
    for part in scored.parts {
      switch part {
      case .word(let number), .prefix(let number): singles.append(scored.keys[number])
      case .phrase, .together, .near: break
      }
    }
    var languages: [Int: StemLanguages] = [:]
    for key in singles {
      for group in try own.forms(of: key, isCancelled).groups {
        for term in group.terms { languages[term, default: []].formUnion(group.languages) }
      }
    }
    if languages.count > Self.maximumTerms {
      var counts = try RowCounts(segment.rowCount, own)
      for (term, languages) in languages {
        if isCancelled() { throw .cancelled }
        var walk = TermCursor.Walk(TermCursor(term, of: index))
        while !walk.isAtEnd {
          if languages == .all || languages.contains(segment.languages[walk.row]) {
            try counts.add(walk.count, to: walk.row)
          }
          walk.advance()
        }
      }
      (terms, byRow) = ([], counts)
    } else {
      terms = languages.map { (matchers.cursor(of: $0.key, in: index).reader, $0.value) }
      byRow = nil
    }
    var places: [(PlaceMatcher, StemLanguages)] = []
    for (number, (part, query)) in zip(scored.parts, scored.queries).enumerated() {
      var counted = StemLanguages()
      switch part {
      case .word, .prefix: continue
      case .together, .near: counted = .all
      case .phrase:
        for language in segment.languages.present
        where !words.coverage.covers(number, in: language) {
          counted.insert(StemLanguages(language))
        }
      }
      guard !counted.isEmpty, let test = try own.test(of: query, isCancelled) else { continue }
      places.append((matchers.matcher(of: test), counted))
    }
    self.places = places
  }

  func count(_ row: Int) -> UInt64 {
    var count = byRow?.count(row) ?? 0
    let language = segment.languages[row]
    for (reader, languages) in terms
    where languages.contains(language) && reader.contains(row) {
      count += UInt64(reader.count)
    }
    for (matcher, languages) in places where languages.contains(language) {
      count += UInt64(matcher.occurrences(in: row))
    }
    return count
  }
}

/// A number for each row, in a byte where it is small, as nearly all are.
private struct RowCounts {
  private var small: [UInt8]
  private var large: [Int: UInt64] = [:]
  private let words: SegmentWords
  private var reservations: [SearchAllowance.Reservation]

  /// Large numbers that memory is taken for at a time, and the bytes of each.
  private static let (largeAtOnce, largeBytes) = (1_024, 48)

  init(_ rowCount: Int, _ words: SegmentWords) throws(QueryError) {
    reservations = [try words.reserve(rowCount)]
    self.words = words
    small = [UInt8](repeating: 0, count: rowCount)
  }

  mutating func add(_ count: UInt32, to row: Int) throws(QueryError) {
    let sum = UInt64(small[row]) + UInt64(count)
    if sum < UInt64(UInt8.max), large.isEmpty || large[row] == nil {
      small[row] = UInt8(sum)
    } else {
      large[row, default: UInt64(small[row])] += UInt64(count)
      small[row] = 0
      if large.count > (reservations.count - 1) * Self.largeAtOnce {
        reservations.append(try words.reserve(Self.largeAtOnce * Self.largeBytes))
      }
    }
  }

  func count(_ row: Int) -> UInt64 {
    small[row] > 0 ? UInt64(small[row]) : large.isEmpty ? 0 : large[row] ?? 0
  }
}
