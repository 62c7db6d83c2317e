internal import ArchiveProtocol
internal import TextAnalysis

/// Tells how often what was searched for occurs in rows of a segment. Belongs to one thread at a time.
///
/// A word that several parts of a query ask for counts once. So words, beginnings and inflected forms are
/// counted together, by the terms that they mean; and a phrase is counted only where none of its words is
/// asked for by itself.
final class OccurrenceCounter {
  private let segment: Segment
  private let terms: [(cursor: TermCursor, languages: StemLanguages)]
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
      var counts = RowCounts(segment.rowCount)
      for (term, languages) in languages {
        if isCancelled() { throw .cancelled }
        var walk = TermCursor.Walk(TermCursor(term, of: index))
        while !walk.isAtEnd {
          if languages == .all || languages.contains(segment.languages[walk.row]) {
            counts.add(walk.count, to: walk.row)
          }
          walk.advance()
        }
      }
      (terms, byRow) = ([], counts)
    } else {
      terms = languages.map { (TermCursor($0.key, of: index), $0.value) }
      byRow = nil
    }
    var places: [(PlaceMatcher, StemLanguages)] = []
    var cover = SingleWords(singles)
    for (part, query) in zip(scored.parts, scored.queries) {
      var counted = StemLanguages()
      switch part {
      case .word, .prefix: continue
      case .together, .near: counted = .all
      case .phrase(let numbers):
        let keys = numbers.map { scored.keys[$0] }
        for language in segment.languages.present where !cover.hasAny(of: keys, language) {
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
    for (cursor, languages) in terms
    where languages.contains(language) && cursor.contains(row) {
      count += UInt64(cursor.count)
    }
    for (matcher, languages) in places where languages.contains(language) {
      count += UInt64(matcher.occurrences(in: row))
    }
    return count
  }
}

/// The words that are asked for by themselves, and so counted wherever they stand. What they cover follows
/// from the query and the language alone, not from what words the archive happens to have.
private struct SingleWords {
  private let keys: Set<WordKey>
  private let prefixes: [String]
  private var stemmers: [StemLanguage: Stemmer] = [:]

  init(_ keys: [WordKey]) {
    self.keys = Set(keys)
    prefixes = keys.compactMap { key in if case .prefix(let text) = key { text } else { nil } }
  }

  /// Whether one of some words is counted in texts of a language wherever it stands, in any form that is
  /// asked for.
  mutating func hasAny(of words: [WordKey], _ language: StemLanguage?) -> Bool {
    words.contains { has($0, language) }
  }

  private mutating func has(_ word: WordKey, _ language: StemLanguage?) -> Bool {
    if keys.contains(word) { return true }
    let text = word.text
    if let language {
      let stem = stem(text, language)
      for case .stem(let single) in keys where self.stem(single, language) == stem { return true }
      // A form that is not typed may begin otherwise, or be no word that is asked for.
      if case .stem = word { return false }
    } else if keys.contains(.stem(text)) || keys.contains(.word(text)) {
      return true
    }
    return prefixes.contains { text.utf8.starts(with: $0.utf8) }
  }

  private mutating func stem(_ word: String, _ language: StemLanguage) -> [UInt8] {
    if let stemmer = stemmers[language] { return stemmer.stem(word) }
    let stemmer = Stemmer(language)
    stemmers[language] = stemmer
    return stemmer.stem(word)
  }
}

/// A number for each row, in a byte where it is small, as nearly all are.
private struct RowCounts {
  private var small: [UInt8]
  private var large: [Int: UInt64] = [:]

  init(_ rowCount: Int) { small = [UInt8](repeating: 0, count: rowCount) }

  mutating func add(_ count: UInt32, to row: Int) {
    let sum = UInt64(small[row]) + UInt64(count)
    if sum < UInt64(UInt8.max), large.isEmpty || large[row] == nil {
      small[row] = UInt8(sum)
    } else {
      large[row, default: UInt64(small[row])] += UInt64(count)
      small[row] = 0
    }
  }

  func count(_ row: Int) -> UInt64 {
    small[row] > 0 ? UInt64(small[row]) : large.isEmpty ? 0 : large[row] ?? 0
  }
}
