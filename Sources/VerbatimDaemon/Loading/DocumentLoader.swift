package import Archive
package import ArchiveProtocol
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
    var report = LoadReport()
    let pipeline = DocumentPipeline(documents, options: options, threads: threads)
    stop?.attach(pipeline)
    defer { stop?.attach(nil) }
    do {
      try archive.load(merges: merges ?? SpeakerMerges()) { loader in
        var kept = 0
        var register = MeetingRegister()
        try pipeline.run { index, event in
          switch event {
          case .meeting(var transcript, let checked):
            let document = documents[index].path
            takeBystanders(transcript, of: document, into: loader, &report)
            let words: MeetingWords
            switch checked {
            case .success(let found): words = found
            case .failure(let error): return refuse(document, error, &report)
            }
            let verdict = register.judge(&transcript, words: words)
            guard !leavesOut(transcript, verdict, of: document, &report) else { return }
            guard take(transcript, verdict, of: document, into: loader, &report) else { return }
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
    _ transcript: Transcript, of document: String, into loader: Loader, _ report: inout LoadReport
  ) {
    for person in transcript.bystanders {
      do throws(ImportError) {
        try loader.append(bystander: person, of: transcript)
      } catch {
        report.refusedSpeakerCount += 1
        observe(.refusedSpeaker(document: document, error))
      }
    }
  }

  /// Puts a meeting into the archive; false, and told, where it cannot be kept.
  private func take(
    _ transcript: Transcript, _ verdict: MeetingRegister.Verdict, of document: String,
    into loader: Loader, _ report: inout LoadReport
  ) -> Bool {
    let id = transcript.meeting.id
    let outcome: Loader.Outcome
    do throws(ImportError) {
      if case .keptApart = verdict {
        // Its ids are others than those that were checked.
        outcome = try loader.append(transcript)
      } else {
        outcome = loader.append(valid: transcript)
      }
    } catch {
      refuse(document, error, &report)
      return false
    }
    report.meetingCount += 1
    observe(.meetingTaken(transcript.size))
    switch verdict {
    case .new, .repeated:
      // One of an earlier loading.
      guard outcome == .replaced else { return true }
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

/// What happens while documents are read.
package enum LoadEvent {
  /// A document was read to its end or to an error.
  case documentRead(byteCount: Int)
  /// A meeting was taken.
  case meetingTaken(TranscriptSize)
  /// A document came with a meeting of an id that its source states; the one that had it, of so many
  /// statements, is gone. `earlier` is its document; nil where it was loaded before.
  case replaced(meetingID: String, by: String, earlier: String?, TranscriptSize)
  /// A meeting is the same as one of an earlier document (by its words, or where the source states its
  /// id in all), and is left out.
  case repeated(meetingID: String, document: String, earlier: String)
  /// A meeting has the day and the title of one of an earlier document, and other words: it got an id
  /// of its own.
  case keptApart(meetingID: String, document: String, earlier: String)
  /// Most paragraphs of a meeting have the words of one of another id, so that it may be the same read
  /// twice; both are kept.
  case alike(meetingID: String, document: String, earlierID: String, earlier: String)
  /// A document, or what follows in it, could not be read; so many of its meetings were kept.
  case unreadable(DocumentError, keptMeetings: Int)
  /// A meeting of a document cannot be kept.
  case refused(document: String, ImportError)
  /// Somebody who has said nothing cannot be kept.
  case refusedSpeaker(document: String, ImportError)
  /// A document has places that may have been read wrongly.
  case doubtful(ReadingReport)
  /// Every document was read, and it is settled who spoke.
  case peopleSettled(PeopleReport)
}

/// How much a transcript holds.
package struct TranscriptSize: Hashable, Sendable {
  /// Statements.
  package var statements = 0
  /// Bytes of text.
  package var bytes = 0
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

/// What became of the documents.
package struct LoadReport: Hashable, Sendable {
  /// Documents looked at.
  package var documentCount = 0
  /// Documents that could not be read, or not to their end.
  package var failedDocumentCount = 0
  /// Meetings taken, those that were replaced left out.
  package var meetingCount = 0
  /// Meetings that cannot be kept.
  package var refusedMeetingCount = 0
  /// Speakers without statements who cannot be kept.
  package var refusedSpeakerCount = 0
  /// Meetings whose place another document took.
  package var replacedMeetingCount = 0
  /// Meetings that are the same as an earlier document's, left out.
  package var repeatedMeetingCount = 0
  /// Meetings most of whose paragraphs another has too, so that they may be there twice.
  package var alikeMeetingCount = 0
  /// Documents with places that may have been read wrongly, and how many such places there are.
  package var doubtfulDocumentCount = 0
  package var warningCount = 0
  /// Meetings of exports of which statements, or what describes them, are lacking.
  package var incompleteMeetingCount = 0

  /// What deserves to be told of who spoke.
  package var people = PeopleReport()

  /// Documents, meetings and speakers that could not be read or kept.
  package var leftOutCount: Int { failedDocumentCount + refusedMeetingCount + refusedSpeakerCount }
  /// What strictness does not allow: what was left out, what was replaced, what is not there in whole, and
  /// lines of the merge file that do nothing.
  package var failureCount: Int {
    leftOutCount + replacedMeetingCount + incompleteMeetingCount + people.problems.count
  }
}

/// Nothing was loaded, because something could not be, was replaced or is not there in whole, and strictness was asked for.
package struct NotLoaded: Error, Hashable, Sendable {
  /// Documents and meetings that could not be loaded.
  package var leftOutCount: Int
  /// Meetings whose place another document took.
  package var replacedMeetingCount = 0
  /// Meetings of exports that are not there in whole.
  package var incompleteMeetingCount = 0
  /// Lines of the merge file that do nothing.
  package var idleMergeLineCount = 0
}
