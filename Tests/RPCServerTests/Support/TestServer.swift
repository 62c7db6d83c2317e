import Logging
import RPC
import RPCClient
import RPCServer
import Synchronization
import TLS
import TestSupport
import Testing

/// A server on a loopback port with certificates of its own, and clients for it.
final class TestServer: Sendable {
  let server: Server
  let port: Int
  let isPlain: Bool

  private init(_ server: Server, port: Int, isPlain: Bool) {
    self.server = server
    self.port = port
    self.isPlain = isPlain
  }

  static func configuration(port: Int = 0) throws -> ServerConfiguration {
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: port)], security: .tls(try tls))
    configuration.eventLoops = 2
    return configuration
  }

  static var tls: TLSServerConfiguration {
    get throws {
      let files = try Certificates.shared.get().server
      return TLSServerConfiguration(
        certificateFile: files.certificateFile, privateKeyFile: files.privateKeyFile)
    }
  }

  static func start(
    _ service: TestService = TestService(), also services: [any Service] = [], port: Int = 0,
    _ change: (inout ServerConfiguration) throws -> Void = { _ in }
  ) async throws -> TestServer {
    var configuration = try configuration(port: port)
    try change(&configuration)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = try Server(configuration, services: [service] + services, logger: logger)
    let addresses = try await server.start()
    let isPlain = if case .insecurePlaintext = configuration.security { true } else { false }
    return TestServer(server, port: addresses[0].port, isPlain: isPlain)
  }

  func channel(
    _ change: (inout ClientConfiguration) throws -> Void = { _ in }
  ) throws -> ClientChannel {
    let authority = try Certificates.shared.get().authority.file
    var configuration = ClientConfiguration(
      host: "127.0.0.1", port: port,
      security: isPlain
        ? .insecurePlaintext : .tls(TLSClientConfiguration(trust: .file(authority))))
    configuration.initialBackoff = .milliseconds(50)
    configuration.maximumBackoff = .milliseconds(200)
    try change(&configuration)
    return try ClientChannel(configuration)
  }

  /// Expects that a new client is served.
  func answers(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let answer = try await channel().echo([1])
    #expect(answer == [1], sourceLocation: sourceLocation)
  }

  /// Runs `body` with a server, and ends the server whatever comes.
  static func with(
    _ service: TestService = TestService(), also services: [any Service] = [],
    _ change: (inout ServerConfiguration) throws -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
  ) async throws {
    let server = try await start(service, also: services, change)
    do {
      try await body(server)
    } catch {
      await server.server.shutdown(grace: .zero)
      throw error
    }
    await server.server.shutdown(grace: .zero)
  }
}

/// Waits until something is so; a test that waits in vain fails by what it expects next.
func eventually(
  within limit: Duration = .seconds(120), _ condition: @Sendable () async -> Bool
) async -> Bool {
  let end = ContinuousClock.now + limit
  while ContinuousClock.now < end {
    if await condition() { return true }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return await condition()
}

/// A number that several tasks count on.
final class Counter: Sendable {
  private let state = Mutex(0)
  var value: Int { state.withLock { $0 } }
  func add(_ count: Int = 1) { state.withLock { $0 += count } }
}
