import HTTP1
import HTTP2
import Synchronization
import TestSupport
import Testing

@testable import RPC

/// Requests that are no calls, at a server that has pages.
@Suite("Pages on the ports of calls")
struct SitePageTests {
  private struct Broken: Error {}

  /// Counts its pieces, of 20,000 bytes each.
  private final class Pieces: Sendable {
    private let made = Mutex(0)
    var count: Int { made.withLock { $0 } }

    func next(of total: Int, breakingAt broken: Int? = nil) throws -> [UInt8]? {
      try made.withLock { made in
        if made == broken { throw Broken() }
        guard made < total else { return nil }
        made += 1
        return [UInt8](repeating: UInt8(made), count: 20_000)
      }
    }
  }

  private static func site(_ pieces: Pieces = Pieces(), limits: HTTPLimits = HTTPLimits())
    -> HTTPSite
  {
    HTTPSite(limits: limits) { request, _ in
      switch request.target {
      case "/page":
        return HTTPResponse(
          fields: [("Content-Type", "text/html"), ("X-Split", "a\r\nb")],
          body: .bytes(Array("the page for \(request.value(of: "accept-language") ?? "")".utf8)))
      case "/pieces": return HTTPResponse(body: .pieces { _ in try pieces.next(of: 10) })
      case "/broken":
        return HTTPResponse(body: .pieces { _ in try pieces.next(of: 10, breakingAt: 2) })
      case "/kept": return HTTPResponse(status: 304, body: .bytes([]))
      case "/none": throw Broken()
      default: return HTTPResponse(status: 404, "there is no such page")
      }
    }
  }

  private func get(
    _ server: ServerHarness, _ path: String, method: String = "GET",
    _ fields: [(String, String?)] = []
  ) -> Int32 {
    server.call(
      path, [(":method", method), ("te", nil), ("content-type", nil)] + fields, body: nil)
  }

  @Test("the page of an address that is no method's is answered, its fields in HTTP/2's form")
  func page() throws {
    let site = Self.site()
    let server = try ServerHarness(site: site)
    let stream = get(server, "/page", [("accept-language", "de")])
    #expect(server.httpStatus(stream) == "200")
    #expect(server.reader.field("content-type", of: stream) == "text/html")
    #expect(server.reader.field("x-split", of: stream) == "a  b")
    #expect(server.reader.field("content-length", of: stream) == "15")
    #expect(server.reader.body(of: stream) == Array("the page for de".utf8))
    #expect(server.reader.frames(of: stream).last?.flags == 1)
    #expect(server.reader.field("grpc-status", of: stream) == nil)
    let missing = get(server, "/else")
    #expect(server.httpStatus(missing) == "404")
    #expect(site.tally.value.answers == [200: 1, 404: 1])
    #expect(server.session.http2.openStreams == 0)
  }

  @Test(
    "HEAD has the head of a page alone, and what a client holds has no body",
    arguments: ["HEAD", "GET"])
  func bare(_ method: String) throws {
    let server = try ServerHarness(site: Self.site())
    let stream = get(server, method == "HEAD" ? "/page" : "/kept", method: method)
    #expect(server.httpStatus(stream) == (method == "HEAD" ? "200" : "304"))
    #expect(server.reader.field("content-length", of: stream) == (method == "HEAD" ? "13" : nil))
    #expect(server.reader.frames(of: stream).count == 1)
  }

