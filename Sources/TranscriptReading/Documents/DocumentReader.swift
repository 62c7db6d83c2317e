#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import Transcripts

/// A reader of one format of transcript.
///
/// A reader is a value without state: everything it needs while it reads lives in `read`. It throws
/// ``DocumentError`` for what it cannot read, and lets through what `sink` throws.
package protocol DocumentReader: Sendable {
  /// The format's name as `Meeting.Source.format` writes it: "page-text", "jsonl", "akoma-ntoso".
  var format: String { get }

  /// The surest that ``recognise(_:)`` ever is; where another reader is as sure already, it need not be
  /// asked.
  var surest: Recognition { get }

  /// How well the beginning of a document fits this format, judged by content; the file's name may
  /// only tip the balance.
  func recognise(_ sample: DocumentSample) -> Recognition

  /// Reads a document and hands over every meeting in it as soon as it is complete.
  ///
  /// Memory is bounded by the largest single meeting (formats of many meetings) or document.
  /// - Parameters:
  ///   - document: The document; read from its beginning.
  ///   - options: Limits and hints.
  ///   - report: Takes what was read as what; cheap when its detail is ``ReadingReport/Detail/none``.
  ///   - sink: Takes the meetings in document order. What it throws ends the reading.
  /// - Throws: ``DocumentError``, or whatever `sink` throws.
  func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws
}

extension DocumentReader {
  package var surest: Recognition { .certain }
}

/// How well a document fits a format.
package enum Recognition: Int, Comparable, Sendable {
  /// It is something else.
  case no
  /// Nothing speaks against it; taken when no other format fits better.
  case possible
  /// It looks like it.
  case likely
  /// It says that it is, or could hardly be anything else.
  case certain

  package static func < (left: Recognition, right: Recognition) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The beginning of a document, for recognising its format.
package struct DocumentSample: Sendable {
  /// The first bytes of the document.
  package var bytes: [UInt8]
  /// The file's name without its folder; empty when there is none.
  package var fileName: String
  /// Whether `bytes` is the whole document.
  package var isWhole: Bool

  /// Creates a sample.
  package init(bytes: [UInt8], fileName: String = "", isWhole: Bool = true) {
    self.bytes = bytes
    self.fileName = fileName
    self.isWhole = isWhole
  }

  /// How many bytes a sample has at most: enough to see past the chrome, style sheets and licences
  /// that pages begin with.
  package static let maximumSize = 64 * 1024

  /// How many bytes a second sample has, for a document that no reader knows by the first: of
  /// statements as long as the longest that were seen it holds a dozen.
  package static let largerSize = 1024 * 1024

  /// The part of the file's name behind its last dot, in lower case; empty when there is none.
  package var fileExtension: String {
    guard let dot = fileName.lastIndex(of: ".") else { return "" }
    return fileName[fileName.index(after: dot)...].lowercased()
  }
}

/// Limits and hints for reading; every limit can be set by the user.
package struct ReadingOptions: Sendable {
  /// Largest single document, in bytes. Does not bind JSON Lines, which are streamed.
  package var maximumDocumentSize: Int
  /// Longest line of a streamed format, in bytes.
  package var maximumLineSize: Int
  /// Most statements one meeting may have.
  package var maximumStatements: Int
  /// Most bytes that the lines of one meeting of a streamed format may have, and that may wait for
  /// further lines together.
  package var maximumMeetingSize: Int
  /// Threads that a single large document may be read on, where its format allows.
  package var threads: Int
  /// Deepest nesting of JSON values and XML elements.
  package var maximumDepth: Int
  /// The documents' format instead of the one that is found.
  package var format: String?
  /// The day of the meeting where a document does not say.
  package var date: CalendarDate?
  /// The BCP 47 language of the text where a document does not say.
  package var language: String
  /// Which of two numbers of a day is the day, where a document does not say.
  package var dayOrder: DayOrder?
  /// The encoding of documents that are no UTF-8 and name none, as iconv knows it; nil where none is
  /// known.
  package var encoding: String?
  /// What columns of tables hold whose heads do not say it.
  package var columns = TableHeads()

  /// A page of an hour-long sitting is under 1 MiB, the largest corpora's files under 50 MiB.
  package static let defaultMaximumDocumentSize = 256 * 1024 * 1024
  /// The longest statement seen has 82 KB of text.
  package static let defaultMaximumLineSize = 16 * 1024 * 1024
  /// What an archive takes; the longest sitting seen has some 2,000 statements.
  package static let defaultMaximumStatements = 100_000
  /// As for a document of one meeting.
  package static let defaultMaximumMeetingSize = defaultMaximumDocumentSize
  /// As many as there are processors.
  package static var defaultThreads: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
  /// Real documents nest 12 deep.
  package static let defaultMaximumDepth = 256

  /// Creates options; what is not given has its default.
  package init(
    maximumDocumentSize: Int = defaultMaximumDocumentSize,
    maximumLineSize: Int = defaultMaximumLineSize,
    maximumStatements: Int = defaultMaximumStatements,
    maximumMeetingSize: Int = defaultMaximumMeetingSize, threads: Int = defaultThreads,
    maximumDepth: Int = defaultMaximumDepth, format: String? = nil,
    date: CalendarDate? = nil, language: String = ""
  ) {
    self.maximumDocumentSize = maximumDocumentSize
    self.maximumLineSize = maximumLineSize
    self.maximumStatements = maximumStatements
    self.maximumMeetingSize = maximumMeetingSize
    self.threads = threads
    self.maximumDepth = maximumDepth
    self.format = format
    self.date = date
    self.language = language
  }
}
