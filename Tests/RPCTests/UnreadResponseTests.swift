import HTTP2
import TestSupport
import Testing

@testable import RPC

/// Answers that hold memory and that their clients do not read.
@Suite struct UnreadResponseTests {
  private static let large = 200_000
  /// Bytes that do not compress.
  private static let noise: [UInt8] = {
    var number: UInt64 = 7
    return (0..<large).map { _ in
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: number >> 56)
    }
  }()
  // Made once, and never changed.
  private nonisolated(unsafe) static let stored = EncodedMessages(length: large) {
    $0.initializeMemory(as: UInt8.self, repeating: 7)
  }
  private static let methods: [ServerMethod] = [
    ServerHarness.immediate("Encoded") { _, _ in
      .messages(EncodedMessages(length: large) { $0.copyBytes(from: noise) })
    },
    ServerHarness.immediate("Stored") { _, _ in
      .messages(EncodedMessages(owner: stored.owner, bytes: stored.bytes))
    },
    ServerMethod(
      MethodDescriptor(service: "test.Service", method: "Task", kind: .unary),
      .single { exchange, _ in { try exchange.answer(noise) } }),
    ServerHarness.method("Stream", .serverStreaming) { exchange in
      try await exchange.responses.write(MessageFrame.framed(noise))
    },
  ]

  private func harness(
    _ memory: CallMemory = CallMemory(limit: .max), window: UInt32 = 0,
    compression: CompressionAlgorithm? = nil
  ) throws -> ServerHarness {
    try ServerHarness(
      Self.methods, clientSettings: [(4, window)], responseCompression: compression,
      responseMemory: memory)
  }

  private func read(_ count: UInt32, of stream: Int32, on server: ServerHarness) {
    server.send([.windowUpdate(stream, count), .windowUpdate(0, count)])
  }

  @Test(
    "an answer that nobody reads ends when its time is over, and holds nothing any more",
    arguments: ["Encoded", "Task", "Stream"], [0, 1_000])
  func timeout(_ method: String, _ window: UInt32) throws {
    let server = try harness(window: window)
    let stream = server.call("/test.Service/\(method)")
    for _ in 0..<10 { server.advance(.seconds(5)) }
    #expect(server.status(stream) == nil)
    #expect(server.session.responseAccount.heldBytes >= Self.large)
    for _ in 0..<5 { server.advance(.seconds(5)) }
    #expect(server.status(stream) == StatusCode.deadlineExceeded.rawValue)
    #expect(server.message(stream).contains("(response-timeout)"))
    #expect(server.refusedCalls == [.responseTimeout])
    #expect(server.session.responseAccount.heldBytes == 0)
    // The connection serves on.
    let last = server.call("/test.Service/\(method)")
    read(1_000_000, of: last, on: server)
    #expect(server.status(last) == 0)
  }

  @Test("an answer that is compressed on the way ends as well")
  func compressed() throws {
    let server = try harness(window: 100, compression: .gzip)
    let stream = server.call("/test.Service/Encoded", [("grpc-accept-encoding", "gzip")])
    #expect(server.session.responseAccount.heldBytes >= Self.large)
    for _ in 0..<8 { server.advance(.seconds(10)) }
    #expect(server.status(stream) == StatusCode.deadlineExceeded.rawValue)
    #expect(server.session.responseAccount.heldBytes == 0)
  }

  @Test(
    "a slow reader is not hit, nor one of what holds no memory", arguments: ["Encoded", "Task"])
  func slow(_ method: String) throws {
    let server = try harness()
    let stream = server.call("/test.Service/\(method)")
    let other = server.call("/test.Service/Stored")
    for _ in 0..<20 {
      server.advance(.seconds(40))
      read(100, of: stream, on: server)
    }
    for stream in [stream, other] { read(1_000_000, of: stream, on: server) }
    #expect(server.status(stream) == 0)
    #expect(server.status(other) == 0)
    #expect(server.refusedCalls == [])
  }

  @Test(
    "when the server's memory is used up, what was not read for a second gives way to others",
    arguments: ["Encoded", "Task", "Stream"])
  func givesWay(_ method: String) throws {
    let clock = ManualClock()
    let memory = CallMemory(limit: 500_000, clock: clock.now)
    let hoarder = try harness(memory)
    let held = (0..<2).map { _ in
      clock.advance(0.1)
      return hoarder.call("/test.Service/\(method)")
    }
    let server = try harness(memory)
    let early = server.call("/test.Service/\(method)")
    #expect(server.status(early) == StatusCode.resourceExhausted.rawValue)
    #expect(server.refusedCalls == [.responseMemory])
    clock.advance(2)
    let late = server.call("/test.Service/\(method)")
    #expect(server.status(late) == nil)
    hoarder.run()
    #expect(hoarder.status(held[0]) == StatusCode.resourceExhausted.rawValue)
    #expect(hoarder.message(held[0]).contains("(response-memory)"))
    #expect(hoarder.status(held[1]) == nil, "the younger one stays")
    #expect(hoarder.refusedCalls == [.unreadResponse])
    #expect(memory.usedBytes <= 500_000)
    read(1_000_000, of: late, on: server)
    #expect(server.status(late) == 0)
    read(1_000_000, of: held[1], on: hoarder)
    #expect(hoarder.status(held[1]) == 0)
    #expect(memory.usedBytes == 0)
    #expect(hoarder.session.responseAccount.heldBytes == 0)
  }
}
