internal import Transcripts

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that holds how far a follower got. It is replaced in one step, so that it always holds a place;
/// a link stays one.
struct PlaceFile {
  private let path: String
  /// The place that it held, or holds now; nil where there was no file.
  private(set) var place: ChangePlace?
  private var written = ContinuousClock.now
  /// What was printed since, up to here.
  private var noted: ChangePlace?

  /// Time between two replacements while much happens.
  private let patience: Duration
  /// No place is so long.
  private static let maximumSize = 4096

  /// Reads the file, if there is one.
  init(_ path: String, patience: Duration = .seconds(1)) throws {
    self.patience = patience
    var resolved = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard realpath(path, &resolved) != nil else {
      guard errno == ENOENT else { throw Self.failure(.noInput, "\(path) cannot be read") }
      var status = stat()
      guard lstat(path, &status) != 0 else {
        throw CommandFailure(
          .noInput, "\(path) is a link to what is not there: name the file itself, or make it first"
        )
      }
      self.path = path
      return
    }
    self.path = resolved.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let text = try Self.text(of: self.path).filter { !$0.isWhitespace }
    guard let place = ChangePlace(text) else {
      throw CommandFailure(
        .usage,
        "\(path) holds no place, LOG/SEQUENCE: remove it to begin anew, or name another file")
    }
    self.place = place
  }

  /// Writes a place now.
  mutating func keep(_ place: ChangePlace) throws {
    noted = nil
    guard place != self.place else { return }
    try replace(with: "\(place)\n")
    self.place = place
    written = .now
  }

  /// Writes a place from time to time, once `flush` has written what was printed until there.
  mutating func note(_ place: ChangePlace, flush: () throws -> Void) throws {
    noted = place
    guard ContinuousClock.now - written >= patience else { return }
    try keepNoted(flush: flush)
  }

  /// Writes the place of what was printed last, where the file does not hold it yet.
  mutating func keepNoted(flush: () throws -> Void) throws {
    guard let noted else { return }
    try flush()
    try keep(noted)
  }

  private static func text(of path: String) throws -> String {
    // A pipe that nobody writes to must not keep the command waiting.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(.noInput, "\(path) cannot be read") }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: maximumSize)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress!, $0.count) }
    guard count >= 0 else { throw failure(.noInput, "\(path) cannot be read") }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private func replace(with text: String) throws {
    // A name that nobody can have made before.
    let temporary = "\(path).\(UInt64.random(in: 0 ... .max)).new"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let descriptor = open(temporary, flags, 0o644)
    guard descriptor >= 0 else { throw Self.failure(.inputOutput, "\(path) cannot be written") }
    // Who may read it stays as it was.
    var status = stat()
    let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    let isWritten =
      mode.map { fchmod(descriptor, $0) == 0 } ?? true && Self.writeAll(of: text, to: descriptor)
      && fsync(descriptor) == 0
    let problem = errno
    close(descriptor)
    errno = problem
    guard isWritten, rename(temporary, path) == 0 else {
      let failure = Self.failure(.inputOutput, "\(path) cannot be written")
      unlink(temporary)
      throw failure
    }
  }

  private static func writeAll(of text: String, to descriptor: CInt) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress!, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }

  private static func failure(_ status: ExitStatus, _ what: String) -> CommandFailure {
    CommandFailure(status, "\(what): \(String(cString: strerror(errno)))")
  }
}
