internal import Archive
internal import Dispatch
internal import Logging
internal import RPCServer
internal import TLS
internal import TranscriptFormats
internal import VerbatimServer

/// The server program from its settings to its end: loads, listens, serves, drains.
package struct Daemon: Sendable {
  private let settings: Settings
  private let output: LineOutput
  private let log: LineOutput
  private let logger: Logger

  /// A signal so soon after the first is the same one: programs such as timeout(1), and terminals
  /// with a wrapper between, send it to the process and once more to its group.
  private static let sameSignal = Duration.milliseconds(500)

  /// Creates the program.
  /// - Parameters:
  ///   - output: Takes the addresses that are listened on, a line each.
  ///   - log: Takes the log, and progress where it is a terminal.
  package init(
    _ settings: Settings, output: LineOutput = .standardOutput, log: LineOutput = .standardError
  ) {
    self.settings = settings
    self.output = output
    self.log = log
    logger = Logger(label: "verbatimd") { _ in
      LineLogHandler(output: log, format: settings.logFormat, level: settings.logLevel)
    }
  }

  /// Runs until a signal ends it.
  package func run() async -> ExitStatus {
    // First of all, so that a signal ends loading in order, too.
    let signals = Signals()
    for variable in settings.unknownVariables {
      logger.info(
        "an environment variable looks like a setting and is none",
        metadata: ["variable": "\(variable)"])
    }
    if case .insecurePlaintext = settings.server.security {
      logger.warning("serving without TLS: everybody on the way can read and change everything")
    }
    let archive = Archive()
    do throws(ExitStatus) {
      // Certificates and paths are checked before the time that loading takes.
      let server = try makeServer(archive)
      let documents = try find()
      return try await serve(server, archive, documents, signals)
    } catch {
      return error
    }
  }

  private func makeServer(_ archive: Archive) throws(ExitStatus) -> Server {
    var configuration = settings.server
    if settings.logsCalls { configuration.interceptors.append(AccessLog(logger: logger)) }
    do {
      return try Server(
        configuration, services: [ArchiveService(archive: archive)], logger: logger)
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      throw (error as? TLSError)?.code == .fileUnreadable ? .noPermission : .configuration
    }
  }

  private func find() throws(ExitStatus) -> DocumentFinder {
    do {
      return try DocumentFinder(paths: settings.documents)
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      throw switch (error as? DocumentError)?.code {
      case .notFound: .noInput
      case .noPermission: .noPermission
      case .notATranscript: .badData
      default: .inputOutput
      }
    }
  }

  /// What ends the wait for documents.
  private enum LoadEnd: Sendable {
    /// They are loaded, or the server must not start because of them.
    case loaded(ExitStatus?)
    case interrupted
  }

  private func serve(
    _ server: Server, _ archive: Archive, _ documents: DocumentFinder, _ requests: Signals
  ) async throws(ExitStatus) -> ExitStatus {
    let start = ContinuousClock.now
    let (ends, end) = AsyncStream<LoadEnd>.makeStream()
    // On a thread of its own: it blocks, and the pool's threads are for what does not.
    DispatchQueue(label: "verbatim.loading").async {
      end.yield(.loaded(load(documents, into: archive)))
    }
    let interruption = Task {
      while let request = await requests.next() {
        guard request == .reload else {
          end.yield(.interrupted)
          return request as Signals.Request?
        }
        reload(server)
      }
      return nil
    }
    var iterator = ends.makeAsyncIterator()
    let first = await iterator.next(isolation: nil)
    interruption.cancel()
    if let request = await interruption.value {
      // Nothing is served yet, so there is nothing to wait for.
      logger.info("stopped while loading", metadata: ["signal": "\(request.name)"])
      return .success
    }
    if case .loaded(let failure?) = first { throw failure }
    try await listen(server)
    reportStart(archive.snapshot, loadTime: ContinuousClock.now - start)
    return await wait(server, requests)
  }

  /// Loads; blocks for as long. Returns why the server must not start, if so.
  private func load(_ found: DocumentFinder, into archive: Archive) -> ExitStatus? {
    let progress = LoadProgress(
      documentCount: found.documents.count, output: log, logger: logger)
    logger.debug(
      "loading begins", metadata: ["documents": .stringConvertible(found.documents.count)])
    for problem in found.problems { progress.note(.unreadable(problem, keptMeetings: 0)) }
    let loader = DocumentLoader(options: settings.reading, observe: progress.note)
    let earlier = found.problems.count
    do {
      defer { progress.end() }
      if settings.isStrict, earlier > 0 { throw NotLoaded(failureCount: earlier) }
      var report = try loader.load(found.documents, into: archive, isStrict: settings.isStrict)
      report.failedDocumentCount += earlier
      if !settings.documents.isEmpty { progress.logEnd(report) }
      if report.meetingCount == 0, report.failureCount > 0 {
        logger.critical("cannot start: no document could be read")
        return .badData
      }
    } catch let error as NotLoaded {
      logger.critical(
        "cannot start: documents or meetings were left out, and strict was asked for",
        metadata: ["left_out": .stringConvertible(error.failureCount)])
      return .badData
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      return .software
    }
    return nil
  }

  private func listen(_ server: Server) async throws(ExitStatus) {
    do {
      let addresses = try await server.start()
      let security =
        switch settings.server.security {
        case .tls(let configuration): "\(configuration.minimumVersion)"
        case .insecurePlaintext: "plaintext"
        }
      for address in addresses {
        logger.info(
          "listening", metadata: ["address": "\(address)", "security": "\(security)"])
        output.write("listening on \(address) (\(security))")
      }
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      throw .cannotListen
    }
  }

  private func reportStart(_ snapshot: Snapshot, loadTime: Duration) {
    var metadata: Logger.Metadata = [
      "meetings": .stringConvertible(snapshot.meetingCount),
      "statements": .stringConvertible(snapshot.statementCount),
      "speakers": .stringConvertible(snapshot.speakerCount),
      "archive_bytes": .stringConvertible(
        snapshot.byteCounts.statements + snapshot.byteCounts.indexes),
      "load_seconds": .stringConvertible((loadTime / .milliseconds(1)).rounded() / 1000),
    ]
    if let resident = Memory.resident { metadata["memory_bytes"] = .stringConvertible(resident) }
    logger.info("serving", metadata: metadata)
  }

  private func reload(_ server: Server) {
    do {
      try server.reloadCertificates()
      logger.info("certificates read anew")
    } catch {
      logger.error("certificates not renewed; the old ones stay", metadata: ["reason": "\(error)"])
    }
  }

  /// Serves until told to stop, then drains.
  private func wait(_ server: Server, _ requests: Signals) async -> ExitStatus {
    while let request = await requests.next() {
      guard request != .reload else {
        reload(server)
        continue
      }
      logger.info(
        "stopping: calls under way may finish; a second signal ends at once",
        metadata: [
          "signal": "\(request.name)", "grace": "\(TimeSpan.text(settings.shutdownGrace))",
          "connections": .stringConvertible(server.openConnections),
        ])
      return await drain(server, requests)
    }
    return .software
  }

  private func drain(_ server: Server, _ requests: Signals) async -> ExitStatus {
    await withTaskGroup(of: ExitStatus?.self) { group in
      group.addTask {
        await server.shutdown(grace: settings.shutdownGrace)
        return .success
      }
      let start = ContinuousClock.now
      group.addTask {
        while let request = await requests.next() {
          if ContinuousClock.now - start < Self.sameSignal { continue }
          switch request {
          case .reload: continue
          case .terminate: return .terminatedTwice
          case .interrupt: return .interruptedTwice
          }
        }
        return nil
      }
      var status: ExitStatus?
      while status == nil, let ended = await group.next() { status = ended }
      if status == .success {
        logger.info("stopped")
      } else {
        logger.warning(
          "ended by a second signal",
          metadata: ["connections": .stringConvertible(server.openConnections)])
        // The group waits for its tasks: a second call makes the first return at once.
        await server.shutdown(grace: .zero)
      }
      group.cancelAll()
      return status ?? .software
    }
  }
}
