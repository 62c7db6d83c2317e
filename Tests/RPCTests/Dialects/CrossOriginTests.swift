import HTTP2
import TestSupport
import Testing

@testable import RPC

/// https://fetch.spec.whatwg.org, "CORS protocol".
@Suite struct CrossOriginTests {
  static let origin = "https://pages.example"

  func preflight(_ harness: DialectHarness, _ origin: String) -> DialectHarness.Answer {
    harness.answer(
      to: harness.server.call(
        "/test.Words/Say",
        [
          ("content-type", nil), (":method", "OPTIONS"), ("origin", origin),
          ("access-control-request-method", "POST"),
          ("access-control-request-headers", "content-type,x-<b>"),
        ], body: nil))
  }

  @Test("a page of a listed origin may call, and reads the answer")
  func listed() throws {
    let recorder = InterceptorRulesTests.Recorder(refusal: RPCError(.unauthenticated, ""))
    let harness = try DialectHarness(
      interceptors: [recorder], crossOrigins: ["https://other.example", Self.origin])
    let question = preflight(harness, Self.origin)
    #expect(question.status == "204" && question.body.isEmpty && question.isEnded)
    #expect(question.fields["access-control-allow-origin"] == Self.origin)
    #expect(question.fields["access-control-allow-methods"] == "GET, POST")
    #expect(question.fields["access-control-allow-headers"]?.contains("content-type") == true)
    #expect(question.fields["access-control-allow-headers"]?.contains("<") == false)
    #expect(question.fields["vary"] == "origin")
    // Whose rights are asked for comes with the call.
    #expect(recorder.all.isEmpty)
  }

  @Test(
    "every answer to a listed origin can be read",
    arguments: [
      ("Say", "application/json"), ("Fail", "application/json"), ("Say", "application/grpc-web"),
      ("Fail", "application/grpc-web"), ("Repeat", "application/connect+proto"),
      ("Say", "text/plain"),
    ])
  func answers(_ method: String, _ contentType: String) throws {
    let harness = try DialectHarness(crossOrigins: [Self.origin])
    for (origin, isListed) in [
      (Self.origin, true), ("https://evil.example", false), ("null", false),
    ] {
      let answer = harness.call(method, contentType, [], [("origin", origin)])
      #expect(answer.fields["access-control-allow-origin"] == (isListed ? Self.origin : nil))
      #expect(
        answer.fields["access-control-expose-headers"]?.contains("grpc-status")
          == (isListed ? true : nil))
      #expect(answer.fields["vary"] == "origin")
    }
  }

  @Test("another origin's page is told nothing that lets it call")
  func unlisted() throws {
    let harness = try DialectHarness(crossOrigins: [Self.origin])
    for origin in ["https://evil.example", "https://pages.example.evil", "HTTPS://PAGES.EXAMPLE"] {
      let answer = preflight(harness, origin)
      #expect(!answer.fields.keys.contains { $0.hasPrefix("access-control") })
    }
  }

  @Test("a star admits everybody, and depends on no origin")
  func everybody() throws {
    let harness = try DialectHarness(crossOrigins: ["*"])
    let question = preflight(harness, "null")
    #expect(question.fields["access-control-allow-origin"] == "*")
    let answer = harness.call("Say", "application/proto", [])
    #expect(answer.fields["access-control-allow-origin"] == "*" && answer.fields["vary"] == nil)
  }

  @Test("without the setting no answer has such a field")
  func off() throws {
    let answer = try DialectHarness().call(
      "Say", "application/proto", [], [("origin", Self.origin)])
    #expect(!answer.fields.keys.contains { $0.hasPrefix("access-control") || $0 == "vary" })
  }
}
