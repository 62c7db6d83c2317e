import Foundation
import Testing
import TextAnalysis
import Transcripts

@testable import VerbatimCommands

@Suite("verbatim search") struct SearchCommandTests {
  @Test("finds words in every format, and says how many statements there are")
  func formats() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let text = await archive.run("search", "deficit NEAR/3 budget", "--color", "always")
      #expect(text.messages == "verbatim: 2 statements match\n")
      #expect(
        text.output == """
          \u{1B}[1;4mOn budgets\u{1B}[0m
          2024-03-05, Tarn\u{1B}[2m  budgets/1\u{1B}[0m
          \u{1B}[1;36mBo Lind: \u{1B}[0mÉconomie: a \u{1B}[1;31mdeficit\u{1B}[0m of the \u{1B}[1;31mbudget\u{1B}[0m.

          \u{1B}[1;4mOn budgets\u{1B}[0m
          2024-03-05, Tarn\u{1B}[2m  budgets/0\u{1B}[0m
          \u{1B}[1;36mAnn Vale: \u{1B}[0mA tax. The \u{1B}[1;31mbudget\u{1B}[0m \u{1B}[1;31mdeficit\u{1B}[0m, and once more \
          the \u{1B}[1;31mbudget\u{1B}[0m \u{1B}[1;31mdeficit\u{1B}[0m again.

          """)
      let markdown = await archive.run("search", "deficit", "--format", "markdown", "--limit", "1")
      #expect(
        markdown.output
          == "- **Bo Lind**, 2024-03-05, On budgets: Économie: a **deficit** of the budget. "
          + "(budgets/1)\n"
          || markdown.output.hasPrefix("- **Ann Vale**, 2024-03-05, On budgets: A tax. The budget ")
      )
      #expect(
        markdown.messages.hasPrefix("verbatim: 1 of 2 statements that match; --limit 0 gives all\n")
      )
      let csv = await archive.run("search", "économie", "--format", "csv")
      #expect(
        csv.output.hasPrefix(
          "score,id,meeting_id,title,place,date,speaker_id,label,name,snippet,places,url,ordinal,kind,"
            + "role,shown_name,text\r\n"))
      #expect(
        csv.output.hasSuffix(
          ",budgets/1,budgets,On budgets,Tarn,2024-03-05,bo-lind,Bo Lind,Bo Lind,"
            + "Économie: a deficit of the budget.,1,,1,speech,,Bo Lind,"
            + "Économie: a deficit of the budget.\r\n"))
      let jsonl = await archive.run("search", "économie", "--format", "jsonl")
      #expect(jsonl.output.hasPrefix(#"{"statement":{"id":"budgets/1","meetingId":"budgets""#))
      #expect(jsonl.output.contains(#""highlights":[{"end":9}],"highlightCount":1"#))
      #expect(
        jsonl.output.hasSuffix(
          #","title":"On budgets","place":"Tarn","url":"","shownName":"Bo Lind"}"# + "\n"))
    }
  }

  @Test("takes several words as one search, and advises on what other programs take")
  func advice() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let one = await archive.run("search", "budget deficit", "--format", "jsonl")
      let several = await archive.run("search", "budget", "deficit", "--format", "jsonl")
      #expect(several.status == .success && several.output == one.output)
      let exclusion = await archive.run("search", " -tax", "--format", "jsonl")
      #expect(exclusion.messages.contains("must not be there"))
    }
    let said = [
      "tax or cut": "OR in capitals", "tax and cut": "AND in capitals",
      "not tax": "NOT in capitals",
      "tax near/5 cut": "NEAR/5 in capitals", "speaker:Vale tax": "--speaker takes a name",
      "-tax -cut": "must not be there", "tax W/5 cut": "write NEAR/5",
      "tax near5 cut": "write NEAR/5", "tax|cut": "write OR", "title:tax": "has no fields",
      "\"tax OR cut\"": "outside of them", "tax&cut": "one behind the other",
      "wom?n": "no sign stands for one letter",
    ]
    for (query, advice) in said {
      let lines = SearchAdvice.lines(for: query)
      #expect(lines.count == 1 && lines[0].contains(advice), "\(query): \(lines)")
    }
    for query in [
      "tax OR cut", "\"tax and cut\"", "“tax or cut”", "or", "tax -cut", "at 10:30", "NOT tax cut",
      "why tax?", "R&D", "he said: no", "World War N 5 years",
      "covid N95 masks", "a W-5 b",
    ] {
      #expect(SearchAdvice.lines(for: query) == [], "\(query)")
    }
  }

  @Test("advises on apostrophes where nothing is found without them")
  func apostrophes() async throws {
    for (query, printed) in [
      ("youre", "you're"), ("Theyll (lhomme)", "they'll"), ("Theyll (lhomme)", "l'homme"),
      ("presidents", "president's"), ("danna OR x", "d'anna"), ("quelle", "qu'elle"),
    ] {
      let spellings = NothingFoundAdvice.spellings(in: query).flatMap(\.printed)
      #expect(spellings.contains(printed), "\(query): \(spellings)")
    }
    for query in ["you're", "bond", "4th", "a", "OR", "NOT youre", "-youre", "–youre"] {
      #expect(NothingFoundAdvice.spellings(in: query).isEmpty, "\(query)")
    }
    let said = Invented.transcript(
      "answers", [.init("Ann Vale", "You're asking Bo D’Anna. 東京都知事は発表しました。")])
    try await TestArchive.with([said]) { archive in
      for command in [
        ["search", "youre"], ["statements", "--words", "youre"], ["count", "--words", "youre"],
        ["speakers", "--words", "youre"], ["meetings", "--words", "youre"],
      ] {
        let nothing = await archive.run(command)
        #expect(nothing.status == .nothingFound)
        #expect(
          nothing.messages.contains(
            "youre does not find you're, which is two words and stands in 1 statement"),
          "\(command): \(nothing.messages)")
      }
      let name = await archive.run("search", "danna")
      #expect(name.messages.contains("danna does not find d'anna"))
      // What is found by itself needs no other spelling, and what is printed nowhere is not proposed.
      let said = await archive.run("search", "asking zebra")
      #expect(said.status == .nothingFound && !said.messages.contains("a's"))
      let nobody = await archive.run("search", "zebras")
      #expect(nobody.status == .nothingFound && !nobody.messages.contains("zebra's"))
      let part = await archive.run("search", "東京都知事長")
      #expect(part.status == .nothingFound && part.messages.contains("by a dictionary"))
    }
  }

  @Test("refuses arguments that are not UTF-8, and says which byte")
  func bytes() {
    let failure = ArgumentAdvice.notText([Array("count".utf8), [0x63, 0x61, 0x66, 0xe9]])
    #expect(failure?.status == .usage)
    #expect(failure?.message.contains("argument 2, “caf\u{FFFD}”") == true)
    #expect(failure?.message.contains("byte 0xe9 behind 3 characters") == true)
    #expect(ArgumentAdvice.notText([Array("café \u{FFFD}".utf8)]) == nil)
  }

  @Test("has no option that it refuses, and names the place as statements and count do")
  func alike() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let help = await CommandResult.of(["search", "--help"])
      #expect(help.output.contains("--inflected") && !help.output.contains("--words"))
      for words in ["", " "] {
        for command in [["search"], ["statements", "--words"], ["count", "--words"]] {
          #expect(await archive.run(command + [words]).status == .usage, "\(command)")
        }
      }
      for command in [["search"], ["statements", "--words"], ["count", "--words"]] {
        let wrong = await archive.run(command + ["😀 \"bud"])
        #expect(wrong.status == .usage)
        #expect(wrong.messages.contains("filter.words at character 3: the quote"), "\(command)")
      }
    }
  }

  @Test("bars keep to the width of a line, whatever the names")
  func bars() async throws {
    var transcripts = Self.transcripts
    transcripts[0].meeting.place = "The Assembly Rooms of the Old Customs House by the Harbour, 港"
    try await TestArchive.with(transcripts) { archive in
      for width in [20, 40, 41, 100, 200] {
        for relative in [[], ["--relative"]] {
          let answer = await archive.run(
            ["count", "--words", "budget", "--by", "place", "--bars", "--width", "\(width)"]
              + relative)
          #expect(answer.status == .success)
          let line =
            answer.output.split(separator: "\n").dropFirst(relative.count).first.map(String.init)
            ?? ""
          let figures = relative.isEmpty ? 1 : 45
          #expect(line.contains("█") && line.count <= max(width, figures + 16), "\(width): \(line)")
          #expect(line.contains("港") == (width == 200))
        }
      }
    }
  }

  @Test("charts go where their name leads, and what is there stays what it is")
  func charts() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appending(path: name).path }
    try Data(repeating: 0x78, count: 100_000).write(to: URL(fileURLWithPath: path("own")))
    #expect(chmod(path("own"), 0o600) == 0)
    #expect(symlink(path("own"), path("link")) == 0)
    #expect(symlink("/dev/full", path("full")) == 0)
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    let reader = open(path("pipe"), O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    func mode(_ name: String) -> mode_t {
      var status = stat()
      return lstat(path(name), &status) == 0 ? status.st_mode : 0
    }
    let before = ["own", "link", "full", "pipe"].map(mode)
    try await TestArchive.with(Self.transcripts) { archive in
      let count = ["count", "--words", "budget", "--by", "speaker", "--chart"]
      let plain = await archive.run(count + [path("new.svg")])
      #expect(plain.status == .success)
      let svg = try String(contentsOfFile: path("new.svg"), encoding: .utf8)
      #expect(await archive.run(count + [path("link")]).status == .success)
      #expect(try String(contentsOfFile: path("own"), encoding: .utf8) == svg)
      #expect(await archive.run(count + [path("pipe")]).status == .success)
      var read = [UInt8](repeating: 0, count: 1 << 16)
      let length = Foundation.read(reader, &read, read.count)
      #expect(String(decoding: read.prefix(max(0, length)), as: UTF8.self) == svg)
      let full = await archive.run(count + [path("full")])
      #expect(full.status == .inputOutput)
      #expect(full.messages.contains("No space left"))
      #expect(full.output == plain.output)
      let standard = await archive.run(count + ["-"])
      #expect(standard.output == svg)
      #expect(await archive.run(count + [path("no/file")]).status == .inputOutput)
    }
    #expect(["own", "link", "full", "pipe"].map(mode) == before)
  }

  @Test("gives all that was asked for, however small the server's pages", arguments: [1, 2, 3])
  func smallPages(most: Int) async throws {
    var limits = SearchLimits()
    limits[.pageSize] = most
    try await TestArchive.with(Self.transcripts, limits: limits) { archive in
      for limit in [[], ["--limit", "0"], ["--limit", "2"]] {
        let found = await archive.run(["search", "deficit", "--format", "jsonl"] + limit)
        #expect(found.status == .success)
        #expect(found.messages.hasPrefix("verbatim: 2 statements match\n"))
        #expect(found.output.split(separator: "\n").count == 2)
      }
    }
  }

  @Test("shows keywords in context, sorted by the words before or behind them")
  func concordance() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      func lines(_ arguments: String...) async -> [String] {
        await archive.run(
          ["search", "deficit", "--format", "kwic", "--order", "oldest", "--width", "80"]
            + arguments
        ).output.split(separator: "\n").map { String($0) }
      }
      let all = [
        "A tax. The budget deficit, and once more the budge  2024-03-05 Ann Vale",
        "e more the budget deficit again.                    2024-03-05 Ann Vale",
        "      Économie: a deficit of the budget.            2024-03-05 Bo Lind",
      ]
      #expect(await lines() == all)
      #expect(await lines("--sort", "left") == [all[2], all[1], all[0]])
      #expect(await lines("--sort", "right") == [all[1], all[0], all[2]])
    }
  }

  @Test("keeps lines of keywords within the width that is given", arguments: [20, 40, 62, 70, 100])
  func width(_ width: Int) async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let answer = await archive.run("search", "deficit", "--format", "kwic", "--width", "\(width)")
      let lines = answer.output.split(separator: "\n")
      #expect(lines.count == 3 && lines.allSatisfy { $0.count <= width }, "\(answer.output)")
      let dates = lines.compactMap { $0.range(of: "2024-03-05")?.lowerBound.utf16Offset(in: $0) }
      #expect(dates.count == (width < 46 ? 0 : 3) && Set(dates).count <= 1, "\(answer.output)")
      let long = await archive.run(
        "search", "tax NEAR/20 again", "--format", "kwic", "--width", "\(width)")
      #expect(long.output.split(separator: "\n").count == 1)
      #expect(long.output.split(separator: "\n").allSatisfy { $0.count <= width }, "\(long.output)")
    }
  }

  @Test("shows with --context the whole statement, and those around it in its meeting")
  func context() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let answer = await archive.run("search", "ferries", "--context", "1")
      #expect(
        answer.output == """
          On budgets
          2024-03-05, Tarn  budgets/2
          Bo Lind: Économie: a deficit of the budget.
          Ann Vale: It is time to speak of ferries.

          """)
    }
  }

  @Test("goes through all pages, and takes the other options that choose statements")
  func pages() async throws {
    let many = Self.transcript(
      "many", (0..<250).map { ($0.isMultiple(of: 2) ? "Ann Vale" : "Bo Lind", "word \($0)") })
    try await TestArchive.with([many]) { archive in
      let all = await archive.run("search", "word", "--limit", "0", "--format", "csv")
      #expect(all.output.split(separator: "\r\n").count == 251)
      #expect(all.messages == "verbatim: 250 statements match\n")
      let ann = await archive.run("search", "word", "--speaker", "vale", "--order", "newest")
      #expect(ann.output.contains("Ann Vale: word 248"))
      #expect(
        ann.messages.hasPrefix("verbatim: 20 of 125 statements that match; --limit 0 gives all\n"))
      let count = await archive.run("count", "--words", "word -24*", "--by", "speaker")
      #expect(count.status == .success)
    }
  }

  @Test("says what is wrong with the words and where, and ends with 1 where nothing is found")
  func failures() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let wrong = await archive.run("search", "deficit (")
      #expect(wrong.status == .usage)
      #expect(wrong.messages.contains("filter.words at character 10: a word, a phrase or \"(\""))
      let nothing = await archive.run("search", "zebra")
      #expect(nothing.status == .nothingFound)
      #expect(nothing.messages == "verbatim: no statement matches\n")
      for arguments in [
        ["a", "--words", "b"], [""], ["a", "--context", "51"], ["a", "--sort", "left"],
        ["a", "--context", "1", "--format", "csv"],
      ] {
        #expect(await archive.run(["search"] + arguments).status == .usage, "\(arguments)")
      }
    }
  }

  @Test("counts occurrences per million words, and draws them")
  func relative() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let count = ["count", "--words", "budget deficit", "--relative"]
      let all = await archive.run(count)
      #expect(
        all.output == "2 statements, 6 occurrences in 25 words, 240000.00 per million\n")
      let people = await archive.run(count + ["--by", "speaker", "--bars", "--width", "80"])
      #expect(
        people.output == """
          statements  occurrences  words  per million  speaker
                   1            4     19    210526.32  Ann Vale  ███████████████
                   1            2      6    333333.33  Bo Lind   ███████████████████████
                   2            6     25    240000.00  in all

          """)
      let csv = await archive.run(count + ["--by", "year", "--format", "csv"])
      #expect(
        csv.output
          == "key,name,count,occurrences,words,per_million\r\n2024,2024,2,6,25,240000.00\r\n")
      let jsonl = await archive.run(count + ["--format", "jsonl"])
      #expect(jsonl.output == #"{"count":2,"occurrences":6,"perMillion":240000,"words":25}"# + "\n")
      #expect(await archive.run("count", "--relative").status == .usage)
      #expect(await archive.run("count", "--bars").status == .usage)
      let file = FileManager.default.temporaryDirectory.appending(
        path: "\(UUID().uuidString).svg")
      defer { try? FileManager.default.removeItem(at: file) }
      let path = file.path
      let chart = await archive.run(count + ["--by", "speaker", "--chart", path])
      #expect(chart.status == .success)
      let svg = try String(contentsOfFile: path, encoding: .utf8)
      #expect(svg.contains(">Ann Vale</text>") && svg.hasSuffix("</svg>\n"))
      let lost = await archive.run(count + ["--by", "year", "--chart", path + "/c.svg"])
      #expect(lost.status == .inputOutput)
    }
  }

  @Test("streams and exports of what was found have nothing else in them")
  func words() async throws {
    try await TestArchive.with(Self.transcripts + [Self.transcript("silent", [])]) { archive in
      let export = await archive.run("statements", "--words", "ferries", "--format", "jsonl")
      #expect(export.output.split(separator: "\n").count == 1)
      #expect(export.output.contains("ferries"))
      #expect(await archive.run("statements", "--words", "zebra").status == .nothingFound)
    }
  }

  private static let transcripts = [
    transcript(
      "budgets",
      [
        ("Ann Vale", "A tax. The budget deficit, and once more the budget deficit again."),
        ("Bo Lind", "Économie: a deficit of the budget."),
        ("Ann Vale", "It is time to speak of ferries."),
      ])
  ]

  private static func transcript(_ id: String, _ speeches: [(String, String)]) -> Transcript {
    let date = CalendarDate("2024-03-05")
    let speakers = ["ann-vale": "Ann Vale", "bo-lind": "Bo Lind"]
    return Transcript(
      meeting: Meeting(id: id, title: "On \(id)", date: date, place: "Tarn"),
      statements: speeches.enumerated().map { index, speech in
        let key = speakers.first { $0.value == speech.0 }!.key
        return Statement(
          id: "\(id)/\(index)", meetingID: id, ordinal: UInt32(index), date: date, kind: .speech,
          attribution: Attribution(
            label: speech.0, speakerID: key, name: speech.0, certainty: .identified),
          paragraphs: [speech.1])
      },
      speakers: speeches.isEmpty ? [] : speakers.map { Speaker(id: $0.key, name: $0.value) })
  }
}
