import Foundation
import Logging
import NIOCore
import NIOPosix
import RPC
import RPCServer
import Synchronization
import TestSupport
import Testing

@testable import RPCClient

/// What a channel does about connections that cannot be made, or that end.
@Suite struct ConnectingTests {
  /// Keeps what a client logs.
  final class Records: LogHandler, Sendable {
    private let records = Mutex<[String]>([])
    var all: [String] { records.withLock { $0 } }
    var logLevel: Logger.Level {
      get { .trace }
      set {}
    }
    var metadata: Logger.Metadata {
      get { [:] }
      set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { nil }
      set {}
    }
    func log(event: LogEvent) { records.withLock { $0.append("\(event.level): \(event.message)") } }
    var logger: Logger { Logger(label: "test") { _ in self } }
  }

  /// A socket on which nothing listens: nobody else takes it meanwhile, as may happen to a port.
  private func deadSocket() -> String {
    "\(NSTemporaryDirectory())/verbatim-\(UInt32.random(in: 0 ... .max)).sock"
  }

  private func configuration(_ target: ClientConfiguration.Target, _ records: Records)
    -> ClientConfiguration
  {
    var configuration = ClientConfiguration(targets: [target], security: .insecurePlaintext)
    configuration.initialBackoff = .milliseconds(50)
    configuration.maximumBackoff = .milliseconds(100)
    configuration.logger = records.logger
    return configuration
  }

  @Test(
    "a connection that cannot be made is an attempt of the policy, so that the next may succeed")
  func retried() async throws {
    let path = deadSocket()
    let records = Records()
    var client = configuration(.unixSocket(path: path), records)
    client.retryPolicy = RetryPolicy(initialBackoff: .seconds(2))
    let channel = try ClientChannel(client)
    async let answer = channel.echo([1])
    #expect(await eventually { !records.all.isEmpty })
    let server = try await TestServer.start {
      $0.security = .insecurePlaintext
      $0.addresses = [.unixSocket(path: path)]
    }
    #expect(try await answer == [1])
    await server.server.shutdown(grace: .zero)
  }

  @Test("without a policy, or with one that says so, it is told at once that nothing listens")
  func toldAtOnce() async throws {
    for policy in [nil, RetryPolicy(initialBackoff: .seconds(600), retriesConnecting: false)] {
      var client = configuration(.unixSocket(path: deadSocket()), Records())
      client.retryPolicy = policy
      let channel = try ClientChannel(client)
      let error = await #expect(throws: RPCError.self) { try await channel.echo([1]) }
      #expect(error?.code == .unavailable)
      #expect(error?.message.contains("cannot connect to unix:") == true)
    }
  }

  @Test("a deadline that passes while nobody can be reached tells why")
  func toldWhy() async throws {
    let path = deadSocket()
    let channel = try ClientChannel(configuration(.unixSocket(path: path), Records()))
    let error = await #expect(throws: RPCError.self) {
      try await channel.unary(
        TestService.echo, [1], encoding: .bytes, decoding: .bytes,
        options: CallOptions(timeout: .seconds(2), waitsForReady: true))
    }
    #expect(error?.code == .deadlineExceeded)
    #expect(error?.message.contains("cannot connect to unix:\(path)") == true, "\(error as Any)")
  }

  @Test("a channel that is closed does not try again")
  func closed() async throws {
    var client = configuration(.unixSocket(path: deadSocket()), Records())
    client.retryPolicy = RetryPolicy(initialBackoff: .seconds(600))
    let channel = try ClientChannel(client)
    channel.close()
    let error = await #expect(throws: RPCError.self) { try await channel.echo([1]) }
    #expect(error?.message.contains("closed") == true)
  }

  @Test("an authority and a program's name are sent as they are set")
  func names() async throws {
    let seen = Mutex<[String]>([])
    struct Names: Service {
      let name = "test.Names"
      let methods: [RPCServer.Method]
    }
    let descriptor = MethodDescriptor(service: "test.Names", method: "Get", kind: .unary)
    let get = RPCServer.Method.unary(descriptor, request: .bytes, response: .bytes) {
      request, context in
      seen.withLock { $0 += context.metadata[text: "user-agent"] }
      return request
    }
    try await TestServer.with(also: [Names(methods: [get])]) { server in
      let channel = try server.channel { $0.userAgent = "indexer/2.1" }
      var metadata = Metadata()
      let isTaken = metadata.append("mine", for: "user-agent")
      #expect(!isTaken)
      _ = try await channel.unary(descriptor, [1], encoding: .bytes, decoding: .bytes)
      #expect(seen.withLock { $0.count } == 1)
      #expect(seen.withLock { $0[0].hasPrefix("indexer/2.1 grpc-swift-") })
      for (authority, program) in [("a b", nil), ("", nil), (nil, "b\u{e9}"), (nil, " x")] {
        #expect(throws: RPCError.self) {
          _ = try server.channel {
            $0.authority = authority
            $0.userAgent = program
          }
        }
      }
    }
  }

  @Test("a server that finds pings too many is pinged half as often, and the log says so")
  func tooManyPings() async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(PingHater())
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let records = Records()
    let port = try #require(listener.localAddress?.port)
    var client = configuration(.host("127.0.0.1", port: port), records)
    client.keepalive = ClientKeepalive(interval: .seconds(10))
    let channel = try ClientChannel(client)
    let call = Task { try await channel.echo([1]) }
    let isSaid = await eventually {
      records.all.contains { $0.hasPrefix("notice: ") && $0.contains("pings") }
    }
    #expect(isSaid)
    #expect(channel.core.keepalive.map { $0.interval >= .seconds(20) } == true)
    call.cancel()
    channel.close()
    try await listener.close()
  }
}

/// A server that ends every connection for pings as soon as there is a call on it.
private final class PingHater: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let reader = FrameReader()

  func channelActive(context: ChannelHandlerContext) { send(.settings(), context) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    reader.receive(Array(unwrapInboundIn(data).readableBytesView))
    guard reader.frames.contains(where: { $0.kind == .headers }) else { return }
    send(.goAway(last: 0, code: 11, debug: "too_many_pings"), context)
    context.close(promise: nil)
  }

  private func send(_ frame: Frame, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: frame.bytes)), promise: nil)
  }
}
