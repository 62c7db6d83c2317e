import Foundation
import HTTP1
import HTTP2
import RPC
import Synchronization
import Testing

@testable import RPCTransport

@Suite("Connections of HTTP/1.1")
struct HTTP1SessionTests {
  @Test(
    "a client that waits for leave to send its body gets it, and one that does not wait needs none")
  func expectation() throws {
    let request = HTTP1Harness.post(
      "Echo", "application/proto", Array("hello".utf8), "Expect: 100-continue\r\n")
    let patient = try HTTP1Harness()
    try patient.send(Array(request.dropLast(5)))
    try patient.read()
    #expect(patient.text == "HTTP/1.1 100 Continue\r\n\r\n")
    try patient.send(Array(request.suffix(5)))
    try patient.read()
    #expect(patient.statuses == [100, 200])
    #expect(patient.text.hasSuffix("\r\n\r\nhello"))
    let hasty = try HTTP1Harness()
    try hasty.send(request)
    try hasty.read()
    #expect(hasty.statuses == [200])
  }

  @Test("an answer that nobody reads is made no further, and goes on to its end when somebody does")
  func slowReader() throws {
    let harness = try HTTP1Harness(messages: 4096)
    try harness.send(HTTP1Harness.post("Messages", "application/grpc-web", [0, 0, 0, 0, 0]))
    let first = harness.endless.copied
    #expect(first > 0)
    #expect(first <= 128 * 1024, "\(first) bytes were made for nobody")
    try harness.read(1000)
    #expect(harness.endless.copied == first)
    try harness.read()
    #expect(harness.endless.copied == 4096 * 1024)
    #expect(harness.output.count > 4096 * 1024)
    #expect(harness.text.hasSuffix("\r\n0\r\n\r\n"))
    #expect(!harness.session.isFinished)
  }

  @Test("requests that are sent ahead are worked off as their answers are read")
  func sentAhead() throws {
    let harness = try HTTP1Harness()
    let count = 2_000
    let requests = (0..<count).flatMap { index in
      HTTP1Harness.post("Echo", "application/proto", Array("\(index)".utf8))
    }
    try harness.send(requests)
    #expect(harness.calls.value > 0)
    #expect(harness.calls.value < 300, "\(harness.calls.value) answers wait for a reader")
    #expect(!harness.session.wantsInput)
    try harness.read()
    #expect(harness.calls.value == count)
    #expect(harness.session.wantsInput)
    let bodies = harness.text.components(separatedBy: "HTTP/1.1 200 OK").dropFirst().map {
      $0.components(separatedBy: "\r\n\r\n").last
    }
    #expect(bodies == (0..<count).map { "\($0)" })
  }

  @Test("a body that nobody takes is read no further than the limit")
  func untakenBody() throws {
    let harness = try HTTP1Harness()
    try harness.send(
      "POST /test.Service/Echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/proto\r\n"
        + "Content-Length: 1000000000\r\n\r\n")
    #expect(harness.session.wantsInput)
    try harness.read()
    #expect(harness.session.wantsInput || harness.session.isFinished)
    for _ in 0..<64 where harness.session.wantsInput {
      try harness.send([UInt8](repeating: 1, count: 16 * 1024))
    }
    try harness.read()
    #expect(harness.statuses == [429])
    #expect(harness.session.isFinished)
  }

  @Test(
    "a head that does not come in time is told so, and a connection that says nothing just ends")
  func slowHeads() throws {
    var limits = ServerLimits()
    limits.requestTimeout = .seconds(5)
    let slow = try HTTP1Harness(limits: limits)
    try slow.send("GET / HT")
    try slow.advance(.seconds(4))
    #expect(!slow.session.isFinished)
    try slow.advance(.seconds(1))
    try slow.read()
    #expect(slow.statuses == [408])
    #expect(slow.session.isFinished)
    let silent = try HTTP1Harness(limits: limits)
    try silent.advance(.seconds(5))
    #expect(silent.session.isFinished)
    #expect(try silent.read() == 0)
  }

