import ArchiveProtocol
import Foundation
import ReadingSupport
import TextAnalysis
import Testing
import Transcripts

@testable import Archive

@Suite("Words of a filter") struct WordQueryTests {
  @Test(
    "find what a plain scan finds, with imports, replacements and merges in between",
    arguments: Array(UInt64(1)...12))
  func likeAScan(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let imports = [1, 4, 30].randomElement(using: &generator)!
    let made = try RandomArchive(using: &generator, meetings: 120, imports: imports)
    let snapshot = made.archive.snapshot
    for view in snapshot.segments { #expect(view.segment.fault == nil) }
    let stems = WordScan.Stems()
    let scans = made.ordered.map {
      (id: $0.id, scan: WordScan($0, language: made.language(of: $0), stems: stems))
    }
    var found = 0
    for _ in 0..<60 {
      let text = WordScan.randomQuery(using: &generator)
      let inflected = Int.random(in: 0..<4, using: &generator) == 0
      let query = try WordQuery(parsing: text, inflected: inflected)
      let expected = scans.filter { $0.scan.matches(query) }.map(\.id)
      let filter = StatementFilter(words: text, matchesInflections: inflected)
      try #require(
        try snapshot.statementList(StatementQuery(filter: filter)).map(\.id) == expected, "\(text)")
      let back = StatementQuery(
        filter: filter, order: .reverseChronological)
      try #require(try snapshot.statementList(back).map(\.id) == expected.reversed(), "\(text)")
      #expect(try snapshot.count(filter) == UInt64(expected.count), "\(text)")
      found += expected.count
    }
    #expect(found > 0)
  }

  @Test(
    "find in real transcripts what a plain scan finds",
    .enabled(if: SharedData.isThere, SharedData.comment))
  func realText() throws {
    // Without optimisation a part of them is enough to wait for.
    #if DEBUG
      let (count, queries) = (3_000, 60)
    #else
      let (count, queries) = (150_000, 1_000)
    #endif
    let transcripts = try RealStatements.transcripts(count)
    let archive = Archive()
    for part in stride(from: 0, to: transcripts.count, by: 40) {
      try archive.add(Array(transcripts[part..<min(part + 40, transcripts.count)]))
    }
    let (scanner, stems) = (WordScanner(), WordScan.Stems())
    let scans = transcripts.flatMap(\.statements).map {
      (id: $0.id, scan: WordScan($0, language: .english, stems: stems, scanner: scanner))
    }
    var generator = SplitMix(state: 7)
    let frequent = [
      "the", "of", "President", "budget", "deficit", "you", "question", "U.S.", "don't",
    ]
    let words = (0..<200).compactMap { _ in
      scans.randomElement(using: &generator)!.scan.paragraphs.randomElement(using: &generator)?
        .randomElement(using: &generator)
    }
    for _ in 0..<queries {
      let text = WordScan.randomQuery(of: frequent + words, using: &generator)
      let query = try WordQuery(parsing: text)
      let expected = Set(scans.filter { $0.scan.matches(query) }.map(\.id))
      let found = try archive.snapshot.statementList(StatementQuery(filter: .init(words: text)))
      try #require(Set(found.map(\.id)) == expected, "\(text)")
      try #require(try archive.snapshot.count(.init(words: text)) == UInt64(expected.count))
    }
  }

  @Test("are of what was said, not of marks, and phrases end with their paragraph")
  func marks() throws {
    let archive = Archive()
    var meeting = transcript("m", [("A", "x"), ("B", "budgets (Applause.) deficit"), ("C", "")])
    meeting.statements[0].paragraphs = ["the budget", "deficit grew"]
    meeting.statements[1].marks = [
      Mark(kind: .vocal, paragraph: 0, offset: 8, length: 11, wording: "(Applause.)")
    ]
    try archive.add([meeting])
    func ids(_ words: String) throws -> [String] {
      try archive.snapshot.statementList(StatementQuery(filter: .init(words: words))).map(\.id)
    }
    #expect(try ids("applause") == [])
    #expect(try ids("\"budgets deficit\"") == ["m/1"])
    #expect(try ids("\"budget deficit\"") == [])
    #expect(try ids("budget NEAR/100 deficit") == [])
    #expect(try ids("budget deficit") == ["m/0"])
    #expect(try ids("budget*") == ["m/0", "m/1"])
    #expect(try ids("-budget*") == ["m/2"])
    #expect(try ids("\"deficit grew\"") == ["m/0"])
  }

  @Test("of a meeting that was replaced are found no more, and those of the new one are")
  func replaced() throws {
    let archive = Archive()
    try archive.add((0..<9).map { transcript("m\($0)", [("A", "the old word"), ("B", "other")]) })
    try archive.add([transcript("m3", [("A", "the new word")])])
    let snapshot = archive.snapshot
    #expect(try snapshot.count(.init(words: "old")) == 8)
    #expect(try snapshot.count(.init(words: "\"old word\"")) == 8)
    #expect(try snapshot.count(.init(words: "new")) == 1)
    #expect(try snapshot.count(.init(words: "-old")) == 9)
    #expect(try snapshot.count(.init(words: "ol* OR ot*")) == 16)
  }

