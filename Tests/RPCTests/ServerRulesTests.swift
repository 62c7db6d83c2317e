import HTTP2
import TestSupport
import Testing

@testable import RPC

/// What a server does with calls that break the rules.
@Suite struct ServerRulesTests {
  struct Refused: Sendable, CustomTestStringConvertible {
    var rule: String
    var changes: [(String, String?)]
    var status: StatusCode
    var testDescription: String { rule }
  }

  @Test(
    "a request that gRPC forbids is refused with headers alone",
    arguments: [
      Refused(
        rule: "a timeout of nine digits", changes: [("grpc-timeout", "123456789S")],
        status: .internalError),
      Refused(
        rule: "a timeout without a unit", changes: [("grpc-timeout", "15")],
        status: .internalError),
      Refused(
        rule: "a negative timeout", changes: [("grpc-timeout", "-1S")], status: .internalError),
      Refused(
        rule: "an unknown service", changes: [(":path", "/test.Other/Echo")],
        status: .unimplemented),
      Refused(
        rule: "an unknown method", changes: [(":path", "/test.Service/Other")],
        status: .unimplemented),
      Refused(
        rule: "a path that is no method's", changes: [(":path", "/")], status: .unimplemented),
      Refused(
        rule: "a deadline that has passed", changes: [("grpc-timeout", "0n")],
        status: .deadlineExceeded),
      Refused(
        rule: "a subtype other than proto", changes: [("content-type", "application/grpc+json")],
        status: .unimplemented),
      Refused(
        rule: "headers over the limit", changes: [("large", String(repeating: "x", count: 9_000))],
        status: .resourceExhausted),
    ])
  func refused(_ request: Refused) throws {
    let server = try ServerHarness()
    let stream = server.call("/test.Service/Echo", request.changes)
    #expect(server.status(stream) == request.status.rawValue)
    #expect(server.httpStatus(stream) == "200")
    #expect(server.reader.frames(of: stream).filter { $0.kind == .headers }.count == 1)
    #expect(server.reader.field("content-type", of: stream) == "application/grpc")
    // And the connection goes on.
    let next = server.call()
    #expect(server.status(next) == 0)
  }

  @Test(
    "the content-type application/grpc is gRPC, with +proto and parameters too",
    arguments: [
      "application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8",
      "application/grpc+proto; charset=utf-8",
    ])
  func subtypes(_ type: String) throws {
    let server = try ServerHarness()
    #expect(server.status(server.call("/test.Service/Echo", [("content-type", type)])) == 0)
  }

