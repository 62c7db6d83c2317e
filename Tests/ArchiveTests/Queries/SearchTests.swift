import ArchiveProtocol
import Foundation
import Protobuf
import ReadingSupport
import TextAnalysis
import Testing
import Transcripts

@testable import Archive

@Suite("A search") struct SearchTests {
  @Test(
    "gives page after page what a plain scan finds, the most relevant first",
    arguments: Array(UInt64(1)...5))
  func likeAScan(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let imports = [1, 4, 30].randomElement(using: &generator)!
    let made = try RandomArchive(using: &generator, meetings: 120, imports: imports)
    let snapshot = made.archive.snapshot
    let ranking = Ranking(made)
    var compared = 0
    for _ in 0..<25 {
      let text = WordScan.randomQuery(using: &generator)
      let parsed = try WordQuery(parsing: text)
      let expected = ranking.hits(parsed)
      for order in SearchOrder.allCases {
        var query = SearchQuery(
          filter: .init(words: text), order: order,
          pageSize: UInt32.random(in: 3...20, using: &generator))
        let found = try allPages(&query, of: snapshot, total: expected.count)
        let ids = expected.map(\.id)
        switch order {
        case .oldest: try #require(found.map(\.statement.id) == ids, "\(text)")
        case .newest: try #require(found.map(\.statement.id) == ids.reversed(), "\(text)")
        case .relevance:
          try #require(found.count == expected.count, "\(text)")
          try #require(Set(found.map(\.statement.id)) == Set(ids), "\(text)")
          let scores = Dictionary(uniqueKeysWithValues: expected.map { ($0.id, $0.score) })
          for (hit, next) in zip(found, found.dropFirst()) {
            #expect(hit.score >= next.score, "\(text)")
            if hit.score == next.score {
              #expect(
                ids.firstIndex(of: hit.statement.id)! < ids.firstIndex(of: next.statement.id)!)
            }
          }
          for hit in found {
            let score = try #require(scores[hit.statement.id])
            #expect(abs(Double(hit.score) - score) <= 1e-5 * max(1, score), "\(text)")
            compared += 1
          }
        }
      }
    }
    #expect(compared > 100)
  }

  private func allPages(
    _ query: inout SearchQuery, of snapshot: Snapshot, total: Int
  ) throws -> [SearchHit] {
    var hits: [SearchHit] = []
    while true {
      let page = try snapshot.searchPage(query)
      #expect(page.total == UInt64(total))
      #expect(page.hits.count <= Int(query.pageSize))
      hits += page.hits
      if page.nextPageToken.isEmpty { return hits }
      try #require(!page.hits.isEmpty)
      query.pageToken = page.nextPageToken
    }
  }

  @Test("puts first what a textbook's formula does")
  func relevance() throws {
    let archive = Archive()
    try archive.add([
      transcript(
        "m",
        [
          ("A", "tax"), ("B", "the tax on the tax"),
          ("C", "the long road to a small tax, and more"),
          ("D", "budget"), ("E", "the budget"),
        ])
    ])
    let page = try archive.snapshot.searchPage(SearchQuery(filter: .init(words: "tax")))
    #expect(page.hits.map(\.statement.id) == ["m/0", "m/1", "m/2"])
    // N 5, n 3; 18 words, so that the average length is 3.6.
    let idf = log(1 + (5 - 3 + 0.5) / (3 + 0.5))
    let score = idf * 2.2 * 1 / (1 + 1.2 * (0.25 + 0.75 * 1 / 3.6))
    #expect(abs(Double(page.hits[0].score) - score) < 1e-6)
  }

  @Test("keeps lengths as Lucene does")
  func lengths() {
    for length in 0...UInt32(40) {
      #expect(Relevance.keptLength(Relevance.lengthByte(length)) == length)
    }
    // From tantivy's table of field norms.
    let table: [UInt64] = [
      40, 42, 44, 46, 48, 50, 52, 54, 56, 60, 64, 68, 72, 76, 80, 84, 88, 96, 104, 112, 120, 128,
    ]
    for (index, length) in table.enumerated() {
      #expect(Relevance.keptLength(UInt8(40 + index)) == length)
    }
    #expect(Relevance.keptLength(255) == 2_013_265_944)
    for length in [41, 43, 1_000, 65_537, UInt32.max] {
      let byte = Relevance.lengthByte(length)
      #expect(Relevance.keptLength(byte) <= length)
      if byte < 255 { #expect(Relevance.keptLength(byte + 1) > length) }
    }
  }

  @Test("goes on where its page ended, whatever was imported meanwhile")
  func imports() throws {
    let archive = Archive()
    func meeting(_ number: Int, _ words: String) -> Transcript {
      transcript("m\(number)", on: "2024-03-\(10 + number)", [("A", words), ("B", "other words")])
    }
    try archive.add((0..<8).map { meeting($0, "tax " + String(repeating: "and ", count: $0)) })
    var query = SearchQuery(filter: .init(words: "tax"), pageSize: 3)
    let first = try archive.snapshot.searchPage(query)
    #expect(first.hits.map(\.statement.meetingID) == ["m0", "m1", "m2"])
    // Many with the word, so that all scores are others; one better, and one replaced.
    try archive.add(
      (10..<19).map { meeting($0, "tax tax tax") } + [meeting(4, "nothing of the kind")])
    query.pageToken = first.nextPageToken
    query.pageSize = 100
    let second = try archive.snapshot.searchPage(query)
    // What is more relevant than where the page ended would have been before it.
    #expect(second.hits.map(\.statement.meetingID) == ["m3", "m5", "m6", "m7"])
    #expect(second.total == 16)
    #expect(second.nextPageToken.isEmpty)
  }

  @Test("refuses a token that is none of it, and never fails over one")
  func tokens() throws {
    let archive = Archive()
    try archive.add((0..<9).map { transcript("m\($0)", [("A", "a tax"), ("B", "a tax cut")]) })
    let snapshot = archive.snapshot
    var query = SearchQuery(filter: .init(words: "tax"), pageSize: 2)
    let token = try snapshot.searchPage(query).nextPageToken
    let wrong = ["0", "xy", String(token.dropLast(2)), token + "00", token + "f"]
    for text in wrong {
      query.pageToken = text
      #expect(throws: QueryError.self, "\(text)") { try snapshot.searchPage(query) }
    }
    for index in token.indices {
      let changed = token[index] == "f" ? "0" : "f"
      query.pageToken = token[..<index] + changed + token[token.index(after: index)...]
      #expect(throws: QueryError.self, "\(query.pageToken)") { try snapshot.searchPage(query) }
    }
    // One that somebody made up is taken for what it says: a page comes, of whatever follows.
    var odd: [String] = []
    let changes: [(inout SearchToken) -> Void] = [
      { $0.score = .infinity }, { $0.score = -.infinity }, { $0.score = -0.0 },
      { $0.day = .min }, { $0.day = .max }, { $0.ordinal = .max }, { $0.meetingID = "" },
      { $0.statistics.statements = 0 }, { $0.statistics.words = 0 },
      { $0.statistics.words = .max }, { $0.statistics.frequencies = [.max] },
      { $0.statistics.statements = .max },
    ]
    for change in changes {
      var made = try #require(SearchToken(token, wordCount: 1))
      change(&made)
      odd.append(made.text)
    }
    var pages = 0
    for text in odd {
      query.pageToken = text
      guard let page = try? snapshot.searchPage(query) else { continue }
      pages += 1
      #expect(page.total == 18)
      #expect(page.hits.allSatisfy { $0.score.isFinite })
    }
    #expect(pages >= changes.count)
    var noNumber = try #require(SearchToken(token, wordCount: 1))
    noNumber.score = .nan
    query.pageToken = noNumber.text
    #expect(throws: QueryError.self) { try snapshot.searchPage(query) }
    for other in [
      SearchQuery(filter: .init(words: "cut"), pageToken: token),
      SearchQuery(filter: .init(words: "tax"), order: .newest, pageToken: token),
      SearchQuery(filter: .init(words: "tax cut"), pageToken: token),
      SearchQuery(filter: .init(words: "tax"), pageToken: "00"),
    ] {
      #expect {
        try snapshot.searchPage(other)
      } throws: {
        ($0 as? QueryError)?.field == "page_token" && ($0 as? QueryError)?.code == .invalidArgument
      }
    }
  }

  @Test("shows where the words stand, and of phrases only what stands as they want it")
  func highlights() throws {
    let archive = Archive()
    var made = transcript("m", [("A", "")])
    made.statements[0].paragraphs = [
      "A tax. The Budget’s deficit, and the budget deficit again.",
      "Économie and deficits: a deficit of the (tax) budget.",
    ]
    made.statements[0].marks = [
      Mark(kind: .insertion, paragraph: 1, offset: 40, length: 5, wording: "(tax)")
    ]
    try archive.add([made])
    func shown(_ words: String) throws -> [String] {
      let hit = try #require(
        try archive.snapshot.searchPage(SearchQuery(filter: .init(words: words))).hits.first)
      #expect(Int(hit.highlightCount) == hit.highlights.count)
      return hit.highlights.map { span in
        let text = Array(made.statements[0].paragraphs[Int(span.paragraph)].utf8)
        return String(decoding: text[span.range], as: UTF8.self)
      }
    }
    #expect(try shown("tax") == ["tax"])
    #expect(try shown("deficit") == ["deficit", "deficit", "deficit"])
    #expect(try shown("\"budget deficit\"") == ["budget deficit"])
    #expect(try shown("econom*") == ["Économie"])
    #expect(try shown("deficit -zebra") == ["deficit", "deficit", "deficit"])
    let near = try shown("deficit NEAR/3 budget")
    #expect(near == ["Budget", "deficit", "budget", "deficit", "deficit", "budget"])
    #expect(try shown("\"again the\"~2") == ["the", "again"])
  }

  @Test("cuts a snippet at words, around most of what was found")
  func snippets() throws {
    let archive = Archive()
    let filler = (0..<200).map { "word\($0)" }.joined(separator: " ")
    try archive.add([
      transcript("m", [("A", "\(filler) a tax, \(filler) “a budget deficit, a tax”; \(filler)")])
    ])
    var query = SearchQuery(filter: .init(words: "tax budget"), snippetBytes: 60)
    let hit = try #require(try archive.snapshot.searchPage(query).hits.first)
    let text = hit.snippet.text
    #expect(text.contains("“a budget deficit, a tax”"))
    #expect(text.utf8.count <= 60)
    #expect(text.hasPrefix("word") && hit.snippet.isCut && hit.snippet.start > 0)
    let found = hit.snippet.highlights.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    #expect(found == ["budget", "tax"])
    // Whatever is asked for, a snippet is a piece of the paragraph in whole characters.
    let paragraph = Array(hit.statement.paragraphs[0].utf8)
    for size in SearchQuery.minimumSnippetBytes...200 {
      query.snippetBytes = size
      let snippet = try #require(try archive.snapshot.searchPage(query).hits.first).snippet
      #expect(snippet.text.utf8.count <= Int(size))
      let start = Int(snippet.start)
      #expect(Array(paragraph[start..<start + snippet.text.utf8.count]) == Array(snippet.text.utf8))
      #expect(!snippet.highlights.isEmpty)
    }
  }

  @Test("gives what was said around a hit, of its meeting alone")
  func context() throws {
    let archive = Archive()
    try archive.add([
      transcript("a", (0..<5).map { ("A", "a\($0)") }),
      transcript("b", (0..<5).map { ("A", $0 == 2 ? "tax" : "b\($0)") }),
    ])
    func around(_ before: UInt32, _ after: UInt32) throws -> [[String]] {
      let query = SearchQuery(
        filter: .init(words: "tax"), contextBefore: before, contextAfter: after)
      let hit = try archive.snapshot.searchPage(query).hits[0]
      #expect(!hit.isContextCut)
      return [hit.before.map(\.id), hit.after.map(\.id)]
    }
    #expect(try around(1, 0) == [["b/1"], []])
    #expect(try around(50, 50) == [["b/0", "b/1"], ["b/3", "b/4"]])
  }

  @Test("answers with no more than a client takes, and says so")
  func room() throws {
    let archive = Archive()
    let long = String(repeating: "tax ", count: 100_000)
    try archive.add([transcript("m", (0..<5).map { _ in ("A", long) })])
    let first = try archive.snapshot.searchPage(
      SearchQuery(filter: .init(words: "tax"), contextBefore: 3, contextAfter: 3))
    #expect(first.hits.count == 1 && first.total == 5 && !first.nextPageToken.isEmpty)
    #expect(first.hits[0].after.count == 1 && first.hits[0].isContextCut)
    #expect(first.hits[0].highlights.count == 1_000 && first.hits[0].highlightCount == 100_000)
    let allowance = archive.snapshot.allowance
    #expect(allowance.strikes(of: .highlights) == 1)
    // Once for the context that was cut, and once for the page.
    #expect(allowance.strikes(of: .searchSize) == 2)
    var query = SearchQuery(filter: .init(words: "tax"), pageSize: 1)
    #expect(try allPages(&query, of: archive.snapshot, total: 5).count == 5)
  }

  @Test("counts what it finds as a count does", arguments: [UInt64(3), 4])
  func facets(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let made = try RandomArchive(using: &generator, meetings: 80, imports: 7)
    for _ in 0..<20 {
      let filter = StatementFilter(words: WordScan.randomQuery(using: &generator))
      for order in SearchOrder.allCases {
        let page = try made.archive.snapshot.searchPage(
          SearchQuery(
            filter: filter, order: order,
            facets: [.init(by: .speaker, limit: 3), .init(by: .year), .init(by: .meeting)]))
        for (facet, (grouping, limit)) in zip(
          page.facets, [(GroupBy.speaker, UInt32(3)), (.year, 10), (.meeting, 10)])
        {
          var expected = try made.archive.snapshot.count(
            CountQuery(filter: filter, groupings: [grouping], order: .count, limit: limit))
          expected.nextPageToken = ""
          expected.withoutStems = 0
          #expect(facet == expected)
          #expect(facet.total == page.total)
        }
      }
    }
  }

  @Test("has counts of occurrences and of words spoken beside it", arguments: [UInt64(5), 6])
  func measures(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let made = try RandomArchive(using: &generator, meetings: 80, imports: 7)
    let snapshot = made.archive.snapshot
    let stems = WordScan.Stems()
    let scans = made.ordered.map {
      ($0, WordScan($0, language: made.language(of: $0), stems: stems))
    }
    let kinds: [Statement.Kind] = [.speech, .question]
    for _ in 0..<40 {
      let text = WordScan.randomQuery(using: &generator)
      let query = try WordQuery(parsing: text)
      var count = CountQuery(
        filter: .init(kinds: kinds, words: text), groupings: [.day], measuresWords: true)
      let counts = try snapshot.count(count)
      var (occurrences, words) = ([String: Int](), [String: Int]())
      for (statement, scan) in scans where kinds.contains(statement.kind) {
        words["\(statement.date)", default: 0] += scan.wordCount
        if scan.matches(query) {
          occurrences["\(statement.date)", default: 0] += scan.allOccurrences(query)
        }
      }
      #expect(counts.words == UInt64(words.values.reduce(0, +)))
      #expect(counts.occurrences == UInt64(occurrences.values.reduce(0, +)), "\(text)")
      #expect(counts.groups.count == occurrences.count)
      for group in counts.groups {
        #expect(Int(group.occurrences) == occurrences[group.key], "\(text)")
        #expect(Int(group.words) == words[group.key], "\(text)")
      }
      count.groupings = []
      let all = try snapshot.count(count)
      #expect(all.total == counts.total && all.occurrences == counts.occurrences)
      #expect(all.words == counts.words)
    }
  }

  @Test("counts a word once that several parts of it ask for")
  func overlaps() throws {
    let archive = Archive()
    try archive.add([transcript("m", [("A", "a tax cut is a tax on taxes"), ("B", "nothing")])])
    for (words, count) in [
      ("tax", 2), ("tax tax*", 3), ("ta* tax*", 3), ("\"tax cut\" tax", 2), ("\"tax cut\"", 1),
      ("\"a tax\"", 2), ("\"tax cut\" tax*", 3), ("tax NEAR/1 cut", 1),
    ] {
      let counts = try archive.snapshot.count(
        CountQuery(filter: .init(words: words), measuresWords: true))
      #expect(counts.occurrences == UInt64(count), "\(words)")
    }
  }

  @Test("without words lists what the filter means, the oldest first")
  func withoutWords() throws {
    let archive = Archive()
    try archive.add([transcript("m", [("A", "a tax"), ("B", "levy"), ("A", "no")])])
    for words in ["", "-tax"] {
      let page = try archive.snapshot.searchPage(SearchQuery(filter: .init(words: words)))
      #expect(page.hits.map(\.score).allSatisfy { $0 == 0 })
      #expect(
        page.hits.map(\.statement.id) == (words.isEmpty ? ["m/0", "m/1", "m/2"] : ["m/1", "m/2"]))
      #expect(page.hits.first?.snippet.text == (words.isEmpty ? "a tax" : "levy"))
    }
  }

  @Test("ends soon when nobody waits for it any more")
  func cancelled() throws {
    var generator = SplitMix(state: 1)
    let made = try RandomArchive(using: &generator, meetings: 40, imports: 2)
    for order in SearchOrder.allCases {
      #expect(throws: QueryError.cancelled) {
        _ = try made.archive.snapshot.search(
          SearchQuery(filter: .init(words: "the"), order: order), isCancelled: { true })
      }
    }
  }
}
