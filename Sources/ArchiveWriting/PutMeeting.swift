internal import ArchiveProtocol
internal import Protobuf
internal import RPC
internal import TranscriptReading
internal import Transcripts

/// A meeting that came as messages.
struct PutMeeting: Sendable {
  let head: MeetingPart.Head
  let transcript: Transcript
  let words: MeetingWords

  /// Fields of a request: a statement of many paragraphs and marks has thousands.
  private static let fields = FieldLimits(fields: 1_000_000, unknownFields: 1_000)

  /// Puts the messages together; takes as long as they are many.
  init(_ messages: [[UInt8]]) throws {
    let arena = MessageArena()
    var head: MeetingPart.Head?
    var speakers: [Speaker] = []
    var statements: [Statement] = []
    for message in messages {
      try message.withUnsafeBytes { bytes in
        try Self.fields.check(bytes, are: Messages.putMeeting)
        arena.reset()
        let part = try MeetingPart(
          decoding: arena.unpack(Messages.putMeeting, from: bytes), date: head?.meeting.date,
          in: arena)
        if let given = part.head {
          guard head == nil else { throw RPCError(field: "head", "is there twice") }
          head = given
        }
        guard head != nil else {
          throw RPCError(field: "head", "is missing: it comes with the first message")
        }
        speakers += part.speakers
        statements += part.statements
        guard statements.count <= ImportLimits.statementsPerMeeting else {
          throw RPCError(
            field: "statements",
            "are more than \(ImportLimits.statementsPerMeeting), as many as a meeting can have")
        }
      }
    }
    guard let head else {
      throw RPCError(field: "head", "is missing: it comes with the first message")
    }
    self.head = head
    transcript = try Self.transcript(head, speakers, statements)
    words = try MeetingWords(checking: transcript, readFrom: "", in: arena)
  }

  private static func transcript(
    _ head: MeetingPart.Head, _ speakers: [Speaker], _ given: [Statement]
  ) throws -> Transcript {
    var meeting = head.meeting
    guard meeting.statementCount == 0 || Int(meeting.statementCount) == given.count else {
      throw RPCError(
        field: "head.meeting.statement_count",
        "is \(meeting.statementCount), and \(given.count) statements came")
    }
    let statesID = !meeting.id.isEmpty
    if !statesID {
      guard head.expectedRevision == nil else {
        throw RPCError(field: "head.expected", "goes with head.meeting.id, which is not set")
      }
      meeting.id = MeetingIdentity.id(of: meeting)
    }
    var statements = given
    var identity = StatementIdentity()
    for index in statements.indices {
      if statements[index].ordinal == 0 { statements[index].ordinal = UInt32(index) }
      if statements[index].meetingID.isEmpty { statements[index].meetingID = meeting.id }
      guard statements[index].id.isEmpty else { continue }
      let digits = identity.next(
        label: statements[index].attribution.label, paragraphs: statements[index].paragraphs)
      statements[index].id = StatementIdentity.id(digits, of: meeting.id)
    }
    var transcript = Transcript(
      meeting: meeting, statements: statements, speakers: speakers,
      statedSpeakers: head.statesSpeakers ? Set(speakers.lazy.map(\.id)) : [])
    transcript.statesMeetingID = statesID
    return transcript
  }

  /// The revision that the archive has, where another is expected.
  func otherRevision(_ revision: UInt32) -> RPCError? {
    guard let expected = head.expectedRevision, expected != revision else { return nil }
    let id = transcript.meeting.id
    return RPCError(
      .aborted,
      revision == 0
        ? "the archive does not have the meeting \(id), and its revision \(expected) is expected"
        : "the archive has the revision \(revision) of the meeting \(id), and "
          + (expected == 0 ? "none is expected" : "\(expected) is expected"))
  }
}
