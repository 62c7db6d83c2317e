import Foundation
import RPC
import RPCServer
import TLS
import TestSupport
import Testing

/// Connect and gRPC-Web by HTTP/1.1, in clear text, where bytes can be sent as they stand here.
@Suite("Calls by HTTP/1.1")
struct HTTP1Tests {
  /// All that the server says to these bytes until it ends the connection.
  private static func exchange(
    _ request: [UInt8], _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) async throws -> String {
    let socket = Answer()
    try await TestServer.with(TestService()) {
      $0.security = .insecurePlaintext
      change(&$0)
    } _: { server in
      let raw = RawSocket(port: server.port)
      raw.write(request)
      socket.text = String(decoding: try #require(await raw.readToEnd()), as: UTF8.self)
    }
    return socket.text
  }

  private final class Answer: @unchecked Sendable { var text = "" }

  private static func post(
    _ method: String, _ type: String, _ body: [UInt8], _ fields: String = "Connection: close\r\n"
  ) -> [UInt8] {
    Array(
      ("POST /test.Service/\(method) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n"
        + "Content-Length: \(body.count)\r\n\(fields)\r\n").utf8) + body
  }

  private static func frame(_ text: String) -> [UInt8] {
    [0, 0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  @Test("Connect's unary call has a message for a body, and metadata in fields")
  func unary() async throws {
    let answer = try await Self.exchange(
      Self.post("Echo", "application/proto", Array("hello".utf8), "x-a: b\r\nConnection: close\r\n")
    )
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.contains("\r\ncontent-type: application/proto\r\n"))
    #expect(answer.contains("\r\ncontent-length: 5\r\n"))
    #expect(answer.contains("\r\nx-a: b\r\n"))
    #expect(answer.contains("\r\ntrailer-x-a: b\r\n"))
    #expect(answer.contains("\r\nconnection: close\r\n"))
    #expect(answer.hasSuffix("\r\n\r\nhello"))
  }

  @Test("gRPC-Web's frames come in chunks, the status in the last one")
  func web() async throws {
    let answer = try await Self.exchange(
      Self.post("Count", "application/grpc-web+proto", [0, 0, 0, 0, 1, 3]))
    #expect(answer.contains("\r\ntransfer-encoding: chunked\r\n"))
    #expect(answer.contains("grpc-status: 0\r\n"))
    #expect(answer.hasSuffix("\r\n0\r\n\r\n"))
  }

  @Test("a body in chunks is taken, also in a stream of requests")
  func chunkedRequest() async throws {
    let head =
      "POST /test.Service/Sum HTTP/1.1\r\nHost: a\r\nContent-Type: application/connect+proto\r\n"
      + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    let body: [UInt8] =
      Array("7\r\n".utf8) + [0, 0, 0, 0, 2, 1, 2] + Array("\r\n3\r\n".utf8) + [0, 0, 0]
      + Array("\r\n3\r\n".utf8) + [0, 1, 9] + Array("\r\n0\r\n\r\n".utf8)
    let answer = try await Self.exchange(Array(head.utf8) + body)
    #expect(answer.contains("12"))
    #expect(answer.contains("{}"))
  }

  @Test("requests that are sent ahead are answered one after the other")
  func pipelining() async throws {
    let requests =
      Self.post("Echo", "application/proto", Array("one".utf8), "")
      + Self.post("Echo", "application/proto", Array("two".utf8), "")
      + Self.post("Echo", "application/proto", Array("three".utf8))
    let answer = try await Self.exchange(requests)
    #expect(answer.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
    let places = ["one", "two", "three"].map { answer.range(of: "\r\n\r\n\($0)")?.lowerBound }
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    #expect(!places.contains(nil))
  }

  @Test("a client of HTTP/1.0 reads to the end of the connection")
  func http10() async throws {
    let answer = try await Self.exchange(
      Array(
        ("POST /test.Service/Count HTTP/1.0\r\nContent-Type: application/grpc-web\r\n"
          + "Content-Length: 6\r\n\r\n").utf8) + [0, 0, 0, 0, 1, 2])
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(!answer.contains("transfer-encoding"))
    #expect(answer.contains("grpc-status: 0\r\n"))
  }

  @Test(
    "what is no call is told so",
    arguments: [
      (
        "POST /test.Service/Nothing HTTP/1.1\r\nHost: a\r\nContent-Type: application/proto\r\n", 404
      ),
      ("POST /test.Service/Echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n", 415),
      ("POST /test.Service/Echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc\r\n", 505),
      ("PUT /test.Service/Echo HTTP/1.1\r\nHost: a\r\n", 405),
      ("GET /test.Service/Echo HTTP/1.1\r\nHost: a\r\n", 405),
      ("HEAD /elsewhere HTTP/1.1\r\nHost: a\r\n", 404),
      ("GET / HTTP/1.1\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n", 400),
      ("GET / HTTP/3.0\r\nHost: a\r\n", 505), ("GET\t/ HTTP/1.1\r\nHost: a\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n", 417),
      ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 10_000))\r\n", 431),
    ])
  func refusals(_ head: String, _ status: Int) async throws {
    let answer = try await Self.exchange(Array("\(head)Connection: close\r\n\r\n".utf8))
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(200))")
    #expect(answer.components(separatedBy: "\r\n\r\n").count == 2)
  }

  @Test("a head that does not come in time is told so, and counted")
  func slowHead() async throws {
    try await TestServer.with(TestService()) {
      $0.security = .insecurePlaintext
      $0.limits.requestTimeout = .milliseconds(100)
    } _: { server in
      let raw = RawSocket(port: server.port)
      raw.write(Array("GET / HT".utf8))
      let answer = String(decoding: try #require(await raw.readToEnd()), as: UTF8.self)
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
      #expect(server.server.statistics.refusedCalls["http1_request"] == 1)
    }
  }

  @Test("a stop waits for the answer under way, and the connection ends with it")
  func draining() async throws {
    let service = TestService()
    let server = try await TestServer.start(service) { $0.security = .insecurePlaintext }
    let raw = RawSocket(port: server.port)
    raw.write(Self.post("Wait", "application/connect+proto", Self.frame(""), ""))
    #expect(await eventually { service.waiting.value == 1 })
    await server.server.shutdown(grace: .milliseconds(50))
    let answer = String(decoding: try #require(await raw.readToEnd()), as: UTF8.self)
    #expect(answer.contains("\"unavailable\""))
    #expect(answer.hasSuffix("\r\n0\r\n\r\n"))
  }

  @Test("without it, HTTP/1.1 is refused as it was")
  func off() async throws {
    let answer = try await Self.exchange(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)) {
      $0.takesHTTP1 = false
    }
    #expect(!answer.hasPrefix("HTTP/1.1"))
  }
}
