import CSQLite
import Testing
import Transcripts

@testable import ArchiveStorage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Opening a lasting archive")
struct OpeningTests {
  let folder = Folder()

  @Test("refuses what is no archive, and changes nothing of it")
  func foreign() throws {
    let text = folder("text")
    try write("Minutes of the council, and no database at all. ".utf8, to: text)
    #expect(try failure(toOpen: text).code == .foreign)

    let tables = folder("tables")
    try Connection(path: tables, .readWrite).execute("CREATE TABLE cats (name TEXT)")
    let before = try bytes(of: tables)
    #expect(try failure(toOpen: tables).code == .foreign)
    #expect(try bytes(of: tables) == before)

    let other = folder("other")
    try Connection(path: other, .readWrite).execute("PRAGMA application_id = 1196444487")
    let error = try failure(toOpen: other)
    #expect(error.code == .foreign)
    #expect(error.description.contains("application_id 1196444487"))
    #expect(error.description.contains(other))
  }

  @Test("refuses one that a newer version made")
  func newer() throws {
    let path = folder("archive")
    try ArchiveDatabase(path: path).put(meeting())
    try Connection(path: path, .readWrite).execute("PRAGMA user_version = 900")
    let error = try failure(toOpen: path)
    #expect(error.code == .newer)
    #expect(error.description.contains("version 900"))
  }

  @Test("refuses one that another server has, and names its process")
  func inUse() throws {
    let path = folder("archive")
    let archive = try ArchiveDatabase(path: path)
    let error = try failure(toOpen: path)
    #expect(error.code == .inUse)
    #expect(error.description.contains("process \(getpid()),"))
    withExtendedLifetime(archive) {}
  }

  @Test("lets go of it when it ends")
  func release() throws {
    let path = folder("archive")
    for _ in 0..<3 { _ = try ArchiveDatabase(path: path) }
  }

  @Test("lets others read meanwhile")
  func readers() throws {
    let path = folder("archive")
    let archive = try ArchiveDatabase(path: path)
    let reader = try Connection(path: path, .readOnly)
    try archive.put(meeting())
    #expect(try reader.number("SELECT count(*) FROM current_statements") == 2)
  }

  @Test("says what is wrong with a place where no file can be", arguments: ["none/archive", "."])
  func places(_ name: String) throws {
    #expect(try failure(toOpen: folder(name)).code == .unopenable)
  }

  @Test("refuses one that may not be written", .enabled(if: getuid() != 0, "root may write all"))
  func readOnly() throws {
    let path = folder("archive")
    _ = try ArchiveDatabase(path: path)
    chmod(path, 0o444)
    #expect(try failure(toOpen: path).code == .readOnly)
  }

  @Test("knows that lines of the log were taken out")
  func gaps() throws {
    let path = folder("archive")
    try ArchiveDatabase(path: path).put(meeting("a"), meeting("b"), meeting("c"))
    try Connection(path: path, .readWrite).execute("DELETE FROM changes WHERE sequence = 2")
    #expect(try failure(toOpen: path).code == .damaged)
  }

  @Test(
    "makes an error that says what to do of what SQLite says",
    arguments: [
      (SQLITE_NOTADB, 0, StorageError.Code.foreign), (SQLITE_FULL, 0, .full),
      (SQLITE_READONLY, 0, .readOnly), (SQLITE_READONLY | 4 << 8, 0, .readOnly),
      (SQLITE_CANTOPEN, ENOENT, .unopenable), (SQLITE_BUSY, 0, .busy),
      (SQLITE_CORRUPT, 0, .damaged), (SQLITE_IOERR | 3 << 8, ENOSPC, .full),
      (SQLITE_IOERR | 3 << 8, EDQUOT, .full), (SQLITE_IOERR | 4 << 8, EIO, .inputOutput),
      (SQLITE_MISUSE, 0, .unexpected),
    ] as [(Int32, Int32, StorageError.Code)])
  func codes(_ result: Int32, _ system: Int32, _ code: StorageError.Code) {
    let error = StorageError(sqlite: result, text: "so", system: system, path: "/a")
    #expect(error.code == code)
    #expect(error.description.hasPrefix("the archive \"/a\": "))
  }
}

@Suite("What breaks under a lasting archive")
struct BreakingTests {
  let folder = Folder()

