package import Transcripts

// Decisions about who is who that were written while the server ran.

extension ArchiveDatabase {
  /// The decisions that were written, in their order; those that were undone where they are asked for.
  package func writtenDecisions(
    includingUndone: Bool = false
  ) throws(StorageError) -> [SpeakerDecision] {
    let query = try connection.statement(
      """
      SELECT number, decision, sequence, undone, time, principal
      FROM written_decisions JOIN changes USING (sequence)
      WHERE undone IS NULL OR ?1 ORDER BY number
      """)
    query.bind(1, includingUndone ? 1 : 0)
    defer { query.reset() }
    var decisions: [SpeakerDecision] = []
    while try query.step() {
      decisions.append(
        SpeakerDecision(
          number: try query.unsigned(0), text: query.text(1), principal: query.text(5),
          time: query.text(4), sequence: try query.unsigned(2), undone: try query.unsigned(3)))
    }
    return decisions
  }

  /// Stores a decision of the change that was logged last; its number.
  package func insert(decision: String) throws(StorageError) -> UInt64 {
    let row = try connection.statement(
      "INSERT INTO written_decisions (decision, sequence) VALUES (?1, ?2)")
    row.bind(1, decision)
    row.bind(2, Int64(pendingSequence))
    try row.run()
    return UInt64(try connection.number("SELECT last_insert_rowid()"))
  }

  /// Notes that the change that was logged last has undone a decision.
  package func undo(decision number: UInt64) throws(StorageError) {
    let row = try connection.statement(
      "UPDATE written_decisions SET undone = ?2 WHERE number = ?1 AND undone IS NULL")
    row.bind(1, Int64(clamping: number))
    row.bind(2, Int64(pendingSequence))
    try row.run()
  }

  /// How many rows were changed since the file was opened.
  package func changedRowCount() throws(StorageError) -> Int64 {
    try connection.number("SELECT total_changes()")
  }
}
