internal import Archive
internal import Logging
internal import TranscriptReading

/// The start of the server program as far as its documents go: reads them, tells how that goes and
/// decides whether there is something to serve.
struct Loading: Sendable {
  private let settings: Settings
  private let merges: SpeakerMerges?
  private let state: DaemonState
  private let output: LineOutput
  private let logger: Logger

  init(
    _ settings: Settings, merges: SpeakerMerges?, state: DaemonState, output: LineOutput,
    logger: Logger
  ) {
    self.settings = settings
    self.merges = merges
    self.state = state
    self.output = output
    self.logger = logger
  }

  /// Loads; blocks for as long. Returns why the server must not start, if so.
  func run(
    _ found: DocumentFinder, into archive: Archive, _ stop: LoadStop
  ) -> ExitStatus? {
    let progress = LoadProgress(
      documentCount: found.documents.count, output: output, logger: logger, state: state)
    logger.debug(
      "loading begins", metadata: ["documents": .stringConvertible(found.documents.count)])
    for problem in found.problems { progress.note(.unreadable(problem, keptMeetings: 0)) }
    let loader = DocumentLoader(
      options: settings.reading, merges: merges, threads: ProcessUsage.processors, stop: stop,
      observe: progress.note)
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
    } catch let error as LoadStopped {
      if !error.isComplete { logger.debug("a document is still being read") }
      return nil
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      return .software
    }
    return nil
  }
}
