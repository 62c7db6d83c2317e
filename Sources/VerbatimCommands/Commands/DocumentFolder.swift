#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The files under a folder, folder by folder and by name; hidden ones are left out, and links to
/// folders are not followed, so that a circle of them ends.
final class DocumentFolder {
  enum Entry {
    case file(String)
    case failure(CommandFailure)
  }

  /// What is still to be looked at, the next one last.
  private var pending: [(path: String, isRoot: Bool)]

  init(_ path: String) { pending = [(path, true)] }

  /// Whether a path is a folder or a link to one.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The next file, or what cannot be looked at; nil at the end.
  func next() -> Entry? {
    while let (path, isRoot) = pending.popLast() {
      var status = stat()
      guard lstat(path, &status) == 0 else { return .failure(Self.failure(path)) }
      let kind = status.st_mode & S_IFMT
      if kind == S_IFDIR || isRoot {
        do throws(CommandFailure) {
          let names = try Self.names(in: path)
          let base = path.hasSuffix("/") ? path : path + "/"
          pending += names.sorted(by: >).map { (base + $0, false) }
        } catch {
          return .failure(error)
        }
      } else if kind == S_IFREG || (kind == S_IFLNK && !Self.isFolder(path)) {
        return .file(path)
      }
    }
    return nil
  }

  private static func names(in folder: String) throws(CommandFailure) -> [String] {
    guard let stream = opendir(folder) else { throw failure(folder) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw failure(folder) }
    return names
  }

  private static func failure(_ path: String) -> CommandFailure {
    let reason = String(cString: strerror(errno))
    return CommandFailure(
      .noInput, "\(path): it cannot be opened (\(reason)); check the path and its permissions")
  }
}
