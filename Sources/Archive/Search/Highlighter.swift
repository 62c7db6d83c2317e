internal import ArchiveProtocol
internal import TextAnalysis
internal import Transcripts

/// Finds where what was searched for stands in a statement. Belongs to one thread at a time.
final class Highlighter {
  /// What a statement shows of a search.
  struct Found {
    /// In order; none overlap.
    var spans: [TextSpan]
    var snippet: SearchHit.Snippet
  }

  private let words: QueryWords?
  private let parts: [ScoredParts.Part]
  private let snippetByteCount: Int
  private let reader = StatementText()
  private var tables: [TableKey: FormTable] = [:]

  private struct TableKey: Hashable {
    var segment: ObjectIdentifier
    var languages: StemLanguages
  }

  /// A word of the statement.
  private struct Word {
    var place: Int
    var paragraph: Int
    var range: Range<Int>
    /// The numbers of what was searched for and means it.
    var numbers: [Int]
  }

  /// Words of the statement, one behind the other, that are shown.
  private struct Match {
    var words: Range<Int>
    /// Whether they are of one place with those before them: of one NEAR, or one phrase in any order.
    var isJoined = false
  }

  init(_ words: QueryWords?, snippetByteCount: Int) {
    self.words = words
    parts = words?.scored.parts ?? []
    self.snippetByteCount = snippetByteCount
  }

  /// Looks at a statement.
  func find(
    _ row: Int, of segment: Segment, _ isCancelled: () -> Bool
  ) throws(QueryError) -> Found {
    let table = try table(segment, segment.languages[row], isCancelled)
    var all: [Word] = []
    // The words of the statement that each word or beginning searched for means, ascending.
    var found = [[Int]](repeating: [], count: words?.scored.keys.count ?? 0)
    reader.forEachWord(of: segment.frame(row)) { word in
      let numbers = table?.numbers(of: word.folded) ?? []
      for number in numbers { found[number].append(all.count) }
      all.append(
        Word(
          place: Int(word.place), paragraph: word.paragraph, range: word.range, numbers: numbers))
    }
    var matches: [Match] = []
    for part in parts { add(part, all, found, to: &matches) }
    let spans = Self.spans(matches, all)
    let snippet = Snippets.choose(
      spans, words: all.map { ($0.paragraph, $0.range) }, paragraphs: reader.paragraphs,
      byteCount: snippetByteCount)
    return Found(spans: spans, snippet: snippet)
  }

  /// What was searched for, as it is in a segment's statements of a language.
  private func table(
    _ segment: Segment, _ languages: StemLanguages, _ isCancelled: () -> Bool
  ) throws(QueryError) -> FormTable? {
    guard let words, !parts.isEmpty, let own = words.words(in: segment) else { return nil }
    let key = TableKey(segment: ObjectIdentifier(segment), languages: languages)
    if let known = tables[key] { return known }
    let made = try FormTable(words.scored.keys, own, languages, isCancelled)
    tables[key] = made
    return made
  }

  /// Adds the words that a part means, one behind the other.
  private func add(
    _ part: ScoredParts.Part, _ all: [Word], _ found: [[Int]], to matches: inout [Match]
  ) {
    switch part {
    case .word(let number), .prefix(let number):
      for word in found[number] { matches.append(Match(words: word..<word + 1)) }
    case .phrase(let numbers): matches += phrases(numbers, all, found).map { Match(words: $0) }
    case .near(let left, let right, let others):
      matches += near(phrases(left, all, found), phrases(right, all, found), others, all)
    case .together(let numbers, let others):
      matches += together(numbers, others, all, found)
    }
  }

  /// Where words stand one right behind the other.
  private func phrases(_ numbers: [Int], _ all: [Word], _ found: [[Int]]) -> [Range<Int>] {
    guard numbers.allSatisfy({ !found[$0].isEmpty }) else { return [] }
    var finder = PhraseFinder(numbers)
    var result: [Range<Int>] = []
    for (index, word) in all.enumerated() {
      let adjoins = index > 0 && all[index - 1].place + 1 == word.place
      for number in word.numbers { finder.take(number) }
      if finder.advance(adjoins: adjoins) {
        result.append(index + 1 - numbers.count..<index + 1)
      }
    }
    return result
  }

