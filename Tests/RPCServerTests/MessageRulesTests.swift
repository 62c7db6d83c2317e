import RPC
import RPCClient
import RPCServer
import Testing

/// What both sides make of messages that are too many, too few, or not to be decoded.
@Suite struct MessageRulesTests {
  private static let service = "test.Messages"

  private static func method(_ name: String, _ kind: MethodKind) -> MethodDescriptor {
    MethodDescriptor(service: service, method: name, kind: kind)
  }

  struct Undecodable: Error {}

  /// Requests of one byte say what is wrong with them.
  private static let picky = MessageCoding<[UInt8]>(
    encode: { $0 },
    decode: { bytes in
      if bytes.first == 1 { throw Undecodable() }
      if bytes.first == 2 { throw RPCError(.invalidArgument, "the year: 2 is none") }
      return Array(bytes)
    })

  private struct Messages: Service {
    let name = MessageRulesTests.service

    var methods: [Method] {
      [
        .unary(method("Unary", .unary), request: picky, response: .bytes) { request, _ in request },
        .bidirectionalStreaming(
          method("Stream", .bidirectionalStreaming), request: picky, response: .bytes
        ) { requests, responses, _ in
          for try await request in requests { try await responses.write(request) }
        },
        // As many responses as the request says.
        .serverStreaming(method("Many", .serverStreaming), request: .bytes, response: .bytes) {
          request, responses, _ in
          for _ in 0..<request[0] { try await responses.write([7]) }
        },
      ]
    }
  }

  private func with(_ body: (ClientChannel) async throws -> Void) async throws {
    try await TestServer.with(also: [Messages()]) { try await body($0.channel()) }
  }

  @Test(
    "an undecodable request on a known method is INTERNAL, or INVALID_ARGUMENT where a field is at fault",
    arguments: [(1, StatusCode.internalError), (2, .invalidArgument), (3, nil)]
      as [(UInt8, StatusCode?)])
  func undecodable(_ request: UInt8, _ expected: StatusCode?) async throws {
    try await with { channel in
      var code: StatusCode?
      do {
        let answer = try await channel.unary(
          Self.method("Unary", .unary), [request], encoding: .bytes, decoding: .bytes)
        #expect(answer == [request])
      } catch let error as RPCError {
        code = error.code
      }
      #expect(code == expected)
      code = nil
      do {
        let answers = channel.bidirectionalStreaming(
          Self.method("Stream", .bidirectionalStreaming), encoding: .bytes,
          decoding: MessageCoding<[UInt8]>.bytes
        ) { try await $0.write([request]) }
        for try await answer in answers { #expect(answer == [request]) }
      } catch let error as RPCError {
        code = error.code
      }
      #expect(code == expected)
    }
  }

  @Test(
    "a unary call that is answered OK with no message, or with two, is UNIMPLEMENTED",
    arguments: [0, 1, 2, 100] as [UInt8])
  func cardinality(_ count: UInt8) async throws {
    try await with { channel in
      do {
        let answer = try await channel.unary(
          Self.method("Many", .unary), [count], encoding: .bytes,
          decoding: MessageCoding<[UInt8]>.bytes)
        #expect(answer == [7] && count == 1)
      } catch let error as RPCError {
        #expect(error.code == .unimplemented && count != 1)
      }
      do {
        let answer = try await channel.clientStreaming(
          Self.method("Many", .clientStreaming), encoding: .bytes,
          decoding: MessageCoding<[UInt8]>.bytes
        ) { try await $0.write([count]) }
        #expect(answer == [7] && count == 1)
      } catch let error as RPCError {
        #expect(error.code == .unimplemented && count != 1)
      }
    }
  }

  @Test("an empty message is a message, both ways")
  func empty() async throws {
    try await with { channel in
      let answer = try await channel.unary(
        Self.method("Unary", .unary), [], encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes)
      #expect(answer.isEmpty)
      var count = 0
      let answers = channel.bidirectionalStreaming(
        Self.method("Stream", .bidirectionalStreaming), encoding: .bytes,
        decoding: MessageCoding<[UInt8]>.bytes
      ) { writer in for _ in 0..<3 { try await writer.write([]) } }
      for try await answer in answers {
        #expect(answer.isEmpty)
        count += 1
      }
      #expect(count == 3)
    }
  }

  @Test(
    "a response that does not decode is INTERNAL, and ends the call")
  func badResponse() async throws {
    try await with { channel in
      let error = await #expect(throws: RPCError.self) {
        try await channel.unary(
          Self.method("Unary", .unary), [3], encoding: .bytes,
          decoding: MessageCoding<[UInt8]>(
            encode: { $0 }, decode: { _ in throw Undecodable() }))
      }
      #expect(error?.code == .internalError)
    }
  }

  @Test(
    "requests that end in the middle of a message, or of its prefix, are INTERNAL",
    arguments: [[0], [0, 0, 0], [0, 0, 0, 0, 10], [0, 0, 0, 0, 10, 1, 2, 3]] as [[UInt8]])
  func cutRequests(_ rest: [UInt8]) async throws {
    try await with { channel in
      let handle = try await ClientCallHandle.start(
        Self.method("Stream", .bidirectionalStreaming), on: channel, CallOptions())
      try await handle.exchange.requests.write(MessageFrame.framed([3]) + rest)
      handle.exchange.requests.finish()
      let error = await #expect(throws: RPCError.self) {
        while try await handle.exchange.responses.next() != nil {}
      }
      #expect(error?.code == .internalError)
    }
  }

  @Test(
    "responses that end in the middle of a message, or of its prefix, are INTERNAL",
    arguments: [[0], [0, 0, 0], [0, 0, 0, 0, 10], [0, 0, 0, 0, 10, 1, 2, 3]] as [[UInt8]])
  func cutResponses(_ rest: [UInt8]) async throws {
    struct Cut: Service {
      let name = "test.Cut"
      let rest: [UInt8]
      var methods: [RPCServer.Method] {
        [
          Method(
            MethodDescriptor(service: name, method: "Stream", kind: .serverStreaming),
            .single { [rest] exchange, _ in
              { try await exchange.responses.write(MessageFrame.framed([3]) + rest) }
            })
        ]
      }
    }
    try await TestServer.with(also: [Cut(rest: rest)]) { server in
      var responses = try server.channel().stream(
        MethodDescriptor(service: "test.Cut", method: "Stream", kind: .serverStreaming)
      ).makeAsyncIterator()
      let first = try await responses.next()
      #expect(first == [3])
      var code: StatusCode?
      do {
        _ = try await responses.next()
      } catch let error as RPCError {
        code = error.code
      }
      #expect(code == .internalError)
    }
  }
}
