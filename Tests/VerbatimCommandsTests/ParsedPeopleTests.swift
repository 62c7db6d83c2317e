import ArgumentParser
import Archive
import Foundation
import Testing
import TranscriptFormats
import TranscriptReading
import Transcripts

@testable import VerbatimCommands

/// People whom several documents name have in `parse` the ids that a server gives them.
@Suite struct ParsedPeopleTests {
  /// A person of a source, by name and identifier, with a statement on a day.
  private static func debate(_ name: String, _ identifier: String, _ day: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <publicwhip>
    <major-heading id="uk.org.publicwhip/debate/\(day)a.1.0">Roads</major-heading>
    <speech id="uk.org.publicwhip/debate/\(day)a.1.1" speakername="\(name)" \
    person_id="uk.org.publicwhip/person/\(identifier)" time="10:00"><p>Words of \(identifier) \
    today.</p></speech>
    </publicwhip>

    """
  }

  private static func debates(_ people: [(String, String)]) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: people.enumerated().map { index, person in
        let day = "2021-01-0\(index + 1)"
        return ("debates\(day)a.xml", debate(person.0, person.1, day))
      })
  }

  private static func lines(_ meeting: String, _ speakers: [String]) -> String {
    speakers.enumerated().map { index, speaker in
      #"{"meeting":"\#(meeting)","date":"2021-02-0\#(index + 1)","speaker":"\#(speaker)","text":"w\#(index)"}"#
        + "\n"
    }.joined()
  }

  /// What is asked, and the files.
  static let cases: [(String, [String: String])] = [
    ("one name, two identifiers", debates([("Ivan Petrov", "1"), ("Ivan Petrov", "2")])),
    ("one identifier, two names", debates([("Ivan Petrov", "1"), ("Ivan P. Petrov", "1")])),
    (
      "namesakes, one of whom nothing else is known of",
      debates([("Ivan Petrov", "1"), ("Ivan Petrov", "2")]).merging([
        "z.jsonl": lines("m", ["Ivan Petrov", "Ann Ab"])
      ]) { first, _ in first }
    ),
    (
      "several documents of one person",
      ["a.jsonl": lines("a", ["Ann Ab", "Bo Cd"]), "b.jsonl": lines("b", ["Bo Cd", "ANN AB"])]
    ),
    (
      "two spellings of one name",
      ["a.jsonl": lines("a", ["Jos\u{E9} Ruiz"]), "b.jsonl": lines("b", ["Jose\u{301} Ruiz"])]
    ),
  ]

  private static func parse(_ arguments: [String], heldBytes: Int) async throws -> String {
    let (output, messages) = (Collected(), Collected())
    let console = Console(
      output: TextOutput(isTerminal: false) { output.append($0) },
      messages: TextOutput(isTerminal: false) { messages.append($0) }, environment: [:])
    let command = try ParseCommand.parse(arguments)
    try await command.run(on: console, heldBytes: heldBytes)
    return output.text
  }

  /// All statements and speakers of an archive of these files.
  private static func served(_ paths: [String]) async throws -> (String, String) {
    var transcripts: [Transcript] = []
    for path in paths {
      var report = ReadingReport(detail: .none)
      try DocumentFormats.read(path: path, report: &report) { transcripts.append($0) }
    }
    return try await TestArchive.with(transcripts) { archive in
      (
        await archive.run(["statements", "--format", "csv"]).output,
        await archive.run(["speakers", "--format", "jsonl"]).output
      )
    }
  }

  @Test(
    "ids are the server’s, and stay so when what was written is read",
    arguments: cases.indices, [0, HeldDocuments.defaultLimit])
  func sameIDs(index: Int, heldBytes: Int) async throws {
    let folder = try ParseCommandTests.Folder(Self.cases[index].1)
    let paths = Self.cases[index].1.keys.sorted().map { folder.path + "/" + $0 }
    let (statements, speakers) = try await Self.served(paths)
    let csv = try await Self.parse(["--format", "csv"] + paths, heldBytes: heldBytes)
    // Documents are written in the order they are given, and served in that of their days.
    func rows(_ csv: String) -> [Substring] { csv.split(separator: "\r\n").sorted() }
    #expect(rows(csv) == rows(statements), "\(Self.cases[index].0)")
    let lines = try await Self.parse(["--format", "jsonl"] + paths, heldBytes: heldBytes)
    let copy = try ParseCommandTests.Folder(["copy.jsonl": lines])
    let again = try await Self.served([copy.path + "/copy.jsonl"])
    #expect(again.0 == statements, "\(Self.cases[index].0)")
    #expect(again.1 == speakers, "\(Self.cases[index].0)")
  }

  @Test("two people of one name and of different identifiers are two in what is written")
  func conflicting() async throws {
    let files = Self.cases[0].1
    let folder = try ParseCommandTests.Folder(files)
    let lines = try await Self.parse(
      ["--format", "jsonl"] + files.keys.sorted().map { folder.path + "/" + $0 }, heldBytes: 0)
    let ids = Set(
      lines.matches(of: /"speakerId":"([^"]*)"/).map { String($0.output.1) })
    #expect(ids.count == 2, "\(lines)")
  }

  @Test("a file that is another when it is read again is not written under the ids of the first")
  func changed() async throws {
    @Sendable func export(_ id: String, _ words: String) -> String {
      """
      {"id":"\(id)/0","meetingId":"\(id)","date":"2021-01-01","attribution":{"speakerId":"ann-ab","name":"Ann Ab"},"paragraphs":["\(words)"],"meeting":{"id":"\(id)","date":"2021-01-01"},"speakers":[{"id":"ann-ab","name":"Ann Ab"}]}

      """
    }
    let folder = try ParseCommandTests.Folder(["a.jsonl": export("a", "first")])
    let (file, pipe) = (folder.path + "/a.jsonl", folder.path + "/b.jsonl")
    #expect(mkfifo(pipe, 0o600) == 0)
    let writer = Thread {
      // Opens when the first file was read.
      guard let handle = FileHandle(forWritingAtPath: pipe) else { return }
      try? export("z", "others").write(toFile: file, atomically: true, encoding: .utf8)
      handle.write(Data(export("b", "second").utf8))
      try? handle.close()
    }
    writer.start()
    let (output, messages) = (Collected(), Collected())
    let console = Console(
      output: TextOutput(isTerminal: false) { output.append($0) },
      messages: TextOutput(isTerminal: false) { messages.append($0) }, environment: [:])
    let command = try ParseCommand.parse(["--format", "jsonl", file, pipe])
    await #expect(throws: CommandFailure.self) { try await command.run(on: console, heldBytes: 0) }
    #expect(messages.text.contains("it changed while it was read"))
    #expect(!output.text.contains("others"))
    #expect(output.text.contains("second"))
  }

  @Test("what is read twice is written as what is held, with everybody who has said nothing")
  func held() async throws {
    let silent = #"{"speakers":[{"id":"eve-fg","name":"Eve Fg"}]}"# + "\n"
    let export = """
      {"id":"m/0","meetingId":"m","date":"2021-01-01","attribution":{"speakerId":"ann-ab","name":"Ann Ab"},"paragraphs":["w"],"meeting":{"id":"m","date":"2021-01-01"},"speakers":[{"id":"ann-ab","name":"Ann Ab"}]}

      """
    let files = [
      "a.txt": ParseCommandTests.page, "b.txt": ParseCommandTests.page,
      "c.txt": ParseCommandTests.page.replacing("Twelve", with: "Ten"), "d.jsonl": export + silent,
      "e.bin": "\u{1}\u{2}",
    ]
    let folder = try ParseCommandTests.Folder(files)
    let arguments = ["--format", "jsonl", folder.path]
    let whole = try await Self.parse(arguments, heldBytes: HeldDocuments.defaultLimit)
    #expect(whole.contains("eve-fg"))
    #expect(whole.contains("Ten metres"))
    for heldBytes in [0, 1_500, 3_000, 5_000] {
      #expect(try await Self.parse(arguments, heldBytes: heldBytes) == whole)
    }
  }
}
