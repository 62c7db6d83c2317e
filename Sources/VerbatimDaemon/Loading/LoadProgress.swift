internal import ArchiveProtocol
internal import Archive
package import Logging
internal import People
internal import TranscriptFormats
internal import TranscriptReading
internal import Transcripts

/// Shows how loading goes: a line that is rewritten on a terminal, a log record now and then elsewhere.
package final class LoadProgress {
  private let output: LineOutput
  fileprivate let logger: Logger
  private let documentCount: Int
  private let tellsWarnings: Bool
  private let state: DaemonState
  private let start: ContinuousClock.Instant
  private var shown: ContinuousClock.Instant
  private var documents = 0
  fileprivate var size = TranscriptSize()

  /// Often enough to look alive, seldom enough to cost nothing.
  private static let terminalInterval = Duration.milliseconds(100)
  /// A log is read later: a record every few seconds tells as much.
  private static let logInterval = Duration.seconds(5)

  /// Begins to measure. `tellsWarnings` whether each place that may have been read wrongly is told, and
  /// not only how many a document has.
  package init(
    documentCount: Int, output: LineOutput, logger: Logger, state: DaemonState = DaemonState(),
    tellsWarnings: Bool = false
  ) {
    self.tellsWarnings = tellsWarnings
    self.documentCount = documentCount
    self.state = state
    state.update { $0.documents = documentCount }
    self.output = output
    self.logger = logger
    start = .now
    shown = start
  }

  /// Takes notice of what happened.
  package func note(_ event: LoadEvent) {
    switch event {
    case .documentRead:
      documents += 1
      state.update { $0.documentsRead += 1 }
    case .meetingTaken(let taken):
      size.statements += taken.statements
      size.bytes += taken.bytes
      state.update { values in
        values.statements += taken.statements
        values.textBytes += taken.bytes
      }
    case .replaced(let meeting, let document, let earlier, let lost):
      size.statements -= lost.statements
      size.bytes -= lost.bytes
      state.update { values in
        values.replaced += 1
        values.statements -= lost.statements
        values.textBytes -= lost.bytes
      }
      logger.warning(
        "a meeting came twice under the id that its source states; the later one counts",
        metadata: [
          "meeting": "\(meeting)", "document": "\(document)",
          "replaced_document": "\(earlier ?? "loaded before")",
        ])
    case .revised(let meeting, let document, let revision):
      logger.info(
        "a meeting was revised",
        metadata: [
          "meeting": "\(meeting)", "document": "\(document)",
          "revision": .stringConvertible(revision),
        ])
    case .repeated(let meeting, let document, let earlier):
      state.update { $0.repeated += 1 }
      logger.info(
        "a meeting came twice; the later one is left out",
        metadata: [
          "meeting": "\(meeting)", "document": "\(document)", "same_as_document": "\(earlier)",
        ])
    case .keptApart(let meeting, let document, let earlier):
      logger.info(
        "a meeting has the day and title of another and other words; it has an id of its own",
        metadata: [
          "meeting": "\(meeting)", "document": "\(document)", "other_document": "\(earlier)",
        ])
    case .alike(let meeting, let document, let earlierID, let earlier):
      state.update { $0.alike += 1 }
      guard state.values.alike <= MeetingRegister.namedLikenesses else { return }
      logger.warning(
        "most paragraphs of a meeting have the words of another's; it may be there twice, leave one of them out",
        metadata: [
          "meeting": "\(meeting)", "document": "\(document)", "other_meeting": "\(earlierID)",
          "other_document": "\(earlier)",
        ])
    case .unreadable(let error, let kept):
      state.update { $0.failures += 1 }
      var metadata: Logger.Metadata = [
        "document": "\(error.document)", "reason": "\(error.reason)",
        "code": "\(error.code.rawValue)", "meetings_before": .stringConvertible(kept),
      ]
      if let line = error.line { metadata["line"] = .stringConvertible(line) }
      if let byte = error.byte { metadata["byte"] = .stringConvertible(byte) }
      logger.error(
        kept == 0 ? "a document was left out" : "a part of a document was left out",
        metadata: metadata)
    case .refused(let document, let error):
      state.update { $0.failures += 1 }
      logger.error(
        "a meeting was left out",
        metadata: ["document": "\(document)", "reason": "\(error.description)"])
    case .refusedSpeaker(let document, let error):
      state.update { $0.failures += 1 }
      logger.error(
        "a speaker without statements was left out",
        metadata: ["document": "\(document)", "reason": "\(error.description)"])
    case .doubtful(let reading):
      state.update { $0.warnings += reading.warningCount }
      if tellsWarnings { tell(reading) }
      logger.debug(
        "places that may have been read wrongly",
        metadata: [
          "document": "\(reading.document)", "format": "\(reading.format)",
          "count": .stringConvertible(reading.warningCount),
        ])
    case .peopleSettled(let people): tell(people)
    }
    show()
  }

  private func tell(_ people: PeopleReport) {
    for problem in people.problems {
      logger.warning(
        "a line of the merge file does nothing",
        metadata: [
          "line": .stringConvertible(problem.line), "reason": "\(problem.problem)",
        ])
    }
    if people.droppedWordings > 0 {
      logger.warning(
        "some names, roles or identifiers of people with very many are not listed",
        metadata: [
          "count": .stringConvertible(people.droppedWordings), "most": "\(people.mostDropped)",
        ])
    }
    if people.untriedCount > 0 {
      logger.warning(
        "some people share an identifier with so many that they stay apart; settle them by the merge file",
        metadata: ["count": .stringConvertible(people.untriedCount)])
    }
    if let first = people.contradictedIdentifiers.first {
      logger.warning(
        "documents give an identifier to people of different names, who stay apart; settle them by the merge file",
        metadata: [
          "count": .stringConvertible(people.contradictedIdentifiers.count),
          "first": "\(first.scheme) \(first.value)",
        ])
    }
  }

  private func tell(_ reading: ReadingReport) {
    for entry in reading.entries where entry.severity == .warning {
      var metadata: Logger.Metadata = [
        "document": "\(reading.document)", "format": "\(reading.format)",
        "rule": "\(entry.rule.rawValue)", "reason": "\(entry.explanation)",
      ]
      if let line = entry.line { metadata["line"] = .stringConvertible(line) }
      if !entry.wording.isEmpty { metadata["wording"] = "\(entry.wording)" }
      logger.warning("this may be read wrongly", metadata: metadata)
    }
    if reading.omittedCount > 0 {
      logger.warning(
        "further places that may be read wrongly are not told",
        metadata: [
          "document": "\(reading.document)", "count": .stringConvertible(reading.omittedCount),
        ])
    }
  }

  /// Removes the live line.
  package func end() { output.show(live: "") }

  /// Time since loading began.
  package var elapsed: Duration { ContinuousClock.now - start }

  /// Millions of bytes of text a second so far.
  package var rate: Double {
    let seconds = elapsed / .seconds(1)
    return seconds > 0 ? Double(size.bytes) / 1e6 / seconds : 0
  }

  private func show() {
    let now = ContinuousClock.now
    guard now - shown >= (output.isTerminal ? Self.terminalInterval : Self.logInterval) else {
      return
    }
    shown = now
    let rate = (rate * 10).rounded() / 10
    if output.isTerminal {
      output.show(
        live: "loading: \(documents) of \(documentCount) documents, \(size.statements) statements, "
          + "\(rate) MB/s")
    } else {
      logger.info(
        "loading",
        metadata: [
          "documents": .stringConvertible(documents), "of": .stringConvertible(documentCount),
          "statements": .stringConvertible(size.statements),
          "mb_per_second": .stringConvertible(rate),
        ])
    }
  }
}

