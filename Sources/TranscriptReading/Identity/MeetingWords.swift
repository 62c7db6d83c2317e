package import ArchiveProtocol
import Digests
package import Protobuf
package import Transcripts

/// What was said at a meeting and by whom, and all else that its transcript holds, as SHA-256: two are
/// the same only where what they are made of is.
package struct MeetingWords: Sendable {
  /// Of what was said. Titles, addresses, files' names and the places of marks are no part of it.
  let said: [UInt8]
  /// Of the whole transcript; empty where the id was made of day and title, and nobody asks for it.
  private let whole: [UInt8]
  /// Bytes of the statements' paragraphs.
  package let byteCount: Int
  /// By which another reading of the same words is known.
  let sketch: WordSketch

  /// The words of a transcript, which is checked on the way (`Transcript.validate`).
  ///
  /// - Parameters:
  ///   - path: Of the document it was read from. Its own name and digest, where the transcript has
  ///     them, say nothing of the meeting; those that an export states are compared.
  ///   - arena: Where messages are made meanwhile.
  /// - Throws: `ImportError` for what an archive does not take.
  /// - Complexity: O(bytes of text).
  package init(
    checking transcript: Transcript, readFrom path: String, in arena: MessageArena
  ) throws(ImportError) {
    if transcript.statesMeetingID {
      let whole = MessageDigest()
      try transcript.validate(in: arena) { whole.add($0) }
      self.whole = whole.finish(transcript, readFrom: path, in: arena)
    } else {
      try transcript.validate(in: arena)
      whole = []
    }
    let said = RunningDigest()
    transcript.visitWords { said.update($0) }
    self.said = said.finish()
    sketch = WordSketch(transcript)
    byteCount = transcript.statements.reduce(0) { sum, statement in
      statement.paragraphs.reduce(sum) { $0 + $1.utf8.count }
    }
  }

  /// Whether the same was said by the same.
  package func saySame(as other: MeetingWords) -> Bool { said == other.said }

  /// Whether two readings of one place of a document gave the same.
  package func areReadAgain(as other: MeetingWords) -> Bool {
    said == other.said && whole == other.whole
  }

  /// Whether the transcripts, whose sources state the ids of the meetings, are the same in all.
  func areAllTheSame(as other: MeetingWords) -> Bool { !whole.isEmpty && whole == other.whole }
}

extension Transcript {
  /// Calls `body` with each piece of what was said, in order, and with what parts one from the next.
  fileprivate func visitWords(_ body: (UnsafeRawBufferPointer) -> Void) {
    func visit(_ text: String) {
      var text = text
      text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
      // Not a byte of UTF-8.
      withUnsafeBytes(of: UInt8(0xFF), body)
    }
    for paragraph in meeting.lead { visit(paragraph) }
    for statement in statements {
      let attribution = statement.attribution
      withUnsafeBytes(of: UInt8(truncatingIfNeeded: statement.kind.rawValue), body)
      withUnsafeBytes(of: Int64(statement.date.daysSinceEpoch).littleEndian, body)
      for text in [
        attribution.label, attribution.name, attribution.role, attribution.speakerID,
      ] { visit(text) }
      for paragraph in statement.paragraphs { visit(paragraph) }
      for mark in statement.marks { visit(mark.wording) }
      withUnsafeBytes(of: UInt8(0xFE), body)
    }
  }
}

/// The digest of a transcript as messages, each with its length before it: a field that is added to the
/// schema is part of it. What an archive counts by itself is not.
private final class MessageDigest {
  private let digest = RunningDigest()
  private var bytes: [UInt8] = []

  func add<Message>(_ message: UnsafePointer<Message>) {
    let count = Packing.byteCount(of: message)
    withUnsafeBytes(of: UInt64(count).littleEndian) { digest.update($0) }
    if bytes.count < count { bytes = [UInt8](repeating: 0, count: count * 2) }
    bytes.withUnsafeMutableBytes { memory in
      let packed = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
      if count > 0 { Packing.pack(message, to: packed.baseAddress!) }
      digest.update(UnsafeRawBufferPointer(packed))
    }
  }

  /// Adds what is left of a transcript whose statements were added.
  func finish(
    _ transcript: Transcript, readFrom path: String, in arena: MessageArena
  ) -> [UInt8] {
    arena.reset()
    var meeting = transcript.meeting
    meeting.revision = 0
    meeting.statementCount = 0
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    if meeting.source.fileName == name {
      meeting.source.fileName = ""
      meeting.source.sha256 = []
    }
    add(UnsafePointer(meeting.encode(into: arena)))
    for var speaker in transcript.speakers {
      speaker.statementCount = 0
      speaker.firstDate = nil
      speaker.lastDate = nil
      arena.reset()
      add(UnsafePointer(speaker.encode(into: arena)))
    }
    return digest.finish()
  }
}
