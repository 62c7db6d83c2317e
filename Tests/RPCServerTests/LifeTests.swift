import Foundation
import Logging
import NIOCore
import NIOPosix
import RPC
import RPCServer
import RPCTransport
import Synchronization
import TLS
import TestSupport
import Testing

@testable import RPCClient

/// Connections that come and go.
@Suite struct LifeTests {
  @Test("a channel goes over to a server that was started anew")
  func restart() async throws {
    let first = try await TestServer.start()
    let channel = try first.channel()
    #expect(try await channel.echo([1]) == [1])
    let port = first.port
    await first.server.shutdown(grace: .seconds(5))
    let error = await #expect(throws: RPCError.self) { try await channel.echo([2]) }
    #expect(error?.code == .unavailable)
    let second = try await TestServer.start(port: port)
    #expect(try await channel.echo([3], CallOptions(waitsForReady: true)) == [3])
    await second.server.shutdown(grace: .zero)
  }

  @Test(
    "a call that waits for ready is served when the server comes, and ends with its deadline if not"
  )
  func waitsForReady() async throws {
    let probe = try await TestServer.start()
    let port = probe.port
    await probe.server.shutdown(grace: .zero)
    let channel = try probe.channel()
    let late = await #expect(throws: RPCError.self) {
      try await channel.echo([1], CallOptions(timeout: .milliseconds(300), waitsForReady: true))
    }
    #expect(late?.code == .deadlineExceeded)
    let call = Task { try await channel.echo([2], CallOptions(waitsForReady: true)) }
    let cancelled = Task { try await channel.echo([2], CallOptions(waitsForReady: true)) }
    cancelled.cancel()
    let error = await #expect(throws: RPCError.self) { try await cancelled.value }
    #expect(error?.code == .cancelled)
    let server = try await TestServer.start(port: port)
    #expect(try await call.value == [2])
    await server.server.shutdown(grace: .zero)
  }

  @Test("while it backs off a channel fails calls at once, with the reason of the last attempt")
  func backoff() async throws {
    let probe = try await TestServer.start()
    await probe.server.shutdown(grace: .zero)
    let channel = try probe.channel { $0.initialBackoff = .seconds(600) }
    let errors = try await (0..<2).asyncMap { _ in
      try #require(await #expect(throws: RPCError.self) { try await channel.echo([1]) })
    }
    #expect(errors[0].code == .unavailable)
    #expect(errors[0] == errors[1])
    #expect(errors[0].message.contains("\(probe.port)"))
  }

  @Test("calls under way finish while the server drains, and new ones go elsewhere")
  func drain() async throws {
    let service = TestService()
    let server = try await TestServer.start(service)
    let channel = try server.channel()
    let (turns, next) = AsyncStream<UInt8>.makeStream()
    let responses = channel.bidirectionalStreaming(
      TestService.relay, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
    ) { requests in
      for await turn in turns { try await requests.write([turn]) }
    }
    var iterator = responses.makeAsyncIterator()
    next.yield(1)
    #expect(try await iterator.next() == [1])
    let shutdown = Task { await server.server.shutdown(grace: .seconds(60)) }
    #expect(await eventually { (try? await channel.echo([1])) == nil })
    next.yield(2)
    #expect(try await iterator.next() == [2])
    next.finish()
    #expect(try await iterator.next() == nil)
    await shutdown.value
    #expect(server.server.openConnections == 0)
  }

  @Test("after the grace period calls end with UNAVAILABLE and the shutdown returns")
  func grace() async throws {
    let service = TestService()
    let server = try await TestServer.start(service)
    var iterator = try server.channel().stream(TestService.wait).makeAsyncIterator()
    #expect(try await iterator.next() == [1])
    await server.server.shutdown(grace: .milliseconds(50))
    let error = await #expect(throws: RPCError.self) { try await iterator.next() }
    #expect(error?.code == .unavailable)
    #expect(await eventually { service.waiting.value == 0 })
  }

  @Test("a drain tells those who watch the health, and does not wait for them")
  func watchers() async throws {
    let server = try await TestServer.start()
    let watch = MethodDescriptor(
      service: "grpc.health.v1.Health", method: "Watch", kind: .serverStreaming)
    var iterator = try server.channel().stream(watch).makeAsyncIterator()
    #expect(try await iterator.next() == [8, 1])
    let shutdown = Task { await server.server.shutdown(grace: .seconds(3600)) }
    #expect(try await iterator.next() == [8, 2])
    let error = await #expect(throws: RPCError.self) { try await iterator.next() }
    #expect(error?.code == .unavailable)
    await shutdown.value
  }

  @Test("a second shutdown ends the first at once")
  func secondShutdown() async throws {
    let server = try await TestServer.start()
    var iterator = try server.channel().stream(TestService.wait).makeAsyncIterator()
    #expect(try await iterator.next() == [1])
    let first = Task { await server.server.shutdown(grace: .seconds(3600)) }
    #expect(await eventually { (try? await server.channel().echo([1])) == nil })
    await server.server.shutdown(grace: .zero)
    await first.value
    let error = await #expect(throws: RPCError.self) { try await iterator.next() }
    #expect(error?.code == .unavailable)
  }

  @Test("a handler that outlives its server ends in peace")
  func stubborn() async throws {
    let release = AsyncStream<Void>.makeStream()
    let started = Counter()
    let ended = Counter()
    struct Stubborn: Service {
      let name = "test.Stubborn"
      let methods: [RPCServer.Method]
    }
    let descriptor = MethodDescriptor(service: "test.Stubborn", method: "Stay", kind: .unary)
    let stay = RPCServer.Method.unary(descriptor, request: .bytes, response: .bytes) { request, _ in
      started.add()
      await Task.detached { for await _ in release.stream {} }.value
      ended.add()
      return request
    }
    let server = try Server(
      try TestServer.configuration(), services: [Stubborn(methods: [stay])],
      logger: .init(label: "t"))
    let port = try await server.start()[0].port
    let channel = try ClientChannel(
      ClientConfiguration(
        host: "127.0.0.1", port: port,
        security: .tls(
          TLSClientConfiguration(trust: .file(try Certificates.shared.get().authority.file)))))
    let call = Task { try await channel.unary(descriptor, [1], encoding: .bytes, decoding: .bytes) }
    #expect(await eventually { started.value == 1 })
    await server.shutdown(grace: .zero)
    await #expect(throws: RPCError.self) { try await call.value }
    release.continuation.finish()
    #expect(await eventually { ended.value == 1 })
  }

  @Test("an idle connection is ended, a busy one is not, and the channel makes another")
  func idle() async throws {
    try await TestServer.with(TestService()) {
      $0.idleTimeout = .milliseconds(700)
    } _: { server in
      let channel = try server.channel()
      var iterator = channel.stream(TestService.wait).makeAsyncIterator()
      #expect(try await iterator.next() == [1])
      try await Task.sleep(for: .milliseconds(1_600))
      #expect(server.server.openConnections == 1)
      let other = try server.channel()
      #expect(try await other.echo([1]) == [1])
      #expect(await eventually { server.server.openConnections == 1 })
      #expect(try await other.echo([2], CallOptions(waitsForReady: true)) == [2])
    }
  }

  @Test("a server that accepts and never says a word is given up after the connect time-out")
  func silentServer() async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(listener.localAddress?.port)
    var configuration = ClientConfiguration(
      host: "127.0.0.1", port: port, security: .insecurePlaintext)
    configuration.connectTimeout = .milliseconds(300)
    let channel = try ClientChannel(configuration)
    let error = await #expect(throws: RPCError.self) { try await channel.echo([1]) }
    #expect(error?.code == .unavailable)
    channel.close()
    try await listener.close()
  }

  @Test("new connections use reloaded certificates, and bad ones change nothing")
  func reload() async throws {
    let authority = try TestAuthority("Reloading")
    let files = try authority.issue("server")
    try await TestServer.with(TestService()) {
      $0.security = .tls(
        TLSServerConfiguration(
          certificateFile: files.certificateFile, privateKeyFile: files.privateKeyFile))
    } _: { server in
      func channel(_ trust: String) throws -> ClientChannel {
        try server.channel { $0.security = .tls(TLSClientConfiguration(trust: .file(trust))) }
      }
      let old = try channel(authority.file)
      #expect(try await old.echo([1]) == [1])
      try Data("nonsense".utf8).write(to: URL(fileURLWithPath: files.certificateFile))
      #expect(throws: TLSError.self) { try server.server.reloadCertificates() }
      #expect(try await channel(authority.file).echo([2]) == [2])
      for (from, to) in [
        (try Certificates.shared.get().server.certificateFile, files.certificateFile),
        (try Certificates.shared.get().server.privateKeyFile, files.privateKeyFile),
      ] {
        try Data(contentsOf: URL(fileURLWithPath: from)).write(to: URL(fileURLWithPath: to))
      }
      try server.server.reloadCertificates()
      #expect(try await channel(try Certificates.shared.get().authority.file).echo([3]) == [3])
      #expect(try await old.echo([4]) == [4])
      await #expect(throws: RPCError.self) { try await channel(authority.file).echo([5]) }
    }
  }

  private final class WeakHandler: Sendable {
    private struct Reference { weak var handler: ConnectionHandler? }
    private nonisolated(unsafe) var reference = Reference()
    private let lock = Mutex(())
    func set(_ handler: ConnectionHandler) { lock.withLock { _ in reference.handler = handler } }
    var isGone: Bool { lock.withLock { _ in reference.handler == nil } }
  }

  @Test("a connection's handler and a channel are freed after their last use")
  func memory() async throws {
    try await TestServer.with { server in
      let handler = WeakHandler()
      weak var weakChannel: ClientChannel?
      do {
        let channel = try server.channel()
        weakChannel = channel
        #expect(try await channel.echo([1]) == [1])
        let connection = try await channel.core.connection(waitsForReady: false)
        try await connection.loop.submit { handler.set(connection.handler.value) }.get()
        #expect(!handler.isGone)
      }
      #expect(weakChannel == nil)
      #expect(await eventually { handler.isGone })
      #expect(await eventually { server.server.openConnections == 0 })
    }
  }

  @Test("a port in use is named, and nothing stays open")
  func portInUse() async throws {
    try await TestServer.with { server in
      var configuration = try TestServer.configuration()
      configuration.addresses.append(.init(host: "127.0.0.1", port: server.port))
      let second = try Server(configuration, services: [], logger: .init(label: "test"))
      let error = await #expect(throws: ServerError.self) { try await second.start() }
      #expect(error?.description.contains("in use") == true)
      await second.shutdown(grace: .zero)
    }
  }
}

extension Sequence {
  func asyncMap<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await body(element)) }
    return values
  }
}
