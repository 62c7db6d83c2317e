package import NIOCore
internal import NIOPosix

/// One address of a target.
package struct Endpoint: Hashable, Sendable {
  package var target: ClientConfiguration.Target
  package var address: SocketAddress

  /// The name the server's certificate must hold.
  package var serverName: String {
    switch target {
    case .host(let host, _): host
    case .unixSocket: "localhost"
    }
  }

  /// What calls name as `:authority`.
  package var authority: String {
    switch target {
    case .host: "\(target)"
    case .unixSocket: "localhost"
    }
  }

  /// The addresses in the order they are tried in: as they are, but those of one name's families in
  /// turn (RFC 8305, section 4).
  static func interleaved(_ endpoints: [Endpoint]) -> [Endpoint] {
    guard let first = endpoints.first?.address.protocol else { return [] }
    var leading = endpoints.filter { $0.address.protocol == first }[...]
    var others = endpoints.filter { $0.address.protocol != first }[...]
    var result: [Endpoint] = []
    while !leading.isEmpty || !others.isEmpty {
      if let next = leading.popFirst() { result.append(next) }
      if let next = others.popFirst() { result.append(next) }
    }
    return result
  }
}

/// Looks up the addresses of targets by the system's resolver.
package enum Resolver {
  /// The addresses of all targets, in order; those that cannot be found are left out. Throws
  /// `Unresolved` when none can.
  package static func resolve(
    _ targets: [ClientConfiguration.Target]
  ) async throws(Unresolved) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    var reasons: [String] = []
    for target in targets {
      do {
        let found = try await addresses(of: target).map { Endpoint(target: target, address: $0) }
        for endpoint in Endpoint.interleaved(found) where !endpoints.contains(endpoint) {
          endpoints.append(endpoint)
        }
      } catch {
        reasons.append("cannot connect to \(target): \(ConnectFailure.reason(error))")
      }
    }
    guard !endpoints.isEmpty else {
      throw Unresolved(
        reason: reasons.isEmpty ? "no server is named" : reasons.joined(separator: "; "))
    }
    return endpoints
  }

  package struct Unresolved: Error {
    package var reason: String
  }

  private static func addresses(
    of target: ClientConfiguration.Target
  ) async throws -> [SocketAddress] {
    switch target {
    case .unixSocket(let path): return [try SocketAddress(unixDomainSocketPath: path)]
    case .host(let host, let port):
      if let address = try? SocketAddress(ipAddress: host, port: port) { return [address] }
      // getaddrinfo blocks.
      return try await NIOThreadPool.singleton.runIfActive { try AddressLookup.find(host, port) }
    }
  }
}
