import Archive
import Foundation
import People
import Testing
import TranscriptReading
import Transcripts

@testable import VerbatimDaemon

@Suite("Loading documents")
struct DocumentLoaderTests {
  let folder: TemporaryFolder
  let archive = Archive()

  init() throws { folder = try TemporaryFolder() }

  private func load(strict: Bool = false) throws -> (report: LoadReport, failures: [String]) {
    var failures: [String] = []
    let loader = DocumentLoader(options: ReadingOptions()) { event in
      switch event {
      case .unreadable(let error, let kept): failures.append("\(error) [kept \(kept)]")
      case .refused(let document, let error): failures.append("\(document): \(error)")
      default: break
      }
    }
    let found = try DocumentFinder(paths: [folder.path])
    let report = try loader.load(found.documents, into: archive, isStrict: strict)
    return (report, failures)
  }

  @Test("every meeting of every document is served")
  func everything() throws {
    try folder.write("a.jsonl", meetingLines("one", statements: 3) + meetingLines("two"))
    try folder.write("deep/b.jsonl", meetingLines("three"))
    let (report, failures) = try load()
    #expect(failures.isEmpty)
    #expect(report.documentCount == 2)
    #expect(report.meetingCount == 3)
    #expect(archive.snapshot.meetingCount == 3)
    #expect(archive.snapshot.statementCount == 7)
    #expect(archive.snapshot.speakerCount == 1)
  }

  @Test(
    "what is no transcript is told with its name and reason, and the others are read",
    arguments: [
      (Array("Just a note about nothing.\n".utf8), "notes"), ([], "empty"),
      (Array("{\"meeting\":\"x\"".utf8) + [0xFF, 0xFE, 0x0A], "UTF-8"),
      (Array("Caf".utf8) + [0xE9] + Array(" au lait\n".utf8), ""),
    ] as [([UInt8], String)])
  func bad(bytes: [UInt8], about: String) throws {
    try folder.write("a.jsonl", meetingLines("one"))
    try folder.write("bad-\(about)", bytes: bytes)
    try folder.write("z.jsonl", meetingLines("two"))
    let (report, failures) = try load()
    #expect(failures.count == 1)
    #expect(failures.first?.contains("/bad-\(about)") == true)
    #expect(report.failedDocumentCount == 1)
    #expect(archive.snapshot.meetingCount == 2)
  }

  @Test("what a merge file has settled holds in the archive, whatever the order of documents")
  func merges() throws {
    func page(_ day: Int, _ name: String) -> String {
      let line = "{\"meeting\":\"m\(day)\",\"date\":\"2031-03-0\(day)\",\"title\":\"Talk\","
      return line + "\"speaker\":\"\(name)\",\"text\":\"Words of the day.\"}\n"
    }
    try folder.write("a.jsonl", page(1, "Ilse Brandvick"))
    try folder.write("b.jsonl", page(2, "Ilse Brandvik"))
    let merges = try SpeakerMerges("merge ilse-brandvick -> ilse-brandvik")
    let found = try DocumentFinder(paths: [folder.path])
    _ = try DocumentLoader(options: ReadingOptions(), merges: merges) { _ in }.load(
      found.documents, into: archive)
    #expect(archive.snapshot.statementCount == 2)
    #expect(archive.snapshot.speakerCount == 1)
    for id in ["ilse-brandvik", "ilse-brandvick"] {
      #expect(try archive.snapshot.count(StatementFilter(speakerIDs: [id])) == 2, "\(id)")
    }
  }

  @Test("a line of the merge file that does nothing is told, and strictness takes it for an error")
  func idleMerges() throws {
    try folder.write("a.jsonl", meetingLines("one"))
    let merges = try SpeakerMerges("# notes\r\nmerge nobody -> nobody-else\r\n")
    let found = try DocumentFinder(paths: [folder.path])
    let loader = DocumentLoader(options: ReadingOptions(), merges: merges) { _ in }
    let report = try loader.load(found.documents, into: archive)
    #expect(report.people.problems.map(\.line) == [2])
    #expect(throws: NotLoaded.self) {
      try loader.load(found.documents, into: Archive(), isStrict: true)
    }
  }

  @Test("a line that cannot be read is named, and what stood before it is kept")
  func badLine() throws {
    try folder.write("a.jsonl", meetingLines("one") + meetingLines("two") + "{\"meeting\": 7\n")
    let (report, failures) = try load()
    #expect(report.failedDocumentCount == 1)
    #expect(failures.first?.contains("/a.jsonl:5: ") == true)
    #expect(archive.snapshot.meetingCount == report.meetingCount)
    #expect(failures.first?.hasSuffix("[kept \(report.meetingCount)]") == true)
  }

  @Test("strictness leaves the archive empty when anything is left out, after telling all of it")
  func strict() throws {
    try folder.write("a.jsonl", meetingLines("one"))
    try folder.write("b", "")
    try folder.write("c", "")
    let error = #expect(throws: NotLoaded.self) { try load(strict: true) }
    #expect(error?.leftOutCount == 2)
    #expect(archive.snapshot.meetingCount == 0)
  }

  @Test("a meeting of which an export has a part is served, told, and not allowed by strictness")
  func incomplete() throws {
    let line =
      #"{"id":"m/0","meetingId":"m","date":"2021-01-01","#
      + #""attribution":{"certainty":"CERTAINTY_UNNAMED"},"paragraphs":["w"],"#
    let meeting = #""meeting":{"id":"m","date":"2021-01-01","statementCount":3}"#
    try folder.write("a.jsonl", line + meeting + "}\n")
    let (report, _) = try load()
    #expect(report.incompleteMeetingCount == 1 && report.meetingCount == 1)
    let error = #expect(throws: NotLoaded.self) { try load(strict: true) }
    #expect(error?.incompleteMeetingCount == 1)
    try folder.write("a.jsonl", line + #""part":true,"# + meeting + "}\n")
    #expect(try load(strict: true).0.failureCount == 0)
  }

  @Test("a meeting that comes twice is there once, as it came last, and that is told")
  func twice() throws {
    try folder.write("a.jsonl", meetingLines("one", statements: 2))
    try folder.write("b.jsonl", meetingLines("one", statements: 5))
    var replaced: [String] = []
    let loader = DocumentLoader(options: ReadingOptions()) { event in
      if case .replaced(_, let document, let earlier, _) = event {
        replaced.append("\(document) for \(earlier ?? "")")
      }
    }
    _ = try loader.load(DocumentFinder(paths: [folder.path]).documents, into: archive)
    #expect(replaced == ["\(folder.path)/b.jsonl for \(folder.path)/a.jsonl"])
    #expect(archive.snapshot.meetingCount == 1)
    #expect(archive.snapshot.statementCount == 5)
  }
}
