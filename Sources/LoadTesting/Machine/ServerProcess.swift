internal import FoundationEssentials

/// Finds the process on this machine that listens on a port, as far as the system lets one see.
enum ServerProcess {
  /// "0A" is TCP_LISTEN in proc(5)'s net/tcp.
  private static let listening = "0A"

  /// The process; nil when it is another user's, or there is none, or this is not Linux.
  static func listening(on port: Int) -> Int32? {
    let inodes = Set(["tcp", "tcp6"].flatMap { sockets(in: "/proc/net/\($0)", port) })
    return inodes.isEmpty ? nil : owner { inodes.contains($0) }
  }

  /// The process that listens on a Unix domain socket.
  static func listening(onSocket path: String) -> Int32? {
    // Num RefCount Protocol Flags Type St Inode Path
    let inodes = lines("/proc/net/unix").filter { $0.count == 8 && $0[7] == path }.map { $0[6] }
    return inodes.isEmpty ? nil : owner { inodes.contains($0) }
  }

  private static func lines(_ path: String) -> [[String]] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }

  private static func sockets(in path: String, _ port: Int) -> [String] {
    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
    lines(path).compactMap { fields in
      guard fields.count > 9, fields[3] == listening,
        let hex = fields[1].split(separator: ":").last, Int(hex, radix: 16) == port
      else { return nil }
      return fields[9]
    }
  }

  private static func owner(_ isWanted: (String) -> Bool) -> Int32? {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let id = Int32(name) else { continue }
      let folder = "/proc/\(name)/fd"
      // Another user's descriptors cannot be listed, and are skipped.
      for descriptor in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
        guard
          let link = try? files.destinationOfSymbolicLink(atPath: "\(folder)/\(descriptor)"),
          link.hasPrefix("socket:["), isWanted(String(link.dropFirst(8).dropLast()))
        else { continue }
        return id
      }
    }
    return nil
  }
}
