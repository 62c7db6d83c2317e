#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that appears under its name only once all of it is on the disk.
final class WholeFile {
  private let path: String
  private let temporary: String
  private let replaces: Bool
  private var descriptor: Int32

  /// - Parameter replaces: Whether a file of the name may go.
  init(_ path: String, replaces: Bool) throws {
    self.path = path
    self.replaces = replaces
    temporary = "\(path).\(getpid()).part"
    guard replaces || access(path, F_OK) != 0 else { throw Self.exists(path) }
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  func write(_ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      let taken = bytes.withUnsafeBytes {
        #if canImport(Glibc)
          Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
        #else
          Darwin.write(descriptor, $0.baseAddress! + written, $0.count - written)
        #endif
      }
      if taken < 0, errno == EINTR { continue }
      guard taken > 0 else { throw Self.failure(path) }
      written += taken
    }
  }

  /// Gives it its name.
  func finish() throws {
    guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    let result = close(descriptor)
    descriptor = -1
    guard result == 0 else { throw Self.failure(path) }
    if replaces {
      guard rename(temporary, path) == 0 else { throw Self.failure(path) }
    } else {
      // Unlike a new name by rename(2), a second one never takes the place of a file.
      guard link(temporary, path) == 0 else {
        throw errno == EEXIST ? Self.exists(path) : Self.failure(path)
      }
      unlink(temporary)
    }
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    let opened = open(folder ?? ".", O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw Self.failure(path) }
    defer { close(opened) }
    guard fsync(opened) == 0 else { throw Self.failure(path) }
  }

  /// Leaves nothing behind of what was not finished.
  func giveUp() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    unlink(temporary)
  }

  private static func exists(_ path: String) -> CommandFailure {
    CommandFailure(
      .inputOutput, "\(path) is there already: name another file, or say --force to replace it")
  }

  private static func failure(_ path: String) -> CommandFailure {
    CommandFailure(.inputOutput, "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
