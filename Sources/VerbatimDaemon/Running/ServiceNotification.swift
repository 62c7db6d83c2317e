#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Tells the service manager that started the program how far it is, where there is one that wants to know
/// (sd_notify(3): datagrams to the socket that NOTIFY_SOCKET names).
struct ServiceNotification: Sendable {
  /// Nil where nobody wants to know.
  private let path: String?

  /// - Parameter path: that of NOTIFY_SOCKET; a first `@` stands for the NUL of an abstract address.
  init(path: String?) { self.path = path.flatMap { $0.isEmpty ? nil : $0 } }

  /// What the environment of this process names.
  static var standard: ServiceNotification {
    ServiceNotification(path: getenv("NOTIFY_SOCKET").map { String(cString: $0) })
  }

  /// How far the program is.
  enum State {
    case ready
    case reloading
    case stopping
    /// What it does, for people.
    case status(String)

    /// As the manager reads it.
    var text: String {
      switch self {
      case .ready: return "READY=1\nSTATUS=serving"
      case .reloading:
        // The manager tells by the time which signal this answers.
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let microseconds = time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
        return "RELOADING=1\nMONOTONIC_USEC=\(microseconds)"
      case .stopping: return "STOPPING=1\nSTATUS=finishing calls"
      case .status(let text): return "STATUS=\(text.filter { !$0.isNewline })"
      }
    }
  }

  /// Tells it. Nothing comes back, and nothing waits for who reads it.
  /// - Returns: whether there is somebody who takes it.
  @discardableResult
  func send(_ state: State) -> Bool {
    guard let path else { return false }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var name = Array(path.utf8)
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    let isAbstract = name[0] == UInt8(ascii: "@")
    if isAbstract { name[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let length =
      MemoryLayout.offset(of: \sockaddr_un.sun_path)! + name.count + (isAbstract ? 0 : 1)
    let end = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard end >= 0 else { return false }
    defer { close(end) }
    let text = Array(state.text.utf8)
    let sent = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        sendto(
          end, text, text.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), address,
          socklen_t(length))
      }
    }
    return sent == text.count
  }
}
