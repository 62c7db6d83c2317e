import Archive
import Foundation
import TranscriptReading
import Testing

@testable import VerbatimDaemon

@Suite("Loading on several threads")
struct ParallelLoadingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What a loading told, and what came of it.
  private struct Outcome: Equatable {
    var events: [String] = []
    var report: LoadReport
    var statements: Int
    var speakers: Int
    var bytes: Int
  }

  private func load(threads: Int) throws -> Outcome {
    var events: [String] = []
    let archive = Archive()
    let loader = DocumentLoader(options: ReadingOptions(), threads: threads) { event in
      switch event {
      case .doubtful(let reading): events.append("doubtful \(reading.document)")
      default: events.append("\(event)")
      }
    }
    let report = try loader.load(DocumentFinder(paths: [folder.path]).documents, into: archive)
    let snapshot = archive.snapshot
    return Outcome(
      events: events, report: report, statements: snapshot.statementCount,
      speakers: snapshot.speakerCount,
      bytes: snapshot.byteCounts.statements + snapshot.byteCounts.indexes)
  }

  @Test("the archive and all that is told are the same whatever the number of threads")
  func sameOutcome() throws {
    for number in 0..<60 {
      // Sizes differ, so that documents end in another order than they began; some meetings come twice,
      // some documents cannot be read, one has more meetings than may wait.
      try folder.write(
        "\(number).jsonl",
        meetingLines("m\(number % 50)", statements: 1 + (number * 37) % 200))
      if number % 7 == 0 { try folder.write("\(number)-bad", "no transcript\n") }
    }
    try folder.write("many.jsonl", (0..<100).map { meetingLines("many\($0)") }.joined())
    let one = try load(threads: 1)
    #expect(one.report.meetingCount == 150)
    #expect(one.report.replacedMeetingCount == 10)
    #expect(one.report.failedDocumentCount == 9)
    #expect(one.events.contains { $0.hasPrefix("replaced") })
    for threads in [2, 3, 8] {
      for _ in 0..<3 { #expect(try load(threads: threads) == one) }
    }
  }

  @Test("a loading that was stopped before it began or in the middle leaves the archive as it was")
  func stopped() throws {
    for number in 0..<50 { try folder.write("\(number).jsonl", meetingLines("m\(number)")) }
    let documents = try DocumentFinder(paths: [folder.path]).documents
    for meetings in [0, 1, 20] {
      let archive = Archive()
      let stop = LoadStop()
      if meetings == 0 { stop.stop() }
      var taken = 0
      let loader = DocumentLoader(options: ReadingOptions(), threads: 3, stop: stop) { event in
        if case .meetingTaken = event { taken += 1 }
        if taken == meetings { stop.stop() }
      }
      let error = #expect(throws: LoadStopped.self) { try loader.load(documents, into: archive) }
      #expect(error?.isComplete == true)
      #expect(taken == meetings)
      #expect(archive.snapshot.meetingCount == 0)
    }
  }

  @Test("no documents are loaded at once")
  func nothing() throws {
    let report = try DocumentLoader(options: ReadingOptions(), threads: 4) { _ in }.load(
      [], into: Archive())
    #expect(report == LoadReport())
  }
}
