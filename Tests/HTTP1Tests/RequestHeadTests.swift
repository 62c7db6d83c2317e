import Testing

@testable import HTTP1

@Suite("Heads of requests")
struct RequestHeadTests {
  private func parse(
    _ text: String, _ limits: HTTPLimits = HTTPLimits()
  ) throws(RequestHead.Refusal) -> HTTPRequest {
    try RequestHead.parse(Array(text.utf8)[...], limits)
  }

  private static func get(_ fields: String) -> String {
    "GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
  }

  @Test("method, address and fields are taken apart, names in small letters, values trimmed")
  func parts() throws {
    let request = try parse(
      "HEAD /a?b=%20 HTTP/1.1\r\nHost: a\r\nAccept:  x ;q=1\t\r\nX-Empty:\r\nAccept: y\r\n\r\n")
    #expect(request.method == "HEAD")
    #expect(request.target == "/a?b=%20")
    #expect(request.value(of: "accept") == "x ;q=1, y")
    #expect(request.value(of: "x-empty") == "")
    #expect(request.value(of: "other") == nil)
  }

  @Test("a whole address, as proxies send it, is its path")
  func wholeAddress() throws {
    #expect(try parse("GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n").target == "/b")
    #expect(try parse("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n").target == "/")
  }

  @Test(
    "what could be read in two ways is no request",
    arguments: [
      ("GET / HTTP/1.1\nHost: a\n\r\n", 400), ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400), ("GET /\r\nHost: a\r\n\r\n", 400),
      ("G\u{0}T / HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505),
      ("GET / http/1.1\r\nHost: a\r\n\r\n", 400), ("GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
      ("GET /\u{e4} HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
      (get("Host: b\r\n"), 400), (get("A : b\r\n"), 400), (get(" A: b\r\n"), 400),
      (get("A: b\r\n c\r\n"), 400), (get("A: b\u{0}\r\n"), 400), (get("A: b\rc\r\n"), 400),
      (get(": b\r\n"), 400), (get("A\r\n"), 400),
      (get("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400),
      (get("Content-Length: 0\r\nContent-Length: 0\r\n"), 400),
      (get("Content-Length: +1\r\n"), 400), (get("Content-Length: 0, 0\r\n"), 400),
      (get("Content-Length: \r\n"), 400),
      (get("Transfer-Encoding: gzip, chunked\r\n"), 400),
      (get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400),
      ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
      (get(String(repeating: "A: b\r\n", count: 100)), 431),
      ("GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    ] as [(String, Int)])
  func refusals(_ text: String, _ status: Int) throws {
    let refusal = #expect(throws: RequestHead.Refusal.self) { try parse(text) }
    #expect(refusal?.status == status)
  }

  @Test("a body of no bytes is none")
  func emptyBody() throws {
    _ = try parse(Self.get("Content-Length: 0\r\n"))
  }

  @Test("the end of a head is found wherever its bytes are cut")
  func ends() {
    let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET".utf8)
    for cut in 0...bytes.count {
      let first = RequestHead.end(of: bytes.prefix(cut), after: 0)
      #expect(first == (cut >= bytes.count - 3 ? bytes.count - 3 : nil))
      #expect(first != nil || RequestHead.end(of: bytes, after: cut) == bytes.count - 3)
    }
  }
}
