package import HTTP1
internal import NIOCore
internal import NIOPosix
package import RPC
package import RPCServer
internal import RPCTransport
internal import Synchronization

/// A listener for HTTP/1.1 without TLS, for this machine or behind a reverse proxy: requests without bodies,
/// answered one after the other on connections that stay. Reading and writing have a thread of their own;
/// answers are made by the threads for long work, within their limits, and given up with the connection.
package final class HTTPListener: Sendable {
  package typealias Responder =
    @Sendable (_ request: HTTPRequest, _ isCancelled: () -> Bool) throws -> HTTPResponse

  private let address: ServerConfiguration.Address
  private let unixSocketMode: UInt32
  private let limits: HTTPLimits
  private let workers: any ServerWorkers
  private let respond: Responder
  private let tally: HTTPTally
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let listener = Mutex<(any Channel)?>(nil)

  /// Prepares a listener; `respond` is called on the workers' threads.
  package init(
    _ address: ServerConfiguration.Address, unixSocketMode: UInt32 = 0o660,
    limits: HTTPLimits = HTTPLimits(), tally: HTTPTally = HTTPTally(),
    workers: any ServerWorkers, respond: @escaping Responder
  ) {
    self.address = address
    self.unixSocketMode = unixSocketMode
    self.limits = limits
    self.tally = tally
    self.workers = workers
    self.respond = respond
  }

  package var statistics: HTTPStatistics { tally.value }

  /// Listens, and returns where. `stop` is due also when it throws `ServerError`.
  package func start() async throws -> ServerConfiguration.Address {
    do {
      let channel: any Channel
      switch address {
      case .host(let host, let port):
        channel = try await bootstrap.bind(host: host, port: port).get()
      case .unixSocket(let path):
        try UnixSocketFile.removeStale(path)
        channel = try await UnixSocketFile.make {
          try await bootstrap.bind(unixDomainSocketPath: path).get()
        }
        do {
          try UnixSocketFile.claim(path, mode: unixSocketMode, for: channel)
        } catch {
          try? await channel.close()
          throw error
        }
      }
      listener.withLock { $0 = channel }
      guard case .host(let host, let port) = address else { return address }
      return .host(host, port: channel.localAddress?.port ?? port)
    } catch {
      throw ServerError(listeningOn: address, error)
    }
  }

  /// Stops listening and ends every connection.
  package func stop() async throws {
    try await listener.withLock { $0 }?.close()
    try await group.shutdownGracefully()
  }

  private var bootstrap: ServerBootstrap {
    let limits = limits
    let respond = respond
    let workers = workers
    let tally = tally
    // All channels are on the one loop.
    let open = NIOLoopBoundBox.makeBoxSendingValue(OpenConnections(), eventLoop: group.next())
    return ServerBootstrap(group: group)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // The server that it stands beside runs into the same shortage, and logs it.
          try channel.pipeline.syncOperations.addHandler(AcceptPause { _ in })
        }
      }
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: limits.answersHalfClosed)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let connection = HTTPConnection(
            limits: limits, workers: workers, tally: tally,
            isToLoopback: Self.isLoopback(channel.localAddress), respond: respond)
          try channel.pipeline.syncOperations.addHandler(connection)
          tally.opened()
          let (isTooMany, isCut) = open.value.add(channel, connection, limits)
          if isCut { tally.strike(.connections) }
          channel.closeFuture.whenComplete { _ in
            tally.closed()
            open.value.remove(channel)
          }
          if isTooMany {
            let context = try channel.pipeline.syncOperations.context(handler: connection)
            let me = NIOLoopBound((connection, context), eventLoop: channel.eventLoop)
            channel.eventLoop.execute { me.value.0.refuseConnection(me.value.1) }
          }
        }
      }
  }

  private static func isLoopback(_ address: SocketAddress?) -> Bool {
    guard let ip = address?.ipAddress else { return false }
    return ip.hasPrefix("127.") || ip == "::1" || ip.hasPrefix("::ffff:127.")
  }
}

/// The open connections, the oldest first.
private struct OpenConnections {
  private struct Entry {
    var channel: any Channel
    var connection: HTTPConnection
    var origin: [UInt8]
  }

  private var entries: [Entry] = []

  /// Adds one, and tells whether it is one too many, and whether a client was cut for it. Of those that
  /// have nothing under way the oldest gives way, else whoever keeps us waiting for longest, with its
  /// request or to take its answer: so that who holds connections locks nobody out.
  mutating func add(
    _ channel: any Channel, _ connection: HTTPConnection, _ limits: HTTPLimits
  ) -> (isTooMany: Bool, isCut: Bool) {
    let origin = channel.remoteAddress?.origin ?? []
    defer { entries.append(Entry(channel: channel, connection: connection, origin: origin)) }
    guard entries.count >= limits.connections else { return (false, false) }
    if let index = entries.firstIndex(where: { $0.connection.isIdle }) {
      entries.remove(at: index).channel.close(promise: nil)
      return (false, false)
    }
    // An address that has more than a newcomer's own may not wait for the time that all have.
    let counts = Dictionary(entries.map { ($0.origin, 1) }, uniquingKeysWith: +)
    if let (most, count) = counts.max(by: { $0.value < $1.value }),
      count > counts[origin, default: 0] + 1, let (index, _) = longestWait({ $0 == most })
    {
      entries.remove(at: index).channel.close(promise: nil)
      return (false, true)
    }
    guard let (index, since) = longestWait({ _ in true }),
      .now() - since >= limits.leastWait.timeAmount
    else { return (true, false) }
    entries.remove(at: index).channel.close(promise: nil)
    return (false, true)
  }

  /// Who keeps us waiting for longest, of those from some addresses.
  private func longestWait(
    _ isMeant: ([UInt8]) -> Bool
  ) -> (index: Int, since: NIODeadline)? {
    entries.enumerated().compactMap { index, entry in
      isMeant(entry.origin) ? entry.connection.clientSince.map { (index, $0) } : nil
    }.min { $0.1 < $1.1 }
  }

  mutating func remove(_ channel: any Channel) { entries.removeAll { $0.channel === channel } }
}

extension Duration {
  var timeAmount: TimeAmount {
    .nanoseconds(
      Int64(clamping: components.seconds) * 1_000_000_000 + components.attoseconds / 1_000_000_000)
  }
}
