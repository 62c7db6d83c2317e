#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
package import NIOCore
internal import Synchronization

/// The file of a Unix domain socket, which outlives those who forget to remove it.
package enum UnixSocketFile {
  /// Removes the socket's file if nobody listens on it any more; leaves every other file alone.
  package static func removeStale(_ path: String) throws {
    guard identity(path)?.isSocket == true else { return }
    let address = try SocketAddress(unixDomainSocketPath: path)
    let descriptor = socket(AF_UNIX, streamType, 0)
    guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
    defer { close(descriptor) }
    let result = address.withSockAddr { connect(descriptor, $0, socklen_t($1)) }
    // Anything but a refusal means that somebody is there, or that nothing can be said.
    guard result != 0, errno == ECONNREFUSED else { return }
    guard unlink(path) == 0 || errno == ENOENT else {
      throw IOError(errnoCode: errno, reason: "unlink")
    }
  }

  /// Makes a socket's file by `body`, for nobody but this user until `claim` says who else may connect:
  /// between the two anybody could whom the process's mask allows. Files that other threads make
  /// meanwhile are this user's alone as well.
  package static func make<Made>(_ body: () async throws -> Made) async rethrows -> Made {
    masks.withLock { masks in
      if masks.users == 0 { masks.usual = umask(0o177) }
      masks.users += 1
    }
    defer {
      masks.withLock { masks in
        masks.users -= 1
        if masks.users == 0 { _ = umask(masks.usual) }
      }
    }
    return try await body()
  }

  /// The process's mask while the narrow one is in force, and how many need that.
  private static let masks = Mutex<(usual: mode_t, users: Int)>((0, 0))

  /// Sets who may connect, and removes the file when the channel closes, if it is still the same one.
  package static func claim(
    _ path: String, mode: UInt32, for channel: any Channel
  ) throws {
    guard chmod(path, mode_t(mode & 0o777)) == 0 else {
      throw IOError(errnoCode: errno, reason: "chmod")
    }
    let own = identity(path)
    channel.closeFuture.whenComplete { _ in
      // A failure leaves a stale file, which the next server removes.
      if let own, identity(path) == own { _ = unlink(path) }
    }
  }

  private struct Identity: Equatable {
    var device: UInt64
    var inode: UInt64
    var isSocket: Bool
  }

  private static func identity(_ path: String) -> Identity? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      inode: UInt64(truncatingIfNeeded: status.st_ino),
      isSocket: status.st_mode & S_IFMT == S_IFSOCK)
  }

  private static var streamType: CInt {
    #if canImport(Glibc)
      CInt(SOCK_STREAM.rawValue)
    #else
      SOCK_STREAM
    #endif
  }
}