  @Test("the header list limit counts name + value + 32 a field, and is 8 KiB")
  func headerList() throws {
    let server = try ServerHarness()
    let fields = server.headers("/test.Service/Echo", [])
    let size = fields.reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count + 32 }
    let name = "large"
    let room = 8 * 1024 - size - name.utf8.count - 32
    for (length, status) in [(room, 0), (room + 1, StatusCode.resourceExhausted.rawValue)] {
      let value = String(repeating: "x", count: length)
      #expect(server.status(server.call("/test.Service/Echo", [(name, value)])) == status)
    }
  }

  @Test("grpc-timeout absent means no deadline")
  func noTimeout() throws {
    let server = try ServerHarness()
    let stream = server.call("/test.Service/Relay", end: false)
    server.advance(.seconds(1_000_000))
    #expect(server.status(stream) == nil)
    server.send([.data(stream, [], end: true)])
    #expect(server.status(stream) == 0)
  }

  @Test("an unknown encoding is UNIMPLEMENTED with grpc-accept-encoding")
  func unknownEncoding() throws {
    let server = try ServerHarness()
    let stream = server.call("/test.Service/Echo", [("grpc-encoding", "snappy")])
    #expect(server.status(stream) == StatusCode.unimplemented.rawValue)
    #expect(server.reader.field("grpc-accept-encoding", of: stream) == "identity,deflate,gzip")
  }

  @Test("a header that looks like :path does not choose the method", arguments: ["apple", "xpath"])
  func impostor(_ name: String) throws {
    let server = try ServerHarness()
    #expect(server.status(server.call("/test.Service/Echo", [(name, "/test.Service/Other")])) == 0)
  }

  @Test(
    "the compressed flag, or any other, without grpc-encoding is INTERNAL",
    arguments: [1, 2, 128, 255] as [UInt8], ["Echo", "Single"])
  func flags(_ flag: UInt8, _ method: String) throws {
    let server = try ServerHarness([single])
    let stream = server.call("/test.Service/\(method)", body: [flag, 0, 0, 0, 1, 9])
    #expect(server.status(stream) == StatusCode.internalError.rawValue)
  }

  @Test(
    "an oversized message is RESOURCE_EXHAUSTED as soon as its prefix is there",
    arguments: ["Echo", "Single"])
  func oversized(_ method: String) throws {
    var limits = ServerLimits()
    limits.maximumRequestSize = 100
    let server = try ServerHarness([single], limits: limits)
    let stream = server.call("/test.Service/\(method)", body: [0, 0, 0, 0, 101], end: false)
    #expect(server.status(stream) == StatusCode.resourceExhausted.rawValue)
    #expect(server.reader.resetCode(of: stream) == 0)
    let largest = server.call(
      "/test.Service/\(method)", body: MessageFrame.framed(Array(repeating: 7, count: 100)))
    #expect(server.status(largest) == 0)
  }

  @Test(
    "a unary method takes one message: none and two are UNIMPLEMENTED, a part of one INTERNAL",
    arguments: ["Echo", "Single"])
  func cardinality(_ method: String) throws {
    let server = try ServerHarness([single])
    let path = "/test.Service/\(method)"
    let message = MessageFrame.framed([1, 2, 3])
    #expect(server.status(server.call(path, body: nil)) == StatusCode.unimplemented.rawValue)
    #expect(server.status(server.call(path, body: [])) == StatusCode.unimplemented.rawValue)
    #expect(
      server.status(server.call(path, body: message + message))
        == StatusCode.unimplemented.rawValue)
    for count in 1..<message.count {
      let stream = server.call(path, body: Array(message.prefix(count)))
      #expect(server.status(stream) == StatusCode.internalError.rawValue, "\(count)")
    }
    #expect(server.status(server.call(path, body: message)) == 0)
  }

  @Test("a message is read whatever frames it is cut into", arguments: ["Echo", "Single"])
  func pieces(_ method: String) throws {
    let server = try ServerHarness([single])
    let message = MessageFrame.framed(Array(0..<20))
    for cut in 0...message.count {
      let stream = server.newStream()
      server.send([
        .headers(stream, server.headers("/test.Service/\(method)")),
        .data(stream, Array(message[..<cut])), .data(stream, Array(message[cut...])),
        .data(stream, [], end: true),
      ])
      #expect(server.reader.body(of: stream) == message)
      #expect(server.status(stream) == 0)
    }
  }

  @Test("trailers sent before the client has ended its stream are followed by RST_STREAM(NO_ERROR)")
  func earlyTrailers() throws {
    let server = try ServerHarness()
    let stream = server.call("/test.Service/Missing", end: false)
    #expect(server.status(stream) == StatusCode.unimplemented.rawValue)
    #expect(server.reader.frames(of: stream).map(\.kind) == [.headers, .reset])
    #expect(server.reader.resetCode(of: stream) == 0)
    // And none where the client has ended its own.
    let ended = server.call("/test.Service/Missing", end: true)
    #expect(server.reader.resetCode(of: ended) == nil)
  }

  struct Secret: Error { let password = "hunter2" }

  @Test("a handler that failed unexpectedly is UNKNOWN, and no internals are in the message")
  func unexpected() throws {
    let server = try ServerHarness([
      ServerHarness.method("Fails") { _ in throw Secret() },
      ServerHarness.immediate("FailsAtOnce") { _, _ in throw Secret() },
    ])
    for method in ["Fails", "FailsAtOnce"] {
      let stream = server.call("/test.Service/\(method)")
      #expect(server.status(stream) == StatusCode.unknown.rawValue)
      #expect(!server.message(stream).contains("hunter2"))
    }
    #expect(server.handlerFailures.count == 2)
    #expect(server.handlerFailures.allSatisfy { $0.contains("hunter2") })
  }

  @Test("a handler's own status arrives with its message and metadata, before and after messages")
  func ownStatus() throws {
    var metadata = Metadata()
    metadata.append([1, 2, 3], for: "detail-bin")
    let error = RPCError(.notFound, "no meeting\n100 %", trailingMetadata: metadata)
    let server = try ServerHarness([
      ServerHarness.method("Before") { _ in throw error },
      ServerHarness.method("After", .serverStreaming) { exchange in
        try await exchange.responses.write(MessageFrame.framed([5]))
        throw error
      },
    ])
    for method in ["Before", "After"] {
      let stream = server.call("/test.Service/\(method)")
      #expect(server.status(stream) == StatusCode.notFound.rawValue)
      #expect(server.message(stream) == "no meeting%0A100 %25")
      #expect(server.reader.field("detail-bin", of: stream) == "AQID")
      #expect(server.reader.headers(of: stream).count == (method == "Before" ? 1 : 2))
    }
  }
}

/// A method that reads its one message as public handlers do.
let single = ServerHarness.method("Single") { exchange in
  var batch = MessageBatch(
    limit: exchange.maximumRequestSize, encoding: exchange.requestEncoding)
  var messages: [[UInt8]] = []
  while let more = try await exchange.requests.next() {
    batch.append(more)
    while let message = try batch.next({ Array($0) }) { messages.append(message) }
  }
  guard batch.isEmpty else { throw RPCError(.internalError, "truncated") }
  guard messages.count == 1 else { throw RPCError(.unimplemented, "one message") }
  try await exchange.responses.write(
    MessageFrame.framed(messages[0], exchange.settledCompression()))
}
