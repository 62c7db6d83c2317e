import Foundation
import Testing

import ReadingSupport
import TranscriptFormats
import TranscriptReading

@testable import TranscriptJSON
@testable import Transcripts

/// JSON Lines as the inverse of exports, whatever the order of the lines.
@Suite struct ExportTests {
  private static let first: CalendarDate = "2021-03-01"
  private static let second: CalendarDate = "2021-03-02"

  /// Meetings over midnight, one after them, and one without statements.
  private static let transcripts: [Transcript] = {
    let ada = Speaker(id: "ada-holt", name: "Ada Holt", names: [.init("Ada Holt")])
    let bo = Speaker(id: "bo-li", name: "Bo Li", roles: [.init("Minister", from: first)])
    func meeting(_ id: String, _ days: [CalendarDate], _ count: Int) -> Transcript {
      Transcript(
        meeting: Meeting(
          id: id, title: "Sitting \(id)", date: days[0],
          endDate: days.count > 1 ? days.last : nil, statementCount: UInt32(count)),
        statements: (0..<count).map { index in
          let speaker = index % 2 == 0 ? ada : bo
          return Statement(
            id: "\(id)/\(index)x", meetingID: id, ordinal: UInt32(index),
            date: days[index * days.count / count],
            attribution: Attribution(
              label: speaker.name, speakerID: speaker.id, name: speaker.name,
              certainty: .identified),
            paragraphs: ["Words \(index) of \(id)."])
        },
        speakers: count == 0 ? [] : [ada, bo])
    }
    return [
      meeting("a", [first, second], 4), meeting("b", [first, second], 6), meeting("c", [second], 2),
      meeting("d", [second], 0),
    ]
  }()

  /// The lines of an answer in the archive's order, as the command writes them.
  private static func lines(isReversed: Bool = false) -> [[UInt8]] {
    var statements = transcripts.flatMap(\.statements).sorted {
      ($0.date, $0.meetingID, $0.ordinal) < ($1.date, $1.meetingID, $1.ordinal)
    }
    if isReversed { statements.reverse() }
    let meetings = Dictionary(uniqueKeysWithValues: transcripts.map { ($0.meeting.id, $0.meeting) })
    let speakers = Dictionary(
      transcripts.flatMap(\.speakers).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var writer = ExportWriter()
    func line(_ write: (inout ExportWriter) -> Void) -> [UInt8] {
      writer.removeAll()
      write(&writer)
      return writer.bytes
    }
    return statements.map { statement in
      line { writer in
        let needs = writer.needs(of: statement)
        writer.write(
          statement, meeting: needs.meetingID.flatMap { meetings[$0] },
          speakers: needs.speakerIDs.compactMap { speakers[$0] })
      }
    } + [line { $0.write(transcripts[3].meeting) }]
  }

  private func check(_ lines: [[UInt8]]) throws {
    let read = try read(Array(lines.joined()), name: "export.jsonl")
    let sorted = read.transcripts.sorted { $0.meeting.id < $1.meeting.id }
    #expect(read.report.entries.isEmpty)
    #expect(sorted.map(\.meeting) == Self.transcripts.map(\.meeting))
    #expect(sorted.map(\.statements) == Self.transcripts.map(\.statements))
    #expect(
      sorted.map { Set($0.speakers) } == Self.transcripts.map { Set($0.speakers) })
  }

