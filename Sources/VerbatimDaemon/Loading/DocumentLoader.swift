package import Archive
internal import Transcripts
package import TranscriptFormats

/// Reads documents into an archive, all in one step. Blocks: not to be called on an event loop.
package struct DocumentLoader {
  private let options: ReadingOptions
  private let observe: (LoadEvent) -> Void

  /// Creates a loader.
  /// - Parameters:
  ///   - options: Limits of reading.
  ///   - observe: Is told what happens, as it does.
  package init(options: ReadingOptions, observe: @escaping (LoadEvent) -> Void) {
    self.options = options
    self.observe = observe
  }

  /// Reads `documents` in order. What cannot be read is left out and reported.
  /// - Parameter isStrict: Whether the archive stays as it was if anything was left out.
  /// - Throws: `CancellationError` when the task was cancelled; ``NotLoaded`` when strict and something
  ///   was left out. The archive is then as it was.
  package func load(
    _ documents: [DocumentFinder.Found], into archive: Archive, isStrict: Bool = false
  ) throws -> LoadReport {
    var report = LoadReport()
    try archive.load { loader in
      for document in documents {
        try read(document, into: loader, &report)
        report.documentCount += 1
        observe(.documentRead(byteCount: document.byteCount))
      }
      if isStrict, report.failureCount > 0 { throw NotLoaded(failureCount: report.failureCount) }
    }
    return report
  }

  private func read(
    _ document: DocumentFinder.Found, into loader: Loader, _ report: inout LoadReport
  ) throws {
    var reading = ReadingReport()
    var kept = 0
    var refused = 0
    do {
      try DocumentFormats.read(path: document.path, options: options, report: &reading) {
        transcript in
        try Task.checkCancellation()
        do throws(ImportError) {
          let outcome = try loader.append(transcript)
          kept += 1
          observe(.meetingTaken(transcript.size))
          if outcome == .replaced {
            observe(.replaced(meetingID: transcript.meeting.id, by: document.path))
          }
        } catch {
          refused += 1
          observe(.refused(document: document.path, error))
        }
      }
    } catch let error as DocumentError {
      report.failedDocumentCount += 1
      observe(.unreadable(error, keptMeetings: kept))
    }
    report.refusedMeetingCount += refused
    report.meetingCount += kept
    if reading.warningCount > 0 {
      report.doubtfulDocumentCount += 1
      report.warningCount += reading.warningCount
      observe(.doubtful(reading))
    }
  }
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
