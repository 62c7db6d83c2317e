import Archive
import ArchiveStorage
import People

// Starting from the index where there is one, and keeping it.

extension LastingArchive {
  /// Fills the archive with the state that the index has; what has changed since is to be added.
  /// - Returns: the last change of that state.
  /// - Throws: `IndexProblem` where the index cannot be used; `StorageError`.
  func restore(
    _ people: People, from index: ArchiveIndex, _ database: ArchiveDatabase
  ) throws -> UInt64 {
    let kept = try index.read(
      ArchiveIndex.Expected(
        archive: database.id, sequence: database.lastSequence,
        hasWords: archive.snapshot.hasWords, speakerCount: people.count)
    ) { manifest in
      let sequence = manifest.sequence
      guard try Self.hash(ofChange: sequence, database) == manifest.change else {
        throw IndexProblem(
          .foreign,
          "its change \(sequence) is not the archive's: the archive's file was restored from a "
            + "backup")
      }
      guard try database.changesOnlyMeetings(after: sequence) else {
        throw IndexProblem(.outdated, "people were settled otherwise since change \(sequence)")
      }
    }
    archive.restore(people, kept.snapshot)
    index.note(kept.snapshot, of: kept.manifest)
    return kept.manifest.sequence
  }

  /// Sees that the archive holds as much as its file says.
  func compare(with database: ArchiveDatabase) throws {
    let (meetings, statements) = try database.servedCounts()
    let snapshot = archive.snapshot
    guard snapshot.meetingCount == meetings, snapshot.statementCount == statements else {
      throw IndexProblem(
        .damaged,
        """
        with it there are \(snapshot.meetingCount) meetings of \(snapshot.statementCount) statements, and the \
        archive's file has \(meetings) of \(statements)
        """)
    }
  }

  /// Brings the index to what is served now. Blocks for as long as the disk takes.
  /// - Returns: whether there was anything to write.
  /// - Throws: `IndexProblem`, with the index as it was; `StorageError`.
  @discardableResult
  package func writeIndex() throws -> Bool {
    let present = feed.present
    guard let index, present.sequence > 0, !index.isOf(present.sequence) else { return false }
    let change = try reading { try Self.hash(ofChange: present.sequence, $0) }
    try index.write(
      present.snapshot, sequence: present.sequence, change: change, archive: log)
    return true
  }

  /// A hash of a line of the change log. Of two histories that part, such as one of an archive and one of its
  /// backup, lines of one number differ at least in their time.
  private static func hash(
    ofChange sequence: UInt64, _ database: ArchiveDatabase
  ) throws(StorageError) -> UInt128 {
    guard sequence > 0, let change = try database.changes(after: sequence - 1, limit: 1).first
    else { return 0 }
    let line = [
      "\(change.sequence)", change.time, change.principal, change.what.rawValue, change.meetingID,
      "\(change.revision)",
    ].joined(separator: "\n")
    return Array(line.utf8).withUnsafeBytes(IndexManifest.hash)
  }
}
