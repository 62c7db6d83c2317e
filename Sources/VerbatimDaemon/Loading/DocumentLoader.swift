package import Archive
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
  /// - Parameter isStrict: Whether the archive stays as it was if anything was left out.
  /// - Throws: ``NotLoaded`` when strict and something was left out; ``LoadStopped``. The archive is then
  ///   as it was.
  package func load(
    _ documents: [DocumentFinder.Found], into archive: Archive, isStrict: Bool = false
  ) throws -> LoadReport {
    var report = LoadReport()
    let pipeline = DocumentPipeline(documents, options: options, threads: threads)
    stop?.attach(pipeline)
    defer { stop?.attach(nil) }
    do {
      try archive.load { loader in
        var kept = 0
        var catalogue = merges.map { SpeakerCatalogue(merges: $0) }
        try pipeline.run { index, event in
          switch event {
          case .meeting(let transcript):
            take(
              catalogue?.add(transcript) ?? transcript, of: documents[index], into: loader, &kept,
              &report)
          case .end(let reading, let error):
            end(documents[index], reading, error, kept: kept, &report)
            kept = 0
          case .failed: break
          }
        }
        for id in merges?.merged.keys.sorted() ?? [] {
          if let target = merges?.canonical(id) { loader.note(mergedSpeakerID: id, into: target) }
        }
        if isStrict, report.failureCount > 0 { throw NotLoaded(failureCount: report.failureCount) }
      }
    } catch is DocumentPipeline.Stopped {
      throw LoadStopped(isComplete: pipeline.waitForThreads(seconds: 1))
    }
    return report
  }

  private func take(
    _ transcript: Transcript, of document: DocumentFinder.Found, into loader: Loader,
    _ kept: inout Int, _ report: inout LoadReport
  ) {
    do throws(ImportError) {
      let outcome = try loader.append(transcript)
      kept += 1
      report.meetingCount += 1
      observe(.meetingTaken(transcript.size))
      if outcome == .replaced {
        observe(.replaced(meetingID: transcript.meeting.id, by: document.path))
      }
    } catch {
      report.refusedMeetingCount += 1
      observe(.refused(document: document.path, error))
    }
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
  /// A meeting was in the archive, differently; that one is gone.
  case replaced(meetingID: String, by: String)
  /// A document, or what follows in it, could not be read; so many of its meetings were kept.
  case unreadable(DocumentError, keptMeetings: Int)
  /// A meeting of a document cannot be kept.
  case refused(document: String, ImportError)
  /// A document has places that may have been read wrongly.
  case doubtful(ReadingReport)
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
  /// Meetings taken.
  package var meetingCount = 0
  /// Meetings that cannot be kept.
  package var refusedMeetingCount = 0
  /// Documents with places that may have been read wrongly, and how many such places there are.
  package var doubtfulDocumentCount = 0
  package var warningCount = 0

  /// Documents and meetings that were left out.
  package var failureCount: Int { failedDocumentCount + refusedMeetingCount }
}

/// Nothing was loaded, because something could not be and strictness was asked for.
package struct NotLoaded: Error, Hashable, Sendable {
  /// Documents and meetings that could not be loaded.
  package var failureCount: Int
}
