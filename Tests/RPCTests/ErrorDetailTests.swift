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
    let long = String(repeating: "x", count: 4_000)
    let server = try ServerHarness([
      ServerHarness.method("Fails") { _ in
        throw RPCError(
          .aborted, "no", details: [.errorInfo(reason: long, domain: "", metadata: [:])])
      }
    ])
    let stream = server.call("/test.Service/Fails")
    #expect(server.status(stream) == StatusCode.aborted.rawValue)
    #expect(server.reader.field("grpc-status-details-bin", of: stream) == nil)
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
