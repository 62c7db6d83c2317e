import Archive
import Foundation
import Transcripts

/// Where the words of some queries are, by one plain pass over the texts.
struct WordScan {
  /// Where each word is, ascending: rows above the lowest 16 bits, words before it in its text there.
  private var places: [[UInt64]]
  private var numbers: [Substring: Int] = [:]

  init(_ words: Set<Substring>, _ corpus: Corpus) {
    places = words.map { _ in [] }
    for (number, word) in words.enumerated() { numbers[word] = number }
    let table = HashedWords(numbers)
    var found = places
    corpus.forEachText { row, text in
      table.forEachWord(text) { number, place in
        found[number].append(UInt64(row) << 16 | UInt64(place))
      }
    }
    places = found
  }

  /// The rows that have all words, or have them one right behind the other.
  func rows(_ words: [Substring], asPhrase: Bool) -> [Int] {
    var common: [UInt64]?
    for (offset, word) in words.enumerated() {
      let own = places[numbers[word]!].map { asPhrase ? $0 &- UInt64(offset) : $0 >> 16 }
      common = common.map { Self.both($0, own) } ?? own
    }
    var rows: [Int] = []
    for place in common ?? [] {
      let row = Int(asPhrase ? place >> 16 : place)
      if rows.last != row { rows.append(row) }
    }
    return rows
  }

  private static func both(_ one: [UInt64], _ other: [UInt64]) -> [UInt64] {
    var result: [UInt64] = []
    var next = 0
    for value in one {
      while next < other.count, other[next] < value { next += 1 }
      if next < other.count, other[next] == value { result.append(value) }
    }
    return result
  }
}

/// Some words of small letters by their hashes, which are checked to be different ones.
private struct HashedWords {
  /// Hashes and numbers of words by the hash's lowest bits, or the next free place.
  private var slots: [(hash: UInt64, number: Int)]

  init(_ numbers: [Substring: Int]) {
    var capacity = 16
    while capacity < numbers.count * 4 { capacity *= 2 }
    slots = Array(repeating: (0, -1), count: capacity)
    for (word, number) in numbers {
      let hash = word.utf8.reduce(Self.start) { Self.hash($0, $1) }
      precondition(self.number(hash) == nil, "two words of one hash")
      var place = Int(truncatingIfNeeded: hash) & (capacity - 1)
      while slots[place].number >= 0 { place = (place + 1) & (capacity - 1) }
      slots[place] = (hash, number)
    }
  }

  /// Calls `body` with each word of a text that is one of these, and how many words are before it.
  func forEachWord(_ text: UnsafeRawBufferPointer, _ body: (_ number: Int, _ place: Int) -> Void) {
    var hash = Self.start
    var place = 0
    for index in 0...text.count {
      let small = index < text.count ? text[index] | 0x20 : 0
      if small >= UInt8(ascii: "a"), small <= UInt8(ascii: "z") {
        hash = Self.hash(hash, small)
      } else if hash != Self.start {
        if let number = number(hash) { body(number, place) }
        place += 1
        hash = Self.start
      }
    }
  }

  private func number(_ hash: UInt64) -> Int? {
    var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[place].number >= 0 {
      if slots[place].hash == hash { return slots[place].number }
      place = (place + 1) & (slots.count - 1)
    }
    return nil
  }

  private static let start: UInt64 = 0xcbf2_9ce4_8422_2325

  private static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}

extension Runner {
  /// Up to so many statements a scan keeps where all words are; of more, those of a few queries.
  private static let mostScanned = 2_000_000
  private static let scannedOfMore = 100

  /// Compares the answers to queries for words with a plain scan's.
  func checkWords(_ name: String, _ queries: [StatementQuery], _ sum: inout Sum) throws {
    func words(_ query: StatementQuery) -> [Substring] {
      query.filter.words.split { $0 == " " || $0 == "\"" }
    }
    let scanned =
      corpus.rows.count > Self.mostScanned ? queries.prefix(Self.scannedOfMore) : queries[...]
    let scan = WordScan(Set(scanned.flatMap(words)), corpus)
    for (index, query) in queries.enumerated() {
      sum.begin()
      let answer = try answerToWords(name, query)
      for line in answer.lines { sum.add(line) }
      sum.answers += answer.count
      sum.bytes += answer.bytes
      guard index < scanned.count else { continue }
      let rows = scan.rows(words(query), asPhrase: query.filter.words.hasPrefix("\""))
      guard answer.lines == expected(name, query, rows: matching(query.filter, rows)) else {
        throw CorpusError(description: "another answer than a plain scan's for \(query.filter)")
      }
    }
  }

  private typealias WordsAnswer = (lines: [String], count: UInt64, bytes: Int)

  private func answerToWords(_ name: String, _ query: StatementQuery) throws -> WordsAnswer {
    if name == "q8" {
      let counts = try snapshot.count(CountQuery(filter: query.filter, groupings: [.year]))
      return (counts.groups.map { "\($0.key) \($0.count)" }, UInt64(counts.groups.count), 0)
    }
    guard Queries.streams.contains(name) else {
      let total = try snapshot.count(query.filter)
      return ([String(total)], total, 0)
    }
    let answer = try answer(query)
    guard try deliver(query) == answer.byteCount else {
      throw CorpusError(description: "other bytes of the same statements for \(query.filter)")
    }
    return (answer.ids, UInt64(answer.ids.count), answer.byteCount)
  }

  /// Those of the rows that the filter's other fields let through.
  private func matching(_ filter: StatementFilter, _ rows: [Int]) -> [Int] {
    let number = filter.speakerNames.first.map { corpus.number(ofSpeaker: $0) ?? -1 }
    let days = filter.from.map { $0.daysSinceEpoch...filter.to!.daysSinceEpoch }
    return rows.filter { row in
      (number == nil || corpus.rows[row].speaker == number!)
        && days?.contains(corpus.rows[row].day) != false
    }
  }

  private func expected(_ name: String, _ query: StatementQuery, rows: [Int]) -> [String] {
    if name == "q8" {
      let years = Dictionary(grouping: rows) {
        CalendarDate(daysSinceEpoch: corpus.rows[$0].day)!.description.prefix(4)
      }
      return years.keys.sorted().map { "\($0) \(years[$0]!.count)" }
    }
    guard Queries.streams.contains(name) else { return [String(rows.count)] }
    return rows.prefix(Int(query.limit)).map { corpus.id(corpus.rows[$0]) }
  }
}
