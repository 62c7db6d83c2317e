#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that holds a token and nothing else.
enum TokenFile {
  /// No token is so long.
  private static let maximumSize = 4096

  /// The token, without the line's end behind it.
  static func token(in path: String) throws -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: maximumSize + 1)
    var count = 0
    while count < bytes.count {
      let taken = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress! + count, $0.count - count)
      }
      guard taken >= 0 else { throw failure(path) }
      if taken == 0 { break }
      count += taken
    }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    let token = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    guard count <= maximumSize, !token.isEmpty, !token.contains(where: \.isWhitespace) else {
      throw CommandFailure(
        .usage, "\(path) holds no token: a file of --token-file has one line, the token")
    }
    return String(token)
  }

  /// Makes a file that only its owner may read. One that is there stays.
  static func create(_ path: String, _ token: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    let bytes = Array((token + "\n").utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      let failure = failure(path)
      unlink(path)
      throw failure
    }
  }

  private static func failure(_ path: String) -> CommandFailure {
    let number = errno
    switch number {
    case ENOENT: return CommandFailure(.noInput, "\(path) does not exist")
    case EACCES, EPERM: return CommandFailure(.noInput, "\(path): you have no right to it")
    case EEXIST:
      return CommandFailure(
        .inputOutput, "\(path) is there already, and may hold a token that is in use: name another")
    default: return CommandFailure(.inputOutput, "\(path): \(String(cString: strerror(number)))")
    }
  }
}
