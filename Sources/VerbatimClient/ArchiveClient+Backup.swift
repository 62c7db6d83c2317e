internal import Digests
internal import RPC
public import RPCClient
public import Transcripts

extension ArchiveClient {
  /// Takes a copy of the archive's file, as it is at one moment, while the server goes on: a file that
  /// `verbatimd --archive` takes. Takes the right `admin`.
  ///
  /// What `write` got is a copy only when this returns: then all of it came, and is what the server read.
  /// - Parameter write: is handed the bytes, in order; what it throws ends the call.
  /// - Throws: `RPCError`: DATA_LOSS where what came is not what the server read, RESOURCE_EXHAUSTED while
  ///   another copy is made or where its disk is full, FAILED_PRECONDITION from a server whose archive is kept
  ///   in no file.
  public func backUp(
    options: CallOptions = CallOptions(), to write: ([UInt8]) async throws -> Void
  ) async throws -> ArchiveBackup {
    let digest = RunningDigest()
    var copy: ArchiveBackup?
    var (count, sha256) = (0 as UInt64, [] as [UInt8])
    for try await part in channel.serverStreaming(
      Methods.backUpArchive, BackupRequest(), encoding: Coding.backUpArchive,
      decoding: Coding.backupPart, options: options)
    {
      if let begin = part.begin { copy = begin }
      if !part.sha256.isEmpty { sha256 = part.sha256 }
      guard !part.piece.isEmpty else { continue }
      digest.update(part.piece)
      count += UInt64(part.piece.count)
      try await write(part.piece)
    }
    guard let copy, copy.byteCount == count, digest.finish() == sha256 else {
      throw RPCError(
        .dataLoss, "the copy of the archive is not what the server read: take it once more")
    }
    return copy
  }
}
