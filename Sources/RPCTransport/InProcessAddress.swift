#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import NIOCore
internal import Synchronization

/// Where a server takes clients of its own process, without a port or a file: for tests, and for programs
/// that serve what they also ask. It is the server's, which is there between its start and its shutdown.
///
/// Each connection is a pair of sockets that only the two know: all that is true of calls over a network,
/// limits and time included, is true of these.
public final class InProcessAddress: Sendable {
  /// Takes one end of a connection.
  package typealias Listener = @Sendable (CInt) -> Void

  private let listener = Mutex<Listener?>(nil)

  package init() {}

  /// Gives each new connection's other end to `listener`, which owns it and does not wait for anything.
  package func open(_ listener: @escaping Listener) { self.listener.withLock { $0 = listener } }

  /// Takes no more connections. None is given to the listener any more when it returns.
  package func close() { listener.withLock { $0 = nil } }

  /// One end of a new connection, which the caller owns. Throws `IOError`, with ECONNREFUSED where no
  /// server listens.
  package func connect() throws -> CInt {
    try listener.withLock { listener in
      guard let listener else { throw IOError(errnoCode: ECONNREFUSED, reason: "connect") }
      let (ours, theirs) = try Self.makePair()
      listener(theirs)
      return ours
    }
  }

  private static func makePair() throws -> (CInt, CInt) {
    var ends: [CInt] = [-1, -1]
    #if canImport(Glibc)
      let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw IOError(errnoCode: errno, reason: "socketpair")
    }
    #if !canImport(Glibc)
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #endif
    return (ends[0], ends[1])
  }
}

extension InProcessAddress: Hashable {
  /// Whether both are of one server.
  public static func == (left: InProcessAddress, right: InProcessAddress) -> Bool { left === right }

  /// By which server it is of.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
