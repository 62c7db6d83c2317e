#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import NIOCore

/// The system's resolver, which blocks.
enum AddressLookup {
  struct Failed: Error {
    var description: String
  }

  /// Every stream address of a host, in the order of RFC 6724, which the resolver keeps.
  static func find(_ host: String, _ port: Int) throws -> [SocketAddress] {
    var hints = addrinfo()
    #if canImport(Glibc)
      hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    #else
      hints.ai_socktype = SOCK_STREAM
    #endif
    hints.ai_flags = AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(host, String(port), &hints, &list)
    guard result == 0, let list else {
      throw Failed(
        description: "the host name cannot be resolved: \(String(cString: gai_strerror(result)))")
    }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    for entry in sequence(first: list, next: { $0.pointee.ai_next }) {
      guard let raw = UnsafeRawPointer(entry.pointee.ai_addr) else { continue }
      switch entry.pointee.ai_family {
      case AF_INET:
        addresses.append(SocketAddress(raw.loadUnaligned(as: sockaddr_in.self), host: host))
      case AF_INET6:
        addresses.append(SocketAddress(raw.loadUnaligned(as: sockaddr_in6.self), host: host))
      default: break
      }
    }
    return addresses
  }
}
