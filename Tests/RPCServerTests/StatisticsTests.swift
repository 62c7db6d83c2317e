import Logging
import RPC
import RPCClient
import RPCServer
import TestSupport
import Testing

@Suite("A server's statistics")
struct StatisticsTests {
  private func calls(
    _ method: MethodDescriptor?, _ statistics: ServerStatistics
  ) throws -> ServerStatistics.Calls {
    try #require(statistics.calls.first { $0.method?.path == method?.path })
  }

  @Test("calls are counted by method and status, with messages, bytes and times")
  func calls() async throws {
    try await TestServer.with { server in
      let channel = try server.channel()
      for _ in 0..<3 { _ = try await channel.echo([1, 2]) }
      var messages = 0
      let answers = channel.serverStreaming(
        TestService.count, [5], encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes)
      for try await _ in answers { messages += 1 }
      for name in ["Invented", "Made-up"] {
        let error = await #expect(throws: RPCError.self) {
          try await channel.unary(
            TestService.method(name, .unary), [], encoding: .bytes, decoding: .bytes)
        }
        #expect(error?.code == .unimplemented)
      }
      let isDone = await eventually {
        server.server.statistics.calls.allSatisfy { $0.open == 0 }
      }
      #expect(isDone)
      channel.close()
      let statistics = server.server.statistics
      let echo = try calls(TestService.echo, statistics)
      #expect(echo.started == 3)
      #expect(Array(echo.times.keys) == [.ok])
      #expect(echo.times[.ok]?.count == 3)
      #expect(echo.times[.ok].map { $0.sum > .zero } == true)
      #expect((echo.requests.messages, echo.requests.bytes) == (3, 21))
      #expect((echo.responses.messages, echo.responses.bytes) == (3, 21))
      let count = try calls(TestService.count, statistics)
      #expect((count.responses.messages, count.responses.bytes) == (5, 30))
      #expect(messages == 5)
      // Whatever names are invented, they make one record.
      let unknown = try calls(nil, statistics)
      #expect(unknown.started == 2)
      #expect(unknown.times[.unimplemented]?.count == 2)
      #expect(statistics.receivedBytes > 0)
      #expect(statistics.sentBytes > statistics.receivedBytes / 10)
    }
  }

  @Test("a call that its client leaves is open until then, and CANCELLED afterwards")
  func cancelled() async throws {
    let service = TestService()
    try await TestServer.with(service) { server in
      let channel = try server.channel()
      let task = Task {
        let answers = channel.serverStreaming(
          TestService.wait, [], encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes)
        for try await _ in answers {}
      }
      #expect(await eventually { service.waiting.value == 1 })
      #expect(try calls(TestService.wait, server.server.statistics).open == 1)
      task.cancel()
      _ = await task.result
      let isCounted = await eventually {
        let calls = server.server.statistics.calls
        return calls.first { $0.method?.path == TestService.wait.path }?.times[.cancelled]?.count
          == 1
      }
      #expect(isCounted)
      #expect(server.server.statistics.receivedResets == 1)
      channel.close()
    }
  }

  @Test("connections are counted by what TLS agreed on, failed ones by reason")
  func connections() async throws {
    try await TestServer.with(
      TestService(), { $0.handshakeTimeout = .seconds(5) }
    ) { server in
      let channel = try server.channel()
      _ = try await channel.echo([1])
      #expect(server.server.statistics.connections.open == 1)
      let noTLS = RawSocket(port: server.port)
      noTLS.write(Array("nonsense".utf8))
      _ = await noTLS.readToEnd()
      let silent = RawSocket(port: server.port)
      _ = await silent.readToEnd()
      channel.close()
      #expect(await eventually { server.server.openConnections == 0 })
      let connections = server.server.statistics.connections
      #expect(connections.accepted == 3)
      #expect(connections.open == 0)
      #expect(connections.ready.values.reduce(0, +) == 1)
      #expect(connections.ready.keys.allSatisfy { $0.version.contains("1.3") && !$0.isResumed })
      #expect(connections.failed.values.reduce(0, +) == 2)
      #expect(connections.failed[.timeout] == 1)
    }
  }

  @Test("a connection over the limit counts as refused, a graceful end as GOAWAYs of NO_ERROR")
  func refusedAndEnded() async throws {
    let server = try await TestServer.start { $0.maximumConnections = 1 }
    let channel = try server.channel()
    _ = try await channel.echo([1])
    _ = await RawSocket(port: server.port).readToEnd()
    #expect(server.server.statistics.connections.refused == 1)
    await server.server.shutdown(grace: .seconds(10))
    #expect(server.server.statistics.sentGoAways["NO_ERROR"].map { $0 >= 1 } == true)
    channel.close()
  }

  @Test("a server that is bound and not started lets connections wait, and serves them then")
  func boundBeforeStarted() async throws {
    var configuration = try TestServer.configuration()
    configuration.security = .insecurePlaintext
    let server = try Server(configuration, services: [TestService()], logger: .init(label: "test"))
    let bound = try await server.bind()
    #expect(bound.first.map { $0.port > 0 } == true)
    // Its port is taken from now on.
    configuration.addresses = bound
    let other = try Server(configuration, services: [], logger: .init(label: "test"))
    let error = await #expect(throws: ServerError.self) { try await other.bind() }
    #expect(error?.description.contains("the port is in use") == true)
    await other.shutdown(grace: .zero)
    let channel = try ClientChannel(
      ClientConfiguration(
        host: "127.0.0.1", port: bound[0].port, security: .insecurePlaintext))
    async let answer = channel.echo([7])
    try await Task.sleep(for: .milliseconds(200))
    #expect(server.statistics.connections.accepted == 0)
    #expect(try await server.start() == bound)
    #expect(try await answer == [7])
    channel.close()
    await server.shutdown(grace: .seconds(10))
  }
}