  @Test(
    "what comes behind a request that has a body is the next one, also where a body means nothing")
  func bodiesEnd() throws {
    let harness = try HTTP1Harness()
    let inner = "GET /inner HTTP/1.1\r\nHost: a\r\n\r\n"
    try harness.send(
      "GET /outer HTTP/1.1\r\nHost: a\r\nContent-Length: \(inner.utf8.count)\r\n\r\n" + inner
        + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
    try harness.read()
    #expect(harness.statuses == [404, 404])
  }

  @Test("a few empty lines before a request are passed over, and more are none")
  func emptyLines() throws {
    let harness = try HTTP1Harness()
    for _ in 0..<3 {
      try harness.send("\r\n\r\n" + "GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
      try harness.read()
    }
    #expect(harness.statuses == [404, 404, 404])
    try harness.send(String(repeating: "\r\n", count: 5))
    try harness.read()
    #expect(harness.statuses == [404, 404, 404, 400])
    #expect(harness.session.isFinished)
  }

  @Test("pages come over the same connection, in chunks where they are made piece by piece")
  func pages() throws {
    let left = Mutex(3)
    let site = HTTPSite { request, _ in
      guard request.target == "/pieces" else {
        return HTTPResponse(status: 200, "for \(request.value(of: "accept-language") ?? "")")
      }
      return HTTPResponse(
        body: .pieces { _ in
          left.withLock { left in
            left -= 1
            return left < 0 ? nil : Array("piece \(left);".utf8)
          }
        })
    }
    let harness = try HTTP1Harness(site: site)
    try harness.send("GET /pieces?a=b HTTP/1.1\r\nHost: a\r\n\r\n")
    try harness.send("GET /pieces HTTP/1.1\r\nHost: a\r\n\r\n")
    try harness.send("HEAD /page HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\n\r\n")
    try harness.send("GET /page HTTP/1.1\r\nHost: a\r\nAccept-Language: de\r\n\r\n")
    try harness.read()
    #expect(harness.statuses == [200, 200, 200, 200])
    #expect(
      harness.text.contains("\r\n\r\n8\r\npiece 2;\r\n8\r\npiece 1;\r\n8\r\npiece 0;\r\n0\r\n\r\n"))
    #expect(harness.text.hasSuffix("content-length: 7\r\n\r\nfor de\n"))
    #expect(harness.calls.value == 0)
  }

  private static func post(_ fields: String, _ body: String = "") -> String {
    "POST /test.Service/Echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/proto\r\n\(fields)\r\n"
      + body
  }

  private static let inner = "GET /inner HTTP/1.1\r\nHost: a\r\n\r\n"

  /// Each of these is read in one way by some program and in another by another.
  static let ambiguous: [String] = [
    // Two lengths, of which two programs may take either (RFC 9112, section 6.3).
    post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
    post("Content-Length: 0\r\nContent-Length: 30\r\n"),
    post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"),
    post("Content-Length: 3, 3\r\n", "abc"), post("Content-Length: 0x3\r\n", "abc"),
    post("Content-Length: -0\r\n"), post("Content-Length: +3\r\n", "abc"),
    post("Content-Length: 99999999999999999999\r\n"), post("Content-Length: 3 3\r\n", "abc"),
    // Names and lines that hide a field from one of them (section 5.1 and 5.2).
    post("Content-Length : 3\r\n", "abc"), post(" Content-Length: 3\r\n", "abc"),
    post("X: y\r\n Content-Length: 3\r\n", "abc"), post("X: y\r\n\tz\r\n"),
    post("X: y\nContent-Length: 3\r\n", "abc"), post("X: y\rContent-Length: 3\r\n", "abc"),
    post("X: y\r\r\n"), post("X: \0\r\n"), post("Content\0-Length: 3\r\n", "abc"),
    post("Content-Length\r\n"), post(": x\r\n"), post("\u{b}Content-Length: 3\r\n", "abc"),
    // Encodings that one of them takes for chunks (section 6.1).
    post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
    post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
    post("Transfer-Encoding: identity\r\n"),
    post("Transfer-Encoding: \u{b}chunked\r\n", "0\r\n\r\n"),
    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
    post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"),
    // Chunks (section 7.1).
    post("Transfer-Encoding: chunked\r\n", "3 \r\nabc\r\n0\r\n\r\n"),
    post("Transfer-Encoding: chunked\r\n", "3\nabc\r\n0\r\n\r\n"),
    post("Transfer-Encoding: chunked\r\n", "3;a\nb\r\nabc\r\n0\r\n\r\n"),
    post("Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n"),
    post("Transfer-Encoding: chunked\r\n", "3\r\nabcd\r\n0\r\n\r\n"),
    post("Transfer-Encoding: chunked\r\n", "3\r\nab\r\n0\r\n\r\n"),
    post("Transfer-Encoding: chunked\r\n", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
    post(
      "Transfer-Encoding: chunked\r\n",
      "3;\(String(repeating: "a", count: 300))\r\nabc\r\n0\r\n\r\n"),
    post("Transfer-Encoding: chunked\r\n", "0\r\nX: y\n\r\n"),
    // The first line (section 3).
    "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
    " GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/01.1\r\nHost: a\r\n\r\n",
  ]

  @Test(
    "what two programs could read in two ways is refused, and nothing behind it is read",
    arguments: ambiguous, [1, 7, 100_000])
  func smuggling(_ request: String, _ step: Int) throws {
    let harness = try HTTP1Harness()
    let bytes = Array((request + Self.inner).utf8)
    for start in stride(from: 0, to: bytes.count, by: step) {
      try harness.send(Array(bytes[start..<min(bytes.count, start + step)]))
      try harness.read()
    }
    #expect(harness.statuses == [400] || harness.statuses == [505], "\(harness.text)")
    #expect(harness.text.contains("\r\nConnection: close\r\n"))
    #expect(harness.calls.value == 0)
    #expect(harness.session.isFinished)
  }
}
