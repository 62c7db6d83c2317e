// What is asked by somebody who has a state of the archive from elsewhere.

extension ArchiveDatabase {
  /// Whether the changes after a sequence are of meetings alone: nothing else has settled people otherwise.
  package func changesOnlyMeetings(after sequence: UInt64) throws(StorageError) -> Bool {
    let query = try connection.statement(
      """
      SELECT 1 FROM changes WHERE sequence > ?1
        AND (meeting_id IS NULL OR what NOT IN ('added', 'revised', 'deleted', 'people')) LIMIT 1
      """)
    query.bind(1, Int64(clamping: sequence))
    defer { query.reset() }
    return try !query.step()
  }

  /// The meetings that have changed after a sequence and are not served now.
  package func deletedMeetings(changedAfter sequence: UInt64) throws(StorageError) -> [String] {
    let query = try connection.statement(
      """
      SELECT id FROM meetings
      WHERE is_deleted
        AND id IN (SELECT meeting_id FROM changes WHERE sequence > ?1 AND what <> 'people')
      """)
    query.bind(1, Int64(clamping: sequence))
    defer { query.reset() }
    var meetings: [String] = []
    while try query.step() { meetings.append(query.text(0)) }
    return meetings
  }

  /// How many meetings are served, and how many statements they have.
  package func servedCounts() throws(StorageError) -> (meetings: Int, statements: Int) {
    let query = try connection.statement(
      """
      SELECT count(*), ifnull(sum(statement_count), 0)
      FROM meetings JOIN revisions
        ON revisions.meeting = number AND revisions.revision = meetings.revision
      WHERE NOT is_deleted
      """)
    defer { query.reset() }
    guard try query.step() else { return (0, 0) }
    return (Int(clamping: query.number(0)), Int(clamping: query.number(1)))
  }
}
