package import Archive
internal import ArchiveProtocol
package import People
internal import Synchronization
internal import Transcripts
package import TranscriptReading

/// Reads documents into an archive, all in one step. Blocks: not to be called on an event loop.
///
/// Documents are read on several threads, and taken in their order: the archive, its ids and what is
/// told of them do not depend on how many threads there are.
package struct DocumentLoader {
  private let options: ReadingOptions
  private let merges: SpeakerMerges?
  private let threads: Int
  private let stop: LoadStop?
  private let observe: (LoadEvent) -> Void

  /// Creates a loader.
  /// - Parameters:
  ///   - options: Limits of reading.
  ///   - merges: What a user has settled about who is who.
  ///   - threads: How many documents are read at once.
  ///   - stop: Ends loading when somebody wishes so.
  ///   - observe: Is told what happens, as it does, on the thread that calls `load`.
  package init(
    options: ReadingOptions, merges: SpeakerMerges? = nil, threads: Int = 1, stop: LoadStop? = nil,
    observe: @escaping (LoadEvent) -> Void
  ) {
    self.options = options
    self.merges = merges
    self.threads = threads
    self.stop = stop
    self.observe = observe
  }

  /// Reads `documents` in order. What cannot be read is left out and reported.
  /// - Parameter isStrict: Whether the archive stays as it was if anything was left out or replaced.
  /// - Throws: ``NotLoaded`` when strict and something was left out or replaced; ``LoadStopped``. The archive is then
  ///   as it was.
  package func load(
    _ documents: [DocumentFinder.Found], into archive: Archive, isStrict: Bool = false
  ) throws -> LoadReport {
    try load(documents, into: .memory(archive), isStrict: isStrict)
  }

  /// The same into any kind of archive.
  /// - Throws: also `StorageError`.
  package func load(
    _ documents: [DocumentFinder.Found], into target: LoadTarget, isStrict: Bool = false
  ) throws -> LoadReport {
    var report = LoadReport()
    let pipeline = DocumentPipeline(documents, options: options, threads: threads)
    stop?.attach(pipeline)
    defer { stop?.attach(nil) }
    do {
      try target.load(merges: merges ?? SpeakerMerges()) { taker in
        let loader = taker.loader
        var kept = 0
        var register = MeetingRegister()
        try pipeline.run { index, event in
          switch event {
          case .meeting(var transcript, let checked):
            let document = documents[index].path
            try takeBystanders(transcript, of: document, into: taker, &report)
            let words: MeetingWords
            switch checked {
            case .success(let found): words = found
            case .failure(let error): return refuse(document, error, &report)
            }
            let verdict = register.judge(&transcript, words: words)
            guard !leavesOut(transcript, verdict, of: document, &report) else { return }
            guard try take(&transcript, words, verdict, of: document, into: taker, &report) else {
              return
            }
            if let alike = register.take(transcript, words: words, of: document) {
              report.alikeMeetingCount += 1
              observe(
                .alike(
                  meetingID: transcript.meeting.id, document: document, earlierID: alike.id,
                  earlier: alike.holder.document))
            }
            kept += 1
          case .end(let reading, let error):
            end(documents[index], reading, error, kept: kept, &report)
            kept = 0
          case .failed: break
          }
        }
        report.people = loader.settlePeople()
        observe(.peopleSettled(report.people))
        if isStrict, report.failureCount > 0 {
          throw NotLoaded(
            leftOutCount: report.leftOutCount, replacedMeetingCount: report.replacedMeetingCount,
            incompleteMeetingCount: report.incompleteMeetingCount,
            idleMergeLineCount: report.people.problems.count)
        }
      }
    } catch is DocumentPipeline.Stopped {
      throw LoadStopped(isComplete: pipeline.waitForThreads(seconds: 1))
    }
    return report
  }

  /// Whether a meeting is left out as a repeat of one before it, which is told.
  private func leavesOut(
    _ transcript: Transcript, _ verdict: MeetingRegister.Verdict, of document: String,
    _ report: inout LoadReport
  ) -> Bool {
    guard case .repeated(let holder) = verdict else { return false }
    report.repeatedMeetingCount += 1
    observe(
      .repeated(
        meetingID: transcript.meeting.id, document: document, earlier: holder.document))
    return true
  }

  /// Takes those whom a document describes who have said nothing.
  private func takeBystanders(
    _ transcript: Transcript, of document: String, into taker: MeetingTaker,
    _ report: inout LoadReport
  ) throws {
    for person in transcript.bystanders {
      do {
        try taker.take(bystander: person, of: transcript)
      } catch let error as ImportError {
        report.refusedSpeakerCount += 1
        observe(.refusedSpeaker(document: document, error))
      }
    }
  }

  /// Puts a meeting into the archive; false, and told, where it cannot be kept.
  private func take(
    _ transcript: inout Transcript, _ words: MeetingWords, _ verdict: MeetingRegister.Verdict,
    of document: String, into taker: MeetingTaker, _ report: inout LoadReport
  ) throws -> Bool {
    let given = transcript.meeting.id
    let outcome: MeetingTaker.Outcome
    do {
      // Ids of one that is kept apart are others than those that were checked.
      let isRenamed = if case .keptApart = verdict { true } else { false }
      outcome = try taker.take(&transcript, words: words, isRenamed: isRenamed)
    } catch let error as ImportError {
      refuse(document, error, &report)
      return false
    }
    let id = transcript.meeting.id
    if case .repeated = outcome {
      report.repeatedMeetingCount += 1
      observe(.repeated(meetingID: id, document: document, earlier: Self.earlierStart))
      return false
    }
    if id != given {
      observe(.keptApart(meetingID: id, document: document, earlier: Self.earlierStart))
    }
    report.meetingCount += 1
    switch outcome {
    case .revised(let revision):
      report.revisedMeetingCount += 1
      observe(.revised(meetingID: id, document: document, revision: revision))
    case .unchanged: report.unchangedMeetingCount += 1
    case .added, .replaced, .repeated: break
    }
    observe(.meetingTaken(transcript.size))
    switch verdict {
    case .new, .repeated:
      // One of an earlier loading.
      guard case .replaced = outcome else { return true }
      report.replacedMeetingCount += 1
      observe(.replaced(meetingID: id, by: document, earlier: nil, TranscriptSize()))
    case .keptApart(let holder):
      observe(.keptApart(meetingID: id, document: document, earlier: holder.document))
    case .replacing(let holder):
      report.meetingCount -= 1
      report.replacedMeetingCount += 1
      observe(
        .replaced(
          meetingID: id, by: document, earlier: holder.document,
          TranscriptSize(statements: holder.statementCount, bytes: holder.byteCount)))
    }
    return true
  }

  /// What is told for the document of what the archive's file has.
  private static let earlierStart = "of an earlier start"

  private func refuse(_ document: String, _ error: ImportError, _ report: inout LoadReport) {
    report.refusedMeetingCount += 1
    observe(.refused(document: document, error))
  }

  private func end(
    _ document: DocumentFinder.Found, _ reading: ReadingReport, _ error: DocumentError?, kept: Int,
    _ report: inout LoadReport
  ) {
    if let error {
      report.failedDocumentCount += 1
      observe(.unreadable(error, keptMeetings: kept))
    }
    if reading.warningCount > 0 {
      report.doubtfulDocumentCount += 1
      report.warningCount += reading.warningCount
      report.incompleteMeetingCount += reading.incompleteCount
      observe(.doubtful(reading))
    }
    report.documentCount += 1
    observe(.documentRead(byteCount: document.byteCount))
  }
}

/// Lets another thread end a loading.
package final class LoadStop: Sendable {
  private struct State {
    var isWanted = false
    var pipeline: DocumentPipeline?
  }

  private let state = Mutex(State())

  package init() {}

  /// Whether somebody wishes so.
  var isWanted: Bool { state.withLock { $0.isWanted } }

  /// Ends the loading, now or when it begins.
  package func stop() {
    let pipeline = state.withLock { state in
      state.isWanted = true
      return state.pipeline
    }
    pipeline?.stop()
  }

  func attach(_ pipeline: DocumentPipeline?) {
    let isWanted = state.withLock { state in
      state.pipeline = pipeline
      return state.isWanted
    }
    if isWanted { pipeline?.stop() }
  }
}

/// Loading was stopped; the archive is as it was.
package struct LoadStopped: Error, Hashable, Sendable {
  /// Whether every thread that read has ended; one may be held up by its document, such as a pipe.
  package var isComplete: Bool
}

extension Transcript {
  fileprivate var size: TranscriptSize {
    var size = TranscriptSize(statements: statements.count)
    for statement in statements {
      for paragraph in statement.paragraphs { size.bytes += paragraph.utf8.count }
    }
    return size
  }
}
