internal import Archive
internal import Logging
public import RPCClient
internal import RPCServer
internal import Synchronization
@_exported public import VerbatimClient
internal import VerbatimServer

/// An archive in this process, for the tests of programs that use `ArchiveClient`: a whole server on
/// a free port of 127.0.0.1, without files and certificates, that holds what the test made.
///
/// ```swift
/// let archive = try await TestArchive([
///   Transcript(
///     title: "Meeting on the harbour", date: "2031-03-04", place: "Port Ennis",
///     turns: [("Mayor Ilse Brandvik", "Good morning."), ("Aron Velt", "Is the basin deep?")])
/// ])
/// let answer = try await whatIsTested(archive.client)
/// await archive.stop()
/// ```
public final class TestArchive: Sendable {
  private let archive = Archive()
  private let server: Mutex<Server?>
  /// The port that it listens on.
  public let port: Int
  /// A client of it, made as in production but for TLS.
  public let client: ArchiveClient

  /// Starts an archive of these transcripts. Throws for a transcript that an archive does not take, in
  /// words that say what is wrong with it.
  public init(_ transcripts: [Transcript] = []) async throws {
    if !transcripts.isEmpty { try archive.add(transcripts) }
    let server = try Self.server(of: archive, port: 0)
    port = try await server.start()[0].port
    self.server = Mutex(server)
    client = try ArchiveClient(Self.configuration(port: port))
  }

  /// Where clients connect to, for those that a test makes by itself.
  public var configuration: ClientConfiguration { Self.configuration(port: port) }

  /// Adds transcripts; one of a meeting that is there already replaces it. Answers that are on their way
  /// do not change.
  public func add(_ transcripts: [Transcript]) throws { try archive.add(transcripts) }

  /// Ends the server at once, as if it were killed: calls under way end with UNAVAILABLE.
  public func stop() async {
    let running = server.withLock { $0.take() }
    await running?.shutdown(grace: .zero)
  }

  /// Serves again what it held, on the same port.
  public func restart() async throws {
    await stop()
    let next = try Self.server(of: archive, port: port)
    _ = try await next.start()
    server.withLock { $0 = next }
  }

  private static func configuration(port: Int) -> ClientConfiguration {
    ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext)
  }

  private static func server(of archive: Archive, port: Int) throws -> Server {
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: port)], security: .insecurePlaintext)
    configuration.eventLoops = 1
    return try Server(
      configuration, services: [ArchiveService(archive: archive)],
      logger: Logger(label: "verbatim.testing") { _ in SwiftLogNoOpLogHandler() })
  }
}
