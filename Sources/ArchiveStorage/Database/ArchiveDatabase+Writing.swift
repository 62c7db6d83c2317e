import Transcripts

// Writing: within a transaction that `begin` began, and on the disk when `commit` returned.

extension ArchiveDatabase {
  /// The number of the last change, those of the transaction under way among them.
  package var pendingSequence: UInt64 { nextSequence - 1 }

  /// What the archive has of a meeting; nil where it never had it.
  package func known(_ id: String) throws(StorageError) -> KnownMeeting? {
    let query = try connection.statement(
      """
      SELECT number, meetings.revision, is_deleted, states_id, url, file_name, digest, people_digest
      FROM meetings LEFT JOIN revisions
        ON revisions.meeting = number AND revisions.revision = meetings.revision
      WHERE id = ?1
      """)
    query.bind(1, id)
    guard try query.step() else { return nil }
    defer { query.reset() }
    return KnownMeeting(
      number: query.number(0), id: id, revision: try query.unsigned(1),
      isDeleted: query.number(2) != 0,
      statesID: query.number(3) != 0, url: query.text(4), fileName: query.text(5),
      digest: query.bytes(6), peopleDigest: query.bytes(7))
  }

  /// Stores a meeting as its next revision.
  /// - Parameters:
  ///   - known: What ``known(_:)`` says of it.
  ///   - speakers: The id of each statement's speaker; empty for nobody.
  ///   - principal: Who does so.
  package func put(
    _ content: MeetingContent, _ known: KnownMeeting?, speakers: [String], principal: String
  ) throws(StorageError) {
    precondition(speakers.count == content.transcript.statements.count)
    let meeting = content.transcript.meeting
    let revision = (known?.revision ?? 0) + 1
    let sequence = try log(
      known.map { !$0.isDeleted } == true ? .revised : .added, meeting.id, revision, principal)
    let number = try note(meeting.id, revision, known)
    let row = try connection.statement(
      """
      INSERT INTO revisions VALUES
        (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
      """)
    row.bind(1, number)
    row.bind(2, Int64(revision))
    row.bind(3, Int64(sequence))
    row.bind(4, known: meeting.title)
    row.bind(5, meeting.date.description)
    row.bind(6, meeting.endDate?.description)
    row.bind(7, known: meeting.startTime)
    row.bind(8, known: meeting.place)
    row.bind(9, known: meeting.language)
    row.bind(10, known: meeting.kind)
    row.bind(11, known: meeting.source.format)
    row.bind(12, known: meeting.source.url)
    row.bind(13, known: meeting.source.fileName)
    row.bind(14, known: meeting.source.licence)
    row.bind(15, content.transcript.statements.count)
    row.bind(16, content.transcript.statesMeetingID ? 1 : 0)
    row.bind(17, content.digest)
    row.bind(18, content.peopleDigest)
    content.withMeeting { row.bind(19, $0) }
    try row.run()
    try insertStatements(content, number, revision, speakers)
    try insertPeople(content, number, revision)
    try dropOldRevisions(of: number, before: revision)
  }

  /// Stores what a document says of the people of a meeting that stayed as it was.
  package func putPeople(
    _ content: MeetingContent, _ known: KnownMeeting, principal: String
  ) throws(StorageError) {
    _ = try log(.people, content.transcript.meeting.id, known.revision, principal)
    let digest = try connection.statement(
      "UPDATE revisions SET people_digest = ?3 WHERE meeting = ?1 AND revision = ?2")
    digest.bind(1, known.number)
    digest.bind(2, Int64(known.revision))
    digest.bind(3, content.peopleDigest)
    try digest.run()
    let gone = try connection.statement(
      "DELETE FROM proposed WHERE meeting = ?1 AND revision = ?2")
    gone.bind(1, known.number)
    gone.bind(2, Int64(known.revision))
    try gone.run()
    try insertPeople(content, known.number, known.revision)
  }

  /// Takes a meeting out of what is served.
  /// - Parameter isErased: Whether what was said is taken out of the file, too. The log keeps its lines.
  package func delete(
    _ id: String, _ known: KnownMeeting, isErased: Bool, principal: String
  ) throws(StorageError) {
    if !known.isDeleted { _ = try log(.deleted, id, known.revision, principal) }
    let row = try connection.statement("UPDATE meetings SET is_deleted = 1 WHERE number = ?1")
    row.bind(1, known.number)
    try row.run()
    guard isErased else { return }
    let revisions = try connection.statement("DELETE FROM revisions WHERE meeting = ?1")
    revisions.bind(1, known.number)
    try revisions.run()
  }

