internal import TranscriptJSON
package import Transcripts

/// Writes statements in one of the formats, one after the other.
package protocol StatementWriter {
  /// Whether people are written, those of a meeting with it.
  var writesSpeakers: Bool { get }
  /// Takes notice of a meeting's people before its first statement.
  /// - Parameter silent: Those to whom none of its statements refers.
  mutating func begin(speakers: [Speaker], silent: [Speaker])
  /// Somebody who has said nothing; only when ``writesSpeakers``.
  mutating func record(ofSilent speaker: Speaker) -> [UInt8]
  /// What stands before the first statement.
  func opening() -> [UInt8]
  /// Adds a statement.
  /// - Parameter isFirst: whether the statement before it, if any, was of another meeting.
  mutating func write(
    _ statement: Statement, in meeting: Meeting, isFirst: Bool, to output: inout [UInt8])
  /// Whether meetings without statements are written too.
  var writesEmptyMeetings: Bool { get }
  /// A meeting without statements; only when ``writesEmptyMeetings``.
  mutating func record(ofEmpty meeting: Meeting, speakers: [Speaker]) -> [UInt8]
}

extension StatementWriter {
  package var writesSpeakers: Bool { false }
  package mutating func begin(speakers: [Speaker], silent: [Speaker]) {}
  package mutating func record(ofSilent speaker: Speaker) -> [UInt8] { [] }
  package func opening() -> [UInt8] { [] }
  package var writesEmptyMeetings: Bool { false }
  package mutating func record(ofEmpty meeting: Meeting, speakers: [Speaker]) -> [UInt8] { [] }
}

/// The project's own JSON Lines: of documents that are exports, what they were.
package struct StatementJSONWriter: StatementWriter {
  private var export = ExportWriter()
  private var speakers: [ExactText: Speaker] = [:]
  /// Whom the first line of the meeting is to describe, whether its statement needs them or not.
  private var begun: [Speaker] = []

  /// A writer of a file of its own.
  package init() {}

  package var writesSpeakers: Bool { true }

  package mutating func begin(speakers: [Speaker], silent: [Speaker]) {
    self.speakers = [ExactText: Speaker](speakers.map { (ExactText($0.id), $0) }) { first, _ in
      first
    }
    // A file that is written at once has people of several documents: they may have changed.
    begun = speakers.filter(export.hasOther) + silent
  }

  package mutating func write(
    _ statement: Statement, in meeting: Meeting, isFirst: Bool, to output: inout [UInt8]
  ) {
    let needs = export.needs(of: statement)
    export.write(
      statement, meeting: needs.meetingID == nil ? nil : meeting,
      speakers: begun + needs.speakerIDs.compactMap { speakers[text: $0] })
    begun = []
    output += export.bytes
    export.removeAll()
  }

  package mutating func record(ofSilent speaker: Speaker) -> [UInt8] {
    defer { export.removeAll() }
    export.write(silent: speaker)
    return export.bytes
  }

  package var writesEmptyMeetings: Bool { true }

  package mutating func record(ofEmpty meeting: Meeting, speakers: [Speaker]) -> [UInt8] {
    defer { export.removeAll() }
    export.write(meeting, speakers: speakers)
    return export.bytes
  }
}
