/// A copy of an archive's file: of `verbatim.v1.BackUpArchiveResponse.Begin`.
public struct ArchiveBackup: Hashable, Sendable {
  /// Which archive it is of; see ``ChangePlace/log``.
  public var log: String
  /// The last change of the archive's log that it has.
  public var sequence: UInt64
  /// Its bytes.
  public var byteCount: UInt64

  /// A copy.
  public init(log: String, sequence: UInt64, byteCount: UInt64) {
    self.log = log
    self.sequence = sequence
    self.byteCount = byteCount
  }
}

/// The next of a copy: of `verbatim.v1.BackUpArchiveResponse`.
package struct BackupPart: Hashable, Sendable {
  /// With the first one.
  package var begin: ArchiveBackup?
  package var piece: [UInt8]
  /// With the last one.
  package var sha256: [UInt8]

  package init(begin: ArchiveBackup? = nil, piece: [UInt8] = [], sha256: [UInt8] = []) {
    self.begin = begin
    self.piece = piece
    self.sha256 = sha256
  }
}

/// Of `verbatim.v1.BackUpArchiveRequest`.
package struct BackupRequest: Hashable, Sendable {
  package init() {}
}
