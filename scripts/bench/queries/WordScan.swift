import Archive
import Foundation
import Transcripts

/// Where the words of some queries are, by one plain pass over the texts.
struct WordScan {
  /// The rows and places of each word, ascending.
  private var places: [Substring: [(row: Int, place: Int)]] = [:]

  init(_ words: Set<Substring>, _ corpus: Corpus) {
    for word in words { places[word] = [] }
    var found = places
    corpus.forEachText { row, texts in
      for (place, word) in texts.enumerated() { found[word]?.append((row, place)) }
    }
    places = found
  }

  /// The rows that have all words, or have them one right behind the other.
  func rows(_ words: [Substring], asPhrase: Bool) -> [Int] {
    var common = Set((places[words[0]] ?? []).map(\.row))
    for word in words.dropFirst() { common.formIntersection((places[word] ?? []).map(\.row)) }
    guard asPhrase else { return common.sorted() }
    var starts: Set<[Int]> = Set((places[words[0]] ?? []).map { [$0.row, $0.place] })
    for (offset, word) in words.enumerated().dropFirst() {
      starts.formIntersection((places[word] ?? []).map { [$0.row, $0.place - offset] })
    }
    return Set(starts.map { $0[0] }).sorted()
  }
}

extension Runner {
  /// Compares the answers to queries for words with a plain scan's.
  func checkWords(_ name: String, _ queries: [StatementQuery], _ sum: inout Sum) throws {
    func words(_ query: StatementQuery) -> [Substring] {
      query.filter.words.split { $0 == " " || $0 == "\"" }
    }
    let scan = WordScan(Set(queries.flatMap(words)), corpus)
    for query in queries {
      let filter = query.filter
      let number = filter.speakerNames.first.map { corpus.number(ofSpeaker: $0) ?? -1 }
      let days = filter.from.map { $0.daysSinceEpoch...filter.to!.daysSinceEpoch }
      let rows = scan.rows(words(query), asPhrase: filter.words.hasPrefix("\"")).filter { row in
        (number == nil || corpus.rows[row].speaker == number!)
          && days?.contains(corpus.rows[row].day) != false
      }
      sum.queries += 1
      let isRight: Bool
      if name == "q8" {
        let counts = try snapshot.count(CountQuery(filter: filter, groupings: [.year]))
        let years = Dictionary(grouping: rows) {
          CalendarDate(daysSinceEpoch: corpus.rows[$0].day)!.description.prefix(4)
        }
        isRight =
          counts.groups.map { "\($0.key) \($0.count)" }
          == years.keys.sorted().map { "\($0) \(years[$0]!.count)" }
        for group in counts.groups { sum.add("\(group.key) \(group.count)") }
        sum.answers += UInt64(counts.groups.count)
      } else if Queries.streams.contains(name) {
        let answer = try answer(query)
        let delivered = try deliver(query)
        isRight =
          answer.ids == rows.prefix(Int(query.limit)).map { corpus.id(corpus.rows[$0]) }
          && delivered == answer.byteCount
        sum.answers += UInt64(answer.ids.count)
        sum.bytes += answer.byteCount
        for id in answer.ids { sum.add(id) }
      } else {
        let total = try snapshot.count(filter)
        isRight = total == UInt64(rows.count)
        sum.answers += total
        sum.add(String(total))
      }
      guard isRight else {
        throw CorpusError(description: "another answer than a plain scan's for \(filter)")
      }
      sum.add("")
    }
  }
}
