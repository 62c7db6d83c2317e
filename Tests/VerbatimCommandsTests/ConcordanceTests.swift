import Testing
import Transcripts

@testable import VerbatimCommands

@Suite("verbatim search for programs") struct ConcordanceTests {
  @Test("gives programs and sorted concordances all there is, and people 20 statements")
  func limits() async throws {
    let many = Invented.transcript(
      "many", (0..<30).map { Invented.Speech("Ann Vale", "word \($0)") })
    try await TestArchive.with([many]) { archive in
      for (arguments, count) in [
        (["--format", "jsonl"], 30), (["--format", "csv"], 31), (["--format", "kwic-csv"], 31),
        (["--format", "kwic-jsonl"], 30), (["--format", "kwic", "--sort", "left"], 30),
        (["--format", "kwic"], 20), (["--format", "markdown"], 20),
        (["--format", "jsonl", "--limit", "7"], 7),
      ] {
        let answer = await archive.run(["search", "word"] + arguments)
        #expect(answer.output.split(whereSeparator: \.isNewline).count == count, "\(arguments)")
      }
      let help = await CommandResult.of(["search", "--help"])
      #expect(
        help.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
          .contains("default: 20 as text"))
    }
  }

  @Test("writes keywords in context as tables, an unnamed voice by its label")
  func tables() async throws {
    let said = Invented.transcript(
      "roads",
      [
        .init("Ann Vale", "The toll road and the bridge.\nA long road."),
        .init("Q", "Why a road?", id: "", certainty: .unnamed),
      ], url: "https://example.org/roads")
    try await TestArchive.with([said]) { archive in
      let csv = await archive.run(
        "search", "road", "--format", "kwic-csv", "--order", "oldest")
      let meeting = "roads,On roads,Tarn,2024-03-05"
      let (ann, url) = ("ann-vale,ANN\u{A0}VALE,Ann Vale", "https://example.org/roads")
      let lines: [String] = [
        """
        left,keyword,right,id,meeting_id,title,place,date,speaker_id,label,shown_name,role,kind,\
        paragraph,url
        """,
        "The toll ,road, and the bridge.,roads/0,\(meeting),\(ann),,speech,0,\(url)",
        "A long ,road,.,roads/0,\(meeting),\(ann),,speech,1,\(url)",
        "Why a ,road,?,roads/1,\(meeting),,Q,Q,,speech,0,\(url)",
      ]
      #expect(csv.output.split(separator: "\r\n").map { String($0) } == lines)
      let json = await archive.run(
        "search", "bridge", "--format", "kwic-jsonl")
      #expect(
        json.output.hasPrefix(#"{"left":"The toll road and the ","keyword":"bridge","right":".""#))
      let cited = await archive.run(
        "search", "why", "--format", "kwic", "--width", "80", "--cite")
      #expect(cited.output.hasSuffix("2024-03-05 Q  roads/1\n"))
      let text = await archive.run("search", "why", "--cite")
      #expect(text.output.contains("https://example.org/roads\n"))
    }
  }

  @Test("makes one line of what is found together, and a line of each place of words")
  func together() async throws {
    let said = Invented.transcript(
      "taxes",
      [
        .init(
          "Ann Vale",
          "A tax we cut, and the cut of a tax. Then of a tax, as long as it is, and much later a cut."
        )
      ])
    try await TestArchive.with([said]) { archive in
      for (query, keywords) in [
        ("tax NEAR/2 cut", ["tax we cut", "cut of a tax"]),
        ("\"cut tax\"~2", ["tax we cut", "cut of a tax"]),
        ("\"we cut\"", ["we cut"]), ("cut", ["cut", "cut", "cut"]),
        ("tax cut", ["tax", "cut", "cut", "tax", "tax", "cut"]),
      ] {
        let answer = await archive.run("search", query, "--format", "kwic-csv")
        let lines = answer.output.split(separator: "\r\n").dropFirst()
        #expect(lines.count == keywords.count, "\(query): \(answer.output)")
        for (line, keyword) in zip(lines, keywords) {
          #expect(line.contains(",\(keyword),"), "\(query): \(answer.output)")
        }
      }
    }
  }

  @Test("goes on page by page, and counts what matches by several things")
  func pagesAndFacets() async throws {
    let many = Invented.transcript(
      "many",
      (0..<5).map { Invented.Speech($0.isMultiple(of: 2) ? "Ann Vale" : "Bo Lind", "word \($0)") })
    try await TestArchive.with([many]) { archive in
      let search = ["search", "word", "--order", "oldest", "--format", "csv", "--limit", "2"]
      var (lines, more): ([Substring], [String]) = ([], [])
      for _ in 0..<3 {
        let page = await archive.run(search + more)
        lines += page.output.split(separator: "\r\n").dropFirst()
        let token =
          page.messages.split(whereSeparator: \.isWhitespace).last.map { String($0) } ?? ""
        more = ["--after", token]
      }
      #expect(lines.count == 5 && Set(lines).count == 5)
      let wrong = await archive.run("search", "word", "--after", "nonsense")
      #expect(wrong.status == .usage && wrong.messages.contains("--after takes"))
      let text = await archive.run("search", "word", "--facets", "speaker,year", "--limit", "1")
      #expect(
        text.output.hasSuffix(
          """

          By speaker:

          3  Ann Vale  ann-vale
          2  Bo Lind  bo-lind
          5  in all

          By year:

          5  2024
          5  in all

          """))
      let json = await archive.run(
        "search", "word", "--facets", "year", "--limit", "1", "--format", "jsonl")
      #expect(json.output.contains(#"{"facets":[{"by":"year","total":"5","groups":[{"key":"2024""#))
      #expect(await archive.run("search", "word", "--facets", "years").status == .usage)
      #expect(
        await archive.run("search", "word", "--facets", "year", "--format", "csv").status == .usage)
    }
  }

  @Test("lists meetings and speakers by what was said")
  func listsByWords() async throws {
    let transcripts = [
      Invented.transcript("roads", [.init("Ann Vale", "A road.")]),
      Invented.transcript("ferries", [.init("Bo Lind", "A ferry.")]),
    ]
    try await TestArchive.with(transcripts) { archive in
      let meetings = await archive.run("meetings", "--words", "ferry")
      #expect(meetings.output.contains("On ferries") && !meetings.output.contains("On roads"))
      let speakers = await archive.run("speakers", "--words", "road OR rail")
      #expect(speakers.output.contains("Ann Vale") && !speakers.output.contains("Bo Lind"))
      for command in ["meetings", "speakers"] {
        #expect(await archive.run(command, "--words", "zebra").status == .nothingFound)
        #expect(await archive.run(command, "--words", "").status == .usage)
        #expect(await archive.run(command, "--inflected").status == .usage)
        #expect(await archive.run(command, "--words", "a (").status == .usage)
      }
    }
  }

  @Test("gives each person one name in every table, whatever was printed")
  func names() async throws {
    let said = Invented.transcript("roads", [.init("Ann Vale", "A road.")])
    try await TestArchive.with([said]) { archive in
      let statements = await archive.run("statements", "--format", "csv")
      #expect(statements.output.hasSuffix(",Ann Vale\r\n"))
      for format in ["csv", "jsonl", "kwic-csv", "kwic-jsonl", "kwic"] {
        let answer = await archive.run("search", "road", "--format", format)
        #expect(answer.output.contains("Ann Vale"), "\(format)")
      }
    }
  }
}