extension LoadProgress {
  /// Logs what came of it all.
  package func logEnd(_ report: LoadReport) {
    logger.info(
      "documents loaded",
      metadata: [
        "documents": .stringConvertible(report.documentCount),
        "meetings": .stringConvertible(report.meetingCount),
        "statements": .stringConvertible(size.statements),
        "left_out": .stringConvertible(report.leftOutCount),
        "replaced": .stringConvertible(report.replacedMeetingCount),
        "repeated": .stringConvertible(report.repeatedMeetingCount),
        "revised": .stringConvertible(report.revisedMeetingCount),
        "unchanged": .stringConvertible(report.unchangedMeetingCount),
        "alike": .stringConvertible(report.alikeMeetingCount),
        "incomplete": .stringConvertible(report.incompleteMeetingCount),
        "warnings": .stringConvertible(report.warningCount),
        "documents_with_warnings": .stringConvertible(report.doubtfulDocumentCount),
        "text_megabytes": .stringConvertible((Double(size.bytes) / 1e5).rounded() / 10),
        "mb_per_second": .stringConvertible((rate * 10).rounded() / 10),
      ])
  }
}

extension DocumentError {
  /// What was wrong and what to do, without the document and the place.
  fileprivate var reason: String {
    guard !remedy.isEmpty else { return problem }
    return switch asked {
    case nil: "\(problem); \(remedy)"
    case .format: "\(problem); \(remedy) (--document-format)"
    case .date: "\(problem); \(remedy) (--document-date)"
    case .columns: "\(problem); \(remedy) (--document-columns)"
    case .dayOrder: "\(problem); \(remedy) (--document-day-order)"
    case .encoding(let name): "\(problem); \(remedy) (--document-encoding \(name))"
    }
  }
}
