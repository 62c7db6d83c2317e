import RPC
import RPCClient
import RPCServer
import TLS
import Testing

/// Tokens that a channel shows with every call.
@Suite struct BearerTokenTests {
  private struct Shown: Service {
    static let descriptor = MethodDescriptor(service: "test.Shown", method: "Is", kind: .unary)
    var name: String { "test.Shown" }
    var methods: [Method] {
      [
        .unary(Self.descriptor, request: .bytes, response: .bytes) { _, context in
          Array(context.metadata[text: "authorization"].joined(separator: "|").utf8)
        }
      ]
    }
  }

  private func shown(_ channel: ClientChannel, _ options: CallOptions) async throws -> String {
    String(
      decoding: try await channel.unary(
        Shown.descriptor, [], encoding: .bytes, decoding: .bytes, options: options), as: UTF8.self)
  }

  @Test("every call shows the channel's token, but one that shows something else")
  func shows() async throws {
    try await TestServer.with(also: [Shown()]) { server in
      let channel = try server.channel { $0.bearerToken = "abc.DEF-1" }
      #expect(try await shown(channel, CallOptions()) == "Bearer abc.DEF-1")
      var metadata = Metadata()
      metadata.append("Bearer other", for: "authorization")
      #expect(try await shown(channel, CallOptions(metadata: metadata)) == "Bearer other")
      #expect(try await shown(try server.channel(), CallOptions()) == "")
    }
  }

  @Test(
    "without TLS a token goes to this machine only",
    arguments: [
      ("127.0.0.1", true), ("localhost", true), ("::1", true), ("archive.example", false),
      ("127.evil.example", false), ("10.0.0.1", false), ("localhost.example", false),
    ])
  func plaintext(host: String, isTaken: Bool) throws {
    var configuration = ClientConfiguration(host: host, port: 1, security: .insecurePlaintext)
    configuration.bearerToken = "secret-token"
    do {
      try ClientChannel(configuration).close()
      #expect(isTaken)
    } catch let error as RPCError {
      #expect(!isTaken)
      #expect(error.code == .invalidArgument)
      #expect(error.message.contains("without TLS"))
      #expect(!error.message.contains("secret"))
    }
    configuration.security = .tls(TLSClientConfiguration())
    try ClientChannel(configuration).close()
  }

  @Test("what can be no token is told before it is sent", arguments: ["", "a b", "a\n", "ä"])
  func form(token: String) throws {
    var configuration = ClientConfiguration(
      host: "127.0.0.1", port: 1, security: .insecurePlaintext)
    configuration.bearerToken = token
    let error = #expect(throws: RPCError.self) { try ClientChannel(configuration) }
    #expect(error?.code == .invalidArgument)
  }
}
