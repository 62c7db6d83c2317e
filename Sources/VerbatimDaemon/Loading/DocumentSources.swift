internal import Logging
internal import People
internal import TranscriptFormats
internal import TranscriptReading

/// What is to be read at start, found but not read: the documents, and who is who in them.
struct DocumentSources {
  let documents: DocumentFinder
  let merges: SpeakerMerges?

  /// Looks for what the settings name. Throws, and logs why, where something is not there.
  init(_ settings: Settings, _ logger: Logger) throws(ExitStatus) {
    do {
      documents = try DocumentFinder(paths: settings.documents)
      merges = try settings.mergeFile.map { try SpeakerMerges(path: $0) }
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      throw switch (error as? DocumentError)?.code {
      case .notFound: .noInput
      case .noPermission: .noPermission
      case .notATranscript, .malformed, .invalidEncoding, .tooLarge: .badData
      default: .inputOutput
      }
    }
  }
}
