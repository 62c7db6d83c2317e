package import NIOCore
package import NIOPosix
package import RPCTransport

/// One address of a target.
package struct Endpoint: Hashable, Sendable {
  /// What is connected to.
  package enum Place: Hashable, Sendable {
    case socket(SocketAddress)
    case inProcess(InProcessAddress)
  }

  package var target: ClientConfiguration.Target
  package var place: Place

  /// The name the server's certificate must hold.
  package var serverName: String {
    switch target {
    case .host(let host, _): host
    case .unixSocket, .inProcess: "localhost"
    }
  }

  /// What calls name as `:authority`.
  package var authority: String {
    switch target {
    case .host: "\(target)"
    case .unixSocket, .inProcess: "localhost"
    }
  }

  /// Connects a socket to it.
  package func connect(_ bootstrap: ClientBootstrap, on loop: any EventLoop)
    -> EventLoopFuture<any Channel>
  {
    switch place {
    case .socket(let address): return bootstrap.connect(to: address)
    case .inProcess(let address):
      do {
        return bootstrap.withConnectedSocket(try address.connect())
      } catch {
        return loop.makeFailedFuture(error)
      }
    }
  }

  private var family: NIOBSDSocket.ProtocolFamily {
    switch place {
    case .socket(let address): address.protocol
    case .inProcess: .local
    }
  }

  /// The addresses in the order they are tried in: as they are, but those of one name's families in
  /// turn (RFC 8305, section 4).
  static func interleaved(_ endpoints: [Endpoint]) -> [Endpoint] {
    guard let first = endpoints.first?.family else { return [] }
    var leading = endpoints.filter { $0.family == first }[...]
    var others = endpoints.filter { $0.family != first }[...]
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
        let found = try await places(of: target).map { Endpoint(target: target, place: $0) }
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

  private static func places(
    of target: ClientConfiguration.Target
  ) async throws -> [Endpoint.Place] {
    switch target {
    case .inProcess(let address): return [.inProcess(address)]
    case .unixSocket(let path): return [.socket(try SocketAddress(unixDomainSocketPath: path))]
    case .host(let host, let port):
      if let address = try? SocketAddress(ipAddress: host, port: port) { return [.socket(address)] }
      // getaddrinfo blocks.
      return try await NIOThreadPool.singleton.runIfActive {
        try AddressLookup.find(host, port).map { .socket($0) }
      }
    }
  }
}
