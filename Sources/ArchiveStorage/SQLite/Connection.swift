import CSQLite

/// A connection to a database: the one owner of its `sqlite3`. Belongs to one thread at a time.
///
/// https://www.sqlite.org/c3ref/intro.html
final class Connection {
  let path: String
  fileprivate let handle: OpaquePointer
  /// Statements that are prepared once and used again, by their text.
  private var prepared: [String: PreparedStatement] = [:]

  /// How a database is opened.
  enum Access {
    case readOnly
    /// Made where it is missing.
    case readWrite
  }

  /// Opens a database. What is in it is not looked at yet.
  init(path: String, _ access: Access) throws(StorageError) {
    self.path = path
    var handle: OpaquePointer?
    // NOMUTEX: never on two threads at once. EXRESCODE: codes say what failed, not only that.
    let flags =
      (access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
      | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    // SQLITE_OK, SQLITE_CANTOPEN, SQLITE_NOMEM and others; there is a handle but when memory ran out.
    let result = sqlite3_open_v2(path, &handle, flags, nil)
    guard let handle else { fatalError("no memory for a database") }
    guard result == SQLITE_OK else {
      let error = Self.error(result, handle, path: path)
      sqlite3_close_v2(handle)
      throw error
    }
    self.handle = handle
  }

  deinit {
    // Statements first: they are freed by their owners, who are in `prepared`.
    prepared = [:]
    // SQLITE_OK always: close_v2 waits for what is left of statements.
    sqlite3_close_v2(handle)
  }

  /// Whether the database was opened for reading alone, since it cannot be written.
  var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  /// Whether no transaction is open.
  var isAutocommitting: Bool { sqlite3_get_autocommit(handle) != 0 }

  /// Rows that the last statement changed.
  var changedRowCount: Int { Int(sqlite3_changes64(handle)) }

  /// Waits so long where another program has a lock, before it gives up.
  func setBusyTimeout(milliseconds: Int32) { sqlite3_busy_timeout(handle, milliseconds) }

  /// Runs statements that have no parameters and whose rows nobody wants.
  func execute(_ sql: String) throws(StorageError) {
    // SQLITE_OK, or the code of the statement that failed.
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// Runs a statement that takes long, and gives it up where nobody wants it any more.
  /// - Throws: `StorageError` with the code `cancelled` then.
  func execute(
    _ sql: String, isCancelled: @escaping () -> Bool
  ) throws(StorageError) {
    let question = Question(isCancelled)
    sqlite3_progress_handler(
      handle, 10_000,
      { context in
        Unmanaged<Question>.fromOpaque(context!).takeUnretainedValue().isCancelled() ? 1 : 0
      }, Unmanaged.passUnretained(question).toOpaque())
    defer {
      sqlite3_progress_handler(handle, 0, nil, nil)
      withExtendedLifetime(question) {}
    }
    let result = sqlite3_exec(handle, sql, nil, nil, nil)
    if result == SQLITE_INTERRUPT {
      throw StorageError(.cancelled, path: path, "nobody waits for it any more")
    }
    try check(result)
  }

  /// What SQLite asks from time to time.
  private final class Question {
    let isCancelled: () -> Bool
    init(_ isCancelled: @escaping () -> Bool) { self.isCancelled = isCancelled }
  }

  /// A statement, prepared once for the life of the connection and without parameters now.
  func statement(_ sql: String) throws(StorageError) -> PreparedStatement {
    if let statement = prepared[sql] {
      statement.reset()
      return statement
    }
    let statement = try PreparedStatement(sql, on: self)
    prepared[sql] = statement
    return statement
  }

  /// The one number that a statement without parameters gives.
  func number(_ sql: String) throws(StorageError) -> Int64 {
    let statement = try PreparedStatement(sql, on: self)
    return try statement.step() ? statement.number(0) : 0
  }

  /// Has `body` write all or nothing. When it throws, or the disk does not take it, nothing was written.
  func transaction<Value>(
    _ body: () throws(StorageError) -> Value
  ) throws(StorageError) -> Value {
    // IMMEDIATE: a lock that cannot be had is told now and not at the first write.
    try execute("BEGIN IMMEDIATE")
    do {
      let value = try body()
      try execute("COMMIT")
      return value
    } catch {
      // A full disk has SQLite roll back by itself.
      if !isAutocommitting { try? execute("ROLLBACK") }
      throw error
    }
  }

  func check(_ result: Int32) throws(StorageError) {
    guard result != SQLITE_OK else { return }
    throw Self.error(result, handle, path: path)
  }

  fileprivate func prepare(_ sql: String) throws(StorageError) -> OpaquePointer {
    var statement: OpaquePointer?
    var sql = sql
    let result = sql.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { text in
        sqlite3_prepare_v3(
          handle, text.baseAddress, Int32(text.count), UInt32(SQLITE_PREPARE_PERSISTENT),
          &statement, nil)
      }
    }
    // SQLITE_OK with a statement, or without one for a text that holds none.
    try check(result)
    guard let statement else { preconditionFailure("no statement in “\(sql)”") }
    return statement
  }

  private static func error(_ result: Int32, _ handle: OpaquePointer, path: String) -> StorageError
  {
    let system = sqlite3_system_errno(handle)
    return StorageError(
      sqlite: result, text: String(cString: sqlite3_errmsg(handle)), system: system, path: path)
  }
}

/// A statement of SQL: the one owner of its `sqlite3_stmt`. Belongs to its connection's thread.
final class PreparedStatement {
  private let handle: OpaquePointer
  /// Kept, so that the connection is closed after it.
  private unowned let connection: Connection

