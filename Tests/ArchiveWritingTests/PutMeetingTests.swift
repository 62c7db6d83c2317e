import Archive
import ArchiveWriting
import LastingArchive
import RPC
import Testing
import Transcripts
import VerbatimClient

@Suite("Putting meetings over RPC")
struct PutMeetingTests {
  @Test("keeps the meeting with its statements and speakers, once")
  func one() async throws {
    let file = TemporaryFile()
    try await WritingServer.with(file, principal: "ana") { server async throws in
      let report = try await server.client.put(meeting("a"))
      #expect(report.meeting.outcome == .added)
      #expect(report.meeting.revision == 1)
      #expect(report.sequence == 1)
      #expect(try await server.client.statement("a/1").paragraphs == ["Is it?"])
      let again = try await server.client.put(meeting("a"))
      #expect(again.meeting.outcome == .unchanged)
      let other = try await server.client.put(meeting("a", "Good evening."))
      #expect(other.meeting.outcome == .revised)
      #expect(other.meeting.revision == 2)
      #expect(try server.log() == ["1 added a 1 ana", "2 revised a 2 ana"])
    }
  }

  @Test("makes the ids that are left out, of day, title and words, as readers do")
  func ids() async throws {
    try await WritingServer.with { server async throws in
      var bare = meeting("")
      bare.meeting.title = "Harbour"
      for index in bare.statements.indices {
        (bare.statements[index].id, bare.statements[index].meetingID) = ("", "")
        bare.statements[index].ordinal = 0
      }
      let report = try await server.client.put(bare)
      #expect(report.meeting.id == "2031-05-12-harbour")
      #expect(try await server.client.put(bare).meeting.outcome == .unchanged)
      var statements: [Statement] = []
      for try await statement in server.client.statements(
        matching: StatementFilter(meetingIDs: [report.meeting.id]))
      { statements.append(statement) }
      #expect(statements.map(\.ordinal) == [0, 1])
      #expect(statements.allSatisfy { $0.id.hasPrefix("2031-05-12-harbour/") })
    }
  }

  @Test("takes the place of the expected revision, and of no other")
  func expected() async throws {
    try await WritingServer.with { server async throws in
      func put(_ text: String, _ revision: UInt32) async throws -> MeetingReport.Outcome {
        try await server.client.put(meeting("a", text), expecting: revision).meeting.outcome
      }
      #expect(try await put("One.", 0) == .added)
      #expect(try await put("Two.", 1) == .revised)
      for revision in [0, 1, 3] as [UInt32] {
        let error = await #expect(throws: RPCError.self) { try await put("Three.", revision) }
        #expect(error?.code == .aborted)
        #expect(error?.message.contains("the revision 2") == true)
      }
      let missing = await #expect(throws: RPCError.self) {
        try await server.client.put(meeting("b"), expecting: 1)
      }
      #expect(missing?.code == .aborted)
      #expect(try server.log().count == 2)
      #expect(server.writing.tally.counts.heldBytes == 0)
    }
  }

  @Test("tells people apart within the meeting, unless their ids are the archive's")
  func speakers() async throws {
    try await WritingServer.with { server async throws in
      var first = meeting("a")
      var second = meeting("b")
      for index in second.speakers.indices { second.speakers[index].name = "Tomás \(index)" }
      for index in second.statements.indices { second.statements[index].attribution.name = "Tomás" }
      _ = try await server.client.put(first)
      _ = try await server.client.put(second)
      #expect(server.lasting.archive.snapshot.speakerCount == 4)
      first.meeting.id = "c"
      for index in first.statements.indices {
        (first.statements[index].id, first.statements[index].meetingID) = ("c/\(index)", "c")
      }
      first.statedSpeakers = Set(first.speakers.map(\.id))
      _ = try await server.client.put(first)
      #expect(try await server.client.speaker("s0").name == "Ilse Brandvik")
    }
  }

  @Test("says what a dry run would do, and does nothing")
  func dryRun() async throws {
    try await WritingServer.with { server async throws in
      let report = try await server.client.put(meeting("a"), isDryRun: true)
      #expect(report.meeting.outcome == .added)
      #expect(report.sequence == 0)
      #expect(server.lasting.archive.snapshot.meetingCount == 0)
    }
  }

  @Test("takes a long meeting in parts")
  func long() async throws {
    try await WritingServer.with { server async throws in
      var long = meeting("a")
      long.statements = (0..<3_000).map { index in
        Statement(
          id: "a/\(index)", meetingID: "a", ordinal: UInt32(index), date: "2031-05-12",
          attribution: Attribution(label: "Clerk"), paragraphs: ["Item \(index) of the agenda."])
      }
      #expect(try await server.client.put(long).meeting.statementCount == 3_000)
      #expect(server.lasting.archive.snapshot.statementCount == 3_000)
    }
  }

  @Test(
    "refuses what no archive takes, keeps nothing of it, and goes on",
    arguments: [
      ("ids", "the id must be 1 to 128"), ("ordinal", "has the ordinal 7 instead of 1"),
      ("speaker", "who is not among"), ("other", "is of another meeting"),
      ("large", "import-document-size"),
    ])
  func refused(_ what: String, _ message: String) async throws {
    var limits = WritingLimits()
    limits.documentSize = 1 << 20
    try await WritingServer.with(limits: limits) { server async throws in
      var wrong = meeting("a")
      switch what {
      case "ids": wrong.meeting.id = "a b"
      case "ordinal": wrong.statements[1].ordinal = 7
      case "speaker": wrong.speakers = []
      case "other": wrong.statements[1].meetingID = "b"
      default:
        wrong.statements = (0..<40).map { index in
          Statement(
            id: "a/\(index)", meetingID: "a", ordinal: UInt32(index), date: "2031-05-12",
            attribution: Attribution(label: "Clerk"),
            paragraphs: [String(repeating: "word ", count: 10_000)])
        }
      }
      let error = await #expect(throws: RPCError.self) { try await server.client.put(wrong) }
      #expect(error?.code == (what == "large" ? .resourceExhausted : .invalidArgument))
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
      #expect(server.lasting.sequence == 0)
      #expect(try await server.client.put(meeting("a")).meeting.outcome == .added)
      #expect(server.writing.tally.counts.heldBytes == 0)
    }
  }

  @Test("a meeting of which statements were lost is refused")
  func lost() async throws {
    try await WritingServer.with { server async throws in
      let part = MeetingPart(
        head: MeetingPart.Head(meeting: Meeting(id: "a", date: "2031-05-12", statementCount: 2)))
      let error = await #expect(throws: RPCError.self) { try await server.put([part]) }
      #expect(error?.message.contains("is 2, and 0 statements came") == true)
      let headless = await #expect(throws: RPCError.self) { try await server.put([]) }
      #expect(headless?.message.hasPrefix("head is missing") == true)
      let twice = await #expect(throws: RPCError.self) {
        try await server.put([
          MeetingPart(head: MeetingPart.Head(meeting: Meeting(id: "a", date: "2031-05-12"))),
          MeetingPart(head: MeetingPart.Head(meeting: Meeting(id: "a", date: "2031-05-12"))),
        ])
      }
      #expect(twice?.message.hasPrefix("head is there twice") == true)
    }
  }
}

