import HTTP2
import TestSupport
import Testing

@testable import RPC

/// What somebody hears who speaks no dialect of calls.
@Suite struct PlainHTTPTests {
  struct Request: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var changes: [(String, String?)]
    var status: String
  }

  static let requests = [
    Request(
      testDescription: "a content-type that no dialect has",
      changes: [("content-type", "text/html")], status: "415"),
    Request(
      testDescription: "a dialect's content-type with another charset",
      changes: [("content-type", "application/proto; charset=utf-16")], status: "415"),
    Request(
      testDescription: "JSON, which this method's messages have no form in",
      changes: [("content-type", "application/json")], status: "415"),
    Request(
      testDescription: "a content-type that only begins like application/grpc",
      changes: [("content-type", "application/grpcx")], status: "415"),
    Request(
      testDescription: "a content-type for streams, of a method that has none",
      changes: [("content-type", "application/connect+proto")], status: "415"),
    Request(testDescription: "no content-type", changes: [("content-type", nil)], status: "415"),
    Request(
      testDescription: "a method other than POST", changes: [(":method", "GET")], status: "405"),
    Request(
      testDescription: "GET of a path that nobody has",
      changes: [(":method", "GET"), (":path", "/"), ("content-type", nil)], status: "404"),
    Request(
      testDescription: "another method on a path that nobody has",
      changes: [(":method", "PUT"), (":path", "/"), ("content-type", nil)], status: "405"),
    Request(
      testDescription: "OPTIONS, where no pages of others may call",
      changes: [
        (":method", "OPTIONS"), ("origin", "https://example.org"),
        ("access-control-request-method", "POST"),
      ], status: "405"),
  ]

  @Test(
    "what can be no call is answered with HTTP 404, 405 or 415, as text",
    arguments: requests)
  func refused(_ request: Request) throws {
    let server = try ServerHarness()
    let stream = server.call("/test.Service/Echo", request.changes)
    #expect(server.httpStatus(stream) == request.status)
    #expect(server.reader.field("content-type", of: stream) == "text/plain; charset=utf-8")
    #expect((server.reader.field("allow", of: stream) == "POST") == (request.status == "405"))
    let accepted = server.reader.field("accept-post", of: stream) ?? ""
    #expect(accepted.hasPrefix("application/grpc, ") == (request.status == "415"))
    #expect(server.reader.field("access-control-allow-origin", of: stream) == nil)
    #expect(server.status(stream) == StatusCode.internalError.rawValue)
    let text = server.reader.body(of: stream)
    #expect(String(decoding: text, as: UTF8.self).hasSuffix("\n"))
    #expect(server.reader.field("content-length", of: stream) == "\(text.count)")
    #expect(server.reader.frames(of: stream).map(\.kind) == [.headers, .data])
    #expect(server.reader.frames(of: stream).last?.endsStream == true)
    // And the connection goes on.
    #expect(server.status(server.call()) == 0)
  }

  @Test("the answer to HEAD has no body")
  func head() throws {
    let server = try ServerHarness()
    let stream = server.call("/", [(":method", "HEAD"), ("content-type", nil)], body: nil)
    #expect(server.httpStatus(stream) == "404")
    #expect(server.reader.frames(of: stream).map(\.endsStream) == [true])
  }

  @Test("a request is answered when it is complete, with trailers or without")
  func complete() throws {
    let server = try ServerHarness()
    for trailers in [false, true] {
      let stream = server.call(
        "/", [("content-type", "text/plain")], body: .zeros(1_000), end: false)
      #expect(server.reader.frames(of: stream).isEmpty)
      server.send([
        trailers
          ? .headers(stream, [("x-test", "ok")], end: true) : .data(stream, [1], end: true)
      ])
      #expect(server.httpStatus(stream) == "415")
      #expect(server.reader.resetCode(of: stream) == nil)
    }
  }

  @Test("a request that does not end is answered when it has grown long, and asked for no more")
  func endless() throws {
    let server = try ServerHarness()
    let stream = server.call("/", [("content-type", nil)], body: .zeros(16_000), end: false)
    for _ in 0..<2 { server.send([.data(stream, .zeros(16_000))]) }
    #expect(server.reader.frames(of: stream).isEmpty)
    server.send([.data(stream, .zeros(16_000))])
    #expect(server.httpStatus(stream) == "415")
    #expect(server.reader.resetCode(of: stream) == 0)
    #expect(server.session.http2.openStreams == 0)
  }

  @Test("an answer goes out as the window lets it")
  func window() throws {
    let server = try ServerHarness(clientSettings: [(4, 0)])
    let stream = server.call("/", [(":method", "GET")], body: nil)
    #expect(server.reader.frames(of: stream).map(\.kind) == [.headers])
    for count in 1...5 {
      server.send([.windowUpdate(stream, 1)])
      #expect(server.reader.body(of: stream).count == count)
    }
    server.send([.windowUpdate(stream, 1_000)])
    #expect(server.reader.frames(of: stream).last?.endsStream == true)
  }

  @Test("a request that is not complete when the server ends learns that it ends")
  func drained() throws {
    let server = try ServerHarness()
    let stream = server.call("/", [("content-type", nil)], body: [1], end: false)
    server.session.drain()
    server.session.failCalls()
    server.run()
    #expect(server.status(stream) == StatusCode.unavailable.rawValue)
  }

  @Test("interceptors see one call that ended with its status and no messages")
  func intercepted() throws {
    let recorder = InterceptorRulesTests.Recorder()
    let server = try ServerHarness(interceptors: [recorder])
    _ = server.call("/", [("content-type", "text/plain")], body: .zeros(100))
    #expect(recorder.all == ["started /", "ended / INTERNAL"])
    let last = try #require(recorder.last)
    #expect(last.requests == CallSummary.Traffic() && last.responses == CallSummary.Traffic())
  }
}
