import Archive
import Synchronization
import Testing
import TranscriptFormats
import TranscriptReading
import Transcripts

@testable import VerbatimCommands

struct StatementsCommandTests {
  @Test("text is a transcript: a heading a meeting, labels, paragraphs")
  func text() async throws {
    try await TestArchive.with { archive in
      let result = await archive.run("statements")
      #expect(result.status == .success)
      #expect(result.messages == "")
      #expect(
        result.output == """
          Meeting on the harbour
          2023-03-01, Town Hall, Porto Novo

          Minister of Harbours Maria Silva: Good morning.

          How deep is the basin?

          Ada Okafor: Twelve metres, "roughly".

          Maria Silva: Thank you, Ms Okafor.


          Opening of the lighthouse
          2023-04-02, Cape Bravo

          João Silva: Let there be light.


          """)
    }
  }

  @Test("csv has a header, CR LF and quotes where RFC 4180 wants them")
  func csv() async throws {
    try await TestArchive.with { archive in
      let result = await archive.run("statements", "--speaker-id", "ada-okafor", "--format", "csv")
      #expect(
        result.output
          == "id,meeting_id,title,place,date,ordinal,kind,speaker_id,label,name,role,text,notes,"
          + "url,language,certainty,candidate_ids,delivery,delivery_language,start,end,first_line,"
          + "last_line,section,shown_name\r\n"
          + "2023-03-01.harbour/s1,2023-03-01.harbour,Meeting on the harbour,"
          + "\"Town Hall, Porto Novo\",2023-03-01,1,speech,ada-okafor,Ada Okafor,Ada Okafor,,"
          + "\"Twelve metres, \"\"roughly\"\".\",,,en,identified,,,,,,,,,Ada Okafor\r\n")
    }
  }

  @Test("csv has all that one cites a statement by, and names with ordinary spaces")
  func citingColumns() async throws {
    try await TestArchive.with([Samples.cited]) { archive in
      let result = await archive.run("statements", "--format", "csv")
      #expect(
        result.output.hasSuffix(
          ",João\u{A0}Silva,João Silva,,Let there be light.,,https://example.org/light,en,identified,,"
            + "interpreted,pt,00:10:03,00:10:20,3,9,Light,João Silva\r\n"), "\(result.output)")
    }
  }

  @Test("text and markdown cite by id, time and address where that is asked for")
  func citing() async throws {
    try await TestArchive.with([Samples.cited]) { archive in
      #expect(
        await archive.run("statements", "--cite").output == """
          Opening of the lighthouse
          2023-04-02, Cape Bravo
          https://example.org/light

          João\u{A0}Silva (via interpreter): Let there be light.

          [2023-04-02.lighthouse/s0, 00:10:03–00:10:20]


          """)
      #expect(
        await archive.run("statements", "--cite", "--format", "markdown").output == """
          ## Opening of the lighthouse

          2023-04-02, Cape Bravo

          **João\u{A0}Silva:** *(via interpreter)* Let there be light.

          — [2023-04-02.lighthouse/s0](<https://example.org/light>), 00:10:03–00:10:20


          """)
    }
  }

  @Test(
    "an id that is not there is no place to go on after",
    arguments: ["statements", "meetings"])
  func unknownAfter(command: String) async throws {
    try await TestArchive.with { archive in
      let result = await archive.run(command, "--after", "nonsense")
      #expect(result.status == .usage)
      #expect(result.output == "")
      #expect(result.messages.contains("--after takes an id of the archive"), "\(result.messages)")
    }
  }

  @Test("markdown has a heading a meeting and escapes what would be markup")
  func markdown() async throws {
    var transcript = Samples.lighthouse
    transcript.statements[0].paragraphs = ["1. *Bold* <script> & `code`", "# no heading"]
    try await TestArchive.with([transcript]) { archive in
      let result = await archive.run("statements", "--format", "markdown")
      #expect(
        result.output == """
          ## Opening of the lighthouse

          2023-04-02, Cape Bravo

          **João Silva:** 1\\. \\*Bold\\* \\<script\\> \\& \\`code\\`

          \\# no heading


          """)
    }
  }

  @Test("jsonl read back is what the archive holds")
  func exportAndImport() async throws {
    try await TestArchive.with { archive in
      let result = await archive.run("statements", "--format", "jsonl")
      var read: [Transcript] = []
      var report = ReadingReport()
      try DocumentFormats.read(
        bytes: Array(result.output.utf8), name: "export.jsonl", report: &report
      ) { read.append($0) }
      #expect(report.warningCount == 0)
      #expect(read.map(\.statements) == Samples.transcripts.map(\.statements))
      #expect(read.map(\.meeting.title) == Samples.transcripts.map(\.meeting.title))
      #expect(read.map(\.meeting.statementCount) == [3, 1])
      #expect(
        read.map { Set($0.speakers.map(\.id)) } == [["maria-silva", "ada-okafor"], ["joao-silva"]])
      // What was read can be imported, and exports to the same bytes.
      try await TestArchive.with(read) { copy in
        #expect(await copy.run("statements", "--format", "jsonl").output == result.output)
      }
    }
  }

  @Test("jsonl holds meetings without statements, unless statements are chosen")
  func emptyMeetings() async throws {
    let news = Samples.transcript(
      id: "2023-03-05.news", title: "News of the harbour", date: "2023-03-05", place: "Cape Bravo",
      speakers: [], statements: [])
    try await TestArchive.with(Samples.transcripts + [news]) { archive in
      let all = await archive.run("statements", "--format", "jsonl")
      var read: [Transcript] = []
      var report = ReadingReport()
      try DocumentFormats.read(
        bytes: Array(all.output.utf8), name: "export.jsonl", report: &report
      ) { read.append($0) }
      #expect(report.warningCount == 0)
      #expect(
        read.map(\.meeting.id) == ["2023-03-01.harbour", news.meeting.id, "2023-04-02.lighthouse"])
      #expect(read[1].meeting.title == "News of the harbour")
      #expect(read[1].statements.isEmpty)
      try await TestArchive.with(read) { copy in
        #expect(await copy.run("statements", "--format", "jsonl").output == all.output)
      }
      func lines(_ arguments: String...) async -> Int {
        let result = await CommandResult.of(
          ["statements", "--format", "jsonl"] + arguments
            + ["--server", archive.address, "--insecure-plaintext"])
        return result.output.split(separator: "\n").count
      }
      #expect(await lines() == 5)
      #expect(await lines("--on", "2023-03") == 4)
      #expect(await lines("--on", "2023-04") == 1)
      #expect(await lines("--place", "cape bravo") == 2)
      #expect(await lines("--meeting", news.meeting.id) == 1)
      #expect(await lines("--kind", "speech") == 4)
      #expect(await lines("--speaker", "okafor") == 1)
      #expect(await lines("--limit", "2") == 2)
    }
  }

  @Test(
    "options choose statements",
    arguments: [
      (["--speaker", "okafor"], ["2023-03-01.harbour/s1"]),
      (
        ["--speaker", "OKAFOR ada", "--speaker-id", "joao-silva"],
        ["2023-03-01.harbour/s1", "2023-04-02.lighthouse/s0"]
      ),
      (["--on", "2023-04"], ["2023-04-02.lighthouse/s0"]),
      (["--from", "2023-04"], ["2023-04-02.lighthouse/s0"]),
      (["--to", "2023-03", "--limit", "1"], ["2023-03-01.harbour/s0"]),
      (["--place", "cape bravo"], ["2023-04-02.lighthouse/s0"]),
      (["--meeting", "2023-04-02.lighthouse"], ["2023-04-02.lighthouse/s0"]),
      (["--order", "newest", "--limit", "1"], ["2023-04-02.lighthouse/s0"]),
      (
        ["--after", "2023-03-01.harbour/s1"],
        ["2023-03-01.harbour/s2", "2023-04-02.lighthouse/s0"]
      ),
      (["--kind", "speech", "--meeting", "2023-04-02.lighthouse"], ["2023-04-02.lighthouse/s0"]),
      (["--id", "2023-03-01.harbour/s1"], ["2023-03-01.harbour/s1"]),
    ])
  func selection(options: [String], ids: [String]) async throws {
    try await TestArchive.with { archive in
      let result = await CommandResult.of(
        ["statements", "--format", "csv", "--server", archive.address, "--insecure-plaintext"]
          + options)
      #expect(result.status == .success)
      let lines = result.output.split(separator: "\r\n").dropFirst()
      #expect(lines.map { String($0.prefix { $0 != "," }) } == ids)
    }
  }

  @Test("the first statement is written before the others have come")
  func firstStatement() async throws {
    try await TestArchive.with { archive in
      let writes = Mutex<[String]>([])
      let console = Console(
        output: TextOutput(isTerminal: false) { bytes in
          writes.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        }, messages: TextOutput(isTerminal: false) { _ in }, environment: [:])
      let status = await Program.run(
        [
          "statements", "--format", "jsonl", "--server", archive.address, "--insecure-plaintext",
        ], on: console)
      #expect(status == .success)
      let first = try #require(writes.withLock { $0.first })
      #expect(first.split(separator: "\n").count == 1)
      #expect(writes.withLock { $0.joined() }.split(separator: "\n").count == 4)
    }
  }

  @Test("a name that fits several people shows statements of all and says who they are")
  func ambiguousName() async throws {
    try await TestArchive.with { archive in
      let result = await archive.run("statements", "--speaker", "silva", "--format", "csv")
      #expect(result.status == .success)
      #expect(result.output.split(separator: "\r\n").count == 4)
      #expect(result.messages.contains("“silva” fits 2 speakers"))
      #expect(
        result.messages.contains(
          "maria-silva  Maria Silva, Minister of Harbours, 2 statements, 2023-03-01"))
      #expect(result.messages.contains("joao-silva  João Silva, 1 statement, 2023-04-02"))
      #expect(result.messages.contains("--speaker-id ID"))
    }
  }

  @Test("a name that fits nobody ends with 1 and says where the names are")
  func unknownName() async throws {
    try await TestArchive.with { archive in
      let result = await archive.run("statements", "--speaker", "nobody")
      #expect(result.status == .nothingFound)
      #expect(result.output == "")
      #expect(
        result.messages
          == "verbatim: “nobody” fits no speaker: see `verbatim speakers` for the names there are\n"
      )
      let both = await archive.run("statements", "--speaker", "nobody", "--speaker", "okafor")
      #expect(both.status == .success)
      #expect(both.messages.contains("“nobody” fits no speaker"))
    }
  }

  @Test("a name with a title in front says whom its last word fits")
  func titledName() async throws {
    try await TestArchive.with { archive in
      let result = await archive.run("statements", "--speaker", "Minister Okafor")
      #expect(result.status == .nothingFound)
      #expect(
        result.messages.contains("“Minister Okafor” fits no speaker, but “Okafor” does"),
        "\(result.messages)")
    }
  }

  @Test(
    "values that the archive does not have are named; where that leaves nothing, the status is 1",
    arguments: [
      ("--speaker-id", "nosuch", "maria-silva", "no speaker has the id “nosuch”"),
      ("--meeting", "nosuch", "2023-03-01.harbour", "no meeting has the id “nosuch”"),
      ("--place", "Nowhereville", "Cape Bravo", "no meeting's place fits “Nowhereville”"),
    ])
  func unknownValues(option: String, unknown: String, known: String, message: String) async throws {
    try await TestArchive.with { archive in
      for command in ["statements", "count"] {
        let none = await archive.run(command, option, unknown)
        #expect(none.status == .nothingFound)
        #expect(none.messages.contains(message), "\(none.messages)")
        let both = await archive.run(command, option, unknown, option, known)
        #expect(both.status == .success, "\(both.messages)")
        #expect(both.messages.contains(message))
      }
    }
  }

  @Test("an answer without statements, or an unknown id, ends with 1")
  func nothing() async throws {
    try await TestArchive.with { archive in
      let none = await archive.run("statements", "--on", "1999")
      #expect(none.status == .nothingFound)
      #expect(none.messages == "verbatim: no statement matches\n")
      let unknown = await archive.run("statements", "--id", "2023-03-01.harbour/zz")
      #expect(unknown.status == .nothingFound)
      #expect(unknown.messages.contains("has no statement 2023-03-01.harbour/zz"))
    }
  }

  @Test("on a terminal lines are wrapped, labels coloured and notes dim")
  func terminal() async throws {
    var transcript = Samples.lighthouse
    transcript.statements[0].paragraphs = [
      "Let there be light. (Applause.) And it was good indeed."
    ]
    transcript.statements[0].marks = [
      Mark(kind: .vocal, paragraph: 0, offset: 20, length: 11, wording: "(Applause.)")
    ]
    try await TestArchive.with([transcript]) { archive in
      let result = await archive.run("statements", isTerminal: true, width: 32)
      #expect(
        result.output
          == """
          \u{1B}[1;4mOpening of the lighthouse\u{1B}[0m
          2023-04-02, Cape Bravo

          \u{1B}[1;36mJoão Silva: \u{1B}[0mLet there be light.
          \u{1B}[2m(Applause.)\u{1B}[0m And it was good
          indeed.


          """)
      let plain = await archive.run(
        "statements", isTerminal: true, width: 32, environment: ["NO_COLOR": "1"])
      #expect(!plain.output.contains("\u{1B}"))
      let always = await archive.run("statements", "--color", "always")
      #expect(always.output.contains("\u{1B}[1;36m"))
      let never = await archive.run("statements", "--color", "never", isTerminal: true, width: 32)
      #expect(never.output == plain.output)
    }
  }

  @Test(
    "text of others cannot steer a terminal", arguments: ["text", "jsonl", "csv", "markdown"])
  func hostileText(format: String) async throws {
    var transcript = Samples.lighthouse
    transcript.meeting.title = "Title\u{1B}]0;owned\u{7}"
    transcript.statements[0].attribution.label = "João\u{9B}31m"
    transcript.statements[0].paragraphs = ["\u{1B}[2Jcleared\u{8}\u{7F}\rover"]
    try await TestArchive.with([transcript]) { archive in
      let result = await archive.run(
        "statements", "--format", format, "--color", "never", isTerminal: true, width: 200)
      #expect(result.status == .success)
      for scalar in result.output.unicodeScalars where scalar != "\n" {
        #expect(scalar.properties.generalCategory != .control, "\(scalar.value)")
      }
      #expect(result.output.contains("cleared"))
    }
  }

  @Test("speakers with steering characters do not reach the messages raw")
  func hostileNames() async throws {
    let names = ["Eve\u{1B}[2J Silva", "Eva\u{1B}[2J Silva"]
    let people = names.enumerated().map { Speaker(id: "eve-\($0)", name: $1, names: [.init($1)]) }
    let transcript = Samples.transcript(
      id: "2020-01-01.x", title: "X", date: "2020-01-01", place: "", speakers: people,
      statements: people.map { ($0, $0.name, ["Hello."]) })
    try await TestArchive.with([transcript]) { archive in
      let result = await archive.run("statements", "--speaker", "silva")
      #expect(result.messages.contains("fits 2 speakers"))
      #expect(!result.messages.contains("\u{1B}"))
      #expect(!result.output.contains("\u{1B}"))
    }
  }
}
