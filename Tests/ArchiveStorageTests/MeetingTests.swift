import Protobuf
import Testing
import Transcripts

@testable import ArchiveStorage

@Suite("Meetings in a lasting archive")
struct MeetingTests {
  let folder = Folder()

  @Test("come back as documents said them, with their revision, also after it was closed")
  func roundTrip() throws {
    let path = folder("archive")
    let (first, second) = (meeting("a"), meeting("b", words: []))
    try ArchiveDatabase(path: path).put(first, second)
    let read = try ArchiveDatabase(path: path).meetings()
    #expect(read.map(\.meeting.revision) == [1, 1])
    var expected = first
    expected.meeting.revision = 1
    #expect(read.first == expected)
    #expect(read.first?.statedSpeakers == ["ilse-brandvik"])
    #expect(read.map(\.statesMeetingID) == [false, false])
    #expect(read.last?.statements == [])
  }

  @Test("are the same where nothing is said otherwise, and are revised where something is")
  func differences() throws {
    let archive = try ArchiveDatabase(path: folder("archive"))
    try archive.put(meeting("a"))
    let known = try #require(try archive.known("a"))
    func difference(_ transcript: Transcript) -> KnownMeeting.Difference {
      known.difference(from: MeetingContent(transcript, in: MessageArena()))
    }
    #expect(difference(meeting("a")) == .none)
    #expect(difference(meeting("a", words: ["Good morning.", "Naive? No."])) == .meeting)
    var states = meeting("a")
    states.statesMeetingID = true
    #expect(difference(states) == .meeting)
    var people = meeting("a")
    people.speakers[0].names.append(Speaker.Dated("I. Brandvik"))
    #expect(difference(people) == .people)
    people = meeting("a")
    people.statedSpeakers = []
    #expect(difference(people) == .people)
    var counted = meeting("a")
    counted.meeting.revision = 9
    counted.speakers[0].statementCount = 12
    #expect(difference(counted) == .none)
  }

  @Test("keep every revision, unless told how many")
  func revisions() throws {
    let path = folder("archive")
    try {
      let archive = try ArchiveDatabase(path: path)
      for word in ["One.", "Two.", "Three."] { try archive.put(meeting("a", words: [word])) }
      try archive.put(meeting("a", words: ["Three."]))
      #expect(try archive.revisions(of: "a").map(\.revision) == [3, 2, 1])
      #expect(try archive.revisions(of: "a").map(\.isCurrent) == [true, false, false])
      #expect(
        try archive.transcript(of: "a", revision: 2)?.statements.first?.paragraphs.first == "Two.")
      #expect(try archive.transcript(of: "a", revision: 4) == nil)
      #expect(try archive.revisions(of: "b") == [])
    }()
    let archive = try ArchiveDatabase(
      path: path, options: ArchiveDatabase.Options(keptRevisions: 2))
    try archive.put(meeting("a", words: ["Four."]))
    #expect(try archive.revisions(of: "a").map(\.revision) == [4, 3])
    #expect(try archive.connection.number("SELECT count(*) FROM statements") == 2)
    #expect(try archive.log == ["1 added a 1", "2 revised a 2", "3 revised a 3", "4 revised a 4"])
  }

  @Test("that are deleted leave a line in the log, and their revisions are counted on")
  func deletion() throws {
    let archive = try ArchiveDatabase(path: folder("archive"))
    try archive.put(meeting("a"), meeting("b"))
    try archive.begin()
    try archive.delete("a", archive.known("a")!, isErased: false, principal: "ilse")
    try archive.commit()
    #expect(try archive.meetings().map(\.meeting.id) == ["b"])
    #expect(try archive.revisions(of: "a").map(\.isCurrent) == [false])
    #expect(try archive.changes(after: 2, limit: 9).map(\.principal) == ["ilse"])

    try archive.put(meeting("a"))
    try archive.begin()
    try archive.delete("b", archive.known("b")!, isErased: true, principal: "test")
    try archive.commit()
    #expect(try archive.meetings().map(\.meeting.revision) == [2])
    #expect(try archive.revisions(of: "b") == [])
    #expect(
      try archive.log == [
        "1 added a 1", "2 added b 1", "3 deleted a 1", "4 added a 2", "5 deleted b 1",
      ])
    // What was said is nowhere left.
    #expect(
      try archive.connection.number(
        "SELECT count(*) FROM statements JOIN meetings ON number = meeting WHERE meetings.id = 'b'"
      ) == 0)
  }

  @Test("of a transaction that is given up are not there, and leave no gap in the log")
  func rollback() throws {
    let path = folder("archive")
    try {
      let archive = try ArchiveDatabase(path: path)
      try archive.put(meeting("a"))
      try archive.begin()
      try archive.put(
        MeetingContent(meeting("b"), in: MessageArena()), nil, speakers: ["", ""], principal: "x")
      archive.rollback()
      try archive.put(meeting("c"))
      // Neither is what was not committed when the process went.
      try archive.begin()
      try archive.put(
        MeetingContent(meeting("d"), in: MessageArena()), nil, speakers: ["", ""], principal: "x")
    }()
    let archive = try ArchiveDatabase(path: path)
    #expect(try archive.log == ["1 added a 1", "2 added c 1"])
    #expect(archive.lastSequence == 2)
    #expect(try archive.meetings().map(\.meeting.id) == ["a", "c"])
  }

  @Test("are in tables that people can read")
  func tables() throws {
    let archive = try ArchiveDatabase(path: folder("archive"))
    try archive.put(meeting("a"))
    let query = try archive.connection.statement(
      "SELECT id, meeting_id, kind, label, speaker_id, role, text FROM current_statements")
    #expect(try query.step())
    #expect(
      (0..<7).map { query.text($0) } == [
        "a/0", "a", "speech", "Mayor Ilse Brandvik", "ilse-brandvik", "Mayor",
        "Good morning.\n\nSecond paragraph.",
      ])
  }
}
