import RPC
import Testing
import Transcripts
import VerbatimClient
import VerbatimTesting

struct ResumptionTests {
  /// More than the windows of a connection take, so that a stream is under way when its server ends.
  private static let transcripts = (0..<20).map { meeting in
    Transcript(
      id: "m\(meeting + 10)", title: "Meeting", date: "2031-03-04",
      turns: (0..<100).map { turn in
        ("Speaker \(turn % 7) of \(meeting)", String(repeating: "word \(turn) ", count: 800))
      })
  }

  @Test("a stream goes on where it broke when its server comes back")
  func goesOn() async throws {
    let archive = try await TestArchive(Self.transcripts)
    var ids: [String] = []
    for try await statement in archive.client.statements() {
      ids.append(statement.id)
      if ids.count == 3 { try await archive.restart() }
    }
    #expect(ids == Self.transcripts.flatMap { $0.statements.map(\.id) })
    await archive.stop()
  }

  @Test("a stream whose place is gone says that the archive changed")
  func changed() async throws {
    let archive = try await TestArchive(Self.transcripts)
    var last = ""
    do {
      for try await statement in archive.client.statements() {
        guard last.isEmpty else {
          last = statement.id
          continue
        }
        last = statement.id
        await archive.stop()
        for var transcript in Self.transcripts {
          transcript.statements = Array(transcript.statements.prefix(1))
          transcript.statements[0].id = transcript.meeting.id + "/corrected"
          try archive.add([transcript])
        }
        try await archive.restart()
      }
      Issue.record("the answer looked complete")
    } catch let error as ArchiveChangedError {
      #expect(error.lastID == last)
      #expect(error.cause.code == .notFound)
      #expect("\(error)".contains("archive changed"))
    }
    await archive.stop()
  }
}
