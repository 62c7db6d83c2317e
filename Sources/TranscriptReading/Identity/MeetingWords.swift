import Digests
package import Transcripts

/// What was said at a meeting and by whom, as a number: the same only where all of it is.
///
/// Of this process alone. Titles, addresses and files' names are no part of it.
package struct MeetingWords: Hashable, Sendable {
  private let hash: Int
  /// Bytes of the statements' paragraphs.
  package let byteCount: Int

  /// The words of a transcript.
  ///
  /// - Complexity: O(bytes of text), more than 1 GB a second.
  package init(_ transcript: Transcript) {
    var hasher = Hasher()
    transcript.visitWords { hasher.combine(bytes: $0) }
    hash = hasher.finalize()
    byteCount = transcript.statements.reduce(0) { sum, statement in
      statement.paragraphs.reduce(sum) { $0 + $1.utf8.count }
    }
  }

  /// The SHA-256 of the same, which is the same in every process.
  static func digest(of transcript: Transcript) -> [UInt8] {
    let digest = RunningDigest()
    transcript.visitWords { digest.update(Array($0)) }
    return digest.finish()
  }
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
