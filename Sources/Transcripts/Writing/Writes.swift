/// The next of a document that is imported: of `verbatim.v1.ImportDocumentsRequest`.
package struct DocumentPart: Hashable, Sendable {
  /// A document begins; nil where the one before goes on.
  package var begin: DocumentHead?
  package var piece: [UInt8]
  /// Whether it ends with this.
  package var isEnd: Bool

  package init(begin: DocumentHead? = nil, piece: [UInt8] = [], isEnd: Bool = false) {
    self.begin = begin
    self.piece = piece
    self.isEnd = isEnd
  }
}

/// The next of a meeting that is put: of `verbatim.v1.PutMeetingRequest`.
package struct MeetingPart: Hashable, Sendable {
  /// In the first part, and only there.
  package var head: Head?
  package var speakers: [Speaker]
  package var statements: [Statement]

  package init(head: Head? = nil, speakers: [Speaker] = [], statements: [Statement] = []) {
    self.head = head
    self.speakers = speakers
    self.statements = statements
  }

  package struct Head: Hashable, Sendable {
    package var meeting: Meeting
    /// The only revision that it may take the place of, 0 for none; nil for any.
    package var expectedRevision: UInt32?
    package var isDryRun: Bool
    /// Whether the speakers' ids are an archive's own.
    package var statesSpeakers: Bool

    package init(
      meeting: Meeting, expectedRevision: UInt32? = nil, isDryRun: Bool = false,
      statesSpeakers: Bool = false
    ) {
      self.meeting = meeting
      self.expectedRevision = expectedRevision
      self.isDryRun = isDryRun
      self.statesSpeakers = statesSpeakers
    }
  }
}

/// What came of a meeting that was put: of `verbatim.v1.PutMeetingResponse`.
public struct PutReport: Hashable, Sendable {
  /// What came of it.
  public var meeting: MeetingReport
  /// The last change of the archive's log that is of this meeting or before it.
  public var sequence: UInt64

  /// A report.
  public init(meeting: MeetingReport, sequence: UInt64) {
    self.meeting = meeting
    self.sequence = sequence
  }
}

/// A meeting that is to be deleted: of `verbatim.v1.DeleteMeetingRequest`.
package struct MeetingDeletion: Hashable, Sendable {
  package var id: String
  package var isDryRun: Bool

  package init(id: String, isDryRun: Bool = false) {
    self.id = id
    self.isDryRun = isDryRun
  }
}

/// What was deleted: of `verbatim.v1.DeleteMeetingResponse`.
public struct DeletedMeeting: Hashable, Sendable {
  /// The meeting as it was.
  public var meeting: Meeting
  /// The change of the archive's log that removed it.
  public var sequence: UInt64

  /// What was deleted.
  public init(meeting: Meeting, sequence: UInt64) {
    self.meeting = meeting
    self.sequence = sequence
  }
}
