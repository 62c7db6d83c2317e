#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds the documents that paths stand for: files themselves, and every file below a folder.
///
/// The order is the same on every machine: paths as they were named, the entries of a folder by the
/// bytes of their names. Entries whose name begins with a dot are skipped. Symbolic links are
/// followed; a folder that was visited is not entered again, by whatever name, so that loops end.
package struct DocumentFinder {
  /// A file found.
  package struct Found: Hashable, Sendable {
    /// Its path, beginning as it was named.
    package var path: String
    /// Its size in bytes; 0 where that is not known before reading.
    package var byteCount: Int
  }

  /// The documents, in order.
  package private(set) var documents: [Found] = []
  /// What could not be looked into below a folder.
  package private(set) var problems: [DocumentError] = []
  private var visited: Set<FolderIdentity> = []

  /// Standard input, as a path.
  package static let standardInput = "-"

  /// Looks for documents.
  /// - Throws: ``DocumentError`` when a path that was named does not exist or cannot be looked into.
  package init(paths: [String]) throws {
    for path in paths {
      guard path != Self.standardInput else {
        documents.append(Found(path: path, byteCount: 0))
        continue
      }
      guard let status = Self.status(of: path) else {
        // An argument whose bytes are no text came here with this in their place.
        if errno == ENOENT, path.contains("\u{FFFD}") { throw Self.misnamed(path) }
        throw Self.failure(errno, path: path, wanted: "check the path")
      }
      if let problem = visit(path, status) { throw problem }
    }
  }

  /// Takes a file, or goes through a folder. Returns what is wrong with `path` itself.
  private mutating func visit(_ path: String, _ status: stat) -> DocumentError? {
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      guard visited.insert(FolderIdentity(status)).inserted else { return nil }
      let names: [String]
      switch Self.entries(of: path) {
      case .success(let found):
        names = found.names
        for name in found.unreadable { problems.append(Self.misnamed("\(path)/\(name)")) }
      case .failure(let error): return error
      }
      for name in names {
        let entry = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
        guard let status = Self.status(of: entry) else {
          problems.append(
            Self.failure(errno, path: entry, wanted: "mend the link, or remove it"))
          continue
        }
        if let problem = visit(entry, status) { problems.append(problem) }
      }
      return nil
    case S_IFREG, S_IFIFO:
      documents.append(Found(path: path, byteCount: Int(status.st_size)))
      return nil
    default:
      return DocumentError(
        .notATranscript, document: path, problem: "this is a device or a socket",
        remedy: "name a file or a folder")
    }
  }

  /// The names in a folder, in order, without hidden ones.
  private static func entries(of folder: String) -> Result<Entries, DocumentError> {
    guard let stream = opendir(folder) else {
      return .failure(
        failure(errno, path: folder, wanted: "give this user the right to list the folder"))
    }
    defer { closedir(stream) }
    var found = Entries()
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else {
          return .failure(failure(errno, path: folder, wanted: "check the disk"))
        }
        break
      }
      let (name, isText) = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) {
          (String(cString: $0), String(validatingCString: $0) != nil)
        }
      }
      if name.hasPrefix(".") { continue }
      if isText { found.names.append(name) } else { found.unreadable.append(name) }
    }
    found.names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    found.unreadable.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return .success(found)
  }

  /// The names in a folder; those that are not UTF-8 as far as they can be shown.
  private struct Entries {
    var names: [String] = []
    var unreadable: [String] = []
  }

  private static func misnamed(_ path: String) -> DocumentError {
    DocumentError(
      .notFound, document: path,
      problem: "its name is not UTF-8, so that it cannot be opened (� stands for its other bytes)",
      remedy: "give it a name in UTF-8, for example with convmv")
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  private static func failure(_ code: Int32, path: String, wanted: String) -> DocumentError {
    switch code {
    case ENOENT, ENOTDIR:
      DocumentError(
        .notFound, document: path, problem: "there is no such file or folder", remedy: wanted)
    case EACCES, EPERM:
      DocumentError(
        .noPermission, document: path, problem: "no right to read it",
        remedy: "give the user this program runs as (id \(geteuid())) the right to")
    case ELOOP:
      DocumentError(
        .inputOutput, document: path, problem: "symbolic links lead round in a circle",
        remedy: wanted)
    default:
      DocumentError(
        .inputOutput, document: path, problem: String(cString: strerror(code)), remedy: wanted)
    }
  }

  /// What makes a folder the same under different names.
  private struct FolderIdentity: Hashable {
    let device: UInt64
    let node: UInt64

    init(_ status: stat) {
      device = UInt64(truncatingIfNeeded: status.st_dev)
      node = UInt64(status.st_ino)
    }
  }
}
