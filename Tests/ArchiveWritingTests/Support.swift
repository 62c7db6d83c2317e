import Archive
import ArchiveStorage
import ArchiveWriting
import LastingArchive
import Logging
import RPCServer
import Transcripts
import VerbatimServer

@testable import VerbatimClient

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A server over an archive of a file that goes with the test.
struct WritingServer {
  let lasting: LastingArchive
  let writing: Writing
  let server: Server
  let client: ArchiveClient

  init(
    _ file: TemporaryFile, limits: WritingLimits = WritingLimits(),
    options: ArchiveDatabase.Options = .init(), principal: String? = nil,
    maySettlePeople: Bool = true, importMemory: Int? = nil
  ) async throws {
    lasting = try LastingArchive(Archive(), path: file.path, options: options)
    try lasting.replay()
    writing = Writing(lasting, limits: limits)
    (server, client) = try await Self.start(
      [ArchiveService(archive: lasting.archive), ArchiveWriterService(writing)],
      [
        Introduction(
          principal: principal, maySettlePeople: maySettlePeople, importMemory: importMemory)
      ])
  }

  static func start(
    _ services: [any Service], _ interceptors: [any ServerInterceptor] = []
  ) async throws -> (Server, ArchiveClient) {
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext)
    configuration.eventLoops = 1
    configuration.interceptors = interceptors
    let server = try Server(
      configuration, services: services,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let port = try await server.start()[0].port
    return (
      server,
      try ArchiveClient(
        ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
    )
  }

  /// Runs `body` with a server that is gone afterwards.
  static func with(
    _ file: TemporaryFile = TemporaryFile(), limits: WritingLimits = WritingLimits(),
    options: ArchiveDatabase.Options = .init(), principal: String? = nil,
    maySettlePeople: Bool = true, importMemory: Int? = nil,
    _ body: (WritingServer) async throws -> Void
  ) async throws {
    let server = try await WritingServer(
      file, limits: limits, options: options, principal: principal,
      maySettlePeople: maySettlePeople, importMemory: importMemory)
    do {
      try await body(server)
    } catch {
      await server.server.shutdown(grace: .zero)
      throw error
    }
    await server.server.shutdown(grace: .zero)
  }

  /// Imports documents on one stream.
  func imports(_ documents: [ImportedDocument]) async throws -> [DocumentReport] {
    var reports: [DocumentReport] = []
    for try await report in client.importDocuments(Several(documents)) { reports.append(report) }
    return reports
  }

  /// Sends parts as they are.
  func stream<Parts: AsyncSequence & Sendable>(
    _ parts: Parts
  ) -> ResponseStream<DocumentReport> where Parts.Element == DocumentPart {
    client.channel.bidirectionalStreaming(
      Methods.importDocuments, encoding: Coding.documentPart, decoding: Coding.documentReport
    ) { writer in
      for try await part in parts { try await writer.write(part) }
    }
  }

  func stream(_ parts: [DocumentPart]) -> ResponseStream<DocumentReport> {
    client.channel.bidirectionalStreaming(
      Methods.importDocuments, encoding: Coding.documentPart, decoding: Coding.documentReport
    ) { writer in
      for part in parts { try await writer.write(part) }
    }
  }

  /// Puts a meeting in these parts.
  @discardableResult
  func put(_ parts: [MeetingPart]) async throws -> PutReport {
    try await client.channel.clientStreaming(
      Methods.putMeeting, encoding: Coding.meetingPart, decoding: Coding.putReport
    ) { writer in
      for part in parts { try await writer.write(part) }
    }
  }

  /// The change log.
  func log() throws -> [String] {
    try lasting.changes(after: 0, limit: 10_000).map {
      "\($0.sequence) \($0.what) \($0.meetingID) \($0.revision) \($0.principal)"
    }
  }
}

/// Says who calls.
private struct Introduction: ServerInterceptor {
  let principal: String?
  let maySettlePeople: Bool
  let importMemory: Int?

  func callStarted(_ call: ServerCallInfo) throws(RPCError) {
    call[CallPrincipal.self] = principal
    call[MaySettlePeople.self] = maySettlePeople
    call[ImportMemoryShare.self] = importMemory
  }
}

/// Documents one after another.
struct Several: AsyncSequence, Sendable {
  var documents: [ImportedDocument]

  init(_ documents: [ImportedDocument]) { self.documents = documents }

  func makeAsyncIterator() -> Iterator { Iterator(rest: documents[...]) }

  struct Iterator: AsyncIteratorProtocol {
    var rest: ArraySlice<ImportedDocument>
    mutating func next() async -> ImportedDocument? { rest.popFirst() }
  }
}

/// A file of the archive that goes with the test.
final class TemporaryFile: Sendable {
  let path: String

  init() {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = "\(base)/writing-\(getpid())-\(UInt64.random(in: 0 ... .max))"
  }

  deinit { for end in ["", "-wal", "-shm", ".lock"] { unlink(path + end) } }
}

/// A document of speeches, as plain text is read.
func document(
  _ name: String, title: String = "Council meeting", date: String = "12 May 2031",
  _ speeches: [(String, String)], isDryRun: Bool = false, isStrict: Bool = false
) -> ImportedDocument {
  let text =
    "\(title)\n\n\(date)\n\n" + speeches.map { "\($0.0): \($0.1)\n" }.joined(separator: "\n")
  return ImportedDocument(
    head: DocumentHead(name: name, isDryRun: isDryRun, isStrict: isStrict), bytes: Array(text.utf8))
}

let speeches = [
  ("Ilse Brandvik", "Good morning. The harbour is deep."),
  ("Aron Velt", "Is the basin deep, too? We should know."),
  ("Ilse Brandvik", "It is deeper than the harbour."),
]
