import People
import Protobuf
import Testing
import TranscriptReading
import Transcripts

@testable import Archive
@testable import ArchiveStorage
@testable import LastingArchive

@Suite("A meeting that is deleted from a lasting archive")
struct DeletionTests {
  let file = TemporaryFile()

  private func delete(_ id: String, from lasting: LastingArchive) throws -> Meeting? {
    var meeting: Meeting?
    try lasting.load(principal: "test") { meeting = try $0.delete(id) }
    return meeting
  }

  @Test("is found no more, now and after a restart, and who spoke stays known")
  func gone() throws {
    let before: Snapshot
    do {
      let lasting = try file.start()
      try lasting.put([
        transcript("a", [("Ilse Brandvik", "Mayor", "Good morning.")]),
        transcript("b", [("Aron Velt", "", "Harbour.")]),
      ])
      let full = lasting.archive.snapshot.archive
      let deleted = try delete("b", from: lasting)
      #expect(deleted?.revision == 1)
      #expect(deleted?.statementCount == 1)
      before = lasting.archive.snapshot
      #expect(before.archive != full)
      #expect(before.meeting(id: "b") == nil)
      #expect(before.statement(id: "b/0") == nil)
      #expect(before.meetingCount == 1)
      #expect(before.speakerCount == 2)
      let harbour = StatementFilter(words: "harbour")
      #expect(try before.counting(CountQuery(filter: harbour)).run { false }.total == 0)
      #expect(try lasting.log() == ["1 added a 1", "2 added b 1", "3 deleted b 1"])
    }
    try expectSame(try file.start().archive.snapshot, before)
  }

  @Test("counts its revisions on when it comes again")
  func again() throws {
    let lasting = try file.start()
    let harbour = transcript("b", [("Aron Velt", "", "Harbour.")])
    try lasting.put([harbour])
    _ = try delete("b", from: lasting)
    #expect(try lasting.put([harbour]) == [.added])
    #expect(try lasting.revisions(of: "b").map(\.revision) == [2, 1])
  }

  @Test("may come and go within one step", arguments: 0..<30)
  func together(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let before: Snapshot
    do {
      let lasting = try file.start()
      for _ in 0..<3 {
        try lasting.load(principal: "test") { recorder in
          for made in randomTranscripts(12, of: 4, using: &random) {
            if Int.random(in: 0..<3, using: &random) == 0 {
              _ = try recorder.delete(made.meeting.id)
            } else {
              var made = made
              let words = try MeetingWords(checking: made, readFrom: "", in: MessageArena())
              _ = try recorder.append(valid: &made, words: words)
            }
          }
        }
      }
      before = lasting.archive.snapshot
    }
    try expectSame(try file.start().archive.snapshot, before)
  }

  @Test("that is not there is nothing")
  func missing() throws {
    let lasting = try file.start()
    #expect(try delete("a", from: lasting) == nil)
    try lasting.put([transcript("a", [("Ilse Brandvik", "", "Good morning.")])])
    #expect(try delete("a", from: lasting) != nil)
    #expect(try delete("a", from: lasting) == nil)
    #expect(lasting.sequence == 2)
  }
}
