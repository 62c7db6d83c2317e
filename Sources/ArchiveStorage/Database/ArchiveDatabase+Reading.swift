import ArchiveProtocol
import Protobuf
package import Transcripts

extension ArchiveDatabase {
  /// Calls `body` with every meeting that is served, as documents said it and with its revision's number,
  /// in the order in which the archive first had them.
  /// - Parameter sequence: Only those that have changed after this change; nil for all.
  /// - Complexity: O(bytes of text); in memory is one meeting at a time.
  package func visitMeetings(
    changedAfter sequence: UInt64? = nil, _ body: (Transcript) throws -> Void
  ) throws {
    let changed =
      "AND id IN (SELECT meeting_id FROM changes WHERE sequence > ?1 AND what <> 'people')"
    let query = try connection.statement(
      """
      SELECT number, meetings.id, meetings.revision, statement_count, states_id, message
      FROM meetings JOIN revisions
        ON revisions.meeting = number AND revisions.revision = meetings.revision
      WHERE NOT is_deleted \(sequence == nil ? "" : changed) ORDER BY number
      """)
    if let sequence { query.bind(1, Int64(clamping: sequence)) }
    defer { query.reset() }
    let arena = MessageArena()
    while try query.step() {
      let place = Place(
        meeting: query.number(0), id: query.text(1), revision: try query.unsigned(2))
      let meeting = try read(query, 5, Messages.meeting, in: arena, place) { message in
        try Meeting(decoding: message)
      }
      try body(
        transcript(
          meeting, place, statementCount: try query.unsigned(3), statesID: query.number(4) != 0,
          in: arena))
    }
  }

  /// A revision of a meeting; nil where it is not kept.
  package func transcript(
    of id: String, revision: UInt32
  ) throws(StorageError) -> Transcript? {
    let query = try connection.statement(
      """
      SELECT number, statement_count, states_id, message
      FROM meetings JOIN revisions ON revisions.meeting = number
      WHERE id = ?1 AND revisions.revision = ?2
      """)
    query.bind(1, id)
    query.bind(2, Int64(revision))
    guard try query.step() else { return nil }
    defer { query.reset() }
    let arena = MessageArena()
    let place = Place(meeting: query.number(0), id: id, revision: revision)
    let meeting = try read(query, 3, Messages.meeting, in: arena, place) { message in
      try Meeting(decoding: message)
    }
    return try transcript(
      meeting, place, statementCount: try query.unsigned(1), statesID: query.number(2) != 0,
      in: arena)
  }

  /// Where in the tables something stands.
  private struct Place {
    var meeting: Int64
    var id: String
    var revision: UInt32
  }

  private func transcript(
    _ meeting: Meeting, _ place: Place, statementCount: UInt32, statesID: Bool,
    in arena: MessageArena
  ) throws(StorageError) -> Transcript {
    var meeting = meeting
    meeting.revision = place.revision
    meeting.statementCount = statementCount
    let recent = RecentTexts()
    var statements: [Statement] = []
    let rows = try self.rows(
      "SELECT message FROM statements WHERE meeting = ?1 AND revision = ?2 ORDER BY ordinal", place)
    while try rows.step() {
      statements.append(
        try read(rows, 0, Messages.statement, in: arena, place) { message in
          try Statement(decoding: message, recent: recent)
        })
    }
    guard statements.count == Int(statementCount),
      statements.enumerated().allSatisfy({ $1.ordinal == UInt32($0) })
    else {
      throw damage(
        place,
        "it has \(statements.count) statements of \(statementCount), or they are out of order")
    }
    let (speakers, stated) = try proposed(place, in: arena)
    var transcript = Transcript(
      meeting: meeting, statements: statements, speakers: speakers, statedSpeakers: stated)
    transcript.statesMeetingID = statesID
    return transcript
  }

