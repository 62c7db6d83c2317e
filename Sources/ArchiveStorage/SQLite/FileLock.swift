#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A lock that one process at a time has on an archive, for as long as this lives.
///
/// SQLite's own locks last for a transaction, and keep nobody from a second server over the same file,
/// whose memory would not know of what the first one writes. This lock is one on a file of its own beside
/// it, that goes with the process however it ends; the file stays, and says who had it last.
final class FileLock {
  private let descriptor: Int32

  /// Takes the lock.
  /// - Parameter path: The archive's file.
  init(besides path: String) throws(StorageError) {
    let name = path + ".lock"
    descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw StorageError(
        errno == EROFS || errno == EACCES ? .readOnly : .unopenable, path: path,
        "its lock \(name.debugDescription) cannot be opened: \(reason); its folder must be there and "
          + "writable")
    }
    // 0, or -1 with EWOULDBLOCK where another process has it.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      let holder = Self.holder(descriptor)
      close(descriptor)
      guard number == EWOULDBLOCK else {
        throw StorageError(
          .unopenable, path: path,
          "its lock cannot be taken: \(String(cString: strerror(number)))")
      }
      throw StorageError(
        .inUse, path: path,
        "another server\(holder.map { ", process \($0)," } ?? "") has it: end that one first, or name "
          + "another file")
    }
    // For people; who cannot write it has the lock all the same.
    let text = "\(getpid())\n"
    _ = ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  deinit { close(descriptor) }

  /// The process that has it, as it wrote.
  private static func holder(_ descriptor: Int32) -> Int? {
    let text = withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { buffer in
      let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
      return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
    return text.split(whereSeparator: \.isNewline).first.flatMap { Int($0) }
  }
}
