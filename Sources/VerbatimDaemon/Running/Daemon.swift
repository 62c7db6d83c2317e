internal import AdminServer
internal import Archive
internal import ArchiveWriting
internal import Dispatch
internal import HTTP1
internal import HTTPListener
internal import LastingArchive
internal import Logging
internal import People
internal import RPCServer
internal import TLS
internal import VerbatimServer

/// The server program from its settings to its end: takes its ports, loads, serves, drains.
package struct Daemon: Sendable {
  let settings: Settings
  private let output: LineOutput
  private let log: LineOutput
  private let logger: Logger
  private let notification = ServiceNotification.standard

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
    logger = .daemon(settings, log)
  }

  /// Runs until a signal ends it.
  package func run() async -> ExitStatus {
    // First of all, so that a signal ends loading in order, too.
    let signals = Signals()
    if let shortage = MemoryReserve.prepare() {
      logger.critical("cannot start", metadata: ["reason": "\(shortage)"])
      return .noMemory
    }
    for variable in settings.unknownVariables {
      var metadata: Logger.Metadata = ["variable": "\(variable.name)"]
      if let near = variable.near { metadata["did_you_mean"] = "\(near)" }
      logger.warning(
        "an environment variable looks like a setting and is none", metadata: metadata)
    }
    if case .insecurePlaintext = settings.server.security {
      logger.warning("serving without TLS: everybody on the way can read and change everything")
    }
    let archive = Archive(words: settings.indexesWords, limits: settings.searches)
    do throws(ExitStatus) {
      // Certificates, paths and ports are checked before the time that loading takes.
      let clients = settings.countedClients > 0 ? ClientTally(limit: settings.countedClients) : nil
      let observers = Observers(
        clients: clients, denials: DenialTally(logger, logLines: settings.server.peerLogLines))
      let access = try AccessControl.open(settings, observers.denials, logger)
      let lasting = try LastingArchive.open(settings, for: archive, logger)
      let unreadable = LimitedLog(logger, .error, burst: 1)
      let following = lasting.map { lasting in
        Following(lasting, limits: settings.following) {
          unreadable.log("the archive's file cannot be read", ["reason": "\($0)"])
        }
      }
      let sources = try DocumentSources(settings, logger)
      let writing = lasting.map {
        Writing($0, options: settings.reading, limits: settings.writing)
      }
      let state = DaemonState()
      let site = site(archive, access, state)
      let server = try makeServer(
        archive, following, writing, observers, access, site: settings.servesPages ? site : nil)
      return try await serve(
        server, site, state, archive, following, writing, observers, access, sources, signals)
    } catch {
      return error
    }
  }

  /// A server of what the settings ask for. The access control is asked last, so that the other observers
  /// have what it refuses.
  func makeServer(
    _ archive: Archive, _ following: Following?, _ writing: Writing?, _ observers: Observers,
    _ access: AccessControl?, site: HTTPSite? = nil
  ) throws(ExitStatus) -> Server {
    var configuration = settings.server
    configuration.site = site
    if let clients = observers.clients { configuration.interceptors.append(clients) }
    if settings.logsCalls { configuration.interceptors.append(AccessLog(logger: logger)) }
    var services: [any Service] = [
      ArchiveService(archive: archive, following: following), ArchiveWriterService(writing),
    ]
    if let access {
      configuration.interceptors.append(access)
    } else {
      services = services.map { ServiceWithoutWriting($0, observers.denials) }
    }
    do {
      return try Server(configuration, services: services, logger: logger)
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      throw (error as? TLSError)?.code == .fileUnreadable ? .noPermission : .configuration
    }
  }

  /// What ends the wait for documents.
  private enum LoadEnd: Sendable {
    /// They are loaded, or the server must not start because of them.
    case loaded(ExitStatus?)
    case interrupted
  }

  private func serve(
    _ server: Server, _ site: HTTPSite, _ state: DaemonState, _ archive: Archive,
    _ following: Following?, _ writing: Writing?, _ observers: Observers, _ access: AccessControl?,
    _ sources: DocumentSources, _ requests: Signals
  ) async throws(ExitStatus) -> ExitStatus {
    let web = settings.webAddress.map {
      HTTPListener(
        $0, unixSocketMode: settings.server.unixSocketMode, limits: site.limits, tally: site.tally,
        workers: server.longWork, respond: site.respond)
    }
    let admin = settings.adminAddress.map { address in
      AdminServer(
        address, unixSocketMode: settings.server.unixSocketMode,
        respond: AdminSite(
          archive: archive, following: following, writing: writing, server: server,
          observers: observers, state: state,
          log: log, web: web != nil || settings.servesPages ? site.tally : nil
        ).respond)
    }
    let renewal = Renewal(
      server: server, access: access, settings: settings, state: state, logger: logger)
    let result: Result<ExitStatus, ExitStatus>
    do throws(ExitStatus) {
      try await bind(server, state)
      try await start(admin)
      try await start(web, state)
      result = .success(
        try await load(server, archive, following?.lasting, sources, requests, renewal, state))
    } catch {
      result = .failure(error)
      // Files of sockets go with them.
      await server.shutdown(grace: .zero)
    }
    do {
      try await admin?.stop()
    } catch {
      logger.error("the admin listener did not stop", metadata: ["reason": "\(error)"])
    }
    do {
      try await web?.stop()
    } catch {
      logger.error("the listener for pages did not stop", metadata: ["reason": "\(error)"])
    }
    return try result.get()
  }

  /// Loads, then serves to the end.
  private func load(
    _ server: Server, _ archive: Archive, _ lasting: LastingArchive?, _ sources: DocumentSources,
    _ requests: Signals, _ renewal: Renewal, _ state: DaemonState
  ) async throws(ExitStatus) -> ExitStatus {
    let start = ContinuousClock.now
    notification.send(.status("reading documents"))
    let stop = LoadStop()
    let (ends, end) = AsyncStream<LoadEnd>.makeStream()
    // On a thread of its own: it blocks, and the pool's threads are for what does not.
    let loading = Loading(
      settings, merges: sources.merges, state: state, output: log, logger: logger)
    DispatchQueue(label: "verbatim.loading").async {
      let target = lasting.map(LoadTarget.lasting) ?? .memory(archive)
      end.yield(.loaded(loading.run(sources.documents, into: target, stop)))
    }
    let interruption = Task {
      while let request = await requests.next() {
        guard request == .reload else {
          end.yield(.interrupted)
          return request as Signals.Request?
        }
        renewal.run()
      }
      return nil
    }
    var iterator = ends.makeAsyncIterator()
    let first = await iterator.next(isolation: nil)
    interruption.cancel()
    if let request = await interruption.value {
      // Nothing is served yet, so there is nothing to wait for but the threads that read: they must not
      // work with libraries that the end of the process takes down.
      stop.stop()
      if case .interrupted = first { _ = await iterator.next(isolation: nil) }
      logger.info("stopped while loading", metadata: ["signal": "\(request.name)"])
      await server.shutdown(grace: .zero)
      return .success
    }
    if case .loaded(let failure?) = first { throw failure }
    let time = ContinuousClock.now - start
    let isEmpty = archive.snapshot.meetingCount == 0
    if isEmpty, settings.requiresDocuments {
      for service in ["", ArchiveService(archive: archive).name] {
        server.health.set(.notServing, for: service)
      }
    }
    try await accept(server)
    if let pages = state.values.pages {
      let line = "pages at \(pages)"
      output.write(
        settings.logFormat == .text
          ? line
          : settings.logFormat.line(
            time: .now, level: .info, message: line, metadata: ["address": "\(pages)"]))
    }
    state.update { values in
      values.phase = .serving
      values.loadTime = time
      if isEmpty, settings.requiresDocuments {
        values.wanted = "the archive holds no meeting, and require-documents is set"
      }
    }
    reportStart(archive.snapshot, loadTime: time)
    notification.send(.ready)
    let watch = Task { await SpareMemory.watch(every: .seconds(10), state, logger) }
    defer { watch.cancel() }
    let upkeep = IndexUpkeep(lasting, every: settings.index.interval, logger)
    let keeping = Task { await upkeep?.run() }
    defer { keeping.cancel() }
    return await wait(server, renewal, requests, state, upkeep)
  }

  /// Takes the ports; whoever connects waits until `accept`.
  private func bind(_ server: Server, _ state: DaemonState) async throws(ExitStatus) {
    do {
      let addresses = try await server.bind()
      state.update { $0.addresses = addresses.map(\.description) }
      logger.debug(
        "bound", metadata: ["addresses": .array(addresses.map { .string($0.description) })])
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      throw .cannotListen
    }
  }

  private func start(_ admin: AdminServer?) async throws(ExitStatus) {
    guard let admin else { return }
    do {
      let address = try await admin.start()
      let place = if case .host = address { "http://\(address)/" } else { "\(address)" }
      logger.info("admin page and metrics", metadata: ["address": "\(place)"])
    } catch  where !settings.isAdminAddressChosen {
      // Two servers on one machine are no reason for the second not to serve.
      logger.warning(
        "no admin page and metrics: --admin-listen names another address, or none",
        metadata: ["reason": "\(error)"])
    } catch {
      logger.critical(
        "cannot start the admin listener; --admin-listen names its address, or none",
        metadata: ["reason": "\(error)"])
      throw .cannotListen
    }
  }

  private func start(
    _ web: HTTPListener?, _ state: DaemonState
  ) async throws(ExitStatus) {
    guard let web else { return }
    do {
      let address = try await web.start()
      let place = if case .host = address { "http://\(address)/" } else { "\(address)" }
      state.update { $0.pages = place }
      logger.info("pages for readers", metadata: ["address": "\(place)"])
    } catch {
      logger.critical(
        "cannot start the listener for pages; --web-listen names its address, or none",
        metadata: ["reason": "\(error)"])
      throw .cannotListen
    }
  }

  private func accept(_ server: Server) async throws(ExitStatus) {
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
        let line = "listening on \(address) (\(security))"
        output.write(
          settings.logFormat == .text
            ? line
            : settings.logFormat.line(
              time: .now, level: .info, message: line, metadata: ["address": "\(address)"]))
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
        snapshot.byteCounts.total),
      "load_seconds": .stringConvertible((loadTime / .milliseconds(1)).rounded() / 1000),
    ]
    if let resident = Memory.resident { metadata["memory_bytes"] = .stringConvertible(resident) }
    logger.info("serving", metadata: metadata)
    if snapshot.meetingCount == 0 {
      logger.warning(
        "the archive is empty: check that the folders of documents are there, and not empty",
        metadata: ["documents": .array(settings.documents.map { .string($0) })])
    }
  }

  /// Serves until told to stop, then drains.
  private func wait(
    _ server: Server, _ renewal: Renewal, _ requests: Signals, _ state: DaemonState,
    _ upkeep: IndexUpkeep?
  ) async -> ExitStatus {
    while let request = await requests.next() {
      guard request != .reload else {
        notification.send(.reloading)
        renewal.run()
        notification.send(.ready)
        continue
      }
      state.update { $0.phase = .draining }
      notification.send(.stopping)
      logger.info(
        "stopping: calls under way may finish; a second signal ends at once",
        metadata: [
          "signal": "\(request.name)", "delay": "\(TimeSpan.text(settings.shutdownDelay))",
          "grace": "\(TimeSpan.text(settings.shutdownGrace))",
          "connections": .stringConvertible(server.openConnections),
        ])
      return await drain(server, requests, upkeep)
    }
    return .software
  }

  private func drain(
    _ server: Server, _ requests: Signals, _ upkeep: IndexUpkeep?
  ) async -> ExitStatus {
    await withTaskGroup(of: ExitStatus?.self) { group in
      group.addTask {
        await server.shutdown(grace: settings.shutdownGrace, delay: settings.shutdownDelay)
        await upkeep?.finish(within: settings.shutdownGrace)
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
