#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import NIOCore
internal import NIOPosix

/// Why no connection could be made, in words for people.
enum ConnectFailure {
  /// The reason without the address, which the caller names.
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      guard !error.connectionErrors.isEmpty else {
        return "the host name cannot be resolved"
      }
      // One host may have several addresses; each reason is given once.
      var reasons: [String] = []
      for failure in error.connectionErrors.map({ reason($0.error) })
      where !reasons.contains(failure) {
        reasons.append(failure)
      }
      return reasons.joined(separator: "; ")
    case let error as IOError:
      return error.errnoCode == ECONNREFUSED
        ? "nothing listens there (connection refused)"
        : String(cString: strerror(error.errnoCode))
    case ChannelError.connectTimeout: return "there was no answer in time"
    default: return "\(error)"
    }
  }
}
