internal import ArchiveProtocol
internal import ArchiveStorage
internal import LastingArchive
internal import RPC
internal import RPCServer
internal import Transcripts
internal import VerbatimServer

// A copy of the archive's file, for whoever keeps it safe.

extension ArchiveWriterService {
  var backupMethod: Method {
    let writing = writing
    return Method.serverStreaming(
      descriptor("BackUpArchive", .serverStreaming),
      request: Self.request(JSONMessages.backUpArchive.type) { BackupRequest(decoding: $0) },
      response: Self.coding { (part: BackupPart, arena) in part.encode(into: arena) }
    ) { _, responses, _ in
      try await Self.wanted(writing).backUp(responses)
    }.with(MessageForm(JSONMessages.backUpArchive, JSONMessages.backupPart))
  }
}

extension Writing {
  /// Bytes of a piece.
  private static let pieceByteCount = 256 << 10

  fileprivate func backUp(_ responses: ResponseWriter<BackupPart>) async throws {
    guard tally.beginBackup() else {
      throw RPCError(
        .resourceExhausted,
        "another copy is made just now, and one at a time is: try again when it is done")
    }
    var isComplete = false
    defer { tally.endBackup(isComplete: isComplete) }
    let copy = try await copying { isCancelled in
      try self.queue.lasting.copy(isCancelled: isCancelled)
    }
    try await responses.write(
      BackupPart(
        begin: ArchiveBackup(
          log: copy.log, sequence: copy.sequence, byteCount: UInt64(copy.byteCount))))
    while true {
      let piece = try await copying { _ in try copy.next(atMost: Self.pieceByteCount) }
      if piece.isEmpty { break }
      try await responses.write(BackupPart(piece: piece))
    }
    try await responses.write(BackupPart(sha256: copy.finish()))
    isComplete = true
  }

  /// Has the thread for it do something that blocks on the disk.
  private func copying<Value: Sendable>(
    _ body: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> Value
  ) async throws -> Value {
    try await awaiting { isCancelled, done in
      self.backups.run {
        guard !isCancelled() else { return done(.failure(CancellationError())) }
        done(Result { try body(isCancelled) })
      }
    }
  }
}
