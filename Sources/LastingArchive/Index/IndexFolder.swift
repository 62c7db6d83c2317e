#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder of an index: files that are written whole under another name, reach the disk, and only then
/// have their own. One process at a time has it.
final class IndexFolder: Sendable {
  let path: String
  private let descriptor: Int32

  static let manifest = "manifest"
  static let segmentPrefix = "segment-"
  /// What a file's name ends with until it is written.
  private static let unfinished = ".new"

  /// Takes the folder, which is made where it is missing.
  init(_ path: String) throws(IndexProblem) {
    self.path = path
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw Self.problem("its folder \(path.debugDescription) cannot be made")
    }
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Self.problem("its folder \(path.debugDescription) cannot be opened")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw IndexProblem(.inUse, "another server has its folder \(path.debugDescription)")
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Whether it stands where it stood: somebody may have deleted it, and made another.
  var isThere: Bool {
    var (its, present) = (stat(), stat())
    return fstat(descriptor, &its) == 0 && stat(path, &present) == 0
      && its.st_ino == present.st_ino && its.st_dev == present.st_dev
  }

  static func problem(_ what: String) -> IndexProblem {
    IndexProblem(.inputOutput, "\(what): \(String(cString: strerror(errno)))")
  }

  /// Opens a file for reading.
  func file(_ name: String) throws(IndexProblem) -> IndexFile {
    let file = openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else {
      guard errno != ENOENT else { throw IndexProblem(.missing, "its file \(name) is not there") }
      throw Self.problem("its file \(name) cannot be opened")
    }
    return try IndexFile(file, name)
  }

  /// Bytes of a file that is there; nil where it is not.
  func byteCount(of name: String) -> Int? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return Int(status.st_size)
  }

  /// Writes a file: when this returns, it is on the disk as `body` wrote it; when it throws, there is what
  /// there was before.
  func write(
    _ name: String, _ body: (inout IndexFileWriter) throws(IndexProblem) -> Void
  ) throws(IndexProblem) {
    let temporary = name + Self.unfinished
    unlinkat(descriptor, temporary, 0)
    let file = openat(
      descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw Self.problem("its file \(temporary) cannot be made") }
    var writer = IndexFileWriter(file, name)
    do throws(IndexProblem) {
      try body(&writer)
      try writer.finish()
      guard renameat(descriptor, temporary, descriptor, name) == 0 else {
        throw Self.problem("its file \(name) cannot take its place")
      }
      close(file)
    } catch {
      close(file)
      unlinkat(descriptor, temporary, 0)
      throw error
    }
    guard fsync(descriptor) == 0 else {
      throw Self.problem("its folder does not reach the disk")
    }
  }

  /// Removes the files of an index that are not among `kept`.
  func removeAll(but kept: Set<String>) {
    for name in names where !kept.contains(name) { unlinkat(descriptor, name, 0) }
  }

  /// Names that are an index's: others are nobody's business.
  private var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let whole = name.hasSuffix(Self.unfinished) ? String(name.dropLast(4)) : name
      let digits = whole.dropFirst(Self.segmentPrefix.count)
      if whole == Self.manifest
        || whole.hasPrefix(Self.segmentPrefix) && digits.utf8.count == 32
          && digits.allSatisfy(\.isHexDigit)
      {
        names.append(name)
      }
    }
    return names
  }
}

/// A file of an index that is read.
final class IndexFile: Sendable {
  private let descriptor: Int32
  private let name: String
  let byteCount: Int

  fileprivate init(_ descriptor: Int32, _ name: String) throws(IndexProblem) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw IndexProblem(.damaged, "its \(name) is no file")
    }
    self.descriptor = descriptor
    self.name = name
    byteCount = Int(status.st_size)
    #if canImport(Glibc)
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    #endif
  }

  deinit { close(descriptor) }

  /// Fills memory with what stands from an offset on.
  func read(
    at offset: Int, into memory: UnsafeMutableRawBufferPointer
  ) throws(IndexProblem) {
    var done = 0
    while done < memory.count {
      let count = pread(
        descriptor, memory.baseAddress! + done, memory.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw IndexFolder.problem("its file \(name) cannot be read") }
      guard count > 0 else { throw IndexProblem(.damaged, "its file \(name) is cut") }
      done += count
    }
  }
}

/// A file of an index that is being written.
struct IndexFileWriter {
  private let descriptor: Int32
  private let name: String
  private(set) var byteCount = 0
  private var unsynchronised = 0

  /// Bytes after which the disk is waited for, so that a large file does not hold up others' waits for it.
  private static let mostUnsynchronised = 16 << 20

  fileprivate init(_ descriptor: Int32, _ name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(IndexProblem) {
    var rest = bytes
    while !rest.isEmpty {
      let count = systemWrite(descriptor, rest.baseAddress!, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw IndexFolder.problem("its file \(name) cannot be written") }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    byteCount += bytes.count
    unsynchronised += bytes.count
    guard unsynchronised >= Self.mostUnsynchronised else { return }
    try synchronise()
  }

  mutating func write(_ bytes: [UInt8]) throws(IndexProblem) {
    try bytes.withUnsafeBufferPointer { bytes throws(IndexProblem) in
      try write(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Writes zeros up to a multiple of `alignment`.
  mutating func align(to alignment: Int) throws(IndexProblem) {
    try write([UInt8](repeating: 0, count: (alignment - byteCount % alignment) % alignment))
  }

  fileprivate mutating func finish() throws(IndexProblem) {
    guard fsync(descriptor) == 0 else {
      throw IndexFolder.problem("its file \(name) does not reach the disk")
    }
  }

  private mutating func synchronise() throws(IndexProblem) {
    unsynchronised = 0
    #if canImport(Glibc)
      let result = fdatasync(descriptor)
    #else
      let result = fsync(descriptor)
    #endif
    guard result == 0 else {
      throw IndexFolder.problem("its file \(name) does not reach the disk")
    }
  }
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}
