import Archive
import Foundation
import People
import Synchronization
import Testing
import TranscriptFormats
import TranscriptReading
import Transcripts
import VerbatimTesting

@testable import VerbatimCommands

@Suite(.serialized)
struct ExportTests {
  /// Two meetings over one midnight, which take turns in the archive's order; one of a day among them,
  /// one without statements, and one later.
  private static let overMidnight: [Transcript] = {
    func meeting(_ id: String, _ days: [CalendarDate]) -> Transcript {
      var transcript = Transcript(
        id: id, title: "Sitting \(id)", date: days.first ?? "2031-03-01", place: "Hall",
        turns: days.indices.map { ("Speaker \($0 % 3)", "Words \($0) of \(id).") })
      for index in days.indices { transcript.statements[index].date = days[index] }
      if let last = days.last, last != days[0] { transcript.meeting.endDate = last }
      return transcript
    }
    let (first, second, third): (CalendarDate, CalendarDate, CalendarDate) = (
      "2031-03-01", "2031-03-02", "2031-03-03"
    )
    return [
      meeting("a", [first, first, second, second]), meeting("b", [first, second]),
      meeting("c", [first]), meeting("d", []), meeting("e", [third, third]),
    ]
  }()

  /// All that an archive answers with.
  private static func everything(_ archive: VerbatimCommandsTests.TestArchive) async -> [String] {
    var answers: [String] = []
    for command in [
      ["statements"], ["meetings"], ["speakers"], ["count", "--by", "meeting", "--by", "speaker"],
    ] {
      answers.append(await archive.run(command + ["--format", "jsonl"]).output)
    }
    return answers
  }

  @Test(
    "an export of meetings that take turns is read back as the same archive, in either order",
    arguments: ["oldest", "newest"])
  func readBack(order: String) async throws {
    try await TestArchive.with(Self.overMidnight) { archive in
      let export = await archive.run("statements", "--format", "jsonl", "--order", order)
      #expect(export.status == .success)
      #expect(export.messages == "")
      var read: [Transcript] = []
      var report = ReadingReport()
      try DocumentFormats.read(
        bytes: Array(export.output.utf8), name: "export.jsonl", report: &report
      ) { read.append($0) }
      #expect(report.warningCount == 0)
      let statements = read.sorted { $0.meeting.id < $1.meeting.id }.map(\.statements)
      #expect(statements == Self.overMidnight.map(\.statements))
      let everything = await Self.everything(archive)
      try await TestArchive.with(read) { copy in
        #expect(await Self.everything(copy) == everything)
      }
    }
  }

  private static func read(_ export: String) throws -> [Transcript] {
    var read: [Transcript] = []
    var report = ReadingReport()
    try DocumentFormats.read(
      bytes: Array(export.utf8), name: "export.jsonl", report: &report
    ) { read.append($0) }
    #expect(report.warningCount == 0)
    return read
  }