@Suite("Deleting meetings over RPC")
struct DeleteMeetingTests {
  @Test("takes the meeting out, gives it back, and counts its revisions on when it comes again")
  func one() async throws {
    try await WritingServer.with(principal: "ana") { server async throws in
      _ = try await server.client.put(meeting("a"))
      _ = try await server.client.put(meeting("b", "Harbour."))
      let dry = try await server.client.deleteMeeting("a", isDryRun: true)
      #expect(dry.meeting.id == "a")
      #expect(server.lasting.archive.snapshot.meetingCount == 2)
      let deleted = try await server.client.deleteMeeting("a")
      #expect(deleted.meeting.revision == 1)
      #expect(deleted.meeting.statementCount == 2)
      #expect(deleted.sequence == 3)
      #expect(try await server.client.count().total == 2)
      let error = await #expect(throws: RPCError.self) { try await server.client.meeting("a") }
      #expect(error?.code == .notFound)
      #expect(try await server.client.put(meeting("a")).meeting.revision == 2)
      #expect(
        try server.log() == [
          "1 added a 1 ana", "2 added b 1 ana", "3 deleted a 1 ana", "4 added a 2 ana",
        ])
    }
  }

  @Test("one that is not there is not found", arguments: ["b", "a"])
  func missing(_ id: String) async throws {
    try await WritingServer.with { server async throws in
      _ = try await server.client.put(meeting("a"))
      _ = try await server.client.deleteMeeting("a")
      let error = await #expect(throws: RPCError.self) { try await server.client.deleteMeeting(id) }
      #expect(error?.code == .notFound)
      let empty = await #expect(throws: RPCError.self) { try await server.client.deleteMeeting("") }
      #expect(empty?.code == .invalidArgument)
    }
  }
}

/// A meeting of two statements by two people, whose ids hold within it.
func meeting(_ id: String, _ text: String = "Good morning.") -> Transcript {
  let people = ["Ilse Brandvik", "Aron Velt"]
  return Transcript(
    meeting: Meeting(id: id, title: "Council \(id)", date: "2031-05-12", language: "en"),
    statements: [text, "Is it?"].enumerated().map { index, text in
      Statement(
        id: "\(id)/\(index)", meetingID: id, ordinal: UInt32(index), date: "2031-05-12",
        attribution: Attribution(
          label: people[index], speakerID: "s\(index)", name: people[index], certainty: .identified),
        paragraphs: [text])
    }, speakers: people.enumerated().map { Speaker(id: "s\($0)", name: $1) })
}
