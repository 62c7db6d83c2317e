import ArchiveProtocol
import TextAnalysis
import Testing
import Transcripts

@testable import Archive

@Suite("Inflected forms") struct InflectionTests {
  /// A meeting in a language.
  private func meeting(_ id: String, _ language: String, _ words: [String]) -> Transcript {
    var made = transcript(id, words.map { ("A", $0) })
    made.meeting.language = language
    return made
  }

  private func ids(_ archive: Archive, _ filter: StatementFilter) throws -> [String] {
    try archive.snapshot.statementList(StatementQuery(filter: filter)).map(\.id)
  }

  @Test("are those of the statement's language, and the word as typed where that has none")
  func languages() throws {
    let archive = Archive()
    try archive.add([
      meeting("de", "de-AT", ["ein Haus", "die H\u{E4}user", "taxes"]),
      meeting("en", "en", ["a tax cut", "taxing cuts", "Haus", "H\u{E4}user", "taxation"]),
      meeting("none", "", ["a tax cut", "taxes"]),
      meeting("zh", "zh", ["taxes", "tax"]),
    ])
    var marked = meeting("x", "de", ["taxed", "taxed", "taxed"])
    marked.statements[1].attribution.delivery = .init(mode: .direct, language: "en")
    marked.statements[2].attribution.delivery = .init(
      mode: .direct, language: "en", wording: "(speaking English)")
    try archive.add([marked])
    #expect(
      try ids(archive, .init(words: "~tax")) == [
        "de/2", "en/0", "en/1", "none/0", "x/1", "zh/1",
      ])
    #expect(try ids(archive, .init(words: "~taxes")).contains("none/1"))
    #expect(try ids(archive, .init(words: "~haus")) == ["de/0", "de/1", "en/2"])
    #expect(
      try ids(archive, .init(words: "tax cut", matchesInflections: true)) == [
        "en/0", "en/1", "none/0",
      ])
    #expect(try ids(archive, .init(words: "~\"tax cut\"")) == ["en/0", "en/1", "none/0"])
    #expect(try ids(archive, .init(words: "\"~tax cut\"")) == ["en/0", "none/0"])
    #expect(try ids(archive, .init(words: "~cut NEAR/0 ~tax")) == ["en/0", "en/1", "none/0"])
    #expect(try ids(archive, .init(words: "tax* -~tax")).contains("en/4"))
    let snapshot = archive.snapshot
    let page = try snapshot.searchPage(SearchQuery(filter: .init(words: "~tax")))
    // none and zh; and of x those in German have stems.
    #expect(page.withoutStems == 4)
    #expect(try snapshot.count(CountQuery(filter: .init(words: "~tax"))).withoutStems == 4)
    #expect(try snapshot.count(CountQuery(filter: .init(words: "tax"))).withoutStems == 0)
  }

  @Test("stay right when meetings come, go and are merged")
  func changes() throws {
    let archive = Archive()
    for number in 0..<20 {
      try archive.add([meeting("m\(number)", number % 3 == 0 ? "" : "en", ["taxes", "none"])])
      let expected = (0...number).filter { $0 % 3 != 0 }.count
      #expect(try archive.snapshot.count(.init(words: "~taxing")) == UInt64(expected))
    }
    try archive.add([meeting("m1", "en", ["nothing"]), meeting("m3", "en", ["taxing"])])
    #expect(try archive.snapshot.count(.init(words: "~taxed")) == 13)
    let page = try archive.snapshot.searchPage(SearchQuery(filter: .init(words: "~taxed")))
    #expect(page.withoutStems == 12)
  }

  @Test("are shown where they stand, and counted as often")
  func shown() throws {
    let archive = Archive()
    try archive.add([
      meeting("m", "en", ["Taxes and a tax; taxed cuts, tax cutting.", "other", "a tax levied"])
    ])
    func shown(_ words: String) throws -> [String] {
      let hit = try #require(
        try archive.snapshot.searchPage(SearchQuery(filter: .init(words: words))).hits.first {
          $0.statement.id == "m/0"
        })
      return hit.highlights.map { span in
        let text = Array(hit.statement.paragraphs[Int(span.paragraph)].utf8)
        return String(decoding: text[span.range], as: UTF8.self)
      }
    }
    #expect(try shown("~tax") == ["Taxes", "tax", "taxed", "tax"])
    #expect(try shown("~taxing tax") == ["Taxes", "tax", "taxed", "tax"])
    #expect(try shown("~\"tax cut\"") == ["taxed cuts", "tax cutting"])
    #expect(try shown("\"~tax cuts\"") == ["taxed cuts"])
    #expect(try shown("~\"cut tax taxes\"~1") == ["tax", "taxed", "cuts", "tax", "cutting"])
    for (words, count) in [
      ("~tax", 5), ("~tax OR tax", 5), ("~tax tax", 5), ("~tax taxe*", 4), ("~\"tax cut\"", 2),
      ("~\"tax cut\" ~tax", 4),
      ("~\"tax cut\" tax", 4), ("\"~tax cuts\" OR tax", 4), ("~levy", 1),
    ] {
      let counts = try archive.snapshot.count(
        CountQuery(filter: .init(words: words), measuresWords: true))
      #expect(counts.occurrences == UInt64(count), "\(words)")
    }
  }

  @Test("are found without a table where there is no memory for one, which is told and given back")
  func memory() throws {
    var limits = SearchLimits()
    limits[.stemMemory] = 0
    let small = Archive(limits: limits)
    try small.add([meeting("m", "en", ["taxes", "tax"])])
    #expect(try small.snapshot.count(.init(words: "~tax")) == 2)
    #expect(small.snapshot.allowance.strikes(of: .stemMemory) == 1)
    #expect(small.snapshot.allowance.stemByteCount == 0)
    #expect(!small.snapshot.searchesQuickly(for: .init(words: "~tax")))

    let archive = Archive()
    try archive.add([meeting("m", "en", ["taxes", "tax"])])
    let allowance = archive.snapshot.allowance
    #expect(!archive.snapshot.searchesQuickly(for: .init(words: "~tax")))
    #expect(try archive.snapshot.count(.init(words: "~tax")) == 2)
    #expect(allowance.stemByteCount == 16)
    #expect(archive.snapshot.searchesQuickly(for: .init(words: "~tax")))
    for id in ["n", "o", "p"] { try archive.add([meeting(id, "en", ["taxed", "x"])]) }
    // The segment was merged away, and its table with it.
    #expect(archive.snapshot.segmentCount == 1)
    #expect(allowance.stemByteCount == 0)
    #expect(try archive.snapshot.count(.init(words: "~tax")) == 5)
    #expect(allowance.strikes(of: .stemMemory) == 0)
  }

  @Test("with more rows than there is memory for end their query, by name, and are given back")
  func rowMemory() throws {
    var limits = SearchLimits()
    limits[.queryMemory] = 1_024
    let archive = Archive(limits: limits)
    try archive.load { loader in
      for number in 0..<9_000 {
        try loader.append(transcript("m\(number)", [("Ana Ruiz", "budget\(number % 20) tax")]))
      }
    }
    let snapshot = archive.snapshot
    for _ in 0..<2 {
      let error = try #require(throws: QueryError.self) {
        try snapshot.count(StatementFilter(words: "budget*"))
      }
      #expect(error.code == .resourceExhausted)
      #expect(error.message.contains("query-memory"))
    }
    #expect(snapshot.allowance.strikes(of: .queryMemory) == 2)
    #expect(try snapshot.count(StatementFilter(words: "tax")) == 9_000)
  }

  @Test("with more occurrences to keep than there is memory for end their query, too")
  func occurrenceMemory() throws {
    var limits = SearchLimits()
    limits[.queryMemory] = 2_048
    let archive = Archive(limits: limits)
    try archive.load { loader in
      for number in 0..<9_000 {
        try loader.append(transcript("m\(number)", [("Ana Ruiz", "budget\(number % 40) tax")]))
      }
    }
    let (snapshot, filter) = (archive.snapshot, StatementFilter(words: "budget*"))
    let error = try #require(throws: QueryError.self) {
      try snapshot.count(CountQuery(filter: filter, measuresWords: true))
    }
    #expect(error.code == .resourceExhausted && error.message.contains("query-memory"))
    #expect(snapshot.allowance.strikes(of: .queryMemory) == 1)
    #expect(try snapshot.count(CountQuery(filter: filter)).total == 9_000)
  }

  @Test("of all words of a query are found by one pass where a table has no room, noted once")
  func passes() throws {
    var limits = SearchLimits()
    limits[.stemMemory] = 0
    let archive = Archive(limits: limits)
    try archive.add([
      meeting("de", "de", ["ein Haus", "die H\u{E4}user"]),
      meeting("en", "en", ["taxes", "levied", "a tax levied", "houses"]),
    ])
    let snapshot = archive.snapshot
    let filter = StatementFilter(words: "~tax OR ~levy OR ~\"house taxed\" -~haus")
    let words = try #require(try snapshot.queryWords(of: filter, field: "filter"))
    let segments = snapshot.segments.map(\.segment)
    for segment in segments {
      let own = try #require(words.words(in: segment))
      for word in ["tax", "levy", "house", "taxed", "haus", "tax"] {
        _ = try own.forms(of: .stem(word), { false })
      }
    }
    #expect(words.inflected.passes == segments.reduce(0) { $0 + $1.languages.present.count })
    #expect(snapshot.allowance.strikes(of: .stemMemory) == 1)
    #expect(try ids(archive, filter) == ["en/0", "en/1", "en/2"])
    #expect(try ids(archive, .init(words: "~house OR ~haus")) == ["de/0", "de/1", "en/3"])
    #expect(snapshot.allowance.strikes(of: .stemMemory) == 3)
  }

  @Test("are looked up in one table, however many queries begin while it is made")
  func racing() throws {
    var limits = SearchLimits()
    limits[.stemMemory] = 16
    let archive = Archive(limits: limits)
    try archive.add([meeting("m", "en", ["taxes", "tax"])])
    let snapshot = archive.snapshot
    let query = SearchQuery(filter: .init(words: "~tax"))
    // One that is given up while it makes the table leaves nothing behind.
    #expect(throws: QueryError.cancelled) {
      try snapshot.search(query) { snapshot.allowance.stemByteCount > 0 }
    }
    #expect(snapshot.allowance.stemByteCount == 0)
    var others = 0
    let answer = try snapshot.search(query) {
      guard others == 0, snapshot.allowance.stemByteCount > 0 else { return false }
      others = 1
      for _ in 0..<3 {
        let total = try? snapshot.search(query).total
        others += total == 2 ? 1 : 0
      }
      return false
    }
    #expect(others == 4)
    #expect(answer.total == 2)
    #expect(snapshot.allowance.stemByteCount == 16)
    #expect(snapshot.allowance.strikes(of: .stemMemory) == 0)
    #expect(snapshot.searchesQuickly(for: query.filter))
  }

  @Test("keep no bit of each row to tell how frequent they are")
  func frequencies() throws {
    let archive = Archive()
    try archive.add([meeting("m", "en", ["taxes", "tax", "levies", "levied", "a levy on taxed"])])
    try archive.add([meeting("n", "en", ["taxes", "levy"]), meeting("m2", "en", ["tax"])])
    try archive.add([meeting("n", "en", ["levy"])])
    let snapshot = archive.snapshot
    let words = try #require(
      try snapshot.queryWords(of: .init(words: "~tax OR ~levy"), field: "filter"))
    let statistics = try snapshot.statistics(words, { false })
    #expect(statistics.frequencies == [4, 4])
    for view in snapshot.segments {
      for word in ["tax", "levy"] {
        let forms = try words.words(in: view.segment)?.forms(of: .stem(word), { false })
        #expect(forms?.keepsBits == false)
      }
    }
  }

  @Test("in dozens are found, ranked and counted as one word would be", arguments: [UInt64(1), 2])
  func manyForms(seed: UInt64) throws {
    let stemmer = Stemmer(.spanish)
    let endings = """
      a o e as an en es ar aba abas aban abamos abais ado ada ados adas ando ara aran aras aria arian
      arias ariamos ariais aron aste asteis ase ases asen aseis amos ais aremos areis aramos arais asemos
      """
    let pronouns = ["me", "se", "la", "le", "lo", "las", "les", "los", "nos"]
    let ends = endings.split { $0 == " " || $0 == "\n" } + pronouns.map { "ar\($0)" }
    let forms = (ends + pronouns.map { "ando\($0)" }).map { "cant\($0)" }.filter {
      stemmer.stem($0) == stemmer.stem("canta")
    }
    try #require(forms.count > FormRows.fewForms)
    var generator = SplitMix(state: seed)
    var (inflected, plain) = ([String](), [String]())
    for _ in 0..<2_000 {
      let words = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        ["canta", "canta", "cola", "otra"].randomElement(using: &generator)!
      }
      plain.append(words.joined(separator: " "))
      inflected.append(
        words.map { $0 == "canta" ? forms.randomElement(using: &generator)! : $0 }
          .joined(separator: " "))
    }
    let (archive, twin) = (Archive(), Archive())
    try archive.add([meeting("m", "es", inflected)])
    try twin.add([meeting("m", "es", plain)])
    for words in [
      "~canta", "\"~canta cola\"", "\"cola ~canta ~canta otra cola\"", "~canta NEAR/1 cola",
      "~\"canta cola\"~2", "otra -~canta", "~canta -cola",
    ] {
      for order in SearchOrder.allCases {
        var query = SearchQuery(filter: .init(words: words), order: order, pageSize: 300)
        let found = try archive.snapshot.searchPage(query)
        query.filter.words = words.replacing("~canta", with: "canta")
        let expected = try twin.snapshot.searchPage(query)
        #expect(found.total == expected.total)
        #expect(found.hits.map(\.statement.id) == expected.hits.map(\.statement.id), "\(words)")
        #expect(found.hits.map(\.score) == expected.hits.map(\.score), "\(words)")
      }
      let counts = [(archive, words), (twin, words.replacing("~canta", with: "canta"))].map {
        try? $0.0.snapshot.count(CountQuery(filter: .init(words: $0.1), measuresWords: true))
          .occurrences
      }
      #expect(counts[0] != nil && counts[0] == counts[1], "\(words)")
    }
  }

  @Test("may be too many, which is refused with the limit's name")
  func tooMany() throws {
    var limits = SearchLimits()
    limits[.queryExpansion] = 2
    let archive = Archive(limits: limits)
    try archive.add([meeting("m", "en", ["taxes tax taxed", "levy"])])
    #expect {
      try archive.snapshot.count(StatementFilter(words: "~tax"))
    } throws: {
      ($0 as? QueryError)?.message.contains(
        "~tax, of which 3 words of a part of the archive are forms; at most 2 are looked up")
        == true
    }
    #expect(archive.snapshot.allowance.strikes(of: .queryExpansion) == 1)
    #expect(try archive.snapshot.count(StatementFilter(words: "~levy")) == 1)
  }
}
