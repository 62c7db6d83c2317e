internal import TranscriptOutput

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that an option names and a command writes, as a shell writes into it: links are followed, a
/// file keeps its mode, and pipes and devices are written to. `-` and whatever leads to where standard
/// output goes are standard output, behind what was written to it.
struct OutputFile {
  private let path: String
  /// nil for standard output.
  private let descriptor: Int32?

  /// Opens the file, which keeps what it holds until it is written: a command that fails leaves it. The
  /// other end of a named pipe is waited for.
  init(_ path: String) throws {
    self.path = path
    guard path != "-" else {
      descriptor = nil
      return
    }
    let opened = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard opened >= 0 else { throw Self.failure(path) }
    if Self.isStandardOutput(opened) {
      close(opened)
      descriptor = nil
    } else {
      descriptor = opened
    }
  }

  /// Writes all that the file is to hold, and closes it. A reader who has seen enough is no error.
  func write(_ bytes: [UInt8], _ console: Console) throws {
    guard let descriptor else {
      return try console.output.write(
        console.output.isTerminal ? VisibleText.visible(data: bytes) : bytes)
    }
    var isOpen = true
    defer { if isOpen { close(descriptor) } }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      ftruncate(descriptor, 0) != 0
    {
      throw Self.failure(path)
    }
    do {
      let output = TextOutput(descriptor: descriptor)
      try output.write(bytes)
      try output.flush()
    } catch is OutputClosed {
      return
    } catch {
      throw CommandFailure(.inputOutput, "\(path): \(error)")
    }
    // Some file systems tell only here that they had no room.
    isOpen = false
    guard close(descriptor) == 0 else { throw Self.failure(path) }
  }

  private static func failure(_ path: String) -> CommandFailure {
    let problem = errno
    let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    if problem == ENOENT, !folder.isEmpty, access(String(folder), F_OK) != 0 {
      return CommandFailure(
        .inputOutput, "\(path) cannot be written: the folder \(folder) does not exist")
    }
    return CommandFailure(
      .inputOutput, "\(path) cannot be written: \(String(cString: strerror(problem)))")
  }

  private static func isStandardOutput(_ descriptor: Int32) -> Bool {
    var (own, standard) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && fstat(STDOUT_FILENO, &standard) == 0
      && own.st_dev == standard.st_dev && own.st_ino == standard.st_ino
  }
}
