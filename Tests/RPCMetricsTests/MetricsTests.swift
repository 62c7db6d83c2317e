import Logging
import MetricsTestKit
import RPC
import RPCClient
import RPCMetrics
import RPCServer
import Testing

@Suite struct MetricsTests {
  private static let echo = MethodDescriptor(service: "test.Metered", method: "Echo", kind: .unary)
  private static let missing = MethodDescriptor(
    service: "test.Metered", method: "Invented", kind: .unary)

  @Test func callsAreTimedByMethodAndStatusOnBothSidesAndInventedMethodsShareASeries() async throws
  {
    let metrics = TestMetrics()
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext)
    configuration.interceptors = [MetricsServerInterceptor(factory: metrics)]
    let server = try Server(
      configuration, services: [Metered(method: Self.echo)], logger: Logger(label: "test"))
    let port = try await server.start()[0].port
    var client = ClientConfiguration(
      host: "127.0.0.1", port: port, security: .insecurePlaintext)
    client.interceptors = [MetricsClientInterceptor(factory: metrics)]
    let channel = try ClientChannel(client)
    for _ in 0..<3 {
      _ = try? await channel.unary(Self.echo, [1, 2], encoding: .bytes, decoding: .bytes)
    }
    for method in [Self.echo, Self.missing] {
      // Refused by the handler, and by the server.
      _ = try? await channel.unary(method, [], encoding: .bytes, decoding: .bytes)
    }
    channel.close()
    await server.shutdown(grace: .seconds(10))

    func dimensions(_ method: String, _ service: String = "test.Metered") -> [(String, String)] {
      [("rpc.system", "grpc"), ("rpc.service", service), ("rpc.method", method)]
    }
    func count(_ side: String, _ method: [(String, String)], _ status: Int) throws -> Int {
      try metrics.expectTimer(
        "rpc.\(side).duration", method + [("rpc.grpc.status_code", "\(status)")]
      ).values.count
    }
    for side in ["server", "client"] {
      #expect(try count(side, dimensions("Echo"), 0) == 3)
      #expect(try count(side, dimensions("Echo"), 3) == 1)
      // Three messages of two bytes and an empty one, five bytes before each.
      let bytes = try metrics.expectCounter("rpc.\(side).request.size", dimensions("Echo"))
      #expect(bytes.values.reduce(0, +) == 26)
    }
    #expect(try count("server", dimensions("unknown", "unknown"), 12) == 1)
    #expect(try count("client", dimensions("Invented"), 12) == 1)
  }
}

/// Gives back what it gets, unless that is nothing.
private struct Metered: Service {
  let method: MethodDescriptor
  var name: String { method.service }
  var methods: [Method] {
    [
      .unary(method, request: .bytes, response: .bytes) { request, _ in
        guard !request.isEmpty else { throw RPCError(.invalidArgument, "nothing to give back") }
        return request
      }
    ]
  }
}
