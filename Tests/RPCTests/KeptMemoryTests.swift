import HTTP2
import TestSupport
import Testing

@testable import RPC

/// What is left of calls that are over, and what holds up those that are not.
@Suite struct KeptMemoryTests {
  @Test("a closed call keeps nothing of its request and its answer")
  func closedCalls() throws {
    let large = ServerHarness.method("Large") { exchange in
      _ = try await exchange.requests.next()
      try exchange.answer([UInt8](repeating: 1, count: 30_000))
    }
    let atOnce = ServerMethod(
      MethodDescriptor(service: "test.Service", method: "AtOnce", kind: .unary),
      .single { exchange, _ in { try exchange.answer([UInt8](repeating: 1, count: 30_000)) } })
    let server = try ServerHarness([large, atOnce])
    let request = MessageFrame.framed([UInt8](repeating: 2, count: 100_000))
    for path in ["Large", "AtOnce", "Echo"] {
      var rest = request[...]
      let stream = server.call("/test.Service/\(path)", body: nil, end: false)
      while !rest.isEmpty {
        let piece = Array(rest.prefix(16_384))
        rest = rest.dropFirst(16_384)
        server.send([.data(stream, piece, end: rest.isEmpty)])
      }
      server.send([.windowUpdate(stream, 1_000_000), .windowUpdate(0, 1_000_000)])
      #expect(server.status(stream) == 0)
    }
    #expect(server.session.http2.openStreams == 0)
    #expect(!server.session.pool.isEmpty)
    for call in server.session.pool {
      #expect(call.state.inbox.capacity <= 4096)
      #expect(call.state.onlyMessage.capacity == 0)
      #expect(call.state.task == nil && call.state.method == nil)
      #expect(call.state.ownHeaders == nil && call.state.ownTrailers == nil)
    }
  }

  @Test("requests that a handler does not read hold up their own stream and no other")
  func unreadRequests() throws {
    let gate = Gate()
    let deaf = ServerHarness.method("Deaf", .bidirectionalStreaming) { _ in await gate.wait() }
    let server = try ServerHarness([deaf])
    let piece = [UInt8](repeating: 0, count: 16_384)
    // Four pieces fill a stream's window; sixteen such streams, what a connection takes at once.
    let streams = (0..<16).map { _ in server.call("/test.Service/Deaf", body: nil, end: false) }
    for stream in streams {
      for _ in 0..<4 { server.send([.data(stream, piece)]) }
    }
    #expect(streams.allSatisfy { server.reader.resetCode(of: $0) == nil })
    let granted = server.reader.frames(.windowUpdate)
    #expect(granted.filter { $0.stream == 0 }.reduce(0) { $0 + Int($1.number) } >= 1024 * 1024)
    #expect(granted.allSatisfy { !streams.contains($0.stream) })
    // The window of the stream is what bounds it.
    server.send([.data(streams[0], piece)])
    #expect(server.reader.resetCode(of: streams[0]) == HTTP2ErrorCode.flowControlError.rawValue)
    gate.open()
    server.run()
  }

  @Test("responses that nobody reads hold up their own call and no other")
  func unreadResponses() throws {
    let client = try ClientHarness()
    let piece = [UInt8](repeating: 0, count: 16_384)
    let calls = try (0..<4).map { _ in try #require(client.call()) }
    for call in calls {
      client.send([.headers(call.stream, ClientHarness.goodHeaders)])
      for _ in 0..<16 { client.send([.data(call.stream, piece)]) }
    }
    let granted = client.reader.frames(.windowUpdate)
    #expect(granted.filter { $0.stream == 0 }.reduce(0) { $0 + Int($1.number) } >= 1024 * 1024)
    #expect(granted.allSatisfy { $0.stream == 0 })
  }

  @Test("the metadata that ended a call stays, whatever fails after it")
  func firstEnd() {
    let exchange = ClientExchange(
      descriptor: MethodDescriptor(service: "test.Service", method: "Relay", kind: .unary),
      requests: OutboundQueue {}, responses: InboundQueue { _ in })
    var metadata = Metadata()
    metadata.append("kept", for: "hint")
    exchange.finish(.success(()), trailingMetadata: metadata)
    exchange.finish(.failure(RPCError(.cancelled, "the writer was late")))
    #expect(exchange.trailingMetadata[text: "hint"] == ["kept"])
    #expect(!exchange.hasFailedUnanswered)
  }
}
