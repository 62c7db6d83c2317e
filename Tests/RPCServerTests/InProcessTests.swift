import Logging
import RPC
import RPCClient
import RPCServer
import TLS
import TestSupport
import Testing

/// Clients in the process of their server.
@Suite struct InProcessTests {
  private func server(
    _ change: (inout ServerConfiguration) throws -> Void = { _ in }
  ) throws -> Server {
    var configuration = try TestServer.configuration()
    configuration.addresses = []
    configuration.security = .insecurePlaintext
    try change(&configuration)
    return try Server(configuration, services: [TestService()], logger: .init(label: "t"))
  }

  private func channel(
    _ server: Server, _ security: ClientConfiguration.Security = .insecurePlaintext
  ) throws -> ClientChannel {
    try ClientChannel(
      ClientConfiguration(targets: [.inProcess(server.inProcessAddress)], security: security))
  }

  @Test("a server without any address serves clients in its process, and many at once")
  func calls() async throws {
    let server = try server()
    #expect(try await server.start().isEmpty)
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for number in 0..<20 {
        let channel = try channel(server)
        group.addTask { try await channel.echo([UInt8(number)]) }
      }
      var answers: Set<[UInt8]> = []
      for try await answer in group { answers.insert(answer) }
      #expect(answers.count == 20)
    }
    await server.shutdown(grace: .seconds(5))
    #expect(server.openConnections == 0)
  }

  @Test("TLS is spoken there as elsewhere")
  func secured() async throws {
    let server = try server { $0.security = .tls(try TestServer.tls) }
    _ = try await server.start()
    let authority = try Certificates.shared.get().authority.file
    let client = try channel(server, .tls(TLSClientConfiguration(trust: .file(authority))))
    #expect(try await client.echo([7]) == [7])
    await server.shutdown(grace: .seconds(5))
  }

  @Test("before the start and after the end nothing listens, as on a port")
  func notThere() async throws {
    let server = try server()
    for isEnded in [false, true] {
      if isEnded {
        _ = try await server.start()
        await server.shutdown(grace: .seconds(5))
      }
      let client = try channel(server)
      let error = await #expect(throws: RPCError.self) { try await client.echo([1]) }
      #expect(error?.code == .unavailable)
      #expect(error?.message.contains("cannot connect to this process: nothing listens") == true)
    }
  }

  @Test("the limit of connections holds for it")
  func limit() async throws {
    let server = try server { $0.maximumConnections = 1 }
    _ = try await server.start()
    let first = try channel(server)
    #expect(try await first.echo([1]) == [1])
    let second = try channel(server)
    let error = await #expect(throws: RPCError.self) { try await second.echo([1]) }
    #expect(error?.code == .unavailable)
    #expect(server.statistics.connections.refused == 1)
    #expect(try await first.echo([2]) == [2])
    await server.shutdown(grace: .seconds(5))
  }
}
