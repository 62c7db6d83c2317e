import RPC
import Synchronization
import TLS
import TestSupport
import Testing

@testable import RPCClient
@testable import RPCServer

/// How a server ends.
@Suite struct ShutdownTests {
  /// The serving status of a server's health service, as the wire has it.
  private func health(_ server: TestServer) async throws -> [UInt8] {
    try await server.channel().unary(
      MethodDescriptor(service: "grpc.health.v1.Health", method: "Check", kind: .unary), [],
      encoding: .bytes, decoding: .bytes)
  }

  @Test("a server that is about to end says so, and takes connections and calls on for a while")
  func delay() async throws {
    let server = try await TestServer.start()
    #expect(try await health(server) == [8, 1])
    let end = Task { await server.server.shutdown(grace: .seconds(60), delay: .seconds(600)) }
    #expect(await eventually { (try? await health(server)) == [8, 2] })
    try await server.answers()
    // A second call ends that time, too.
    await server.server.shutdown(grace: .zero)
    await end.value
    await #expect(throws: RPCError.self) { try await server.channel().echo([1]) }
  }

  @Test("a connection that is accepted while all are closed is closed as well")
  func lateConnection() async {
    let connections = Connections(limit: 2)
    #expect(connections.reserve() == nil)
    connections.closeAll()
    #expect(connections.reserve() == .stopping)
    let closed = Atomic(0)
    let id = connections.add(
      .init(drain: {}, failCalls: {}, close: { closed.add(1, ordering: .relaxed) }), from: [])
    #expect(closed.load(ordering: .relaxed) == 1)
    connections.remove(id)
    await connections.drain(grace: .seconds(600))
  }

  @Test("who watches the health is told of the end, and holds nothing up")
  func watchers() async throws {
    let server = try await TestServer.start()
    let watch = MethodDescriptor(
      service: "grpc.health.v1.Health", method: "Watch", kind: .serverStreaming)
    var statuses = try server.channel().stream(watch).makeAsyncIterator()
    #expect(try await statuses.next() == [8, 1])
    let end = Task {
      await server.server.shutdown(grace: .seconds(600), delay: .milliseconds(100))
    }
    #expect(try await statuses.next() == [8, 2])
    let error = await #expect(throws: RPCError.self) { _ = try await statuses.next() }
    #expect(error?.code == .unavailable)
    await end.value
  }

  @Test("a client without a call that answers nothing does not hold the end up for its grace")
  func deafClient() async throws {
    let server = try await TestServer.start { $0.security = .insecurePlaintext }
    let socket = RawSocket(port: server.port)
    socket.write(Frame.preface + Frame.settings().bytes + Frame.settingsAcknowledgement.bytes)
    #expect(await eventually { server.server.openConnections == 1 })
    let start = ContinuousClock.now
    await server.server.shutdown(grace: .seconds(600))
    #expect(ContinuousClock.now - start < .seconds(300))
    withExtendedLifetime(socket) {}
  }

  @Test(
    "a connection by TLS to a port without it, and the other way round, is told so on both sides")
  func wrongSecurity() async throws {
    let plain = try await TestServer.start { $0.security = .insecurePlaintext }
    let secure = try await TestServer.start()
    let authority = try Certificates.shared.get().authority.file
    let byTLS = try ClientChannel(
      ClientConfiguration(
        host: "127.0.0.1", port: plain.port,
        security: .tls(TLSClientConfiguration(trust: .file(authority)))))
    let noTLS = await #expect(throws: RPCError.self) { try await byTLS.echo([1]) }
    #expect(noTLS?.message.contains("HTTP/2 without TLS on this port") == true)
    let plainly = try ClientChannel(
      ClientConfiguration(host: "127.0.0.1", port: secure.port, security: .insecurePlaintext))
    let needsTLS = await #expect(throws: RPCError.self) { try await plainly.echo([1]) }
    #expect(needsTLS?.message.contains("the server speaks TLS on this port") == true)
    await plain.server.shutdown(grace: .zero)
    await secure.server.shutdown(grace: .zero)
  }

  @Test("messages of streams that are not complete are bounded by the connection's memory")
  func incompleteMessages() async throws {
    try await TestServer.with(TestService()) {
      $0.limits.maximumRequestSize = 300_000
      $0.limits.connectionRequestMemory = 500_000
    } _: { server in
      let channel = try server.channel()
      var calls: [ClientCallHandle] = []
      for _ in 0..<2 {
        let handle = try await ClientCallHandle.start(TestService.relay, on: channel, CallOptions())
        // All but the last byte of a message of 290,000.
        let framed = MessageFrame.framed([UInt8](repeating: 1, count: 290_000)).dropLast()
        try? await handle.exchange.requests.write(Array(framed))
        calls.append(handle)
      }
      var errors: [RPCError] = []
      #expect(
        await eventually { server.server.statistics.refusedCalls["connection_request_memory"] == 1 }
      )
      let exchanges = calls.map(\.exchange)
      let isTold = await eventually { exchanges.contains { $0.hasEnded } }
      #expect(isTold)
      for call in calls where call.exchange.hasEnded {
        do { _ = try await call.exchange.responses.next() } catch let error as RPCError {
          errors.append(error)
        }
      }
      #expect(errors.count == 1)
      #expect(errors.allSatisfy { $0.code == .resourceExhausted })
      for call in calls { call.cancel() }
      calls = []
      #expect(await eventually { server.server.statistics.requestMemory == 0 })
      try await server.answers()
    }
  }
}
