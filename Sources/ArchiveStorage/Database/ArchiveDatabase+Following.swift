package import Transcripts

/// A meeting as a change of the log left it.
package enum LoggedState: Sendable {
  /// It was not there.
  case absent
  /// It was there, and how it was is no longer kept.
  case forgotten
  /// What documents said, with the ids of those who were settled to have made each statement; empty for
  /// nobody.
  case present(Transcript, speakers: [String])
}

extension ArchiveDatabase {
  /// Changes of meetings, and of who is who beside those, with sequences over `sequence` and at most `end`, in
  /// order, at most `limit` of them.
  package func toldChanges(
    after sequence: UInt64, upTo end: UInt64, limit: Int
  ) throws(StorageError) -> [LoggedChange] {
    let query = try connection.statement(
      """
      SELECT sequence, time, principal, what, meeting_id, revision FROM changes
      WHERE sequence > ?1 AND sequence <= ?2 AND (what <> 'people' OR meeting_id IS NULL)
      ORDER BY sequence LIMIT ?3
      """)
    query.bind(1, Int64(clamping: sequence))
    query.bind(2, Int64(clamping: end))
    query.bind(3, limit)
    defer { query.reset() }
    var changes: [LoggedChange] = []
    while try query.step() { changes.append(try change(query)) }
    return changes
  }

  /// The last change of a meeting with a sequence of at most `sequence`; nil where it had none.
  package func lastChange(
    ofMeeting id: String, notAfter sequence: UInt64
  ) throws(StorageError) -> LoggedChange? {
    let query = try connection.statement(
      """
      SELECT sequence, time, principal, what, meeting_id, revision FROM changes
      WHERE meeting_id = ?1 AND sequence <= ?2 AND what <> 'people'
      ORDER BY sequence DESC LIMIT 1
      """)
    query.bind(1, id)
    query.bind(2, Int64(clamping: sequence))
    defer { query.reset() }
    return try query.step() ? change(query) : nil
  }

  /// Whether it is kept how a meeting was once the change of this sequence was made.
  package func keepsState(
    ofMeeting id: String, at sequence: UInt64
  ) throws(StorageError) -> Bool {
    guard let last = try lastChange(ofMeeting: id, notAfter: sequence), last.what != .deleted
    else { return true }
    let query = try connection.statement(
      """
      SELECT 1 FROM meetings JOIN revisions ON meeting = number
      WHERE id = ?1 AND revisions.revision = ?2
      """)
    query.bind(1, id)
    query.bind(2, Int64(last.revision))
    defer { query.reset() }
    return try query.step()
  }

  /// A meeting as it was once the change of this sequence was made.
  package func state(
    ofMeeting id: String, at sequence: UInt64
  ) throws(StorageError) -> LoggedState {
    guard let last = try lastChange(ofMeeting: id, notAfter: sequence), last.what != .deleted
    else { return .absent }
    guard let transcript = try transcript(of: id, revision: last.revision) else {
      return .forgotten
    }
    return .present(transcript, speakers: try speakers(of: id, revision: last.revision))
  }

  /// The ids of those who were settled to have made each statement of a revision; empty for nobody.
  package func speakers(of id: String, revision: UInt32) throws(StorageError) -> [String] {
    let query = try connection.statement(
      """
      SELECT ifnull(speaker_id, '') FROM meetings JOIN statements ON meeting = number
      WHERE meetings.id = ?1 AND statements.revision = ?2 ORDER BY ordinal
      """)
    query.bind(1, id)
    query.bind(2, Int64(revision))
    defer { query.reset() }
    var speakers: [String] = []
    while try query.step() { speakers.append(query.text(0)) }
    return speakers
  }
}
