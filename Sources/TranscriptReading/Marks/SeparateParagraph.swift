package import Transcripts

/// Tells what a paragraph that stands by itself is, when it is not speech.
package enum SeparateParagraph {
  /// The kind of mark such a paragraph becomes; nil when it is speech. Pull quotes need the rest of
  /// the document and are found by ``PullQuotes``.
  package static func markKind(of paragraph: String) -> Mark.Kind? {
    var paragraph = paragraph
    return paragraph.withUTF8 {
      var notes = NoteKinds()
      return markKind(of: $0, notes: &notes)
    }
  }

  package static func markKind(
    of bytes: UnsafeBufferPointer<UInt8>, notes: inout NoteKinds
  ) -> Mark.Kind? {
    guard let first = bytes.first else { return nil }
    switch first {
    case 0x2A, 0x23, 0x5F, 0x2D, 0x7E:
      return isRule(bytes) ? .procedural : nil
    case 0x28, 0x5B:
      guard isEnclosed(bytes) else { return nil }
      return notes.kind(separate: String(decoding: bytes, as: UTF8.self))
    case 0x3C, 0xE2, 0x2E:
      let text = String(decoding: bytes.prefix(32), as: UTF8.self)
      return bytes.count <= 32 && (NoteWording.isElision(text) || isDots(text)) ? .elision : nil
    default: return nil
    }
  }

  /// Whether the brackets that a paragraph begins with close at its end: "(…)", "(…).".
  package static func isEnclosed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= 2, let close = closingBracket(bytes[0]) else { return false }
    var depth = 0
    for (index, byte) in bytes.enumerated() {
      if byte == bytes[0] { depth += 1 }
      if byte == close {
        depth -= 1
        if depth == 0 {
          // One mark of punctuation may follow.
          return index == bytes.count - 1
            || index == bytes.count - 2 && [0x2E, 0x2C, 0x3B, 0x3A].contains(bytes[index + 1])
        }
      }
    }
    return false
  }

  /// Whether a paragraph opens a bracket at its beginning that it does not close.
  package static func opensNote(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= 2, let close = closingBracket(bytes[0]) else { return false }
    var depth = 0
    for byte in bytes {
      if byte == bytes[0] { depth += 1 }
      if byte == close { depth -= 1 }
      if depth == 0 { return false }
    }
    return true
  }

  /// Whether a paragraph ends by closing a bracket that it did not open.
  package static func closesNote(_ bytes: UnsafeBufferPointer<UInt8>, opening: UInt8) -> Bool {
    guard let close = closingBracket(opening) else { return false }
    var end = bytes.count
    while end > 0, [0x2E, 0x2C, 0x3B].contains(bytes[end - 1]) { end -= 1 }
    guard end > 0, bytes[end - 1] == close else { return false }
    var depth = 0
    for byte in bytes {
      if byte == opening { depth += 1 }
      if byte == close { depth -= 1 }
    }
    return depth < 0
  }

  private static func closingBracket(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x28: 0x29
    case 0x5B: 0x5D
    default: nil
    }
  }

  /// `* * *`, `***`, `---`, `###`: at least three marks of one kind and nothing else but space.
  private static func isRule(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var count = 0
    for byte in bytes {
      if byte == bytes[0] {
        count += 1
      } else if byte != 0x20, byte != 0xC2, byte != 0xA0, byte != 0x5C {
        return false
      }
    }
    return count >= 3
  }

  private static func isDots(_ text: String) -> Bool {
    text.contains(where: { $0 == "…" || $0 == "." })
      && text.allSatisfy { $0 == "…" || $0 == "." || $0.isWhitespace }
  }
}
