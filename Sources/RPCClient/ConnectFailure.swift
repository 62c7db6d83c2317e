#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import NIOCore
internal import NIOPosix

/// Why no connection could be made, in words for people.
package enum ConnectFailure {
  /// The reason without the address, which the caller names.
  package static func reason(_ error: any Error) -> String {
    switch error {
    case let error as AddressLookup.Failed: return error.description
    case let error as IOError:
      return error.errnoCode == ECONNREFUSED
        ? "nothing listens there (connection refused)"
        : String(cString: strerror(error.errnoCode))
    case ChannelError.connectTimeout: return "there was no answer in time"
    default: return "\(error)"
    }
  }
}
