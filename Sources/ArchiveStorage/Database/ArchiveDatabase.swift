#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The lasting archive: a file of SQLite that is the truth of what was imported, and nothing else.
///
/// What it is made of:
/// - **What documents say** is kept, not what came of it: each revision's meeting, statements and people
///   are messages as a reader handed them over. Who the people are is kept beside them (``readPeople()``),
///   so that ids stay whatever comes later, and can be settled anew from what documents say.
/// - **The change log** numbers what happened. Sequences have no gaps, for they are given within the
///   transaction that writes what they are of.
/// - **A transaction** is what is acknowledged together: whoever writes begins it, puts any number of
///   meetings, and commits. WAL with full synchronisation: when ``commit()`` returns, it is on the disk.
/// - **One server**: a lock of its own beside the file (`FileLock`), for the server's memory follows the
///   file and would not know of another's writing. Others may read meanwhile.
///
/// SQLite is the system's, called directly. GRDB would bring Foundation, a pool of connections and
/// observation, none of which is needed where there is one writer and a row is a message; and on Linux it
/// takes a build of SQLite with snapshots that Debian has not.
///
/// Belongs to one thread at a time; every call blocks on the disk, so none is for an event loop.
package final class ArchiveDatabase {
  package let path: String
  let connection: Connection
  /// Nil where it is only read.
  private let lock: FileLock?
  let options: Options
  /// What tells this archive from others: sequences of two have nothing to do with each other.
  package let id: String
  /// The number of the last change that is on the disk; 0 for none.
  package private(set) var lastSequence: UInt64
  /// That of the next change of the transaction under way.
  var nextSequence: UInt64

  package struct Options: Sendable {
    /// How many revisions of a meeting are kept, the current one among them; nil for all.
    package var keptRevisions: Int?
    /// The most bytes that the file may have; nil for as many as there is room for.
    package var maximumByteCount: Int?

    package init(keptRevisions: Int? = nil, maximumByteCount: Int? = nil) {
      self.keptRevisions = keptRevisions
      self.maximumByteCount = maximumByteCount
    }
  }

  /// `Vbtm`, by which file(1) and we know such a file.
  static let applicationID: Int64 = 0x5662_746D

  /// Opens an archive, or makes one where there is no file or an empty one.
  package init(path: String, options: Options = Options()) throws(StorageError) {
    self.path = path
    self.options = options
    lock = try FileLock(besides: path)
    connection = try Connection(path: path, .readWrite)
    guard !connection.isReadOnly else {
      throw StorageError(
        .readOnly, path: path, "it cannot be written: make the file and its folder writable")
    }
    // A shell that reads holds no writer up; one that writes should not.
    connection.setBusyTimeout(milliseconds: 5_000)
    try Migrations.check(connection)
    try connection.execute(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA trusted_schema = OFF;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -65536;
      PRAGMA journal_size_limit = 67108864;
      """)
    if let most = options.maximumByteCount {
      let page = try connection.number("PRAGMA page_size")
      try connection.execute("PRAGMA max_page_count = \(max(1, Int64(most) / page))")
    }
    try Migrations.migrate(connection)
    let query = try connection.statement("SELECT id FROM archive")
    guard try query.step() else {
      throw StorageError(
        .damaged, path: path, "its table archive is empty: restore it from a backup")
    }
    id = query.text(0)
    query.reset()
    lastSequence = try Self.lastSequence(connection)
    nextSequence = lastSequence + 1
    // Of a copy that a server made when it was killed.
    unlink(ArchiveCopy.name(besides: path))
  }

  /// The last change of a log that has no gap.
  static func lastSequence(_ connection: Connection) throws(StorageError) -> UInt64 {
    let last = try connection.number("SELECT ifnull(max(sequence), 0) FROM changes")
    let count = try connection.number("SELECT count(*) FROM changes")
    guard count == last, try connection.number("SELECT ifnull(min(sequence), 1) FROM changes") == 1
    else {
      throw StorageError(
        .damaged, path: connection.path,
        "its change log has \(count) rows and ends with \(last): rows were taken out or changed; restore "
          + "it from a backup")
    }
    return UInt64(last)
  }

  /// Opens the archive of `writer` once more, for reading beside what that writes. Sees what is committed.
  package init(reading writer: ArchiveDatabase) throws(StorageError) {
    (path, options, id) = (writer.path, writer.options, writer.id)
    lock = nil
    connection = try Connection(path: path, .readOnly)
    connection.setBusyTimeout(milliseconds: 5_000)
    try connection.execute("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;")
    lastSequence = 0
    nextSequence = 1
  }

  /// Reads one state of the archive until ``endReading()``, whatever is committed meanwhile.
  package func beginReading() throws(StorageError) { try connection.execute("BEGIN") }

  /// Ends that. Nothing was written: there is nothing that could not be ended.
  package func endReading() { try? connection.execute("COMMIT") }

  // MARK: Transactions

  /// Begins a transaction.
  package func begin() throws(StorageError) { try connection.execute("BEGIN IMMEDIATE") }

  /// Ends the transaction. When this returns, all of it is on the disk; when it throws, nothing of it is
  /// in the archive.
  package func commit() throws(StorageError) {
    do {
      try connection.execute("COMMIT")
    } catch {
      rollback()
      throw error
    }
    lastSequence = nextSequence - 1
  }

  /// Gives the transaction up, if one is under way.
  package func rollback() {
    nextSequence = lastSequence + 1
    // SQLite has done so by itself where the disk was full.
    guard !connection.isAutocommitting else { return }
    try? connection.execute("ROLLBACK")
  }
}