  @Test(
    "people who have said nothing, and ids that were merged, are read back too, in either order",
    arguments: ["oldest", "newest"])
  func silent(order: String) async throws {
    var made = Self.overMidnight
    made[2].speakers += [
      Speaker(id: "1", name: "Silent Witness", roles: [.init("Witness", from: "2019-01-01")]),
      Speaker(id: "2", name: "Ilse Brandvik"), Speaker(id: "3", name: "Dr Ilse Brandvick"),
    ]
    let merges = try SpeakerMerges(
      """
      merge speaker-1 -> chair
      merge dr-ilse-brandvick -> ilse-brandvik
      name ilse-brandvik "Dr Ilse Brandvik"
      """)
    try await TestArchive.with([]) { archive in
      try archive.archive.load(merges: merges) { loader in
        for transcript in made { try loader.append(transcript) }
      }
      let export = await archive.run("statements", "--format", "jsonl", "--order", order).output
      let silent = export.split(separator: "\n").filter { $0.hasPrefix("{\"speakers\":") }
      #expect(silent.count == 2)
      let everything = await Self.everything(archive)
      try await TestArchive.with(Self.read(export)) { copy in
        #expect(await Self.everything(copy) == everything)
        #expect(
          await copy.run("statements", "--format", "jsonl", "--order", order).output == export)
        for id in ["speaker-1", "dr-ilse-brandvick"] {
          let found = copy.archive.snapshot.speaker(id: id)
          #expect(found == archive.archive.snapshot.speaker(id: id))
          #expect(found?.otherIDs == [id])
        }
      }
      let part = await archive.run("statements", "--format", "jsonl", "--from", "2031-03-01").output
      #expect(!part.contains("Witness"))
    }
  }

  @Test(
    "an export that is parsed is printed as it was; one whose meetings take turns, ever the same")
  func parsed() async throws {
    func parse(_ text: String) async throws -> String {
      let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("\(UUID().uuidString).jsonl")
      try text.write(to: file, atomically: true, encoding: .utf8)
      defer { try? FileManager.default.removeItem(at: file) }
      let result = await CommandResult.of(["parse", "--format", "jsonl", file.path])
      #expect(result.status == .success, "\(result.messages)")
      return result.output
    }
    let inTurn = Self.overMidnight.filter { ["c", "d", "e"].contains($0.meeting.id) }
    try await TestArchive.with(inTurn) { archive in
      let export = await archive.run("statements", "--format", "jsonl").output
      let printed = try await parse(export)
      #expect(printed == export)
    }
    try await TestArchive.with(Self.overMidnight) { archive in
      let once = try await parse(await archive.run("statements", "--format", "jsonl").output)
      let again = try await parse(once)
      #expect(again == once)
    }
  }

  @Test(
    "an export of which statements were left out says so of those meetings alone, and is read without a warning",
    arguments: [
      (["--speaker", "speaker 2"], ["a"]), (["--from", "2031-03-02"], ["a", "b"]),
      (["--to", "2031-03-01"], ["a", "b"]), (["--meeting", "b"], []), ([], []),
      (["--after", "a/1"], ["a"]), (["--after", "b/0", "--order", "newest"], ["a"]),
      (["--limit", "3"], ["a", "b"]), (["--id", "c/0"], ["c"]),
    ])
  func part(options: [String], marked: [String]) async throws {
    try await TestArchive.with(Self.overMidnight) { archive in
      let export = await archive.run(["statements", "--format", "jsonl"] + options).output
      let lines = export.split(separator: "\n").filter { $0.contains(#","part":true"#) }
      let ids = lines.compactMap { line in
        line.firstMatch(of: #/"meetingId":"(?<id>[a-z])"/#).map { String($0.id) }
      }
      #expect(Set(ids).isSuperset(of: marked), "\(ids)")
      if marked.isEmpty { #expect(ids.isEmpty) }
      _ = try Self.read(export)
    }
  }

  @Test("each meeting and each speaker is written once in a file")
  func once() async throws {
    try await TestArchive.with(Self.overMidnight) { archive in
      let export = await archive.run("statements", "--format", "jsonl").output
      #expect(export.components(separatedBy: #""meeting":{"#).count - 1 == 5)
      #expect(export.components(separatedBy: #""name":"Speaker 1","names""#).count - 1 == 1)
    }
  }

  @Test(
    "the meeting of a statement is found wherever an answer begins",
    arguments: [
      (["--after", "a/1"], 7), (["--after", "b/0", "--order", "newest"], 2),
      (["--from", "2031-03-02"], 5), (["--meeting", "b"], 2), (["--speaker", "speaker 2"], 1),
      (["--limit", "3"], 3), (["--limit", "21"], 9),
    ])
  func titles(options: [String], count: Int) async throws {
    try await TestArchive.with(Self.overMidnight) { archive in
      let result = await archive.run(["statements", "--format", "csv"] + options)
      let lines = result.output.split(separator: "\r\n").dropFirst()
      #expect(lines.count == count)
      for line in lines {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        #expect(fields[2] == "Sitting \(fields[1])")
      }
    }
  }

  /// More than the windows of a connection take, each meeting with one statement in its first place.
  private static let large = (0..<400).map { number in
    Transcript(
      id: "m\(number + 1000)", title: "Meeting \(number)", date: "2031-03-04",
      turns: (0..<2).map { turn in
        ("Speaker \(number) \(turn)", String(repeating: "word \(turn) ", count: 2000))
      })
  }

  /// Runs an export, slowly, and `event` once its first bytes were written.
  private func export(
    of archive: VerbatimTesting.TestArchive, _ event: () async throws -> Void
  ) async throws -> CommandResult {
    let (output, messages) = (Collected(), Collected())
    let isOver = Mutex(false)
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    let console = Console(
      output: TextOutput(isTerminal: false) { bytes in
        output.append(bytes)
        begin.yield()
        // Not all at once before the event, and no thread held for long, which the event may need.
        if !isOver.withLock({ $0 }) { usleep(50_000) }
      }, messages: TextOutput(isTerminal: false) { messages.append($0) }, environment: [:])
    let port = archive.port
    let command = Task {
      await Program.run(
        [
          "statements", "--format", "jsonl", "--server", "127.0.0.1:\(port)",
          "--insecure-plaintext",
        ], on: console)
    }
    for await _ in begun { break }
    try await event()
    isOver.withLock { $0 = true }
    let status = await command.value
    return CommandResult(status: status, output: output.text, messages: messages.text)
  }

  @Test("an export goes on when its server is killed and started again")
  func restart() async throws {
    let archive = try await VerbatimTesting.TestArchive(Self.large)
    let result = try await export(of: archive) { try await archive.restart() }
    #expect(result.status == .success, "\(result.messages)")
    #expect(result.output.split(separator: "\n").count == 800)
    #expect(result.output.components(separatedBy: #""meeting":{"#).count - 1 == 400)
    #expect(result.output.components(separatedBy: #""speakers":["#).count - 1 == 800)
    await archive.stop()
  }

  @Test(
    "an export never mixes two archives: it says that it cannot go on, and ends with a code of its own",
    arguments: ["-corrected", ""])
  func changed(suffix: String) async throws {
    let archive = try await VerbatimTesting.TestArchive(Self.large)
    let result = try await export(of: archive) {
      await archive.stop()
      try archive.add(
        Self.large.map { transcript in
          var transcript = transcript
          for index in transcript.statements.indices {
            transcript.statements[index].id += suffix
            transcript.statements[index].paragraphs = ["Corrected."]
          }
          return transcript
        })
      try await archive.restart()
    }
    let lines = result.output.split(separator: "\n").count
    #expect(result.status == .incomplete, "\(lines) lines: \(result.messages)")
    #expect(result.messages.contains("archive changed"))
    #expect(!result.output.contains("Corrected."))
    await archive.stop()
  }

  @Test("what goes on by hand goes on in the same archive only")
  func byHand() async throws {
    try await TestArchive.with(Self.overMidnight) { archive in
      let own = archive.archive.snapshot.archive
      let rest = await archive.run(
        "statements", "--after", "a/1", "--archive", own, "--format", "jsonl")
      #expect(rest.status == .success)
      #expect(rest.output.split(separator: "\n").count == 7)
      for format in ["jsonl", "text"] {
        let other = await archive.run(
          "statements", "--after", "a/1", "--archive", "0123", "--format", format)
        #expect(other.status == .incomplete)
        #expect(other.output == "")
        #expect(other.messages.contains("another archive than the one that is asked for"))
      }
    }
  }
}
