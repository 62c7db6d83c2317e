import Digests
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A copy of an archive's file as it was at one moment, to be read once from its beginning to its end. It has
/// no name on the disk, and goes with this.
///
/// SQLite writes it by `VACUUM INTO` in one transaction of reading: whoever writes meanwhile goes on, and the
/// copy holds no free pages. Safe to use from any thread; every call blocks on the disk.
package final class ArchiveCopy: Sendable {
  /// Which archive it is of.
  package let log: String
  /// The last change of its log.
  package let sequence: UInt64
  package let byteCount: Int
  private let path: String
  private let descriptor: Int32
  private let state = Mutex(State())

  private struct State {
    var offset = 0
    let digest = RunningDigest()
  }

  /// Where a copy of an archive is made.
  static func name(besides path: String) -> String { path + ".copy" }

  /// Copies an archive. One at a time: what another one left behind is removed.
  /// - Parameter isCancelled: Is asked from time to time.
  package init(
    of path: String, isCancelled: @escaping () -> Bool = { false }
  ) throws(StorageError) {
    self.path = path
    let name = Self.name(besides: path)
    unlink(name)
    // Made here, so that nobody else may read it, whatever the umask.
    let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path, "a copy cannot be made beside it") }
    defer { unlink(name) }
    do throws(StorageError) {
      let connection = try Connection(path: path, .readOnly)
      connection.setBusyTimeout(milliseconds: 5_000)
      try connection.execute(
        "VACUUM INTO '\(name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'",
        isCancelled: isCancelled)
      let copy = try Connection(path: name, .readOnly)
      let query = try copy.statement("SELECT id FROM archive")
      log = try query.step() ? query.text(0) : ""
      query.reset()
      sequence = try ArchiveDatabase.lastSequence(copy)
    } catch {
      close(descriptor)
      throw StorageError(error.code, path: path, error.message)
    }
    byteCount = Int(lseek(descriptor, 0, SEEK_END))
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The next bytes; none at the end.
  package func next(atMost count: Int) throws(StorageError) -> [UInt8] {
    let piece = state.withLock { state -> [UInt8]? in
      var taken = 0
      let piece = [UInt8](
        unsafeUninitializedCapacity: min(count, byteCount - state.offset)
      ) { buffer, filled in
        while filled < buffer.count {
          taken = pread(
            descriptor, buffer.baseAddress! + filled, buffer.count - filled,
            off_t(state.offset + filled))
          if taken < 0, errno == EINTR { continue }
          guard taken > 0 else { break }
          filled += taken
        }
      }
      guard taken >= 0 else { return nil }
      state.digest.update(piece)
      state.offset += piece.count
      return piece
    }
    guard let piece else { throw Self.failure(path, "its copy cannot be read") }
    return piece
  }

  /// SHA-256 of all of it, once it was read; asked for once.
  package func finish() -> [UInt8] { state.withLock { $0.digest.finish() } }

  private static func failure(_ path: String, _ what: String) -> StorageError {
    let number = errno
    return StorageError(
      number == ENOSPC || number == EDQUOT ? .full : .inputOutput, path: path,
      "\(what): \(String(cString: strerror(number)))")
  }
}
