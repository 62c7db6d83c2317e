import Archive
import Foundation
import Logging
import RPCServer
import Synchronization
import TLS
import TextAnalysis
import Transcripts
import VerbatimServer

@testable import VerbatimCommands

/// A server of invented meetings, in this process, and a way to run commands against it.
struct TestArchive {
  let server: Server
  let archive: Archive
  let address: String

  init(
    _ transcripts: [Transcript] = Samples.transcripts,
    security: ServerConfiguration.Security = .insecurePlaintext,
    limits: SearchLimits = SearchLimits()
  ) async throws {
    archive = Archive(limits: limits)
    if !transcripts.isEmpty { try archive.add(transcripts) }
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: 0)], security: security)
    configuration.eventLoops = 1
    server = try Server(
      configuration, services: [ArchiveService(archive: archive)],
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let bound = try await server.start()
    address = "127.0.0.1:\(bound[0].port)"
  }

  /// Runs `body` with a server that is gone afterwards.
  static func with<Result>(
    _ transcripts: [Transcript] = Samples.transcripts, limits: SearchLimits = SearchLimits(),
    _ body: (TestArchive) async throws -> Result
  ) async throws -> Result {
    let archive = try await TestArchive(transcripts, limits: limits)
    do {
      let result = try await body(archive)
      await archive.server.shutdown(grace: .zero)
      return result
    } catch {
      await archive.server.shutdown(grace: .zero)
      throw error
    }
  }

  /// Runs a command without TLS.
  func run(
    _ arguments: String..., isTerminal: Bool = false, width: Int? = nil,
    environment: [String: String] = [:]
  ) async -> CommandResult {
    await run(arguments, isTerminal: isTerminal, width: width, environment: environment)
  }

  /// Runs a command without TLS.
  func run(
    _ arguments: [String], isTerminal: Bool = false, width: Int? = nil,
    environment: [String: String] = [:]
  ) async -> CommandResult {
    await CommandResult.of(
      arguments + ["--server", address, "--insecure-plaintext"], isTerminal: isTerminal,
      width: width, environment: environment)
  }
}

/// What a command wrote, and how it ended.
struct CommandResult {
  var status: ExitStatus
  var output: String
  var messages: String

  static func of(
    _ arguments: [String], isTerminal: Bool = false, width: Int? = nil,
    environment: [String: String] = [:]
  ) async -> CommandResult {
    let (output, messages) = (Collected(), Collected())
    let console = Console(
      output: TextOutput(isTerminal: isTerminal) { output.append($0) },
      messages: TextOutput(isTerminal: false) { messages.append($0) },
      environment: environment, width: width)
    let status = await Program.run(arguments, on: console)
    return CommandResult(status: status, output: output.text, messages: messages.text)
  }
}

/// Bytes that were written.
final class Collected: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
