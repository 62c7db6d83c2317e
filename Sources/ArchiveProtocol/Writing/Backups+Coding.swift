internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

// A copy of an archive's file, both ways.

extension BackupRequest {
  /// As a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__BackUpArchiveRequest> {
    arena.make(Messages.backUpArchive)
  }

  /// What a message holds.
  package init(decoding message: UnsafePointer<Verbatim__V1__BackUpArchiveRequest>) {
    self.init()
  }
}

extension BackupPart {
  /// As a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__BackUpArchiveResponse> {
    let message = arena.make(Messages.backupPart)
    if let begin {
      let copy = arena.make(Messages.backupBegin)
      copy.pointee.log = arena.text(begin.log)
      copy.pointee.sequence = begin.sequence
      copy.pointee.byte_count = begin.byteCount
      message.pointee.begin = copy
    }
    message.pointee.piece = piece.withUnsafeBytes { arena.bytes($0) }
    message.pointee.sha256 = sha256.withUnsafeBytes { arena.bytes($0) }
    return message
  }

  /// What a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__BackUpArchiveResponse>
  ) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      piece: Array(UnsafeRawBufferPointer(message.piece)),
      sha256: Array(UnsafeRawBufferPointer(message.sha256)))
    if let copy = message.begin?.pointee {
      begin = ArchiveBackup(
        log: try String(checking: copy.log, field: "begin.log"), sequence: copy.sequence,
        byteCount: copy.byte_count)
    }
  }
}
