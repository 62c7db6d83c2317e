import People
import TranscriptReading
import Transcripts

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds the labels of those who speak within a line, behind a sentence: the break before them was lost,
/// and their words are under the name before.
struct LabelsWithin {
  /// Folded names of two words and more.
  private var names: Set<String> = []
  /// The last words of these, hashed.
  private var lastWords = HashSet()

  /// Longest role and name, in bytes.
  private static let reach = 120

  init(_ openings: LineTable, body: Range<Int>) {
    var seen: Set<String> = []
    for index in body {
      guard let label = openings[index]?.label, seen.insert(label).inserted else { continue }
      let words = FoldedText.words(of: LabelAnatomy(label) { _ in false }.name)
      guard words.count >= 2, let last = words.last, last.utf8.allSatisfy({ $0 < 0x80 }) else {
        continue
      }
      names.insert(words.joined(separator: " "))
      lastWords.insert(ByteHash.hash(last.utf8))
    }
  }

  /// Warns of the first such label in some bytes of a line.
  func warn(_ text: TextDocument, _ range: Range<Int>, line: Int, report: inout ReadingReport) {
    guard lastWords.count > 0, let found = label(text, range), !report.hasWarned(line: line + 1)
    else { return }
    report.warn(
      .labelRefused, line: line + 1, wording: text.text(found),
      "a label of somebody who speaks, within a line; its words go on with those before")
  }

  private func label(_ text: TextDocument, _ range: Range<Int>) -> Range<Int>? {
    var index = range.lowerBound
    while index < range.upperBound {
      guard let colon = Self.colon(text.bytes, index..<range.upperBound) else { return nil }
      index = colon + 1
      // "Vale: The", behind a sentence.
      guard index + 1 < range.upperBound, text.bytes[index] == 0x20,
        (0x41...0x5A).contains(text.bytes[index + 1]) || text.bytes[index + 1] >= 0xC3,
        lastWords.contains(Self.hash(text.bytes, endingAt: colon, range.lowerBound))
      else { continue }
      let from = max(range.lowerBound, colon - Self.reach)
      guard let stop = text.bytes[from..<colon].lastIndex(where: { ".?!".utf8.contains($0) }),
        stop + 2 < colon, text.bytes[stop + 1] == 0x20
      else { continue }
      let label = (stop + 2)..<colon
      let name = FoldedText.words(of: LabelAnatomy(text.text(label)) { _ in false }.name)
      if names.contains(name.joined(separator: " ")) { return label }
    }
    return nil
  }

  private static func colon(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(base + range.lowerBound, 0x3A, range.count)
      else { return nil }
      return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  /// The hash of the letters that end at a place, in small letters.
  private static func hash(_ bytes: [UInt8], endingAt end: Int, _ lowest: Int) -> UInt64 {
    var start = end
    while start > lowest, (bytes[start - 1] | 0x20) &- 0x61 < 26 { start -= 1 }
    var hash = ByteHash.seed
    for index in start..<end { hash = ByteHash.adding(bytes[index] | 0x20, to: hash) }
    return ByteHash.finished(hash)
  }
}
