internal import RPC
public import RPCTransport

extension ClientConfiguration {
  /// A server, or a name behind which there are several.
  public enum Target: Hashable, Sendable {
    /// A host name or an IP address, and a port, 1 to 65535. A name may stand for many addresses,
    /// and is looked up again when a connection fails.
    case host(String, port: Int)
    /// A Unix domain socket in the file system. Over TLS its server's certificate must hold
    /// "localhost", or the name that the TLS configuration gives.
    case unixSocket(path: String)
    /// A server in this process (`Server.inProcessAddress`), over no network. Over TLS as with a Unix domain
    /// socket.
    case inProcess(InProcessAddress)
  }

  /// How calls are spread over the addresses of the targets.
  public enum LoadBalancing: Hashable, Sendable {
    /// All calls on one connection, to the first address that answers: they are tried in order, the
    /// next after 250 ms or when one fails, IPv6 and IPv4 in turn (RFC 8305).
    case pickFirst
    /// A connection to every address, and calls on each of them in turn.
    case roundRobin
  }
}

extension ClientConfiguration.Target: CustomStringConvertible {
  /// "archive.example:7443", "[::1]:7443", "unix:/run/verbatim.sock" or "this process".
  public var description: String {
    switch self {
    case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unixSocket(let path): "unix:\(path)"
    case .inProcess: "this process"
    }
  }
}

extension ClientConfiguration {
  /// Throws INVALID_ARGUMENT for what can be known to be wrong without connecting.
  func check() throws(RPCError) {
    for target in targets { try target.check() }
    try checkBearerToken()
    for (name, value) in [("authority", authority), ("userAgent", userAgent)] {
      guard let value else { continue }
      // RFC 9110, section 5.5: what a field's value may be, spaces at its ends excepted.
      guard !value.isEmpty, value.utf8.allSatisfy({ (0x20...0x7e).contains($0) }),
        !value.hasPrefix(" "), !value.hasSuffix(" "), name == "userAgent" || !value.contains(" ")
      else {
        throw RPCError(
          .invalidArgument, "the \(name) \(value.debugDescription) cannot be sent as a header")
      }
    }
  }
}

extension ClientConfiguration {
  private func checkBearerToken() throws(RPCError) {
    guard let bearerToken else { return }
    // The token itself is a secret, and not shown.
    guard !bearerToken.isEmpty, bearerToken.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw RPCError(
        .invalidArgument,
        "the bearer token is no token: it is of letters, digits and - . _ ~ + / =, without spaces or line "
          + "ends")
    }
    guard case .insecurePlaintext = security else { return }
    if let target = targets.first(where: { !$0.isOnThisMachine }) {
      throw RPCError(
        .invalidArgument,
        "the bearer token is not sent to \(target) without TLS: everybody on the way could read it")
    }
  }
}

extension ClientConfiguration.Target {
  /// Whether what is sent there leaves no machine.
  var isOnThisMachine: Bool {
    switch self {
    case .unixSocket, .inProcess: true
    case .host(let host, _):
      host.lowercased() == "localhost" || host == "::1"
        || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }
  }

  /// Throws INVALID_ARGUMENT when there can be no such host, port or path.
  func check() throws(RPCError) {
    switch self {
    case .host(let host, let port):
      guard !host.isEmpty else { throw RPCError(.invalidArgument, "the server's host is empty") }
      guard !host.contains(where: { $0.isWhitespace || $0 == "/" }) else {
        throw RPCError(.invalidArgument, "“\(host)” is no host: a name or an address is meant")
      }
      guard (1...65_535).contains(port) else {
        throw RPCError(.invalidArgument, "\(port) is no port of \(host): ports are 1 to 65535")
      }
    case .unixSocket(let path):
      guard !path.isEmpty else { throw RPCError(.invalidArgument, "the socket's path is empty") }
    case .inProcess: break
    }
  }
}
