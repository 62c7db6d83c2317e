package import HTTP1
internal import HTTPListener
internal import RPC
package import RPCServer

/// A small HTTP/1.1 server for those who run a program: one request a connection, GET and HEAD only, no
/// TLS, everything bounded. It has a thread of its own, so that it answers whatever the others do.
package final class AdminServer: Sendable {
  private let listener: HTTPListener

  /// Prepares a server; `respond` is called on its thread, for one request after the other.
  package init(
    _ address: ServerConfiguration.Address, unixSocketMode: UInt32 = 0o660,
    limits: HTTPLimits = AdminServer.usualLimits,
    respond: @escaping @Sendable (AdminRequest) -> AdminResponse
  ) {
    listener = HTTPListener(
      address, unixSocketMode: unixSocketMode, limits: limits, workers: SameThread()
    ) { request, _ in Self.answer(request, respond) }
  }

  /// It has few clients: a scraper, a health check, a person.
  package static var usualLimits: HTTPLimits {
    var limits = HTTPLimits()
    limits.requestsPerConnection = 1
    limits.connections = 32
    // Of those that hold connections and send nothing nobody is locked out.
    limits.leastWait = .zero
    limits.idleTime = .seconds(10)
    limits.answersHalfClosed = true
    return limits
  }

  /// Listens, and returns where. `stop` is due also when it throws `ServerError`.
  package func start() async throws -> ServerConfiguration.Address { try await listener.start() }

  /// Stops listening and ends every connection.
  package func stop() async throws { try await listener.stop() }

  private static func answer(
    _ request: HTTPRequest, _ respond: (AdminRequest) -> AdminResponse
  ) -> HTTPResponse {
    if request.isToLoopback, let host = request.value(of: "host"), !isOwnName(host) {
      return HTTPResponse(status: 421, "this page answers to localhost and to addresses only")
    }
    let path = request.target.prefix { $0 != "?" && $0 != "#" }
    let response = respond(AdminRequest(path: String(path), accept: request.value(of: "accept")))
    var fields = [
      (name: "Content-Type", value: response.contentType),
      (name: "Cache-Control", value: "no-store"),
      (name: "X-Content-Type-Options", value: "nosniff"),
    ]
    fields += response.headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    return HTTPResponse(
      status: response.status, fields: fields, body: .bytes(Array(response.body.utf8)))
  }

  /// Whether a host is an address or "localhost". A page of another site could give its own name our
  /// loopback address (DNS rebinding), and have its visitor's browser read what is here.
  private static func isOwnName(_ host: String) -> Bool {
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return false }
      let rest = host[host.index(after: end)...]
      return rest.isEmpty || rest.hasPrefix(":") && rest.dropFirst().allSatisfy(isDigit)
    }
    let parts = host.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count < 2 || parts[1].allSatisfy(isDigit) else { return false }
    let name = parts[0].lowercased()
    let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
    return name == "localhost"
      || numbers.count == 4 && numbers.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isNumber
  }
}

/// Answers where requests are read: nothing of this takes long, and it must not wait for what does.
private final class SameThread: ServerWorkers {
  func submit(_ work: ServerWork) -> WorkRefusal? {
    _ = work.run()
    return nil
  }

  func forget(_ work: ServerWork) {}
}
