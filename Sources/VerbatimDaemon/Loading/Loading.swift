internal import Archive
internal import ArchiveStorage
internal import LastingArchive
internal import Logging
internal import People
internal import TranscriptFormats
internal import TranscriptReading
internal import Transcripts

/// The start of the server program as far as its documents go: reads them, tells how that goes and
/// decides whether there is something to serve.
struct Loading: Sendable {
  private let settings: Settings
  private let merges: SpeakerMerges?
  private let state: DaemonState
  private let output: LineOutput
  private let logger: Logger
  private let purpose: Purpose

  /// What documents are read for.
  enum Purpose: Sendable {
    /// To be served.
    case service
    /// To say what the server would say, and each place that may be read wrongly.
    case check
  }

  init(
    _ settings: Settings, merges: SpeakerMerges?, state: DaemonState, output: LineOutput,
    logger: Logger, purpose: Purpose = .service
  ) {
    self.settings = settings
    self.merges = merges
    self.state = state
    self.output = output
    self.logger = logger
    self.purpose = purpose
  }

  /// Loads; blocks for as long. Returns why the server must not start, if so.
  func run(
    _ found: DocumentFinder, into target: LoadTarget, _ stop: LoadStop
  ) -> ExitStatus? {
    let reserve = MemoryReserve.watch { [logger, output, consequence] shortage in
      logger.critical("\(consequence): memory comes to an end", metadata: ["reason": "\(shortage)"])
      output.waitUntilWritten(.seconds(1))
    }
    defer { reserve.cancel() }
    if case .lasting(let lasting) = target {
      do {
        try replay(lasting, stop)
      } catch is LoadStopped {
        return nil
      } catch {
        return failure(error)
      }
    }
    let progress = LoadProgress(
      documentCount: found.documents.count, output: output, logger: logger, state: state,
      tellsWarnings: purpose == .check)
    logger.debug(
      "loading begins", metadata: ["documents": .stringConvertible(found.documents.count)])
    for problem in found.problems { progress.note(.unreadable(problem, keptMeetings: 0)) }
    let loader = DocumentLoader(
      options: settings.reading, merges: merges, threads: ProcessUsage.processors, stop: stop,
      observe: progress.note)
    let earlier = found.problems.count
    do {
      defer { progress.end() }
      var report: LoadReport
      do {
        report = try loader.load(found.documents, into: target, isStrict: settings.isStrict)
      } catch var error as NotLoaded {
        error.leftOutCount += earlier
        throw error
      }
      report.failedDocumentCount += earlier
      if settings.isStrict, earlier > 0 { throw NotLoaded(leftOutCount: earlier) }
      if !settings.documents.isEmpty { progress.logEnd(report) }
      if report.meetingCount == 0, report.leftOutCount > 0 {
        logger.critical("\(consequence): no document could be read")
        return .badData
      }
    } catch let error as NotLoaded {
      logger.critical(
        """
        \(consequence): documents or meetings were left out, replaced or are not there in whole, or lines \
        of the merge file do nothing, and strict was asked for
        """,
        metadata: [
          "left_out": .stringConvertible(error.leftOutCount),
          "replaced": .stringConvertible(error.replacedMeetingCount),
          "incomplete": .stringConvertible(error.incompleteMeetingCount),
          "idle_merge_lines": .stringConvertible(error.idleMergeLineCount),
        ])
      return .badData
    } catch let error as LoadStopped {
      if !error.isComplete { logger.debug("a document is still being read") }
      return nil
    } catch {
      return failure(error)
    }
    return nil
  }

  private func failure(_ error: any Error) -> ExitStatus {
    logger.critical("\(consequence)", metadata: ["reason": "\(error)"])
    return (error as? StorageError)?.exitStatus ?? .software
  }

  /// Fills the archive with what its file has.
  private func replay(_ lasting: LastingArchive, _ stop: LoadStop) throws {
    let start = ContinuousClock.now
    try lasting.replay(merges: merges ?? SpeakerMerges()) { transcript in
      if stop.isWanted { throw LoadStopped(isComplete: true) }
      state.update { $0.statements += transcript.statements.count }
    }
    let snapshot = lasting.archive.snapshot
    state.update { $0.statements = snapshot.statementCount }
    var metadata: Logger.Metadata = [
      "sequence": .stringConvertible(lasting.sequence),
      "meetings": .stringConvertible(snapshot.meetingCount),
      "statements": .stringConvertible(snapshot.statementCount),
      "seconds": .stringConvertible(
        ((ContinuousClock.now - start) / .milliseconds(1)).rounded() / 1000),
    ]
    switch lasting.index?.status.start {
    case .read(let sequence, let changed):
      metadata["index_sequence"] = .stringConvertible(sequence)
      metadata["changed_meetings"] = .stringConvertible(changed)
      logger.info("the archive's index was read", metadata: metadata)
    case .rebuilt(let problem):
      if problem.code != .missing {
        logger.warning(
          "the archive's index was not used, and is made anew",
          metadata: ["problem": "\(problem.code.rawValue)", "reason": "\(problem)"])
      }
      logger.info("the archive's file was read", metadata: metadata)
    case nil: logger.info("the archive's file was read", metadata: metadata)
    }
  }

  private var consequence: String {
    switch purpose {
    case .service: "cannot start"
    case .check: "the server would not start"
    }
  }
}