  /// Says that a statement of the current revision is of somebody else than it was said to be.
  package func setSpeaker(
    _ speaker: String, ofStatement ordinal: Int, meetingID: String
  ) throws(StorageError) {
    let row = try connection.statement(
      """
      UPDATE statements SET speaker_id = ?3
      FROM meetings
      WHERE meetings.id = ?1 AND meeting = number AND statements.revision = meetings.revision
        AND ordinal = ?2 AND speaker_id IS NOT ?3
      """)
    row.bind(1, meetingID)
    row.bind(2, ordinal)
    row.bind(3, known: speaker)
    try row.run()
  }

  // MARK: Rows

  /// Appends a line to the change log.
  func log(
    _ what: LoggedChange.What, _ meetingID: String?, _ revision: UInt32, _ principal: String
  ) throws(StorageError) -> UInt64 {
    let sequence = nextSequence
    let row = try connection.statement(
      "INSERT INTO changes VALUES (?1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?2, ?3, ?4, ?5)")
    row.bind(1, Int64(sequence))
    row.bind(2, principal)
    row.bind(3, what.rawValue)
    row.bind(4, meetingID)
    if meetingID == nil { row.bindNull(5) } else { row.bind(5, Int64(revision)) }
    try row.run()
    nextSequence += 1
    return sequence
  }

  /// The number of a meeting, which has this revision from now on.
  private func note(
    _ id: String, _ revision: UInt32, _ known: KnownMeeting?
  ) throws(StorageError) -> Int64 {
    let row = try connection.statement(
      """
      INSERT INTO meetings (id, revision) VALUES (?1, ?2)
      ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, is_deleted = 0
      RETURNING number
      """)
    row.bind(1, id)
    row.bind(2, Int64(revision))
    guard try row.step() else { preconditionFailure("an INSERT that returns a row") }
    let number = row.number(0)
    try row.run()
    return number
  }

  private func insertStatements(
    _ content: MeetingContent, _ meeting: Int64, _ revision: UInt32, _ speakers: [String]
  ) throws(StorageError) {
    let row = try connection.statement(
      "INSERT INTO statements VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")
    for (index, statement) in content.transcript.statements.enumerated() {
      row.bind(1, meeting)
      row.bind(2, Int64(revision))
      row.bind(3, index)
      row.bind(4, statement.id)
      row.bind(5, statement.date.description)
      row.bind(6, statement.kind.word)
      row.bind(7, known: statement.attribution.label)
      row.bind(8, known: speakers[index])
      row.bind(9, known: statement.attribution.name)
      row.bind(10, known: statement.attribution.role)
      row.bind(11, statement.attribution.certainty.word)
      row.bind(12, statement.paragraphs.joined(separator: "\n\n"))
      content.withStatement(index) { row.bind(13, $0) }
      try row.run()
    }
  }

  private func insertPeople(
    _ content: MeetingContent, _ meeting: Int64, _ revision: UInt32
  ) throws(StorageError) {
    let row = try connection.statement("INSERT INTO proposed VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
    for (index, speaker) in content.transcript.speakers.enumerated() {
      row.bind(1, meeting)
      row.bind(2, Int64(revision))
      row.bind(3, index)
      row.bind(4, speaker.id)
      row.bind(5, speaker.name)
      row.bind(6, content.transcript.statedSpeakers.contains(speaker.id) ? 1 : 0)
      content.withSpeaker(index) { row.bind(7, $0) }
      try row.run()
    }
  }

  private func dropOldRevisions(
    of meeting: Int64, before revision: UInt32
  ) throws(StorageError) {
    guard let kept = options.keptRevisions, Int(revision) > kept else { return }
    let rows = try connection.statement(
      "DELETE FROM revisions WHERE meeting = ?1 AND revision <= ?2")
    rows.bind(1, meeting)
    rows.bind(2, Int64(revision) - Int64(max(1, kept)))
    try rows.run()
  }
}

extension Statement.Kind {
  /// As the tables name it.
  var word: String {
    switch self {
    case .unspecified: "unspecified"
    case .speech: "speech"
    case .question: "question"
    case .answer: "answer"
    case .interjection: "interjection"
    }
  }
}

extension Attribution.Certainty {
  /// As the tables name it.
  var word: String {
    switch self {
    case .unspecified: "unspecified"
    case .identified: "identified"
    case .roleOnly: "role only"
    case .unnamed: "unnamed"
    case .group: "group"
    case .ambiguous: "ambiguous"
    }
  }
}
