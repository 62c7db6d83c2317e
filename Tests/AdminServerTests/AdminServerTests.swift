import AdminServer
import HTTP1
import Foundation
import HTTPListener
import RPCServer
import TestSupport
import Testing

@Suite("The admin server")
struct AdminServerTests {
  private static func serving(
    _ limits: HTTPLimits = AdminServer.usualLimits, _ body: (UInt16) async throws -> Void
  ) async throws {
    let server = AdminServer(.init(host: "127.0.0.1", port: 0), limits: limits) { request in
      switch request.path {
      case "/page": AdminResponse("the page for \(request.accept ?? "all")\n")
      case "/large": AdminResponse(String(repeating: "x", count: 1 << 24))
      default: AdminResponse("there is no such page\n", status: 404)
      }
    }
    let address = try await server.start()
    do {
      try await body(UInt16(address.port))
    } catch {
      try await server.stop()
      throw error
    }
    try await server.stop()
  }

  /// Sends a request and reads up to the end, off the pool's threads.
  private static func exchange(_ port: UInt16, _ request: String) async throws -> String {
    try await RawConnection.off { RawConnection(port: port)?.exchange(request) ?? "" }
  }

  private static func get(_ path: String, _ more: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(more)\r\n"
  }

  @Test("a page comes with its length and type, is not kept by caches, and ends the connection")
  func page() async throws {
    try await Self.serving { port in
      let answer = try await Self.exchange(
        port, Self.get("/page?x=1", "Accept: a\r\nAccept: b\r\n"))
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.hasSuffix("\r\n\r\nthe page for a, b\n"))
      for header in [
        "Content-Type: text/plain; charset=utf-8", "Content-Length: 18", "Connection: close",
        "Cache-Control: no-store", "X-Content-Type-Options: nosniff",
      ] { #expect(answer.contains("\r\n\(header)\r\n"), "\(header)") }
    }
  }

  @Test("HEAD gets the same without the body")
  func head() async throws {
    try await Self.serving { port in
      let answer = try await Self.exchange(port, "HEAD /page HTTP/1.1\r\nHost: [::1]:80\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.contains("Content-Length: 17\r\n"))
      #expect(answer.hasSuffix("\r\n\r\n"))
    }
  }

  @Test(
    "what is wrong gets the status that says so",
    arguments: [
      (get("/other"), 404),
      ("POST /page HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
      ("POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", 413),
      ("GET /page HTTP/1.1\r\n\r\n", 400),
      ("GET /page HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n", 400),
      ("GET /page HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
      ("GET /page HTTP/1.1\r\nHost: [::1]evil.example\r\n\r\n", 421),
      ("GET /page HTTP/1.1\r\nHost: 127.0.0.1:80@evil.example\r\n\r\n", 421),
      ("GET /page HTTP/1.1\r\nHost: ...\r\n\r\n", 421),
      ("GET /page HTTP/1.1\r\nHost: ١٢٧.0.0.1\r\n\r\n", 421),
      ("GET http://127.0.0.1:80/page HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n", 200),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505), ("\u{16}\u{3}\u{1}\r\n\r\n", 400),
      (get("/page", "X: \(String(repeating: "a", count: 20_000))\r\n"), 431),
      ("GET /\(String(repeating: "a", count: 20_000))", 414),
      (get("/page", String(repeating: "A: b\r\n", count: 5000)), 431),
      ("GET /page HTTP/1.0\r\n\r\n", 200),
      // A second request is not looked at.
      (get("/other") + get("/page"), 404),
    ] as [(String, Int)])
  func statuses(_ request: String, _ status: Int) async throws {
    try await Self.serving { port in
      let answer = try await Self.exchange(port, request)
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(100))")
      #expect(answer.components(separatedBy: "\r\nConnection: close\r\n").count == 2)
      if status == 405 { #expect(answer.contains("\r\nAllow: GET, HEAD\r\n")) }
    }
  }

  @Test("a page larger than sockets' buffers comes whole")
  func largePage() async throws {
    try await Self.serving { port in
      let answer = try await Self.exchange(port, Self.get("/large"))
      #expect(answer.utf8.count > 1 << 24)
    }
  }

  @Test("who sends a byte now and then is told that it took too long, and is gone")
  func slowRequest() async throws {
    var limits = AdminServer.usualLimits
    limits.requestTime = .milliseconds(300)
    try await Self.serving(limits) { port in
      let answer = try await RawConnection.off { () -> String in
        guard let connection = RawConnection(port: port) else { return "" }
        for byte in "GET /pag" {
          guard connection.send(String(byte)) else { break }
          usleep(100_000)
        }
        return connection.rest()
      }
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
    }
  }

  @Test("who does not read is gone after its time, whatever is left to send")
  func slowReader() async throws {
    var limits = AdminServer.usualLimits
    limits.responseTime = .milliseconds(300)
    try await Self.serving(limits) { port in
      let count = try await RawConnection.off { () -> Int in
        guard let connection = RawConnection(port: port, receiveBuffer: 4096) else { return -1 }
        _ = connection.send(Self.get("/large"))
        // At this pace the page would take forty seconds.
        var count = 0
        for _ in 0..<500 {
          usleep(10_000)
          count += connection.read(upTo: 4096)
        }
        return count + connection.rest().utf8.count
      }
      #expect(count < 1 << 24)
    }
  }

  @Test("a hundred connections that say nothing keep nobody out: the oldest are closed")
  func manyConnections() async throws {
    try await Self.serving { port in
      let answer = try await RawConnection.off { () -> (String, String) in
        let idle = (0..<100).compactMap { _ in RawConnection(port: port) }
        let answer = RawConnection(port: port)?.exchange(Self.get("/page")) ?? ""
        // The first is closed without a word; `idle` holds the others open until here.
        return withExtendedLifetime(idle) { (answer, idle[0].rest()) }
      }
      #expect(answer.0.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.1.isEmpty)
    }
  }

  @Test("who ends its side behind its request is answered, and who ends it before is not")
  func halfClosed() async throws {
    try await Self.serving { port in
      let answers = try await RawConnection.off {
        [Self.get("/page"), "GET /page HT"].map { request -> String in
          guard let connection = RawConnection(port: port) else { return "none" }
          _ = connection.send(request)
          connection.endSending()
          return connection.rest()
        }
      }
      #expect(answers[0].hasSuffix("the page for all\n"))
      #expect(answers[1].isEmpty)
    }
  }

  @Test("a port in use is named, and a Unix socket is served and removed")
  func addresses() async throws {
    try await Self.serving { port in
      let second = AdminServer(.init(host: "127.0.0.1", port: Int(port))) { _ in AdminResponse("") }
      let error = await #expect(throws: ServerError.self) { try await second.start() }
      #expect(error?.description.contains("127.0.0.1:\(port): the port is in use") == true)
      try await second.stop()
    }
    let path = NSTemporaryDirectory() + "admin-\(UUID().uuidString.prefix(8)).sock"
    let server = AdminServer(.unixSocket(path: path)) { _ in AdminResponse("here\n") }
    #expect(try await server.start() == .unixSocket(path: path))
    let answer = try await RawConnection.off {
      RawConnection(path: path)?.exchange("GET / HTTP/1.1\r\nHost: anything\r\n\r\n") ?? ""
    }
    #expect(answer.hasSuffix("\r\n\r\nhere\n"))
    try await server.stop()
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
