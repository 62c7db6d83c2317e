import People
import TranscriptReading
import Transcripts

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds the labels of those who speak within a line, behind a sentence, a dash or a note: the break before
/// them was lost, and their words are under the name before.
struct LabelsWithin {
  /// Folded names of two words and more.
  private var names: Set<String> = []
  /// Folded labels as they stand, without notes: "question", "the chair".
  private var labels: Set<String> = []
  /// Folded surnames, which stand behind a form of address, or alone.
  private var surnames: Set<String> = []
  /// The last words of these, hashed.
  private var lastWords = HashSet()

  /// Longest role and name, in bytes, and longest note behind it.
  private static let (reach, longestNote) = (120, 24)

  init(_ openings: LineTable, body: Range<Int>) {
    var seen: Set<String> = []
    for index in body {
      guard let label = openings[index]?.label, seen.insert(label).inserted else { continue }
      let core = FoldedText.words(of: LabelAnatomy.splitNotes(label).core)
      let words = FoldedText.words(of: LabelAnatomy(label) { _ in false }.name)
      guard let last = core.last, last.utf8.allSatisfy({ $0 < 0x80 }), last.utf8.count > 1 else {
        continue
      }
      labels.insert(core.joined(separator: " "))
      lastWords.insert(ByteHash.hash(last.utf8))
      guard words.count >= 2, let surname = words.last, surname.utf8.allSatisfy({ $0 < 0x80 })
      else {
        continue
      }
      names.insert(words.joined(separator: " "))
      surnames.insert(surname)
      lastWords.insert(ByteHash.hash(surname.utf8))
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
      // "Vale: The"
      guard index + 1 < range.upperBound, text.bytes[index] == 0x20,
        Self.mayOpen(text.bytes, index + 1),
        let end = Self.endOfWords(text.bytes, colon, range.lowerBound),
        lastWords.contains(Self.hash(text.bytes, endingAt: end, range.lowerBound)),
        let start = Self.start(text.bytes, before: end, range.lowerBound), start < end
      else { continue }
      let words = text.text(start..<end)
      if isLabel(words) { return start..<end }
    }
    return nil
  }

  private static func mayOpen(_ bytes: [UInt8], _ index: Int) -> Bool {
    (0x41...0x5A).contains(bytes[index]) || bytes[index] >= 0xC2 || bytes[index] == 0x22
  }

  /// Where a label ends before a colon, and a time or a note before that.
  private static func endOfWords(_ bytes: [UInt8], _ colon: Int, _ lowest: Int) -> Int? {
    var end = colon
    if end > lowest, bytes[end - 1] == 0x29 || bytes[end - 1] == 0x5D {
      let open: UInt8 = bytes[end - 1] == 0x29 ? 0x28 : 0x5B
      guard let start = bytes[max(lowest, end - longestNote)..<end].lastIndex(of: open) else {
        return nil
      }
      end = start
    }
    while end > lowest, bytes[end - 1] == 0x20 { end -= 1 }
    return end
  }

  /// Where a label begins that ends at a place: behind what ends a sentence or a note, or a dash. Nil where
  /// it begins the line.
  private static func start(_ bytes: [UInt8], before end: Int, _ lowest: Int) -> Int? {
    var index = end
    let limit = max(lowest, end - reach)
    while index > limit {
      let byte = bytes[index - 1]
      var isEnd = byte == 0x3F || byte == 0x21 || byte == 0x29 || byte == 0x5D || byte == 0x22
      // "Mr. Vale" is no sentence's end.
      if byte == 0x2E { isEnd = !isAddress(bytes, stop: index - 1, limit) }
      if index - 3 >= limit, bytes[index - 3] == 0xE2, bytes[index - 2] == 0x80 {
        switch byte {
        // A dash between spaces, "…", "”"
        case 0x93, 0x94: isEnd = index < end && bytes[index] == 0x20
        case 0xA6, 0x9D: isEnd = true
        default: break
        }
      }
      if isEnd {
        var start = index
        while start < end, bytes[start] == 0x20 { start += 1 }
        return start
      }
      index -= 1
    }
    return nil
  }

  /// Whether a stop shortens a form of address or a first name: "Mr.", "J."
  private static func isAddress(_ bytes: [UInt8], stop: Int, _ lowest: Int) -> Bool {
    var start = stop
    while start > lowest, (bytes[start - 1] | 0x20) &- 0x61 < 26 { start -= 1 }
    let word = String(decoding: bytes[start..<stop], as: UTF8.self)
    guard let first = word.utf8.first, (0x41...0x5A).contains(first) else { return false }
    let folded = word.lowercased()
    return word.utf8.count == 1
      || word.utf8.count <= 4
        && (LabelWords.address.contains(folded) || LabelWords.honorifics.contains(folded)
          || LabelWords.shortAddress.contains(folded))
  }

  private func isLabel(_ words: String) -> Bool {
    guard words.first?.isUppercase == true else { return false }
    let folded = FoldedText.words(of: words)
    if labels.contains(folded.joined(separator: " ")) { return true }
    let anatomy = LabelAnatomy(words) { _ in false }
    guard anatomy.voice == .person else { return false }
    let name = FoldedText.words(of: anatomy.name)
    if names.contains(name.joined(separator: " ")) { return true }
    // "Mr. Vale", "Vale"
    return name.count == 1 && surnames.contains(name[0])
      && (folded.count == 1 || !anatomy.address.isEmpty)
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
