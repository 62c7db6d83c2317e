/// What the archive has of a meeting, without its words.
package struct KnownMeeting: Hashable, Sendable {
  /// Its number in the tables.
  var number: Int64
  package var id: String
  /// The last revision's number.
  package var revision: UInt32
  /// Whether it was deleted; its revisions are counted on when it comes again.
  package var isDeleted: Bool
  /// Whether the source states the meeting's id.
  package var statesID: Bool
  /// Where it came from; empty where it is not known.
  package var url: String
  package var fileName: String
  package var digest: [UInt8]
  package var peopleDigest: [UInt8]

  /// What the archive makes of a document's meeting of the same id.
  package enum Difference: Hashable, Sendable {
    case none
    /// The meeting is the same, and the document says other things of its people.
    case people
    case meeting
  }

  package func difference(from content: MeetingContent) -> Difference {
    if isDeleted || digest != content.digest { return .meeting }
    return peopleDigest == content.peopleDigest ? .none : .people
  }
}

/// A change, as the log has it.
package struct LoggedChange: Hashable, Sendable {
  package var sequence: UInt64
  /// `2026-03-01T09:30:00.125Z`.
  package var time: String
  package var principal: String
  package var what: What
  /// Empty where it is about people alone.
  package var meetingID: String
  /// 0 where it is about people alone.
  package var revision: UInt32

  package enum What: String, Hashable, Sendable, CaseIterable {
    case added
    case revised
    case deleted
    /// Something was learnt of people, and the meeting stayed as it was.
    case people
  }
}

/// A revision of a meeting that is kept.
package struct KeptRevision: Hashable, Sendable {
  package var revision: UInt32
  package var change: LoggedChange
  package var title: String
  package var statementCount: UInt32
  package var fileName: String
  package var url: String
  /// Whether it is what is served.
  package var isCurrent: Bool
}
