import Foundation
import HTTP1
import HTTPListener
import Logging
import RPCServer
import Synchronization
import TestSupport
import Testing

@Suite("The listener for pages")
struct HTTPListenerTests {
  /// A listener with pages of several sorts, and what it counted at the end.
  @discardableResult
  private static func serving(
    _ limits: HTTPLimits = HTTPLimits(), workerQueue: Int = 64,
    _ body: (UInt16) async throws -> Void
  ) async throws -> HTTPStatistics {
    try await watching(limits, workerQueue: workerQueue) { port, _ in try await body(port) }
  }

  private static func watching(
    _ limits: HTTPLimits, workerQueue: Int = 64,
    _ body: (UInt16, HTTPListener) async throws -> Void
  ) async throws -> HTTPStatistics {
    var configuration = ServerConfiguration(addresses: [], security: .insecurePlaintext)
    configuration.workerQueue = workerQueue
    configuration.workerThreads = 1
    let server = try Server(configuration, services: [], logger: Logger(label: "test"))
    let listener = HTTPListener(
      .init(host: "127.0.0.1", port: 0), limits: limits, workers: server.longWork
    ) { request, isCancelled in
      switch request.target {
      case "/page": return HTTPResponse(status: 200, "the page")
      case "/large":
        return HTTPResponse(body: .bytes([UInt8](repeating: 0x78, count: 1 << 24)))
      case "/pieces":
        let left = Mutex(3)
        return HTTPResponse(
          body: .pieces { _ in
            left.withLock { left -> [UInt8]? in
              left -= 1
              return left < 0 ? nil : Array("piece \(left);".utf8)
            }
          })
      case "/broken":
        let isBegun = Mutex(false)
        return HTTPResponse(
          body: .pieces { _ in
            if isBegun.withLock({ $0 }) { throw CancellationError() }
            isBegun.withLock { $0 = true }
            return Array("begun".utf8)
          })
      case "/slow":
        while !isCancelled() { usleep(1_000) }
        throw CancellationError()
      case "/split":
        return HTTPResponse(status: 200, "", fields: [("X-Name", "a\r\nX-Other: b")])
      default: return HTTPResponse(status: 404, "there is no such page")
      }
    }
    let address = try await listener.start()
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(UInt16(address.port), listener))
    } catch {
      result = .failure(error)
    }
    let statistics = listener.statistics
    await server.shutdown(grace: .zero)
    try await listener.stop()
    try result.get()
    return statistics
  }

  /// Sends a request and reads up to the end, off the pool's threads.
  private static func exchange(_ port: UInt16, _ request: String) async throws -> String {
    try await RawConnection.off { RawConnection(port: port)?.exchange(request) ?? "" }
  }

  private static func get(_ path: String, _ more: String = "", stays: Bool = false) -> String {
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(stays ? "" : "Connection: close\r\n")\(more)\r\n"
  }

  @Test("a page comes with its length, and the connection ends when the client says so")
  func page() async throws {
    try await Self.serving { port in
      let answer = try await Self.exchange(port, Self.get("/page"))
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.hasSuffix("\r\n\r\nthe page\n"))
      #expect(answer.contains("\r\nContent-Length: 9\r\n"))
      #expect(answer.contains("\r\nConnection: close\r\n"))
    }
  }

  @Test("HEAD gets the same without the body, of what comes in pieces, too")
  func head() async throws {
    try await Self.serving { port in
      for path in ["/page", "/pieces"] {
        let answer = try await Self.exchange(
          port, Self.get(path).replacingOccurrences(of: "GET", with: "HEAD"))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
      }
    }
  }

  @Test("requests that are sent ahead are answered in their order")
  func pipelining() async throws {
    try await Self.serving { port in
      let many = String(repeating: Self.get("/page", stays: true), count: 200)
      let answer = try await Self.exchange(port, many + Self.get("/other"))
      #expect(answer.components(separatedBy: "the page\n").count == 201)
      #expect(answer.hasSuffix("there is no such page\n"))
    }
  }

  @Test("a connection ends with the last request that it may make, and says so")
  func requestsPerConnection() async throws {
    var limits = HTTPLimits()
    limits.requestsPerConnection = 3
    try await Self.serving(limits) { port in
      let answer = try await Self.exchange(
        port, String(repeating: Self.get("/page", stays: true), count: 5))
      #expect(answer.components(separatedBy: "the page\n").count == 4)
      #expect(answer.components(separatedBy: "Connection: close\r\n").count == 2)
    }
  }

  @Test("what is made in pieces comes in chunks, and to HTTP/1.0 up to the connection's end")
  func pieces() async throws {
    try await Self.serving { port in
      let answer = try await Self.exchange(port, Self.get("/pieces"))
      #expect(answer.contains("\r\nTransfer-Encoding: chunked\r\n"))
      #expect(
        answer.hasSuffix("\r\n\r\n8\r\npiece 2;\r\n8\r\npiece 1;\r\n8\r\npiece 0;\r\n0\r\n\r\n"))
      let old = try await Self.exchange(port, "GET /pieces HTTP/1.0\r\n\r\n")
      #expect(old.hasSuffix("\r\n\r\npiece 2;piece 1;piece 0;"))
      #expect(!old.contains("chunked"))
    }
  }

  @Test("an answer that breaks off does not look whole")
  func broken() async throws {
    try await Self.serving { port in
      let answer = try await Self.exchange(port, Self.get("/broken"))
      #expect(answer.hasSuffix("5\r\nbegun\r\n"))
    }
  }

  @Test("an empty line or two before a request are passed over")
  func emptyLines() async throws {
    try await Self.serving { port in
      let answer = try await Self.exchange(
        port, "\r\n\r\n" + Self.get("/page", stays: true) + "\r\n" + Self.get("/other"))
      #expect(answer.contains("the page\n"))
      #expect(answer.hasSuffix("there is no such page\n"))
    }
  }

  @Test("a field's value cannot end it")
  func fieldValues() async throws {
    try await Self.serving { port in
      let answer = try await Self.exchange(port, Self.get("/split"))
      #expect(!answer.contains("\r\nX-Other"))
    }
  }

  @Test(
    "what is refused gets the status that says why, and the connection ends",
    arguments: [
      ("POST /page HTTP/1.1\r\nHost: a\r\n\r\n", 405), ("GET /page HTTP/1.1\r\n\r\n", 400),
      (get("/page", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", stays: true), 400),
      (get("/page", "Content-Length: 4\r\n", stays: true) + get("/other"), 413),
      (get("/page", "Transfer-Encoding: chunked\r\n", stays: true) + "zz\r\n" + get("/other"), 413),
      (String(repeating: "\r\n", count: 30_000) + get("/page"), 400),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505), ("\u{16}\u{3}\u{1}\r\n\r\n", 400),
      (get("/page", "X: \(String(repeating: "a", count: 20_000))\r\n"), 431),
      (get("/page", String(repeating: "A: b\r\n", count: 5000)), 431),
      ("GET /\(String(repeating: "a", count: 20_000))", 414),
    ] as [(String, Int)])
  func refusals(_ request: String, _ status: Int) async throws {
    let statistics = try await Self.serving { port in
      let answer = try await Self.exchange(port, request)
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(100))")
      #expect(answer.components(separatedBy: "\r\nConnection: close\r\n").count == 2)
      #expect(answer.components(separatedBy: "\r\nContent-Length: ").count == 2)
      if status == 405 { #expect(answer.contains("\r\nAllow: GET, HEAD\r\n")) }
    }
    #expect(statistics.answers == [status: 1])
    #expect(statistics.strikes.values.reduce(0, +) == 1)
  }

  @Test("who sends a byte now and then is told that it took too long")
  func slowRequest() async throws {
    var limits = HTTPLimits()
    limits.requestTime = .milliseconds(300)
    let statistics = try await Self.serving(limits) { port in
      let answer = try await RawConnection.off { () -> String in
        guard let connection = RawConnection(port: port) else { return "" }
        for byte in "GET /page HT" {
          guard connection.send(String(byte)) else { break }
          usleep(100_000)
        }
        return connection.rest()
      }
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
    }
    #expect(statistics.strikes[.requestTime] == 1)
  }

  @Test("who does not read is gone after its time")
  func slowReader() async throws {
    var limits = HTTPLimits()
    limits.responseTime = .milliseconds(300)
    let statistics = try await Self.watching(limits) { port, listener in
      try await RawConnection.off {
        let connection = try #require(RawConnection(port: port, receiveBuffer: 4096))
        _ = connection.send(Self.get("/large"))
        for _ in 0..<600 where listener.statistics.strikes[.responseTime] == nil { usleep(50_000) }
        #expect(connection.rest().utf8.count < 1 << 24)
      }
    }
    #expect(statistics.strikes[.responseTime] == 1)
  }

  @Test("connections that wait give way to new ones")
  func idleConnections() async throws {
    var limits = HTTPLimits()
    limits.connections = 8
    try await Self.serving(limits) { port in
      let answer = try await RawConnection.off { () -> (String, String) in
        let idle = (0..<20).compactMap { _ in RawConnection(port: port) }
        let answer = RawConnection(port: port)?.exchange(Self.get("/page")) ?? ""
        return withExtendedLifetime(idle) { (answer, idle[0].rest()) }
      }
      #expect(answer.0.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.1.isEmpty)
    }
  }

  @Test("who keeps a full listener waiting, with a request or an answer, gives way to new ones")
  func stalledConnections() async throws {
    var limits = HTTPLimits()
    limits.connections = 4
    limits.leastWait = .milliseconds(100)
    let statistics = try await Self.serving(limits) { port in
      try await RawConnection.off {
        var stalled: [RawConnection] = []
        for number in 0..<4 {
          let connection = try #require(RawConnection(port: port, receiveBuffer: 4096))
          _ = connection.send(number % 2 == 0 ? "GET /page HT" : Self.get("/large"))
          stalled.append(connection)
        }
        usleep(500_000)
        for _ in 0..<3 {
          let answer = RawConnection(port: port)?.exchange(Self.get("/page")) ?? ""
          #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(answer)")
        }
        withExtendedLifetime(stalled) {}
      }
    }
    #expect((1...3).contains(statistics.strikes[.connections] ?? 0))
  }

  @Test("an address that holds all connections gives way at once to another, and not to itself")
  func hoardingAddress() async throws {
    var limits = HTTPLimits()
    limits.connections = 4
    limits.leastWait = .seconds(60)
    try await Self.serving(limits) { port in
      try await RawConnection.off {
        let held = (0..<4).compactMap { _ in RawConnection(port: port) }
        for connection in held { _ = connection.send("GET /page HT") }
        usleep(200_000)
        let own = RawConnection(port: port)?.exchange(Self.get("/page")) ?? ""
        #expect(own.hasPrefix("HTTP/1.1 503 "))
        let other = RawConnection(port: port, from: 2)?.exchange(Self.get("/page")) ?? ""
        #expect(other.hasPrefix("HTTP/1.1 200 OK\r\n"))
        withExtendedLifetime(held) {}
      }
    }
  }

  @Test("where every connection is at work one more is refused, and work ends with its connection")
  func busyConnections() async throws {
    var limits = HTTPLimits()
    limits.connections = 2
    let statistics = try await Self.serving(limits) { port in
      try await RawConnection.off {
        var busy: [RawConnection] = []
        for _ in 0..<2 {
          let connection = try #require(RawConnection(port: port))
          _ = connection.send(Self.get("/slow"))
          busy.append(connection)
        }
        usleep(200_000)
        let answer = RawConnection(port: port)?.rest() ?? ""
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.contains("\r\nRetry-After: 5\r\n"))
        busy = []
        usleep(200_000)
        // The one thread for work is free again.
        let after = RawConnection(port: port)?.exchange(Self.get("/page")) ?? ""
        #expect(after.hasPrefix("HTTP/1.1 200 OK\r\n"))
      }
    }
    #expect(statistics.strikes[.connections] == 1)
  }
}
