import HTTP2
import TestSupport
import Testing

@testable import RPC

/// Rich errors: `google.rpc.Status` in `grpc-status-details-bin`.
@Suite struct ErrorDetailTests {
  static let details: [ErrorDetail] = [
    .badRequest([.init(field: "filter.from", description: "is no date")]),
    .errorInfo(reason: "TOO_MANY", domain: "archive.example", metadata: ["limit": "3", "a": ""]),
    .retryInfo(delay: .milliseconds(1500)),
    .other(typeURL: "type.googleapis.com/google.rpc.Help", value: [1, 2, 3]),
  ]

  @Test("details arrive as they were given", arguments: details + [.badRequest([])])
  func roundTrip(_ detail: ErrorDetail) {
    let error = RPCError(.invalidArgument, "no", details: [detail])
    #expect(StatusDetails.decode(StatusDetails.encode(error)) == [detail])
  }

  @Test("rich errors: grpc-status-details-bin carries a google.rpc.Status")
  func server() throws {
    let error = RPCError(.invalidArgument, "no", details: Self.details)
    let server = try ServerHarness([
      ServerHarness.method("Fails") { _ in throw error },
      ServerHarness.immediate("FailsAtOnce") { _, _ in throw error },
    ])
    for method in ["Fails", "FailsAtOnce"] {
      let stream = server.call("/test.Service/\(method)")
      let field = try #require(server.reader.field("grpc-status-details-bin", of: stream))
      #expect(!field.contains("="))
      // Status.code = 3, Status.message = "no", by hand.
      let bytes = Metadata.decodeBinary(field)[0]
      #expect(bytes.starts(with: [0x08, 3, 0x12, 2] + Array("no".utf8) + [0x1a]))
      #expect(StatusDetails.decode(bytes) == Self.details)
    }
  }

  @Test("details too long for everybody's headers are left out, not the status")
  func tooLong() throws {
    let long = String(repeating: "x", count: 8_000)
    let server = try ServerHarness([
      ServerHarness.method("Fails") { _ in
        throw RPCError(
          .aborted, "no", details: [.errorInfo(reason: long, domain: "", metadata: [:])])
      }
    ])
    let stream = server.call("/test.Service/Fails")
    #expect(server.status(stream) == StatusCode.aborted.rawValue)
    #expect(server.reader.field("grpc-status-details-bin", of: stream) == nil)
    #expect(server.message(stream).hasPrefix("no [cut: "))
    #expect(server.message(stream).contains("without details"))
  }

  @Test(
    "a status and its metadata fit in what the client reads of headers, and say what was left out",
    arguments: [nil, 1_500, 4_000, 20_000] as [UInt32?])
  func clientLimit(_ limit: UInt32?) throws {
    var metadata = Metadata()
    metadata.append(String(repeating: "m", count: 1_000), for: "hint")
    let server = try ServerHarness(
      [
        ServerHarness.method("Fails") { [metadata] _ in
          throw RPCError(
            .aborted, String(repeating: "é", count: 2_000),
            details: [.errorInfo(reason: "R", domain: "d")], trailingMetadata: metadata)
        }
      ], clientSettings: limit.map { [(UInt16(6), $0)] } ?? [])
    let stream = server.call("/test.Service/Fails")
    let fields = try #require(server.reader.headers(of: stream).last)
    let size = fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 }
    let most = Int(limit ?? 8_192)
    #expect(size <= most)
    #expect(server.status(stream) == StatusCode.aborted.rawValue)
    let isWhole = most >= 20_000
    #expect((server.reader.field("grpc-status-details-bin", of: stream) != nil) == isWhole)
    #expect((server.reader.field("hint", of: stream) != nil) == (most >= 4_000))
    #expect(server.message(stream).contains("cut: ") == !isWhole)
    if !isWhole { #expect(server.message(stream).contains("\(most) bytes")) }
  }

  @Test("metadata that the client would not read ends the call with a status that says so")
  func largeMetadata() throws {
    var metadata = Metadata()
    metadata.append(String(repeating: "m", count: 3_000), for: "hint")
    let server = try ServerHarness(
      [
        ServerHarness.method("Before") { [metadata] exchange in
          _ = exchange.setInitialMetadata(metadata)
          try exchange.answer([1])
        },
        ServerHarness.method("After") { [metadata] exchange in
          exchange.setTrailingMetadata(metadata)
          try exchange.answer([1])
        },
      ], clientSettings: [(6, 2_000)])
    for method in ["Before", "After"] {
      let stream = server.call("/test.Service/\(method)")
      #expect(server.status(stream) == StatusCode.resourceExhausted.rawValue)
      #expect(server.message(stream).contains("at most 2000"))
      #expect(server.reader.field("hint", of: stream) == nil)
    }
  }

  @Test(
    "a client takes details from the status, and does without where they are damaged",
    arguments: [
      ("CAMSAm5v", 0), ("", 0), ("%%%", 0), ("AAAA", 0), ("GgMKAWEaAwoBYg", 2),
    ])
  func client(_ field: String, _ count: Int) throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(
        call.stream,
        ClientHarness.goodHeaders + [("grpc-status", "3"), ("grpc-status-details-bin", field)],
        end: true)
    ])
    guard case .failure(let error) = call.outcome().end else {
      Issue.record("the call has not failed")
      return
    }
    #expect(error.code == .invalidArgument)
    #expect(error.details.count == count)
  }
}

extension Metadata {
  static func decodeBinary(_ text: String) -> [[UInt8]] {
    Array(text.utf8).withUnsafeBytes { decodeBinary($0) }
  }
}
