/// Tells documentation of software, "README.md" and its like, from transcripts: a large share of its
/// lines are code between fences, rows of tables, entries of lists and badges. It has lines of
/// `Key: value` and perhaps an example with a day, so that it would be read as a talk of its notes.
enum Documentation {
  /// Fewest such lines, and their share of all lines with words, one in so many.
  private static let (fewest, share) = (10, 4)

  /// Whether a text is rather documentation than a transcript.
  static func isLikely(_ text: TextDocument) -> Bool {
    var (lines, structural) = (0, 0)
    var isFenced = false
    for line in text.lines where !line.isBlank {
      lines += 1
      if isFence(text.bytes, line) {
        isFenced.toggle()
        structural += 1
      } else if isFenced || isStructural(text.bytes, line) {
        structural += 1
      }
    }
    return structural >= fewest && structural * share >= lines
  }

  private static func isFence(_ bytes: [UInt8], _ line: TextDocument.Line) -> Bool {
    guard line.range.count >= 3, bytes[line.start] == 0x60 || bytes[line.start] == 0x7E else {
      return false
    }
    return bytes[line.start + 1] == bytes[line.start] && bytes[line.start + 2] == bytes[line.start]
  }

  /// Whether a line is a table's row, a badge, or an entry of a list that is not a turn with its label.
  private static func isStructural(_ bytes: [UInt8], _ line: TextDocument.Line) -> Bool {
    guard line.range.count >= 2 else { return false }
    let next = bytes[line.start + 1]
    switch bytes[line.start] {
    case 0x7C: return true
    case 0x21: return next == 0x5B
    case 0x5B: return next == 0x21
    case 0x2A, 0x2B, 0x2D:
      guard next == 0x20 else { return false }
      // "- Ann Vale: …", "* **Ann Vale:** …"
      let beginning = bytes[line.start + 2..<min(line.end, line.start + longestLabel)]
      return !beginning.contains(0x3A) && beginning.first != 0x2A && beginning.first != 0x5F
    default: return false
    }
  }

  /// Within so many bytes the label of an entry ends.
  private static let longestLabel = 60
}
