/// The versions of the tables, and how a file comes from one to the next.
enum Migrations {
  /// The statements that make each version of the one before, from 1. Those that were released never
  /// change: files of each are there.
  private static let steps: [[UInt8]] = [
    PackageResources.version_1_sql, PackageResources.version_2_sql,
  ]

  static var version: Int64 { Int64(steps.count) }

  /// Sees that a file is an archive of ours, or empty. Writes nothing.
  static func check(_ connection: Connection) throws(StorageError) {
    let application = try connection.number("PRAGMA application_id")
    let version = try connection.number("PRAGMA user_version")
    let path = connection.path
    if application == 0 {
      // A file that was just made.
      if version == 0, try connection.number("SELECT count(*) FROM sqlite_schema") == 0 { return }
      throw StorageError(
        .foreign, path: path, "this is another program's database; name another file")
    }
    guard application == ArchiveDatabase.applicationID else {
      throw StorageError(
        .foreign, path: path,
        "this is another program's database (application_id \(application)); name another file")
    }
    guard version <= Self.version else {
      throw StorageError(
        .newer, path: path,
        "a newer version of this program made it (its tables are of version \(version), and this knows "
          + "those to \(Self.version)): use that version, or another file")
    }
  }

  /// Brings the tables to this version, all in one transaction.
  static func migrate(_ connection: Connection) throws(StorageError) {
    guard try connection.number("PRAGMA user_version") < version else { return }
    try connection.transaction { () throws(StorageError) in
      let old = Int(try connection.number("PRAGMA user_version"))
      for step in steps[max(0, old)...] {
        try connection.execute(String(decoding: step, as: UTF8.self))
      }
      if old == 0 {
        try connection.execute(
          """
          INSERT INTO archive VALUES
            (lower(hex(randomblob(8))), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
          PRAGMA application_id = \(ArchiveDatabase.applicationID);
          """)
      }
      try connection.execute("PRAGMA user_version = \(version)")
    }
  }
}