/// Meetings of invented people, of whom labels are printed in capitals and with a no-break space.
enum Invented {
  struct Speech {
    var name: String
    var text: String
    var id: String?
    var certainty: Attribution.Certainty

    init(
      _ name: String, _ text: String, id: String? = nil,
      certainty: Attribution.Certainty = .identified
    ) {
      (self.name, self.text, self.id, self.certainty) = (name, text, id, certainty)
    }
  }

  static func transcript(
    _ id: String, _ speeches: [Speech], date: CalendarDate = "2024-03-05", url: String = ""
  ) -> Transcript {
    var meeting = Meeting(id: id, title: "On \(id)", date: date, place: "Tarn")
    meeting.source.url = url
    var speakers: [String: Speaker] = [:]
    let statements = speeches.enumerated().map { index, speech in
      let key = speech.id ?? speech.name.lowercased().replacing(" ", with: "-")
      if !key.isEmpty { speakers[key] = Speaker(id: key, name: speech.name) }
      let printed = speech.name.uppercased().replacing(" ", with: "\u{A0}")
      return Statement(
        id: "\(id)/\(index)", meetingID: id, ordinal: UInt32(index), date: date, kind: .speech,
        attribution: Attribution(
          label: printed, speakerID: key, name: key.isEmpty ? "" : printed,
          certainty: speech.certainty),
        paragraphs: speech.text.split(separator: "\n").map { String($0) })
    }
    return Transcript(
      meeting: meeting, statements: statements,
      speakers: speakers.values.sorted { $0.id < $1.id })
  }
}
