import CSQLite

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension StorageError {
  /// What a result code of SQLite means for an archive (https://www.sqlite.org/rescode.html).
  /// - Parameters:
  ///   - text: What SQLite says.
  ///   - system: The number of the system's error behind it; 0 for none.
  init(sqlite result: Int32, text: String, system: Int32, path: String) {
    let reason = system == 0 ? text : "\(text) (\(String(cString: strerror(system))))"
    switch result & 0xFF {
    case SQLITE_NOTADB:
      self.init(.foreign, path: path, "this is no database of SQLite; name another file")
    case SQLITE_FULL:
      self.init(
        .full, path: path,
        "there is no room for it: make room on its disk and try again; what was stored before is there"
      )
    case SQLITE_READONLY:
      self.init(
        .readOnly, path: path, "it cannot be written: make the file and its folder writable")
    case SQLITE_PERM, SQLITE_AUTH, SQLITE_CANTOPEN:
      self.init(
        .unopenable, path: path,
        "it cannot be opened: \(reason); its folder must be there, and both must be readable and writable"
      )
    case SQLITE_BUSY, SQLITE_LOCKED:
      self.init(
        .busy, path: path,
        "another program has a lock on it: end whatever writes to it, such as a sqlite3 shell")
    case SQLITE_CORRUPT:
      self.init(
        .damaged, path: path,
        "it is damaged (\(reason)): restore it from a backup, or see what is left by sqlite3's .recover"
      )
    case SQLITE_IOERR where system == ENOSPC || system == EDQUOT || system == EFBIG:
      self.init(
        .full, path: path,
        "there is no room for it (\(String(cString: strerror(system)))): make room and try again; what "
          + "was stored before is there")
    case SQLITE_IOERR:
      self.init(
        .inputOutput, path: path, "the system failed to read or write it: \(reason); see its log")
    default:
      self.init(.unexpected, path: path, "SQLite answers \(result): \(reason)")
    }
  }
}