  @Test("choose meetings and speakers, too")
  func lists() throws {
    let archive = Archive()
    try archive.add([
      transcript("m1", [("Ana", "a tax"), ("Bo", "no levy")]),
      transcript("m2", [("Bo", "a tax cut")]),
    ])
    let filter = StatementFilter(words: "\"tax cut\" OR levy")
    #expect(
      try archive.snapshot.meetingList(MeetingQuery(statements: filter)).map(\.id) == ["m1", "m2"])
    #expect(
      try archive.snapshot.speakerList(SpeakerQuery(statements: filter)).map(\.name) == ["Bo"])
    let counts = try archive.snapshot.count(
      CountQuery(filter: .init(words: "tax"), groupings: [.speaker]))
    #expect(counts.total == 2)
  }

  @Test("that make no sense are refused with the field, the place and what is expected")
  func refusal() throws {
    let archive = Archive()
    try archive.add([transcript("m", [("A", "a tax")])])
    #expect {
      try archive.snapshot.count(StatementFilter(words: "tax OR"))
    } throws: { error in
      (error as? QueryError)?.code == .invalidArgument
        && (error as? QueryError)?.description
          == "filter.words at character 7: a word, a phrase or \"(\" is expected, not the end"
    }
  }

  @Test("are refused by an archive that keeps none, which answers all else")
  func withoutWords() throws {
    let archive = Archive(words: false)
    try archive.add((0..<5).map { transcript("m\($0)", [("A", "a tax")]) })
    try archive.add([transcript("m2", [("A", "a levy")])])
    #expect {
      try archive.snapshot.count(StatementFilter(words: "tax"))
    } throws: { ($0 as? QueryError)?.code == .failedPrecondition }
    #expect(try archive.snapshot.count(StatementFilter()) == 5)
    #expect(archive.snapshot.byteCounts.words == 0)
  }

  @Test("that a beginning fits too many of are refused, and long work is no loop's")
  func manyWords() throws {
    let archive = Archive()
    let texts = (0..<10_001).map { "ab\($0)" }
    try archive.add([transcript("m", [("A", texts.joined(separator: " ")), ("B", "ab1 abc")])])
    let snapshot = archive.snapshot
    #expect {
      try snapshot.count(StatementFilter(words: "ab*"))
    } throws: {
      let message = ($0 as? QueryError)?.message ?? ""
      return message.contains("10002 words of a part of the archive begin")
        && message.contains("(the server's maximum-query-expansion)")
    }
    #expect(snapshot.allowance.strikes(of: .queryExpansion) == 1)
    #expect(try snapshot.count(StatementFilter(words: "ab1*")) == 2)
    #expect(!snapshot.searchesQuickly(for: StatementFilter(words: "ab*")))
    #expect(snapshot.searchesQuickly(for: StatementFilter(words: "ab12*")))
    #expect(snapshot.searchesQuickly(for: StatementFilter(words: "ab1 abc")))
    #expect(
      !snapshot.searchesQuickly(for: StatementFilter(words: String(repeating: "a ", count: 300))))
  }

  @Test("of many pieces that are indexed at once are the same as of one", arguments: [1, 3, 7, 21])
  func pieces(count: Int) throws {
    var generator = SplitMix(state: 5)
    let made = try RandomArchive(using: &generator, meetings: 60, imports: 1)
    let segment = made.archive.snapshot.segments[0].segment
    let whole = segment.text!
    let offsets = Column<Int>(count: segment.rowCount + 1) { offsets in
      for row in 0...segment.rowCount { offsets[row] = segment.offsets[row] }
    }
    let cut = TextIndexing.index(
      bytes: segment.bytes, offsets: offsets, rowCount: segment.rowCount,
      pieceByteCount: segment.bytes.count / count + 1)
    #expect(cut.termCount == whole.termCount)
    #expect(Array(cut.blocks.buffer) == Array(whole.blocks.buffer))
    #expect(Array(cut.places.buffer) == Array(whole.places.buffer))
    #expect(Array(cut.text.buffer) == Array(whole.text.buffer))
  }
}

/// Statements of the shared data.
enum RealStatements {
  private struct Line: Decodable {
    var meeting: String
    var date: String
    var paras: [String]
  }

  static func transcripts(_ count: Int) throws -> [Transcript] {
    var transcripts: [Transcript] = []
    var left = count
    for path in try SharedData.files("load", ".jsonl.gz") {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["gzip", "-dc", path]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      for line in data.split(separator: UInt8(ascii: "\n")) where left > 0 {
        left -= 1
        let line = try JSONDecoder().decode(Line.self, from: line)
        if transcripts.last?.meeting.id != line.meeting {
          transcripts.append(transcript(line.meeting, on: line.date, []))
          transcripts[transcripts.count - 1].meeting.language = "en"
        }
        let ordinal = transcripts[transcripts.count - 1].statements.count
        transcripts[transcripts.count - 1].statements.append(
          Statement(
            id: "\(line.meeting)/\(ordinal)", meetingID: line.meeting, ordinal: UInt32(ordinal),
            date: day(line.date), attribution: Attribution(certainty: .unnamed),
            paragraphs: line.paras))
      }
    }
    return transcripts
  }
}
