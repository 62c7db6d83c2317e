internal import COpenSSL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads whole small files, with errors that say what to do.
enum FileContents {
  /// The largest file read. The system's bundle of all public authorities has about 0.25 MB.
  static let maximumBytes = 8 << 20
  /// How long a pipe has for its next bytes, in milliseconds: nobody may write to it.
  private static let pipePatience: Int32 = 5_000

  /// Calls `body` with the bytes of a file and whether everybody on the machine may read it. The
  /// bytes are wiped afterwards, since they may be a private key.
  ///
  /// - Parameter role: what the file is for, as the error names it: "private key".
  static func withContents<Result>(
    of path: String, role: String,
    _ body: (_ bytes: UnsafeRawBufferPointer, _ worldReadable: Bool) throws(TLSError) -> Result
  ) throws(TLSError) -> Result {
    guard !path.utf8.contains(0), !path.isEmpty else {
      throw TLSError(.invalidConfiguration, "the \(role) file's path is empty or holds a NUL byte")
    }
    // NONBLOCK: a pipe that nobody writes to would be waited for without end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(errno, path: path, role: role) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(errno, path: path, role: role) }

    // One block that never grows: growing would leave copies of a key behind.
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: maximumBytes + 1, alignment: 16)
    var count = 0
    defer {
      OPENSSL_cleanse(block.baseAddress, count)
      block.deallocate()
    }
    let isPipe = status.st_mode & S_IFMT == S_IFIFO
    while count < block.count {
      var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // 1: bytes or the end, 0: neither in time, -1 with errno, of which EINTR makes it wait anew.
      guard !isPipe || poll(&event, 1, pipePatience) != 0 else {
        throw TLSError(
          .fileUnreadable,
          "\(role) file \(path) is a pipe, and nothing came out of it within "
            + "\(pipePatience / 1000) s: name a file, or let somebody write to it")
      }
      // > 0 bytes, 0 at the end, -1 with errno.
      let got = read(descriptor, block.baseAddress! + count, block.count - count)
      if got < 0 {
        if errno == EINTR || (isPipe && errno == EAGAIN) { continue }
        throw failure(errno, path: path, role: role)
      }
      if got == 0 { break }
      count += got
    }
    guard count <= maximumBytes else {
      throw TLSError(
        .fileUnreadable,
        "\(role) file \(path) is larger than \(maximumBytes >> 20) MiB: is it the right file?")
    }
    return try body(UnsafeRawBufferPointer(block)[..<count].rebased, status.st_mode & 0o004 != 0)
  }

  private static func failure(_ code: Int32, path: String, role: String) -> TLSError {
    switch code {
    case ENOENT, ENOTDIR:
      TLSError(.fileNotFound, "\(role) file \(path) does not exist: correct the path or make it")
    case EACCES, EPERM:
      TLSError(
        .fileUnreadable,
        "\(role) file \(path) cannot be read: give the user this program runs as (id \(geteuid())) "
          + "the right to read it and to enter its folder")
    case EISDIR:
      TLSError(.fileUnreadable, "\(role) file \(path) is a folder: name a file in it")
    default:
      TLSError(
        .fileUnreadable, "\(role) file \(path) cannot be read: \(String(cString: strerror(code)))")
    }
  }
}

extension Slice<UnsafeRawBufferPointer> {
  fileprivate var rebased: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self) }
}
