#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How many descriptors, of which a connection takes one, the process may have open.
enum DescriptorLimit {
  /// Descriptors beside those of connections: listeners, the log, files that are read, and each event
  /// loop's own.
  private static let others = 64

  /// Raises the limit as far as the system lets the process; nil where there is none. The usual limit of
  /// 1024 is for programs that use select(2).
  static func raise() -> Int? {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return nil }
    var raised = limit
    #if canImport(Darwin)
      // More is refused there, whatever the hard limit says.
      raised.rlim_cur = min(raised.rlim_max, rlim_t(OPEN_MAX))
    #else
      raised.rlim_cur = raised.rlim_max
    #endif
    if raised.rlim_cur > limit.rlim_cur, setrlimit(resource, &raised) == 0 { limit = raised }
    let number = Int(clamping: limit.rlim_cur)
    return number == .max ? nil : number
  }

  /// Whether so many connections, on so many event loops, have room below a limit.
  static func holds(connections: Int, loops: Int, limit: Int) -> Bool {
    connections <= limit - others - 3 * loops
  }
}
