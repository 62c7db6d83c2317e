package import Transcripts

/// Finds what a paragraph prints within its words that is not speech: "(Laughter.)", "[word]", "<…>".
package enum InlineMarks {
  /// Longest bracketed wording that is looked at, in bytes; a longer one is speech.
  private static let maximumWording = 2048
  /// Brackets of a paragraph that may stay open before the rest of it is taken for speech, so that a
  /// paragraph of nothing but brackets takes no longer than another.
  private static let maximumUnclosed = 64

  /// The marks within a paragraph, in order; "(Yakutia)" and "(COVID-19)" are words and give none.
  /// - Parameters:
  ///   - paragraph: The paragraph as it will stand in `Statement.paragraphs`.
  ///   - index: Its index there.
  /// - Complexity: O(n), with one look-up for each pair of brackets.
  package static func marks(in paragraph: String, index: UInt32) -> [Mark] {
    var paragraph = paragraph
    return paragraph.withUTF8 { bytes in
      var marks: [Mark] = []
      append(bytes, index: index, to: &marks)
      return marks
    }
  }

  /// Appends the marks within the UTF-8 of a paragraph.
  package static func append(
    _ bytes: UnsafeBufferPointer<UInt8>, index: UInt32, to marks: inout [Mark]
  ) {
    var notes = NoteKinds()
    _ = find(bytes, index: index, marks: &marks, notes: &notes)
  }

  /// Appends the marks within the UTF-8 of a paragraph; whether all of it is ASCII.
  package static func find(
    _ bytes: UnsafeBufferPointer<UInt8>, index: UInt32, marks: inout [Mark],
    notes: inout NoteKinds
  ) -> Bool {
    var position = 0
    var unclosed = 0
    // All bytes seen, one over the other.
    var seen: UInt64 = 0
    while position < bytes.count {
      while position + 8 <= bytes.count {
        let word = ByteWord.load(bytes, position)
        seen |= word
        let special =
          ByteWord.holds(word, 0x28) | ByteWord.holds(word, 0x5B) | ByteWord.holds(word, 0x3C)
          | ByteWord.holds(word, 0xE2)
        if special != 0 {
          position += special.trailingZeroBitCount / 8
          break
        }
        position += 8
      }
      guard position < bytes.count else { break }
      seen |= UInt64(bytes[position])
      guard let close = closing(bytes[position]), isOpening(bytes, position) else {
        position += 1
        continue
      }
      guard unclosed < maximumUnclosed,
        let end = end(of: bytes, from: position, close: close)
      else {
        unclosed += 1
        position += 1
        continue
      }
      let wording = String(decoding: bytes[position..<end], as: UTF8.self)
      guard let kind = notes.kind(inline: wording) else {
        position += 1
        continue
      }
      marks.append(
        Mark(
          kind: kind, paragraph: index, offset: UInt32(position), length: UInt32(end - position),
          wording: wording))
      if !wording.utf8.allSatisfy({ $0 < 0x80 }) { seen = ByteWord.tops }
      position = end
    }
    return seen & ByteWord.tops == 0
  }

  /// The byte that closes what a byte may open: ( [ < and the first byte of ‹.
  @inline(__always)
  private static func closing(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x28: 0x29
    case 0x5B: 0x5D
    case 0x3C, 0xE2: 0x3E
    default: nil
    }
  }

  private static func isOpening(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
    switch bytes[position] {
    case 0xE2:
      position + 2 < bytes.count && bytes[position + 1] == 0x80 && bytes[position + 2] == 0xB9
    default: true
    }
  }

  /// Behind the bracket that closes the one at `start`; nil when none does within the limit.
  private static func end(
    of bytes: UnsafeBufferPointer<UInt8>, from start: Int, close: UInt8
  ) -> Int? {
    let open = bytes[start]
    // Angle brackets hold nothing but dots, so they are short.
    let limit = min(bytes.count, start + (close == 0x3E ? 24 : maximumWording))
    var depth = 0
    var position = start
    while position < limit {
      let byte = bytes[position]
      if byte == close {
        depth -= 1
        if depth <= 0 { return position + 1 }
      } else if byte == open, open != 0xE2 {
        depth += 1
      } else if open == 0xE2, position == start {
        depth = 1
      } else if close == 0x3E, byte == 0xE2, position + 2 < limit, bytes[position + 1] == 0x80,
        bytes[position + 2] == 0xBA
      {
        return position + 3
      }
      position += 1
    }
    return nil
  }
}