  @Test("A full disk refuses a meeting whole, and what was there stays")
  func full() throws {
    let path = folder("archive")
    try {
      let archive = try ArchiveDatabase(
        path: path, options: ArchiveDatabase.Options(maximumByteCount: 400_000))
      try archive.put(meeting("a"))
      let words = [String](repeating: String(repeating: "word ", count: 2_000), count: 100)
      let error = #expect(throws: StorageError.self) {
        try archive.put(meeting("b"), meeting("large", words: words))
      }
      #expect(error?.code == .full)
      #expect(try archive.meetings().map(\.meeting.id) == ["a"])
      try archive.put(meeting("c"))
      #expect(try archive.log == ["1 added a 1", "2 added c 1"])
    }()
    #expect(try ArchiveDatabase(path: path).meetings().map(\.meeting.id) == ["a", "c"])
  }

  @Test("A WAL that ends within a page has all transactions before it, and nothing of the last")
  func tornWAL() throws {
    let (path, copy) = (folder("archive"), folder("copy"))
    let archive = try ArchiveDatabase(path: path)
    try archive.put(meeting("a"))
    let sure = try bytes(of: path + "-wal").count
    try archive.put(meeting("b"))
    let (file, wal) = (try bytes(of: path), try bytes(of: path + "-wal"))
    #expect(wal.count > sure)
    for cut in [1, 100, 4_096, (wal.count - sure) / 2, wal.count - sure] {
      try write(file, to: copy)
      try write(wal.dropLast(cut), to: copy + "-wal")
      let torn = try ArchiveDatabase(path: copy)
      #expect(try torn.meetings().map(\.meeting.id) == ["a"], "cut by \(cut)")
      try torn.put(meeting("b"))
      #expect(try torn.log == ["1 added a 1", "2 added b 1"])
    }
  }

  @Test("A message that is no message is told with its meeting, not passed over")
  func message() throws {
    let path = folder("archive")
    try ArchiveDatabase(path: path).put(meeting("a"), meeting("b"))
    try Connection(path: path, .readWrite).execute(
      "UPDATE statements SET message = x'FFFF' WHERE id = 'b/1'")
    let archive = try ArchiveDatabase(path: path)
    let error = #expect(throws: StorageError.self) { try archive.meetings() }
    #expect(error?.code == .damaged)
    #expect(error?.description.contains("revision 1 of the meeting \"b\"") == true)
  }

  @Test(
    "Numbers that cannot be are told, and stop nothing",
    arguments: [
      "UPDATE meetings SET revision = -1; UPDATE revisions SET revision = -1",
      "UPDATE revisions SET statement_count = -5", "UPDATE revisions SET statement_count = 1 << 40",
      "UPDATE speaker_ids SET speaker = 77", "UPDATE meant SET speaker = 77",
      "UPDATE names SET statements = -3",
    ])
  func numbers(_ change: String) throws {
    let path = folder("archive")
    try ArchiveDatabase(path: path).put(meeting("a"))
    try fillPeople(path)
    let connection = try Connection(path: path, .readWrite)
    try connection.execute(change)
    #expect(connection.changedRowCount > 0)
    let archive = try ArchiveDatabase(path: path)
    let error = #expect(throws: StorageError.self) {
      _ = try archive.readPeople()
      _ = try archive.meetings()
    }
    #expect(error?.code == .damaged)
  }

  /// Somebody who has all that people can have.
  private func fillPeople(_ path: String) throws {
    try Connection(path: path, .readWrite).execute(
      """
      INSERT INTO speakers VALUES (0, 'ada-berg', 'Ada Berg', 0);
      INSERT INTO names VALUES (0, 'name', 0, 'Ada Berg', '2031-03-01', '2031-03-01', 1);
      INSERT INTO speaker_ids VALUES ('ada', 0, 1);
      INSERT INTO meant VALUES ('ada', x'', 0, NULL);
      """)
  }

  @Test("A change log whose numbers were changed is told")
  func sequences() throws {
    let path = folder("archive")
    try ArchiveDatabase(path: path).put(meeting("a"))
    try Connection(path: path, .readWrite).execute(
      "PRAGMA foreign_keys = OFF; UPDATE changes SET sequence = -1")
    #expect(throws: StorageError.self) { try ArchiveDatabase(path: path) }
  }

  @Test("A statement that was taken out is told")
  func missing() throws {
    let path = folder("archive")
    try ArchiveDatabase(path: path).put(meeting("a"))
    try Connection(path: path, .readWrite).execute("DELETE FROM statements WHERE ordinal = 0")
    let archive = try ArchiveDatabase(path: path)
    let error = #expect(throws: StorageError.self) { try archive.meetings() }
    #expect(error?.code == .damaged)
  }
}
