#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a file holds that is an archive, with nothing wrong in it.
package struct CheckedArchive: Hashable, Sendable {
  package var log: String
  package var sequence: UInt64
  /// Of what is served.
  package var meetings: Int
  package var statements: Int
}

/// Puts a copy of an archive where a server has its own.
package enum ArchiveRestoring {
  /// Looks at all of a copy as a server does at its start, and further: every page, and every reference of one
  /// row to another. Changes nothing.
  package static func check(_ path: String) throws(StorageError) -> CheckedArchive {
    guard byteCount(of: path + "-wal") == 0 else {
      throw StorageError(
        .inUse, path: path,
        "\(path)-wal stands beside it, so that it is no whole copy: make one by verbatim backup, or by "
          + "sqlite3's .backup")
    }
    guard byteCount(of: path) > 0 else {
      throw StorageError(.unopenable, path: path, "there is no such file, or it is empty")
    }
    let connection = try Connection(path: path, .readOnly)
    connection.setBusyTimeout(milliseconds: 5_000)
    try connection.execute("PRAGMA trusted_schema = OFF")
    try Migrations.check(connection)
    let damage = try connection.statement("PRAGMA integrity_check(1)")
    let isWhole = try damage.step() && damage.text(0) == "ok"
    let found = damage.text(0)
    damage.reset()
    guard isWhole else {
      throw StorageError(.damaged, path: path, "it is damaged (\(found)): take another copy")
    }
    let orphan = try connection.statement("PRAGMA foreign_key_check")
    let isOrphaned = try orphan.step()
    let table = orphan.text(0)
    orphan.reset()
    guard !isOrphaned else {
      throw StorageError(
        .damaged, path: path,
        "rows of its table \(table) refer to others that are not there: take another copy")
    }
    let sequence = try ArchiveDatabase.lastSequence(connection)
    let id = try connection.statement("SELECT id FROM archive")
    let log = try id.step() ? id.text(0) : ""
    id.reset()
    guard !log.isEmpty else {
      throw StorageError(.damaged, path: path, "its table archive is empty: take another copy")
    }
    return CheckedArchive(
      log: log, sequence: sequence,
      meetings: Int(
        clamping: try connection.number("SELECT count(*) FROM meetings WHERE NOT is_deleted")),
      statements: Int(
        clamping: try connection.number(
          """
          SELECT ifnull(sum(statement_count), 0) FROM meetings JOIN revisions
            ON revisions.meeting = number AND revisions.revision = meetings.revision
          WHERE NOT is_deleted
          """)))
  }

  /// Puts a copy that was found right at a path: all of it, or nothing.
  /// - Parameter replaces: Whether it takes the place of what is there.
  package static func restore(
    _ copy: String, to path: String, replaces: Bool
  ) throws(StorageError) -> CheckedArchive {
    let found = try check(copy)
    // Nobody serves what is replaced.
    let lock = try FileLock(besides: path)
    defer { withExtendedLifetime(lock) {} }
    guard !isSame(copy, path) else {
      throw StorageError(.exists, path: path, "it is the copy itself")
    }
    guard replaces || access(path, F_OK) != 0 && access(path + "-wal", F_OK) != 0 else {
      throw StorageError(
        .exists, path: path, "there is one already: name another file, or say --force to replace it"
      )
    }
    let temporary = path + ".restoring"
    unlink(temporary)
    do throws(StorageError) {
      try copyBytes(of: copy, to: temporary)
      // What the one before had not put into its file yet is not to come into this one.
      for end in ["-wal", "-shm"] { unlink(path + end) }
      guard rename(temporary, path) == 0 else { throw failure(path, "it cannot be put in place") }
      try synchroniseFolder(of: path)
    } catch {
      unlink(temporary)
      throw error
    }
    return found
  }

  private static func copyBytes(of copy: String, to path: String) throws(StorageError) {
    let source = open(copy, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw failure(copy, "it cannot be read") }
    defer { close(source) }
    let target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw failure(path, "it cannot be written") }
    defer { close(target) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(source, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(copy, "it cannot be read") }
      if count == 0 { break }
      var written = 0
      while written < count {
        let taken = write(target, buffer.baseAddress! + written, count - written)
        if taken < 0, errno == EINTR { continue }
        guard taken > 0 else { throw failure(path, "it cannot be written") }
        written += taken
      }
    }
    guard fsync(target) == 0 else { throw failure(path, "it cannot be written") }
  }

  private static func synchroniseFolder(of path: String) throws(StorageError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    let descriptor = open(folder ?? ".", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "its folder cannot be written") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(path, "its folder cannot be written") }
  }

  private static func byteCount(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
      && first.st_ino == second.st_ino
  }

  private static func failure(_ path: String, _ what: String) -> StorageError {
    let number = errno
    return StorageError(
      number == ENOSPC || number == EDQUOT ? .full : .inputOutput, path: path,
      "\(what): \(String(cString: strerror(number)))")
  }
}
