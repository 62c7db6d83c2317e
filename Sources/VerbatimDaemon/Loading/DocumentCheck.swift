internal import Archive
internal import Logging
internal import RPCServer

/// Reads all documents as the server does at its start, says all that it would say of them and more, and
/// serves nothing: needs neither certificates nor ports.
package struct DocumentCheck: Sendable {
  private let settings: Settings
  private let log: LineOutput
  private let logger: Logger

  /// Prepares a check; `log` takes what is found.
  package init(_ settings: Settings, log: LineOutput = .standardError) {
    self.settings = settings
    self.log = log
    logger = .daemon(settings, log)
  }

  /// Checks; blocks for as long. Ends as the server would, or with success where it would serve.
  package func run() -> ExitStatus {
    do throws(ExitStatus) {
      let denials = DenialTally(logger, logLines: settings.server.peerLogLines)
      _ = try AccessControl.open(settings, denials, logger)
      let sources = try DocumentSources(settings, logger)
      let archive = Archive(words: false)
      let loading = Loading(
        settings, merges: sources.merges, state: DaemonState(), output: log, logger: logger,
        purpose: .check)
      if let failure = loading.run(sources.documents, into: .memory(archive), LoadStop()) {
        throw failure
      }
      if settings.archiveFile != nil {
        logger.info("the archive's file is left alone: documents are checked by themselves")
      }
      let snapshot = archive.snapshot
      logger.info(
        "the server would serve",
        metadata: [
          "meetings": .stringConvertible(snapshot.meetingCount),
          "statements": .stringConvertible(snapshot.statementCount),
          "speakers": .stringConvertible(snapshot.speakerCount),
        ])
      if snapshot.meetingCount == 0 {
        logger.warning(
          "the archive would be empty: check that the folders of documents are there, and not empty",
          metadata: ["documents": .array(settings.documents.map { .string($0) })])
      }
      return .success
    } catch {
      return error
    }
  }
}
