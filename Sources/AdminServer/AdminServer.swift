internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import RPCServer
internal import RPCTransport
internal import Synchronization

/// A small HTTP/1.1 server for those who run a program: one request a connection, GET and HEAD only, no
/// TLS, everything bounded. It has a thread of its own, so that it answers whatever the others do.
package final class AdminServer: Sendable {
  private let address: ServerConfiguration.Address
  private let unixSocketMode: UInt32
  private let limits: AdminLimits
  private let respond: @Sendable (AdminRequest) -> AdminResponse
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let listener = Mutex<(any Channel)?>(nil)

  /// Prepares a server; `respond` is called on its thread, for one request after the other.
  package init(
    _ address: ServerConfiguration.Address, unixSocketMode: UInt32 = 0o660,
    limits: AdminLimits = AdminLimits(),
    respond: @escaping @Sendable (AdminRequest) -> AdminResponse
  ) {
    self.address = address
    self.unixSocketMode = unixSocketMode
    self.limits = limits
    self.respond = respond
  }

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
    // All channels are on the one loop.
    let open = NIOLoopBoundBox.makeBoxSendingValue(OpenChannels(), eventLoop: group.next())
    return ServerBootstrap(group: group)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // The server that it stands beside runs into the same shortage, and logs it.
          try channel.pipeline.syncOperations.addHandler(AcceptPause { _ in })
        }
      }
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let oldest = open.value.add(channel, limit: limits.connections)
          oldest?.close(promise: nil)
          channel.closeFuture.whenComplete { _ in open.value.remove(channel) }
          let isLoopback = Self.isLoopback(channel.localAddress)
          try channel.pipeline.syncOperations.addHandlers([
            RequestSizeLimit(limits.requestSize),
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
          ])
          try channel.pipeline.syncOperations.addHandlers([
            HTTPResponseEncoder(),
            AdminConnection(limits: limits, checksHost: isLoopback, respond: respond),
          ])
        }
      }
  }

  private static func isLoopback(_ address: SocketAddress?) -> Bool {
    guard let ip = address?.ipAddress else { return false }
    return ip.hasPrefix("127.") || ip == "::1" || ip.hasPrefix("::ffff:127.")
  }
}

/// The open connections, the oldest first.
private struct OpenChannels {
  private var channels: [any Channel] = []

  /// Adds one. Where there are too many the oldest is to be closed, not the newest, so that those who
  /// hold connections and send nothing lock nobody out.
  mutating func add(_ channel: any Channel, limit: Int) -> (any Channel)? {
    channels.append(channel)
    return channels.count > limit ? channels.removeFirst() : nil
  }

  mutating func remove(_ channel: any Channel) { channels.removeAll { $0 === channel } }
}

/// Ends a request that is larger than it may be, before anything of it is kept.
private final class RequestSizeLimit: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private var rest: Int

  init(_ limit: Int) { rest = limit }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard rest >= 0 else { return }
    rest -= unwrapInboundIn(data).readableBytes
    if rest >= 0 {
      context.fireChannelRead(data)
    } else {
      context.fireErrorCaught(RequestTooLarge())
    }
  }
}

struct RequestTooLarge: Error {}
