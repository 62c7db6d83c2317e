import RPC
import RPCClient
import RPCServer
import Testing

/// Compressed calls over sockets, both ways.
@Suite struct CompressionTests {
  private static let text = [UInt8](repeating: UInt8(ascii: "a"), count: 50_000)

  /// Answers with what it was sent, after a byte that says whether that came compressed.
  private struct Mirror: Service {
    static let unary = MethodDescriptor(service: "test.Mirror", method: "One", kind: .unary)
    static let stream = MethodDescriptor(
      service: "test.Mirror", method: "All", kind: .bidirectionalStreaming)
    let choice: CompressionAlgorithm?
    var name: String { "test.Mirror" }
    var methods: [Method] {
      [
        .unary(Self.unary, request: .bytes, response: .bytes) { request, context in
          [context.lastRequestWasCompressed ? 1 : 0] + request
        },
        .bidirectionalStreaming(Self.stream, request: .bytes, response: .bytes) {
          requests, responses, context in
          if let choice { context.setCompression(choice) }
          for try await request in requests {
            // As it came, so it goes.
            let isCompressed = context.lastRequestWasCompressed
            try await responses.write([isCompressed ? 1 : 0] + request, compressed: isCompressed)
          }
        },
      ]
    }
  }

  @Test("a compressed unary request is read as such", arguments: CompressionAlgorithm.allCases)
  func unary(_ algorithm: CompressionAlgorithm) async throws {
    try await TestServer.with(also: [Mirror(choice: nil)]) { server in
      let channel = try server.channel()
      for compression in [algorithm, nil] {
        let answer = try await channel.unary(
          Mirror.unary, Self.text, encoding: .bytes, decoding: .bytes,
          options: CallOptions(compression: compression))
        #expect(answer == [compression == nil ? 0 : 1] + Self.text)
      }
    }
  }

  @Test(
    "compression is chosen for each call and each message",
    arguments: CompressionAlgorithm.allCases)
  func streams(_ algorithm: CompressionAlgorithm) async throws {
    try await TestServer.with(also: [Mirror(choice: algorithm)]) { server in
      let responses = try server.channel().bidirectionalStreaming(
        Mirror.stream, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes,
        options: CallOptions(compression: algorithm)
      ) { requests in
        for number in 0..<10 {
          try await requests.write(Self.text, compressed: number % 2 == 0)
        }
      }
      var iterator = responses.makeAsyncIterator()
      for number in 0..<10 {
        let message = try #require(try await iterator.next())
        #expect(message == [number % 2 == 0 ? 1 : 0] + Self.text)
        #expect(iterator.lastMessageWasCompressed == (number % 2 == 0))
      }
      #expect(try await iterator.next() == nil)
    }
  }

  @Test("a server set to compress does so for every call")
  func serverWide() async throws {
    try await TestServer.with(TestService()) {
      $0.responseCompression = .gzip
    } _: { server in
      var iterator = try server.channel().stream(TestService.echo, Self.text).makeAsyncIterator()
      #expect(try await iterator.next() == Self.text)
      #expect(iterator.lastMessageWasCompressed)
    }
  }

  @Test("a client's limit is for the uncompressed size")
  func limit() async throws {
    try await TestServer.with(TestService()) {
      $0.responseCompression = .gzip
    } _: { server in
      let channel = try server.channel { $0.maximumResponseSize = 49_999 }
      let error = await #expect(throws: RPCError.self) { try await channel.echo(Self.text) }
      #expect(error?.code == .resourceExhausted)
    }
  }
}
