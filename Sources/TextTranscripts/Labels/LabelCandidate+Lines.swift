import People
import TranscriptReading

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the lines around a candidate and the rest of its own say of it.
extension LabelCandidate {
  /// How much of the words is looked at for a leader, in bytes.
  private static let reach = 160

  /// Whether dots lead from it to what belongs to it, as in lists of those present: "President: Mr. Lind
  /// . . . . (Norway)".
  func isBeforeLeader(_ document: TextDocument) -> Bool {
    let end = min(document.lines[line].end, textStart + Self.reach)
    guard end - textStart > 8 else { return false }
    return document.bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return false }
      var index = textStart
      while index + 4 < end, let found = memchr(base + index, 0x2E, end - index - 4) {
        index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        if bytes[index + 1] == 0x20, bytes[index + 2] == 0x2E, bytes[index + 3] == 0x20,
          bytes[index + 4] == 0x2E
        {
          return true
        }
        if bytes[index + 1] == 0x2E, bytes[index + 2] == 0x2E, bytes[index + 3] == 0x2E,
          bytes[index + 4] == 0x2E
        {
          return true
        }
        index += 1
      }
      return false
    }
  }

  /// Begins with the line before where that opens the bracket which this one closes: "Mrs. Vale (Saint
  /// Vincent and", "the Grenadines):".
  mutating func takeOpenedBracket(_ document: TextDocument, _ body: Range<Int>) {
    guard line > body.lowerBound, !document.lines[line - 1].isBlank,
      document.bytes[label.upperBound - 1] == 0x29, !document.bytes[label].contains(0x28)
    else { return }
    let before = document.lines[line - 1].range
    guard before.count + label.count <= Self.maximumLength,
      let open = document.bytes[before].lastIndex(of: 0x28), open > before.lowerBound,
      !document.bytes[open..<before.upperBound].contains(0x29),
      !document.bytes[before].contains(0x3A)
    else { return }
    firstLine = line - 1
    label = before.lowerBound..<label.upperBound
  }

  /// Longest such label, in bytes.
  private static let maximumDirected = 80

  /// Whether a name, a comma and what its bearer does stand before the colon, so that words of sentences
  /// there are none of a sentence: "Ann Vale, holding up a lamp".
  func isDirected(_ document: TextDocument) -> Bool {
    guard label.count <= Self.maximumDirected,
      let comma = document.bytes[label].firstIndex(of: 0x2C), comma - label.lowerBound <= 40
    else { return false }
    // Nearly every sentence has a word in small letters before its first comma.
    var begins = true
    for byte in document.bytes[label.lowerBound..<comma] {
      if begins, (0x61...0x7A).contains(byte) { return false }
      begins = byte == 0x20
    }
    let parts = LabelParts(document.text(label))
    return !parts.direction.isEmpty && parts.tokens.count >= 2
      && parts.tokens.allSatisfy { $0.isNameLike || $0.isParticle }
  }
}
