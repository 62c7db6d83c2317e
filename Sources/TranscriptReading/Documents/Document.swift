import Digests

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A document being read, once and from its beginning: a file, standard input or bytes in memory.
///
/// The first bytes may be looked at before reading begins (``sample()``); afterwards it is read
/// either whole (``contents(limit:)``) or piece by piece (``nextChunk()``). Files are read and not
/// mapped, because a mapped file that shrinks meanwhile ends the process.
package final class Document {
  /// The path or name, as messages give it.
  package let name: String
  /// `name` without its folder.
  package let fileName: String
  /// The folder the document is in; nil when it is no file.
  private let folder: String?

  /// SHA-256 of the bytes that this document's were made of; nil when they are as they were found.
  private let originalDigest: [UInt8]?

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private var head: [UInt8] = []
  private var isAtEnd = false

  /// How many bytes a piece has: large enough to make calls rare, small enough for a cache.
  package static let chunkSize = 256 * 1024

  /// Bytes in memory.
  /// - Parameter originalDigest: SHA-256 of what they were made of, where that was in another encoding.
  package init(bytes: [UInt8], name: String, originalDigest: [UInt8]? = nil) {
    self.originalDigest = originalDigest
    self.name = name
    fileName = Self.lastComponent(name)
    folder = nil
    descriptor = -1
    ownsDescriptor = false
    head = bytes
    isAtEnd = true
  }

  /// A file, or standard input when the path is `-`.
  /// - Throws: ``DocumentError`` when it cannot be opened or is not a regular file or a pipe.
  package init(path: String) throws {
    originalDigest = nil
    name = path == "-" ? "standard input" : path
    fileName = path == "-" ? "" : Self.lastComponent(path)
    if path == "-" {
      folder = nil
      descriptor = STDIN_FILENO
      ownsDescriptor = false
      return
    }
    let cut = path.lastIndex(of: "/")
    folder = cut.map { String(path[...$0]) } ?? "./"
    guard !path.utf8.contains(0) else {
      throw DocumentError(
        .notFound, document: path, problem: "a path cannot hold a NUL character")
    }
    // Not blocking: opening a named pipe without a writer would otherwise wait for ever.
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard opened >= 0 else { throw Self.systemError(errno, opening: path) }
    var status = stat()
    let isKnown = fstat(opened, &status) == 0
    guard isKnown, status.st_mode & S_IFMT != S_IFDIR else {
      close(opened)
      throw DocumentError(
        .notATranscript, document: path, problem: "this is a folder",
        remedy: "name the files in it")
    }
    _ = fcntl(opened, F_SETFL, fcntl(opened, F_GETFL) & ~O_NONBLOCK)
    descriptor = opened
    ownsDescriptor = true
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// The beginning of the document; does not move the place of reading.
  /// - Parameter size: How many bytes it has at most.
  package func sample(of size: Int = DocumentSample.maximumSize) throws -> DocumentSample {
    while head.count < size, !isAtEnd { try readMore() }
    return DocumentSample(
      bytes: Array(head.prefix(size)), fileName: fileName,
      isWhole: isAtEnd && head.count <= size)
  }

  /// Everything not read yet.
  /// - Parameter limit: How many bytes there may be at most.
  /// - Throws: ``DocumentError`` when there are more, or the system cannot read.
  package func contents(limit: Int) throws -> [UInt8] {
    if !isAtEnd, let rest = remainingSize, rest > 0, head.count + rest <= limit {
      try readRest(rest)
    }
    while !isAtEnd, head.count <= limit { try readMore() }
    guard head.count <= limit else {
      throw DocumentError(
        .tooLarge, document: name, problem: "the document is larger than \(limit) bytes",
        remedy: "split it, or raise the limit for the size of documents")
    }
    defer { head = [] }
    return head
  }

  /// The next piece, at most ``chunkSize`` bytes unless more was already looked at; nil at the end.
  package func nextChunk() throws -> [UInt8]? {
    if head.isEmpty, !isAtEnd { try readMore() }
    guard !head.isEmpty else { return nil }
    defer { head = [] }
    return head
  }

  /// Another file of the same folder; nil when there is none or this document is no file.
  /// - Parameter name: A file name; one that holds a `/`, or is `..`, is taken for missing.
  /// - Parameter isAbove: Whether it is looked for in the folder above instead.
  /// - Throws: ``DocumentError`` when it is there and cannot be opened.
  package func companion(_ name: String, isAbove: Bool = false) throws -> Document? {
    guard let folder, !name.isEmpty, name != ".", name != "..", !name.utf8.contains(0x2F) else {
      return nil
    }
    do {
      return try Document(path: folder + (isAbove ? "../" : "") + name)
    } catch let error as DocumentError where error.code == .notFound {
      return nil
    }
  }

  /// ``fileName`` without what stands behind its last dot.
  package var stem: String {
    fileName.lastIndex(of: ".").map { String(fileName[..<$0]) } ?? fileName
  }

  /// SHA-256 of the document as it was found, of which a reader was given `bytes`.
  package func digest(of bytes: [UInt8]) -> [UInt8] { originalDigest ?? Digest.sha256(bytes) }

  /// The error with this document's name.
  package func error(
    _ code: DocumentError.Code, line: Int? = nil, byte: Int? = nil, _ problem: String,
    remedy: String = "", asking asked: DocumentError.Asked? = nil
  ) -> DocumentError {
    DocumentError(
      code, document: name, line: line, byte: byte, problem: problem, remedy: remedy, asked: asked)
  }

  /// Whether it is a file, which can be read again by its path.
  package var isFile: Bool { ownsDescriptor && remainingSize != nil }

  private var remainingSize: Int? {
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return max(0, Int(status.st_size) - head.count)
  }

  /// Appends one piece to `head`, or notes the end.
  private func readMore() throws {
    let start = head.count
    var failure: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, count in
      var result: Int
      repeat {
        result = read(descriptor, buffer.baseAddress, buffer.count)
      } while result < 0
        && errno == EINTR
      if result < 0 { failure = errno }
      count = max(0, result)
    }
    guard failure == 0 else { throw Self.systemError(failure, opening: name) }
    if piece.isEmpty { isAtEnd = true }
    if start == 0 { head = piece } else { head.append(contentsOf: piece) }
  }

  /// Puts the next `size` bytes behind what was looked at, as far as there are so many, each copied
  /// once.
  private func readRest(_ size: Int) throws {
    var failure: Int32 = 0
    head = [UInt8](unsafeUninitializedCapacity: head.count + size) { buffer, count in
      _ = buffer.update(fromContentsOf: head)
      count = head.count
      while count < buffer.count {
        let result = read(descriptor, buffer.baseAddress! + count, buffer.count - count)
        if result < 0, errno == EINTR { continue }
        if result < 0 { failure = errno }
        if result <= 0 { break }
        count += result
      }
    }
    guard failure == 0 else { throw Self.systemError(failure, opening: name) }
  }

  private static func lastComponent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  private static func systemError(_ code: Int32, opening path: String) -> DocumentError {
    switch code {
    case ENOENT, ENOTDIR:
      DocumentError(
        .notFound, document: path, problem: "there is no such file", remedy: "check the path")
    case EACCES, EPERM:
      DocumentError(
        .noPermission, document: path, problem: "you have no right to read it",
        remedy: "change its permissions or read as another user")
    case EISDIR:
      DocumentError(
        .notATranscript, document: path, problem: "this is a folder",
        remedy: "name the files in it")
    default:
      DocumentError(
        .inputOutput, document: path, problem: "reading failed: \(String(cString: strerror(code)))")
    }
  }
}
