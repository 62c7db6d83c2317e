import Foundation
import LastingArchive
import Testing
import TranscriptReading
import Transcripts

@testable import Archive
@testable import VerbatimDaemon

@Suite("The archive's file at a start")
struct ArchiveFileLoadingTests {
  let folder: TemporaryFolder
  let documents: String

  init() throws {
    folder = try TemporaryFolder()
    documents = folder.path + "/documents"
    try FileManager.default.createDirectory(
      atPath: documents, withIntermediateDirectories: false)
  }

  private func sitting(_ name: String, _ speaker: String, _ words: String) throws {
    try folder.write(
      "documents/" + name,
      "Date: 2031-03-01\n\n\(speaker): \(words)\n\nAda Berg: I see.\n\n\(speaker): Good.\n")
  }

  /// What a start makes of the documents and the file.
  private func start(
    isStrict: Bool = false, _ paths: [String]? = nil
  ) throws -> (report: LoadReport, snapshot: Snapshot, sequence: UInt64) {
    let lasting = try LastingArchive(Archive(), path: folder.path + "/archive")
    try lasting.replay()
    let found = try DocumentFinder(paths: paths ?? [documents])
    let report = try DocumentLoader(options: ReadingOptions(), threads: 2) { _ in }.load(
      found.documents, into: .lasting(lasting), isStrict: isStrict)
    return (report, lasting.archive.snapshot, lasting.sequence)
  }

  @Test("takes documents once, and is then what they are by themselves")
  func once() throws {
    try sitting("a.txt", "Jon Aasen", "The morning begins.")
    try sitting("b.txt", "Ilse Brandvik", "The afternoon begins.")
    try folder.write("documents/c.jsonl", meetingLines("one", statements: 5))
    let memory = Archive()
    _ = try DocumentLoader(options: ReadingOptions()) { _ in }.load(
      DocumentFinder(paths: [documents]).documents, into: memory)
    let first = try start()
    #expect(first.report.meetingCount == 3)
    #expect(first.report.unchangedMeetingCount == 0)
    #expect(first.sequence == 3)
    let second = try start(isStrict: true)
    #expect(second.report.unchangedMeetingCount == 3)
    #expect(second.report.failureCount == 0)
    #expect(second.sequence == 3)
    let third = try start([])
    for made in [first, second, third] { #expect(made.snapshot.archive == memory.snapshot.archive) }
  }

  @Test("revises what a document has otherwise now, also with --strict, and keeps what is gone")
  func revised() throws {
    try sitting("a.txt", "Jon Aasen", "The morning begins.")
    try folder.write("documents/c.jsonl", meetingLines("one", statements: 5))
    _ = try start()
    try FileManager.default.removeItem(atPath: documents + "/a.txt")
    try folder.write("documents/c.jsonl", meetingLines("one", statements: 4))
    let (report, snapshot, sequence) = try start(isStrict: true)
    #expect(report.revisedMeetingCount == 1)
    #expect(report.replacedMeetingCount == 0)
    #expect(sequence == 3)
    #expect(snapshot.meetingCount == 2)
    #expect(snapshot.statementCount == 7)
  }

  @Test("tells of a document that has what another one had at an earlier start, and leaves it out")
  func repeated() throws {
    try sitting("a.txt", "Jon Aasen", "The morning begins.")
    _ = try start()
    try FileManager.default.moveItem(
      atPath: documents + "/a.txt", toPath: documents + "/renamed.txt")
    let (report, snapshot, sequence) = try start()
    #expect(report.repeatedMeetingCount == 1)
    #expect(report.unchangedMeetingCount == 0)
    #expect((snapshot.meetingCount, sequence) == (1, 1))
  }

  @Test("stays as it was where strictness leaves a start undone")
  func strict() throws {
    try folder.write("documents/a.jsonl", meetingLines("one", statements: 5))
    _ = try start()
    try folder.write("documents/b.jsonl", meetingLines("two", statements: 5))
    try folder.write("documents/c.jsonl", "{")
    #expect(throws: NotLoaded.self) { try start(isStrict: true) }
    #expect(try start([]).snapshot.meetingCount == 1)
  }
}

/// The program with a file that remembers.
@Suite("The program with an archive's file", .serialized)
struct ArchiveFileProcessTests {
  private func run(_ arguments: String...) throws -> DaemonProcess {
    try DaemonProcess(["--insecure-plaintext", "--listen", "127.0.0.1:0"] + arguments)
  }

  @Test("serves after a restart, and after a kill, what it was once given")
  func restart() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.jsonl", meetingLines("one", statements: 5))
    let archive = folder.path + "/archive"
    let rounds: [([String], Int32)] = [
      ([folder.path + "/a.jsonl"], SIGKILL), ([], SIGTERM), ([], SIGTERM),
    ]
    for (documents, signal) in rounds {
      let daemon = try DaemonProcess(
        ["--insecure-plaintext", "--listen", "127.0.0.1:0", "--archive", archive] + documents)
      #expect(daemon.errorLine(with: "load_seconds")?.contains("statements=5") == true)
      daemon.signal(signal)
      let end = daemon.end()
      if signal == SIGTERM { #expect(end.code == 0, "\(end.errors)") }
    }
    // Nothing is left beside it but the lock.
    #expect(!FileManager.default.fileExists(atPath: archive + "-wal"))
  }

  @Test("does not start on a file that another server has, that is none, or where none can be")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let archive = folder.path + "/archive"
    let first = try run("--archive", archive)
    #expect(first.outputLine()?.hasPrefix("listening on") == true)
    let second = try run("--archive", archive).end()
    #expect(second.code == 75)
    #expect(second.errors.contains("another server, process "), "\(second.errors)")
    first.signal(SIGTERM)
    #expect(first.end().code == 0)

    let text = try folder.write("text", String(repeating: "no database ", count: 100))
    let foreign = try run("--archive", text).end()
    #expect(foreign.code == 65)
    #expect(foreign.errors.contains("no database of SQLite"), "\(foreign.errors)")
    #expect(try run("--archive", folder.path + "/none/archive").end().code == 66)
  }
}