  @Test("Speakers by themselves are of the last meeting, unless another has them")
  func standing() throws {
    func lines(_ isFirst: Bool) -> [UInt8] {
      var writer = ExportWriter()
      let silent = Speaker(id: "cai-wen", name: "Cai Wen", otherIDs: ["c-wen"])
      if isFirst { writer.write(silent: silent) }
      for transcript in Self.transcripts { writer.write(transcript) }
      if !isFirst { writer.write(silent: silent) }
      // One whom a meeting has is not added to another.
      return writer.bytes + Array(#"{"speakers":[{"id":"bo-li","name":"Bo Li"}]}"#.utf8)
    }
    for isFirst in [true, false] {
      var read: [Transcript] = []
      var report = ReadingReport()
      try DocumentFormats.read(
        bytes: lines(isFirst), name: "export.jsonl", report: &report
      ) { read.append($0) }
      #expect(report.warningCount == 0)
      #expect(read.count == 4)
      #expect(read.allSatisfy { !$0.speakers.contains { $0.id == "cai-wen" } })
      #expect(read.dropLast().allSatisfy { $0.bystanders.isEmpty })
      let last = try #require(read.last)
      #expect(last.bystanders.map(\.id) == ["cai-wen"])
      #expect(last.bystanders.map(\.otherIDs) == [["c-wen"]])
    }
  }

  @Test("Who is described is not taken for one whom a flat line of the same key names")
  func besideFlatMeeting() throws {
    let text = """
      {"speakers":[{"id":"bo-li","name":"Bo Li","roles":[{"wording":"chair"}]}]}
      {"meeting":"flat","date":"2031-01-02","speaker":"Bo Li","text":"Yes."}
      """
    var read: [Transcript] = []
    var report = ReadingReport()
    try DocumentFormats.read(bytes: Array(text.utf8), name: "mixed.jsonl", report: &report) {
      read.append($0)
    }
    #expect(read.map { $0.bystanders.flatMap(\.roles).map(\.wording) } == [["chair"]])
  }

  @Test("Objects that lack something are told what, and not that they are no objects")
  func lacking() throws {
    var report = ReadingReport()
    let text = #"{"speaker":"A","text":"One."}"# + "\n" + #"{"speaker":"B","text":"Two."}"#
    let error = #expect(throws: DocumentError.self) {
      try DocumentFormats.read(bytes: Array(text.utf8), name: "a.jsonl", report: &report) { _ in }
    }
    #expect(error?.remedy.contains("“meeting”") == true)
    let value = "{\n\"speaker\":\n\"A\"\n}\n"
    let whole = #expect(throws: DocumentError.self) {
      try JSONLinesReader().read(
        Document(bytes: Array(value.utf8), name: "a.jsonl"), options: ReadingOptions(),
        report: &report
      ) { _ in }
    }
    #expect(whole?.problem.contains("no line is an object by itself") == true)
  }

  @Test("Meetings over midnight that interleave are read back as they were")
  func overMidnight() throws { try check(Self.lines()) }

  @Test("The newest first is read back the right way round")
  func newestFirst() throws { try check(Self.lines(isReversed: true)) }

  @Test("Lines in any order are read back, what describes a speaker behind what names it too")
  func anyOrder() throws {
    var random = Shuffler(state: 9)
    for _ in 0..<20 { try check(Self.lines().shuffled(using: &random)) }
  }

  @Test("A meeting and a speaker are on one line of a file")
  func once() {
    let text = String(decoding: Self.lines().joined(), as: UTF8.self)
    #expect(text.components(separatedBy: #""meeting":{"id":"a""#).count == 2)
    #expect(text.components(separatedBy: #"{"id":"bo-li""#).count == 2)
  }

  @Test("A bad line costs its meeting and no other, and is named")
  func badLine() throws {
    var lines = Self.lines()
    let index = try #require(
      lines.firstIndex { String(decoding: $0, as: UTF8.self).contains(#""id":"b/3x""#) })
    lines[index] = Array(#"{"id":"b/3x","meetingId":"b","section":"18446744073709551615"}"#.utf8)
    lines[index].append(0x0A)
    var report = ReadingReport()
    var found: [Transcript] = []
    let error = #expect(throws: DocumentError.self) {
      try DocumentFormats.read(
        bytes: Array(lines.joined()), name: "bad.jsonl", report: &report
      ) { found.append($0) }
    }
    #expect(error?.line == index + 1)
    #expect(error?.problem.contains("4294967295") == true)
    #expect(found.map(\.meeting.id).sorted() == ["a", "c", "d"])
    #expect(report.warningCount == 1)
  }

  @Test("A bad line takes nobody's names from other meetings")
  func speakersOfBadLine() throws {
    let bad =
      #"{"meetingId":"m1","lines":{"first":9,"last":2},"speakers":[{"id":"ana","name":"Ana Costa"}],"#
      + #""date":"2020-01-01","attribution":{"label":"Costa","speakerId":"ana"},"paragraphs":["w"]}"#
    let good =
      #"{"meeting":{"id":"m2","date":"2020-01-01"},"meetingId":"m2","date":"2020-01-01","#
      + #""attribution":{"label":"Costa","speakerId":"ana"},"paragraphs":["w"]}"#
    var report = ReadingReport()
    var found: [Transcript] = []
    #expect(throws: DocumentError.self) {
      try DocumentFormats.read(
        bytes: Array("\(bad)\n\(good)\n".utf8), name: "bad.jsonl", report: &report
      ) { found.append($0) }
    }
    #expect(found.map(\.meeting.id) == ["m2"])
    #expect(found.first?.speakers.map(\.name) == ["Ana Costa"])
  }

  @Test("What a person is called who is described nowhere does not depend on the order of lines")
  func namesOfMissing() throws {
    func line(_ ordinal: Int, _ attribution: String) -> String {
      #"{"meeting":{"id":"m","date":"2020-01-01"},"meetingId":"m","date":"2020-01-01","#
        + #""ordinal":\#(ordinal),"attribution":{\#(attribution)},"paragraphs":["w\#(ordinal)"]}"#
    }
    let lines = [
      line(0, #""label":"X","candidateIds":["ana","bo"]"#),
      line(1, #""label":"Costa","speakerId":"ana","name":"Costa""#),
      line(2, #""label":"Bo Li","speakerId":"bo","name":"Bo Li""#),
      line(3, #""label":"Ana Costa","speakerId":"ana","name":"Ana Costa""#),
    ]
    for order in [lines, lines.reversed(), [lines[2], lines[0], lines[3], lines[1]]] {
      let read = try read(Array((order.joined(separator: "\n") + "\n").utf8), name: "m.jsonl")
      let names = read.transcripts.flatMap(\.speakers).map(\.name).sorted()
      #expect(names == ["Ana Costa", "Bo Li"])
    }
  }

  @Test(
    "A key of a flat line that stands twice is a fault, never the last value in silence",
    arguments: [
      #""speaker":"A B","speaker":"C D""#, #""title":"A","title":"B","speaker":"A B""#,
      #""role":"A","role":"B","speaker":"A B""#, #""place":"A","place":"B","speaker":"A B""#,
    ])
  func keyTwice(members: String) {
    let line = #"{"meeting":"m","date":"2020-01-01","text":"w",\#(members)}"# + "\n"
    #expect(throws: DocumentError.self) { try read(Array(line.utf8), name: "m.jsonl") }
  }

  @Test("A line that comes twice counts once, and is said")
  func twice() throws {
    var lines = Self.lines()
    lines.insert(lines[1], at: 2)
    let read = try read(Array(lines.joined()), name: "twice.jsonl")
    #expect(read.transcripts.map(\.statements.count).reduce(0, +) == 12)
    #expect(read.report.warningCount == 1)
  }

  @Test("The result does not depend on how many threads read")
  func threads() throws {
    let transcript = try Samples.read(
      "2021-09-02-news-conference-with-prime-minister-of-calvera.txt")
    var bytes: [UInt8] = []
    var writer = ExportWriter()
    for number in 0..<400 {
      var copy = transcript
      copy.meeting.id += "~\(number)"
      for index in copy.statements.indices {
        copy.statements[index].meetingID = copy.meeting.id
        copy.statements[index].id =
          copy.meeting.id + copy.statements[index].id.dropFirst(transcript.meeting.id.utf8.count)
      }
      writer.write(copy)
    }
    bytes = writer.bytes
    #expect(bytes.count > 4 * Document.chunkSize)
    let one = try read(bytes, name: "a.jsonl", options: ReadingOptions(threads: 1))
    // In pieces of a file, not at once: a document in memory is one block.
    let path = NSTemporaryDirectory() + "verbatim-threads-\(UUID().uuidString).jsonl"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    for threads in [1, 3] {
      var report = ReadingReport(detail: .everything)
      var found: [Transcript] = []
      try DocumentFormats.read(
        path: path, options: ReadingOptions(threads: threads), report: &report
      ) { found.append($0) }
      #expect(found == one.transcripts)
      #expect(report.entries == one.report.entries)
    }
    #expect(one.transcripts.count == 400)
  }

  @Test("Kinds by their plain words, and times with seconds or as of ISO, are kept in flat lines")
  func flatValues() throws {
    for (time, start, zone) in [
      ("10:30:15", "10:30:15", ""), ("2021-03-01T10:30:15Z", "10:30:15", "+00:00"),
      ("2021-03-01T10:30+03:00", "10:30", "+03:00"), ("9:05 p.m.", "21:05", ""),
    ] {
      let line =
        #"{"meeting":"m","date":"2021-03-01","time":"\#(time)","speaker":"Ada","kind":"question","text":"x"}"#
      let read = try read(line, name: "a.jsonl")
      #expect(read.transcripts[0].meeting.startTime == start)
      #expect(read.transcripts[0].meeting.timeZone == zone)
      #expect(read.transcripts[0].statements[0].kind == .question)
      #expect(read.report.warningCount == 0)
    }
    let odd = try read(
      #"{"meeting":"m","date":"2021-03-01","time":"noonish","speaker":"Ada","kind":"song","text":"x"}"#,
      name: "a.jsonl")
    #expect(odd.report.warningCount == 2)
  }

  @Test(
    "What nothing is made of in a flat line is told, whichever field of the schema it is",
    arguments: [
      (#""text":"x","marks":[{"kind":"vocal","wording":"(Laughter.)"}]"#, ["marks"]),
      (#""text":"x","id":"m/1","lines":{"first":3,"last":4}"#, ["id", "lines"]),
      (#""text":"x","paragraphs":["y"]"#, ["paragraphs"]),
      (#""paragraphs":["y"],"text":"x""#, ["paragraphs"]),
      (#""text":"x","paras":["y"]"#, ["paras"]),
      (#""text":"x","seq":1,"ordinal":2"#, ["ordinal"]),
      (#""text":"x","label":"Ms. Ada""#, ["label"]),
      (#""text":"x","meetingId":"n""#, ["meeting"]),
      (#""text":"x","speakers":[{"id":"ada","roles":[{"wording":"chair"}]}]"#, ["speakers"]),
      (#""text":"x","kind":"question","section":0,"ordinal":1,"timing":{"start":"10:00:00"}"#, []),
    ])
  func unused(members: String, told: [String]) throws {
    let line = #"{"meeting":"m","date":"2021-03-01","speaker":"Ada",\#(members)}"#
    let read = try read(line, name: "a.jsonl")
    #expect(read.report.entries.filter { $0.severity == .warning }.map(\.wording) == told)
    #expect(read.transcripts[0].statements[0].paragraphs == ["x"])
  }

  @Test("What is described beside flat lines and differs, or is of no use, is told")
  func besideFlatLines() throws {
    let lines = [
      #"{"meeting":{"id":"m","date":"2021-03-01","title":"Roads","startTime":"10:30"}}"#,
      #"{"meeting":"m","title":"Bridges","place":"Hall","time":"10:30","speaker":"Ada","text":"x"}"#,
      #"{"meetingId":"m","marks":[{"kind":"vocal","wording":"(Laughter.)"}]}"#,
    ]
    let read = try read(lines.joined(separator: "\n"), name: "a.jsonl")
    #expect(read.transcripts[0].meeting.title == "Roads")
    #expect(
      read.report.entries.filter { $0.severity == .warning }.map(\.wording)
        == ["marks", "Bridges", "Hall"])
  }

  @Test("Lines that come again while another meeting goes on are looked at once")
  func manyRepeats() throws {
    // With a look at all lines for each, this would take hours.
    let meeting = OpenMeeting(key: "m", firstLine: 1)
    let count: UInt32 = 40_000
    meeting.meeting = Meeting(id: "m", date: "2021-03-01", statementCount: count)
    var statement = Statement(
      id: "", meetingID: "m", ordinal: 0, date: "2021-03-01", attribution: Attribution(),
      paragraphs: [])
    func append(_ ordinal: UInt32) {
      statement.ordinal = ordinal
      statement.attribution.speakerID = "s\(ordinal)"
      meeting.append(statement, hasDate: true, line: 1, [:])
    }
    for ordinal in 0..<count - 1 { append(ordinal) }
    for ordinal in 0..<count - 1 {
      append(ordinal)
      if meeting.isComplete { Issue.record("complete without number \(count - 1)") }
    }
    append(count - 1)
    #expect(meeting.isComplete)
    // One person is described by nobody: the others are not looked for again and again.
    var known: [ExactText: Speaker] = [:]
    for ordinal in 0..<count - 1 {
      known[text: "s\(ordinal)"] = Speaker(id: "s\(ordinal)", name: "A")
    }
    for _ in 0..<count where meeting.complete(known) { Issue.record("nobody describes the last") }
    known[text: "s\(count - 1)"] = Speaker(id: "s\(count - 1)", name: "A")
    #expect(meeting.complete(known))
    #expect(meeting.speakers.count == Int(count))
  }

  @Test("A meeting has a limit of bytes, which is named")
  func meetingSize() throws {
    let error = #expect(throws: DocumentError.self) {
      try read(
        Array(Self.lines().joined()), name: "a.jsonl",
        options: ReadingOptions(maximumMeetingSize: 500))
    }
    #expect(error?.code == .tooLarge)
    #expect(error?.problem.contains("500 bytes") == true)
  }

  @Test(
    "What the shared data holds is the same after export and import",
    .enabled(if: SharedData.isThere, SharedData.comment))
  func sharedData() throws {
    var transcripts: [Transcript] = []
    for (folder, suffix) in [
      ("kremlin-en", ".html"), ("akoma-ntoso", ".xml"), ("hansard-twfy", ".xml"),
    ] {
      for path in try SharedData.files(folder, suffix) {
        var report = ReadingReport()
        try? DocumentFormats.read(path: path, report: &report) { transcripts.append($0) }
      }
    }
    #expect(!transcripts.isEmpty)
    let bytes = exported(transcripts)
    let again = try read(bytes, name: "export.jsonl").transcripts
    #expect(again.map(\.statements) == transcripts.map(\.statements))
    #expect(again.map(\.meeting) == transcripts.map(\.meeting))
    #expect(exported(again) == bytes)
  }
}

private struct Shuffler: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 31
  }
}
