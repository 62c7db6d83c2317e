/// Why an archive does not take a transcript. Nothing of it is in the archive then.
package struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The meeting's id as the transcript gives it.
  package var meetingID: String
  /// The statement at fault, from 0; nil when it is the meeting or a speaker.
  package var statement: Int?
  /// What is wrong, and what would be right.
  package var message: String

  package init(meetingID: String, statement: Int? = nil, message: String) {
    self.meetingID = meetingID
    self.statement = statement
    self.message = message
  }

  package var description: String {
    let place = statement.map { ", statement \($0)" } ?? ""
    return "meeting \(meetingID.debugDescription)\(place): \(message)"
  }
}

/// What an import may hold. Each bound is far beyond real transcripts, and there so that one document
/// cannot take the archive's memory or make messages that clients refuse.
package enum ImportLimits {
  /// A message of more than 4 MiB is refused by gRPC clients at their default setting.
  package static let messageByteCount = 4 << 20
  /// The longest sittings have a few thousand statements.
  package static let statementsPerMeeting = 100_000
  /// Paragraphs or marks of a statement.
  package static let partsPerStatement = 20_000
  /// Speakers named by one transcript.
  package static let speakersPerMeeting = 10_000
  /// Speakers that an ambiguous statement may be of; the schema says so.
  package static let candidates = 64
  /// Bytes of a meeting's id and of a statement's.
  package static let meetingIDByteCount = 128
  package static let statementIDByteCount = 160
  /// Bytes of a settled speaker's id.
  package static let speakerIDByteCount = 128
  /// Bytes of a speaker's name, which is also what a query for it may have.
  package static let nameByteCount = 500
  /// Bytes of a role.
  package static let roleByteCount = 2_000
}

extension String {
  /// The text for a message, cut where it is long.
  package var excerpt: String { utf8.count <= 200 ? self : String(prefix(60)) + "…" }
}
