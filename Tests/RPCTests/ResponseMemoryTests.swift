import HTTP2
import TestSupport
import Testing

@testable import RPC

/// What answers may hold that wait to be sent.
@Suite struct ResponseMemoryTests {
  private static let large = 200_000

  /// Answers of 200,000 bytes, each in another way; what is stored is nobody's own.
  // Made once, and never changed.
  private nonisolated(unsafe) static let stored = EncodedMessages(length: large) {
    $0.initializeMemory(as: UInt8.self, repeating: 7)
  }
  private static let methods: [ServerMethod] = [
    ServerHarness.immediate("Encoded") { _, _ in
      .messages(
        EncodedMessages(length: large) { $0.initializeMemory(as: UInt8.self, repeating: 7) })
    },
    ServerHarness.immediate("Stored") { _, _ in
      .messages(EncodedMessages(owner: stored.owner, bytes: stored.bytes))
    },
    ServerMethod(
      MethodDescriptor(service: "test.Service", method: "Task", kind: .unary),
      .single { exchange, _ in
        { try exchange.answer([UInt8](repeating: 7, count: large)) }
      }),
    ServerMethod(
      MethodDescriptor(service: "test.Service", method: "Trailing", kind: .unary),
      .single { exchange, _ in
        {
          var metadata = Metadata()
          metadata.append("later", for: "told")
          exchange.setTrailingMetadata(metadata)
          try exchange.answer([UInt8](repeating: 7, count: large))
        }
      }),
    ServerHarness.method("Stream", .serverStreaming) { exchange in
      try await exchange.responses.write(
        MessageFrame.framed([UInt8](repeating: 7, count: large)))
    },
  ]

  private func harness(
    connection: Int = 64 << 20, server memory: CallMemory = CallMemory(limit: .max),
    compression: CompressionAlgorithm? = nil
  ) throws -> ServerHarness {
    var limits = ServerLimits()
    limits.connectionResponseMemory = connection
    // No window: nothing is read.
    return try ServerHarness(
      Self.methods, limits: limits, clientSettings: [(4, 0)], responseCompression: compression,
      responseMemory: memory)
  }

  private func read(_ stream: Int32, on server: ServerHarness) {
    server.send([.windowUpdate(stream, 1_000_000), .windowUpdate(0, 1_000_000)])
  }

  @Test(
    "answers that nobody reads hold what a connection may and no more, and say so",
    arguments: ["Encoded", "Task", "Trailing", "Stream"])
  func connectionLimit(_ method: String) throws {
    let server = try harness(connection: 500_000)
    let streams = (0..<5).map { _ in server.call("/test.Service/\(method)") }
    #expect(server.session.responseAccount.heldBytes <= 500_000)
    #expect(server.session.responseAccount.heldBytes >= 2 * Self.large)
    for stream in streams.dropFirst(2) {
      #expect(server.status(stream) == StatusCode.resourceExhausted.rawValue)
      #expect(server.message(stream).contains("(connection-response-memory)"))
    }
    #expect(server.refusedCalls == [CallLimit](repeating: .connectionResponseMemory, count: 3))
    // Small ones pass, and large ones do again when these are read.
    #expect(server.status(server.call(body: MessageFrame.framed([]))) == nil)
    for stream in streams.prefix(2) {
      read(stream, on: server)
      #expect(server.status(stream) == 0)
    }
    #expect(server.session.responseAccount.heldBytes == 0)
    let last = server.call("/test.Service/\(method)")
    read(last, on: server)
    #expect(server.status(last) == 0)
  }

  @Test("what all connections hold is a limit of its own, and given back by those that are gone")
  func serverLimit() throws {
    let memory = CallMemory(limit: 300_000)
    var first: ServerHarness? = try harness(server: memory)
    let second = try harness(server: memory)
    first?.call("/test.Service/Encoded")
    let refused = second.call("/test.Service/Encoded")
    #expect(second.status(refused) == StatusCode.resourceExhausted.rawValue)
    #expect(second.message(refused).contains("(response-memory)"))
    #expect(second.refusedCalls == [.responseMemory])
    first = nil
    #expect(memory.usedBytes == 0)
    let taken = second.call("/test.Service/Encoded")
    read(taken, on: second)
    #expect(second.status(taken) == 0)
    #expect(memory.usedBytes == 0)
  }

  @Test(
    "a call that its client gives up holds nothing any more",
    arguments: ["Encoded", "Task", "Trailing", "Stream"])
  func givenUp(_ method: String) throws {
    let memory = CallMemory(limit: 1_000_000)
    let server = try harness(server: memory)
    let stream = server.call("/test.Service/\(method)")
    #expect(server.session.responseAccount.heldBytes >= Self.large)
    server.send([.reset(stream, 8)])
    #expect(server.session.responseAccount.heldBytes == 0)
    #expect(memory.usedBytes == 0)
  }

  @Test("one answer is taken however large it is, and what is stored counts for nothing")
  func always() throws {
    let server = try harness(connection: 64 * 1024)
    let streams = ["Encoded", "Stored", "Stored"].map { server.call("/test.Service/\($0)") }
    #expect(server.session.responseAccount.heldBytes == Self.large + MessageFrame.prefixLength)
    for stream in streams {
      read(stream, on: server)
      #expect(server.status(stream) == 0)
    }
  }

  @Test("an answer that is compressed on the way counts with what that takes")
  func compressed() throws {
    let server = try harness(connection: 300_000, compression: .gzip)
    let accepts = [("grpc-accept-encoding", Optional("gzip"))]
    let stream = server.call("/test.Service/Encoded", accepts)
    let other = server.call("/test.Service/Encoded", accepts)
    for stream in [stream, other] { read(stream, on: server) }
    #expect(server.status(stream) == 0)
    #expect(server.status(other) == StatusCode.resourceExhausted.rawValue)
    #expect(server.session.responseAccount.heldBytes == 0)
  }
}
