internal import TranscriptReading
internal import Transcripts

/// What was read, until it is settled who spoke: people are known by all documents together, and none can
/// be written before the last is read.
///
/// Of large readings files are read again instead of held; what can be read but once is always held.
struct HeldDocuments {
  /// What is to be written, in the order of reading.
  private(set) var documents: [Document] = []
  private var byteCount = 0
  private var onceByteCount = 0
  private let limit: Int

  /// Bytes of text that are held of files.
  static let defaultLimit = 32 << 20

  init(limit: Int = Self.defaultLimit) { self.limit = limit }

  /// Something that is written.
  enum Part {
    case meeting(Transcript)
    /// Somebody who has said nothing.
    case bystander(Speaker, of: Transcript)
  }

  struct Document {
    let path: String
    /// Whether it is a file, which can be read again.
    let isFile: Bool
    /// nil when it is to be read again.
    fileprivate(set) var parts: [Part]? = []
    /// Its meetings, of those that are not written as well.
    fileprivate(set) var meetings: [Reading] = []
    /// Why it could not be read to its end, which was said.
    fileprivate(set) var failure: DocumentError?
  }

  /// What a meeting was when it was read first.
  struct Reading {
    /// The id under which it is written; nil when it is not.
    var id: String?
    /// nil for one that no archive takes.
    var words: MeetingWords?
  }

  mutating func begin(_ path: String, isFile: Bool) {
    documents.append(Document(path: path, isFile: isFile))
    if isFile, byteCount > limit { documents[documents.count - 1].parts = nil }
  }

  /// Notes that a document, if it was begun, could not be read to its end.
  mutating func end(_ path: String, _ failure: DocumentError) {
    if documents.last?.path == path { documents[documents.count - 1].failure = failure }
  }

  /// Notes the next meeting of the last document, and takes it if it is written.
  /// - Returns: whether there is room for it.
  mutating func append(_ transcript: Transcript?, _ words: MeetingWords?) -> Bool {
    let last = documents.count - 1
    documents[last].meetings.append(Reading(id: transcript?.meeting.id, words: words))
    guard let transcript else { return true }
    return append(.meeting(transcript), transcript.textByteCount)
  }

  mutating func append(bystander: Speaker, of transcript: Transcript) -> Bool {
    append(.bystander(bystander, of: transcript.withoutStatements), 256)
  }

  /// Most bytes of what can be read but once.
  static let onceLimit = ReadingOptions.defaultMaximumDocumentSize

  private mutating func append(_ part: Part, _ size: Int) -> Bool {
    let last = documents.count - 1
    guard documents[last].parts != nil else { return true }
    documents[last].parts!.append(part)
    guard documents[last].isFile else {
      onceByteCount += size
      return onceByteCount <= Self.onceLimit
    }
    byteCount += size
    if byteCount > limit {
      for index in documents.indices where documents[index].isFile {
        documents[index].parts = nil
      }
    }
    return true
  }
}

extension Transcript {
  /// About how many bytes it takes.
  fileprivate var textByteCount: Int {
    statements.reduce(1_000) { sum, statement in
      statement.paragraphs.reduce(sum + 500) { $0 + $1.utf8.count }
    }
  }

  fileprivate var withoutStatements: Transcript {
    var bare = self
    (bare.statements, bare.speakers, bare.bystanders) = ([], [], [])
    return bare
  }
}