  /// Those of two lists that are near one of the other and do not overlap with it.
  private func near(
    _ left: [Range<Int>], _ right: [Range<Int>], _ others: Int, _ all: [Word]
  ) -> [Match] {
    func isNear(_ one: Range<Int>, _ list: [Range<Int>]) -> Bool {
      let behind = partitionPoint(list.indices) { list[$0].lowerBound < one.upperBound }
      if behind < list.count,
        all[list[behind].lowerBound].place - all[one.upperBound - 1].place - 1 <= others
      {
        return true
      }
      let before = partitionPoint(list.indices) { list[$0].upperBound <= one.lowerBound }
      return before > 0
        && all[one.lowerBound].place - all[list[before - 1].upperBound - 1].place - 1 <= others
    }
    let parts =
      left.filter { isNear($0, right) }.map { (words: $0, number: 0) }
      + right.filter { isNear($0, left) }.map { (words: $0, number: 1) }
    return Self.joined(parts, needed: [0: 1, 1: 1]) { group, next in
      all[next.lowerBound].place - all[group.upperBound - 1].place - 1 <= others
    }
  }

  /// The words that stand together in any order with at most so many others.
  private func together(
    _ numbers: [Int], _ others: Int, _ all: [Word], _ found: [[Int]]
  ) -> [Match] {
    // Words of one stem are the same word, which must be there as often.
    let numbers = numbers.map { number in
      numbers.first { found[$0] == found[number] } ?? number
    }
    var missing: [Int: Int] = [:]
    for number in numbers { missing[number, default: 0] += 1 }
    let needed = missing
    var hits: [(word: Int, number: Int)] = []
    for number in missing.keys { hits += found[number].map { ($0, number) } }
    hits.sort { $0.word < $1.word }
    var left = numbers.count
    var first = 0
    // Up to where hits are taken already.
    var taken = 0
    var result: [(words: Range<Int>, number: Int)] = []
    // Every stretch as long as may be that has all of them: what is found is the same from either end.
    for last in hits.indices {
      if missing[hits[last].number, default: 0] > 0 { left -= 1 }
      missing[hits[last].number, default: 0] -= 1
      while all[hits[last].word].place - all[hits[first].word].place + 1 - numbers.count > others {
        missing[hits[first].number, default: 0] += 1
        if missing[hits[first].number, default: 0] > 0 { left += 1 }
        first += 1
      }
      guard left == 0 else { continue }
      for hit in hits[max(first, taken)..<last + 1] {
        result.append((hit.word..<hit.word + 1, hit.number))
      }
      taken = last + 1
    }
    return Self.joined(result, needed: needed) { group, next in
      all[next.upperBound - 1].place - all[group.lowerBound].place + 1 - numbers.count <= others
    }
  }

  /// Parts of what is found together, as places that each have all of it: from left to right a place ends
  /// where it has all, and what is left behind it and makes no other belongs to it.
  private static func joined(
    _ parts: [(words: Range<Int>, number: Int)], needed: [Int: Int],
    reaches: (_ group: Range<Int>, _ next: Range<Int>) -> Bool
  ) -> [Match] {
    let parts = parts.sorted {
      ($0.words.lowerBound, $0.words.upperBound) < ($1.words.lowerBound, $1.words.upperBound)
    }
    var matches: [Match] = []
    var (missing, left) = (needed, needed.values.reduce(0, +))
    // Where the place that is not whole yet begins.
    var begin = 0
    for (index, part) in parts.enumerated() {
      if index > begin, left > 0,
        !reaches(parts[begin].words.lowerBound..<parts[index - 1].words.upperBound, part.words)
      {
        // What came since the last whole place makes none with what follows.
        if begin > 0 { matches[begin].isJoined = true }
        begin = index
      } else if left == 0 {
        begin = index
      }
      if begin == index { (missing, left) = (needed, needed.values.reduce(0, +)) }
      matches.append(Match(words: part.words, isJoined: index > begin))
      if missing[part.number, default: 0] > 0 { left -= 1 }
      missing[part.number, default: 0] -= 1
    }
    if left > 0, begin > 0 { matches[begin].isJoined = true }
    return matches
  }

  /// What is to be shown of words, in order, overlapping ones as one.
  private static func spans(_ matches: [Match], _ all: [Word]) -> [TextSpan] {
    var spans: [TextSpan] = []
    var end = 0
    for match in matches.sorted(by: {
      ($0.words.lowerBound, $1.words.upperBound) < ($1.words.lowerBound, $0.words.upperBound)
    }) {
      let words = match.words
      let (first, last) = (all[words.lowerBound], all[words.upperBound - 1])
      if words.lowerBound < end, let known = spans.last {
        if words.upperBound > end {
          spans[spans.count - 1].range = known.range.lowerBound..<last.range.upperBound
        }
        // Words that are asked for by themselves, too, are places of their own.
        if !match.isJoined { spans[spans.count - 1].isJoined = false }
      } else {
        spans.append(
          TextSpan(
            paragraph: UInt32(first.paragraph),
            range: first.range.lowerBound..<last.range.upperBound, isJoined: match.isJoined))
      }
      end = max(end, words.upperBound)
    }
    return spans
  }
}