  @Test("pieces are made as they are read, and end where they end")
  func pieces() throws {
    let pieces = Pieces()
    let server = try ServerHarness(clientSettings: [(4, 30_000)], site: Self.site(pieces))
    let stream = get(server, "/pieces")
    #expect(pieces.count == 2)
    #expect(server.reader.body(of: stream).count == 30_000)
    server.send([.windowUpdate(stream, 1_000_000), .windowUpdate(0, 1_000_000)])
    #expect(
      server.reader.body(of: stream) == (1...10).flatMap { [UInt8](repeating: $0, count: 20_000) })
    #expect(server.reader.frames(of: stream).last?.flags == 1)
    #expect(server.session.responseAccount.heldBytes == 0)
  }

  @Test("a page that cannot be made to its end is none, and does not look like one")
  func broken() throws {
    let site = Self.site()
    let server = try ServerHarness(site: site)
    let stream = get(server, "/broken")
    #expect(server.reader.resetCode(of: stream) == HTTP2ErrorCode.internalError.rawValue)
    #expect(!server.reader.frames(of: stream).contains { $0.kind == .data && $0.flags & 1 == 1 })
    let none = get(server, "/none")
    #expect(server.httpStatus(none) == "503")
    #expect(server.reader.field("retry-after", of: none) == "5")
    #expect(site.tally.value.strikes == [.work: 2])
  }

  @Test("a page that nobody reads ends when its time is over, and holds nothing any more")
  func unread() throws {
    let server = try ServerHarness(clientSettings: [(4, 1_000)], site: Self.site())
    let stream = get(server, "/pieces")
    #expect(server.session.responseAccount.heldBytes == 20_000)
    for _ in 0..<10 { server.advance(.seconds(10)) }
    #expect(server.reader.resetCode(of: stream) == HTTP2ErrorCode.cancel.rawValue)
    #expect(server.refusedCalls == [.responseTimeout])
    #expect(server.session.responseAccount.heldBytes == 0)
  }

  @Test("what lies within a service, or is no question for a page, stays what it was")
  func calls() throws {
    let site = Self.site()
    let server = try ServerHarness(site: site)
    #expect(server.httpStatus(get(server, "/test.Service/Nothing")) == "404")
    #expect(server.httpStatus(get(server, "/test.Service/Echo")) == "405")
    #expect(server.httpStatus(get(server, "/page", method: "PUT")) == "405")
    #expect(server.httpStatus(get(server, "/page", method: "POST")) == "415")
    #expect(server.status(server.call()) == 0)
    #expect(site.tally.value.answers.isEmpty)
  }

  @Test("an address or a head beyond the limits of pages is refused, and counted")
  func limits() throws {
    var limits = HTTPLimits()
    limits.lineSize = 100
    limits.fields = 5
    let site = Self.site(limits: limits)
    let server = try ServerHarness(site: site)
    let long = get(server, "/" + String(repeating: "a", count: 100))
    #expect(server.httpStatus(long) == "414")
    let many = get(server, "/page", (0..<6).map { ("x-\($0)", "a") })
    #expect(server.httpStatus(many) == "431")
    #expect(site.tally.value.strikes == [.lineSize: 1, .fields: 1])
  }

  @Test("a page is made by the threads for long work, and given up with its stream")
  func workers() throws {
    let workers = HeldWorkers()
    let server = try ServerHarness(workers: workers, site: Self.site())
    let stream = get(server, "/page")
    #expect(server.httpStatus(stream) == nil)
    workers.runAll()
    server.run()
    #expect(server.httpStatus(stream) == "200")
    let other = get(server, "/page")
    server.send([.reset(other, HTTP2ErrorCode.cancel.rawValue)])
    #expect(workers.forgotten == 1)
    workers.isFull = true
    let refused = get(server, "/page")
    #expect(server.httpStatus(refused) == "503")
  }

  private final class HeldWorkers: ServerWorkers {
    private let state = Mutex((waiting: [ServerWork](), forgotten: 0, isFull: false))
    var forgotten: Int { state.withLock { $0.forgotten } }
    var isFull: Bool {
      get { state.withLock { $0.isFull } }
      set { state.withLock { $0.isFull = newValue } }
    }

    func submit(_ work: ServerWork) -> WorkRefusal? {
      state.withLock { state in
        if state.isFull { return WorkRefusal(.workerQueue, RPCError(.resourceExhausted, "full")) }
        state.waiting.append(work)
        return nil
      }
    }

    func forget(_ work: ServerWork) {
      state.withLock { state in
        state.forgotten += 1
        state.waiting.removeAll { $0 === work }
      }
    }

    func runAll() {
      let all = state.withLock { state in
        defer { state.waiting = [] }
        return state.waiting
      }
      for work in all { _ = work.run() }
    }
  }
}
