import RPC
import RPCClient
import Testing

@testable import RPCServer

@Suite struct HealthTests {
  private static let check = MethodDescriptor(
    service: "grpc.health.v1.Health", method: "Check", kind: .unary)
  private static let list = MethodDescriptor(
    service: "grpc.health.v1.Health", method: "List", kind: .unary)
  private static let watch = MethodDescriptor(
    service: "grpc.health.v1.Health", method: "Watch", kind: .serverStreaming)

  private struct Named: Service {
    var name: String
    var methods: [Method] { [] }
  }

  private func statuses(_ channel: ClientChannel) async throws -> [String: UInt32] {
    try await channel.unary(
      Self.list, (), encoding: Health.listRequest, decoding: Health.listResponse)
  }

  @Test("List tells the status of every service, the server's own included")
  func list() async throws {
    try await TestServer.with { server in
      let channel = try server.channel()
      server.server.health.set(.notServing, for: "test.Service")
      #expect(
        try await statuses(channel) == ["": 1, "test.Service": 2, "grpc.health.v1.Health": 1])
    }
  }

  @Test("List of more than 100 services is RESOURCE_EXHAUSTED", arguments: [97, 98])
  func longList(_ count: Int) async throws {
    let services = (0..<count).map { Named(name: "test.Service\($0)") }
    try await TestServer.with(also: services) { server in
      let channel = try server.channel()
      if count == 97 {
        #expect(try await statuses(channel).count == 100)
      } else {
        let error = await #expect(throws: RPCError.self) { try await statuses(channel) }
        #expect(error?.code == .resourceExhausted)
      }
    }
  }

  @Test(
    "\"\" is the server; an unknown service is NOT_FOUND on Check and SERVICE_UNKNOWN on Watch")
  func unknown() async throws {
    try await TestServer.with { server in
      let channel = try server.channel()
      let serving = try await channel.unary(
        Self.check, "", encoding: Health.request, decoding: Health.response)
      #expect(serving == 1)
      let error = await #expect(throws: RPCError.self) {
        try await channel.unary(
          Self.check, "no.Such", encoding: Health.request, decoding: Health.response)
      }
      #expect(error?.code == .notFound)
      var updates = channel.serverStreaming(
        Self.watch, "no.Such", encoding: Health.request, decoding: Health.response
      ).makeAsyncIterator()
      #expect(try await updates.next() == 3)
      server.server.health.set(.serving, for: "no.Such")
      #expect(try await updates.next() == 1)
    }
  }

  @Test("NOT_SERVING on drain, and then the watch ends")
  func drain() async throws {
    try await TestServer.with { server in
      let channel = try server.channel()
      var updates = channel.serverStreaming(
        Self.watch, "", encoding: Health.request, decoding: Health.response
      ).makeAsyncIterator()
      #expect(try await updates.next() == 1)
      let stopping = Task { await server.server.shutdown(grace: .seconds(20)) }
      #expect(try await updates.next() == 2)
      let error = await #expect(throws: RPCError.self) { try await updates.next() }
      #expect(error?.code == .unavailable)
      await stopping.value
    }
  }
}
