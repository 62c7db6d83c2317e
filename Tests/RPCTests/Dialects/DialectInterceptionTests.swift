import Testing

@testable import RPC

/// Interceptors are asked about calls of every dialect, with what these bring.
@Suite struct DialectInterceptionTests {
  /// Lets in who shows the token.
  private struct Authorisation: ServerInterceptor {
    func callStarted(_ call: ServerCallInfo) throws(RPCError) {
      guard call.metadata[text: "authorization"] == ["Bearer good"] else {
        throw RPCError(.unauthenticated, "who are you?")
      }
    }
  }

  @Test("a page without the token is refused in its own dialect, and one with it is answered")
  func pages() throws {
    let harness = try DialectHarness(interceptors: [Authorisation()])
    let good = [("authorization", String?("Bearer good"))]
    let bad = [("authorization", String?("Bearer bad"))]
    for dialect in DialectRulesTests.webCases {
      let request = dialect.request("hello")
      let refused = dialect.frames(harness.call("Say", dialect.contentType, request, bad))
      #expect(refused.count == 1)
      #expect(refused.first?.contains("grpc-status: 16\r\n") == true, "\(refused)")
      let answer = harness.call("Say", dialect.contentType, request, good)
      #expect(dialect.frames(answer).first == "0 \(dialect.word("hello"))")
    }
    for dialect in DialectRulesTests.unaryCases {
      let request = dialect.request("hello")
      let refused = harness.call("Say", dialect.contentType, request, bad)
      #expect(refused.status == "401")
      #expect(refused.text.contains("\"unauthenticated\""))
      #expect(harness.call("Say", dialect.contentType, request).status == "401")
      let answer = harness.call("Say", dialect.contentType, request, good)
      #expect((answer.status, answer.text) == ("200", dialect.word("hello")))
    }
    for (fields, status) in [(good, "200"), (bad, "401"), ([], "401")] {
      let answer = harness.get("Say", "connect=v1&encoding=json&message=%22hello%22", fields)
      #expect(answer.status == status)
    }
  }
}