  /// Whom the document of a meeting's current revision tells apart, and nothing else of it.
  package func proposedPeople(of known: KnownMeeting) throws(StorageError) -> Transcript {
    let meeting = Meeting(id: known.id, date: .first)
    let place = Place(meeting: known.number, id: known.id, revision: known.revision)
    let (speakers, stated) = try proposed(place, in: MessageArena())
    return Transcript(
      meeting: meeting, statements: [], speakers: speakers, statedSpeakers: stated)
  }

  private func proposed(
    _ place: Place, in arena: MessageArena
  ) throws(StorageError) -> ([Speaker], stated: Set<String>) {
    var speakers: [Speaker] = []
    var stated: Set<String> = []
    let people = try self.rows(
      """
      SELECT is_stated, message FROM proposed WHERE meeting = ?1 AND revision = ?2
      ORDER BY position
      """, place)
    while try people.step() {
      let speaker = try read(people, 1, Messages.speaker, in: arena, place) { message in
        try Speaker(decoding: message)
      }
      if people.number(0) != 0 { stated.insert(speaker.id) }
      speakers.append(speaker)
    }
    return (speakers, stated)
  }

  private func rows(_ sql: String, _ place: Place) throws(StorageError) -> PreparedStatement {
    let rows = try connection.statement(sql)
    rows.bind(1, place.meeting)
    rows.bind(2, Int64(place.revision))
    return rows
  }

  /// The value of a message in a column.
  private func read<Message, Value>(
    _ query: PreparedStatement, _ column: Int32, _ type: MessageType<Message>,
    in arena: MessageArena, _ place: Place,
    _ decode: (UnsafePointer<Message>) throws -> Value
  ) throws(StorageError) -> Value {
    do {
      return try query.withBytes(column) { bytes in
        arena.reset()
        return try decode(UnsafePointer(try arena.unpack(type, from: bytes)))
      }
    } catch {
      throw damage(place, "\(error)")
    }
  }

  private func damage(_ place: Place, _ reason: String) -> StorageError {
    StorageError(
      .damaged, path: path,
      "revision \(place.revision) of the meeting \(place.id.debugDescription) cannot be read (\(reason)): "
        + "restore the file from a backup, or import the meeting anew")
  }

  // MARK: The log

  /// The changes after a sequence, in order; at most `limit` of them.
  package func changes(
    after sequence: UInt64, limit: Int
  ) throws(StorageError) -> [LoggedChange] {
    let query = try connection.statement(
      """
      SELECT sequence, time, principal, what, meeting_id, revision FROM changes
      WHERE sequence > ?1 ORDER BY sequence LIMIT ?2
      """)
    query.bind(1, Int64(clamping: sequence))
    query.bind(2, limit)
    defer { query.reset() }
    var changes: [LoggedChange] = []
    while try query.step() { changes.append(try change(query)) }
    return changes
  }

  /// The revisions of a meeting that are kept, the newest first; none where it was never there.
  package func revisions(of id: String) throws(StorageError) -> [KeptRevision] {
    let query = try connection.statement(
      """
      SELECT sequence, time, principal, what, meeting_id, revisions.revision, title, statement_count,
        file_name, url, revisions.revision = meetings.revision AND NOT is_deleted
      FROM meetings JOIN revisions ON revisions.meeting = number JOIN changes USING (sequence)
      WHERE id = ?1 ORDER BY revisions.revision DESC
      """)
    query.bind(1, id)
    defer { query.reset() }
    var revisions: [KeptRevision] = []
    while try query.step() {
      revisions.append(
        KeptRevision(
          revision: try query.unsigned(5), change: try change(query), title: query.text(6),
          statementCount: try query.unsigned(7), fileName: query.text(8), url: query.text(9),
          isCurrent: query.number(10) != 0))
    }
    return revisions
  }

  func change(_ query: PreparedStatement) throws(StorageError) -> LoggedChange {
    guard let what = LoggedChange.What(rawValue: query.text(3)) else {
      throw StorageError(
        .damaged, path: path, "its change log says “\(query.text(3))”, which is no change")
    }
    return LoggedChange(
      sequence: try query.unsigned(0), time: query.text(1), principal: query.text(2), what: what,
      meetingID: query.text(4), revision: try query.unsigned(5))
  }
}