  fileprivate init(_ sql: String, on connection: Connection) throws(StorageError) {
    self.connection = connection
    handle = try connection.prepare(sql)
  }

  deinit {
    // The result is that of the last step, which was told.
    sqlite3_finalize(handle)
  }

  /// Begins anew, without parameters.
  func reset() {
    // The result is that of the last step, which was told.
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  /// Goes to the next row; false when there is none.
  func step() throws(StorageError) -> Bool {
    // SQLITE_ROW, SQLITE_DONE, or an error.
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let result:
      do {
        try connection.check(result)
      } catch {
        // Also lets go of the locks that a failed statement holds.
        reset()
        throw error
      }
      return false
    }
  }

  /// Runs to the end, and is ready to be used again.
  func run() throws(StorageError) {
    while try step() {}
    reset()
  }

  // MARK: Parameters, from 1

  func bind(_ index: Int32, _ number: Int64) {
    precondition(sqlite3_bind_int64(handle, index, number) == SQLITE_OK)
  }

  func bind(_ index: Int32, _ number: Int) { bind(index, Int64(number)) }

  func bind(_ index: Int32, _ text: String) {
    var text = text
    let result = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        // Without an address it would be NULL.
        verbatim_sqlite3_bind_text_transient(
          handle, index, $0.baseAddress ?? UnsafePointer(bitPattern: 1), UInt64($0.count))
      }
    }
    // SQLITE_OK, SQLITE_TOOBIG beyond 1,000,000,000 bytes, SQLITE_NOMEM, SQLITE_RANGE.
    precondition(result == SQLITE_OK, "a parameter was not taken: \(result)")
  }

  func bind(_ index: Int32, _ text: String?) {
    if let text { bind(index, text) } else { bindNull(index) }
  }

  /// NULL where the text is empty, which means that it is not known.
  func bind(_ index: Int32, known text: String) {
    if text.isEmpty { bindNull(index) } else { bind(index, text) }
  }

  func bind(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
    let result = verbatim_sqlite3_bind_blob_transient(
      handle, index, bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1), UInt64(bytes.count))
    precondition(result == SQLITE_OK, "a parameter was not taken: \(result)")
  }

  func bind(_ index: Int32, _ bytes: [UInt8]) { bytes.withUnsafeBytes { bind(index, $0) } }

  func bindNull(_ index: Int32) {
    precondition(sqlite3_bind_null(handle, index) == SQLITE_OK)
  }

  // MARK: Columns of the row, from 0

  func number(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  /// A number that cannot be below 0 or too large. Throws where the file has another, which whoever has
  /// the right to may have written.
  func unsigned<Number: FixedWidthInteger & UnsignedInteger>(
    _ column: Int32
  ) throws(StorageError) -> Number {
    guard let number = Number(exactly: number(column)) else {
      throw StorageError(
        .damaged, path: connection.path,
        "it has \(self.number(column)) for \(String(cString: sqlite3_column_name(handle, column))), which "
          + "cannot be: restore it from a backup")
    }
    return number
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  /// The text of a column; empty where it is NULL.
  func text(_ column: Int32) -> String {
    guard let text = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
  }

  /// Calls `body` with the bytes of a column, which are valid so long.
  func withBytes<Value, Failure>(
    _ column: Int32, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let bytes = sqlite3_column_blob(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    return try body(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
  }

  func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { Array($0) } }
}
