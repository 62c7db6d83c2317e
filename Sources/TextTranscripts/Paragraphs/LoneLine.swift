import People
import TranscriptReading
import Transcripts

/// Lines that are no speech and have no brackets: a time of the recording, "Honourable members
/// interjecting—".
enum LoneLine {
  /// Longest such line, in bytes.
  private static let maximumLength = 80

  /// The kind of mark such a line becomes; nil when it is speech.
  static func kind(_ bytes: UnsafeBufferPointer<UInt8>) -> Mark.Kind? {
    guard (4...maximumLength).contains(bytes.count) else { return nil }
    switch bytes[0] {
    case 0x30...0x39, 0x5B, 0x28:
      guard let found = TimeInText(bytes, at: 0, limit: bytes.count), found.end == bytes.count
      else { return nil }
      return .time
    case 0x41...0x5A:
      if isExamination(bytes) { return .procedural }
      // Few lines of speech end in a dash or in a word of interruption.
      let last = bytes[bytes.count - 1]
      guard last == 0x94 || last == 0x93 || last == 0x2D || last == 0x2E || last | 0x20 == 0x67
      else { return nil }
      let words = FoldedText.words(of: String(decoding: bytes, as: UTF8.self))
      guard words.count >= 2, let first = words.firstIndex(where: LabelWords.interjecting.contains),
        first > 0, first == words.count - 1
      else { return nil }
      let crowd = words[..<first].joined(separator: " ")
      return words[..<first].allSatisfy({
        LabelWords.manyHeads.contains($0) || LabelWords.crowdWords.contains($0)
          || LabelWords.anyHeads.contains($0) || LabelWords.anyOpenings.contains($0)
      }) || LabelWords.groups.contains(crowd) ? .procedural : nil
    default: return nil
    }
  }

  /// Whether a line of a document is printed above questions and says by whom they are.
  static func isExamination(_ document: TextDocument, line index: Int) -> Bool {
    let line = document.lines[index]
    return document.bytes.withUnsafeBufferPointer {
      isExamination(UnsafeBufferPointer(rebasing: $0[line.range]))
    }
  }

  /// In words.
  private static let longestExamination = 9

  /// "CROSS-EXAMINATION BY MR. VALE", "Re-examined by Ms Dunne", "BY MS. DUNNE:", as courts print above
  /// questions.
  private static func isExamination(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard (5...maximumLength).contains(bytes.count), mayBeExamination(bytes) else { return false }
    let line = String(decoding: bytes, as: UTF8.self)
    let tokens = LabelToken.tokens(of: line)
    guard (1...longestExamination).contains(tokens.count) else { return false }
    let by = tokens.firstIndex { $0.folded == "by" }
    let isBySomebody =
      by.map { by in
        by + 1 < tokens.count
          && (LabelWords.address.contains(tokens[by + 1].folded)
            || tokens[(by + 1)...].allSatisfy { $0.isCapitalised && !$0.isConnector })
      } ?? false
    if by == 0 {
      return isBySomebody && (line.hasSuffix(":") || line.hasSuffix("."))
        && LabelWords.address.contains(tokens[1].folded)
    }
    guard
      let kind = tokens.firstIndex(where: { token in
        examinations.contains { token.folded.split(separator: " ").contains($0) }
      }), tokens[..<kind].allSatisfy({ $0.isCapitalised && sides.contains($0.folded) })
    else { return false }
    // "Examination of the budget" is a heading, or words.
    return isBySomebody || by == nil && tokens.allSatisfy { $0.isAllCapitals || $0.hasDigit }
  }

  /// What courts call the questions of one side; they are no words of other proceedings' labels.
  private static let examinations: Set<Substring> = [
    "examination", "examined", "reexamination", "reexamined", "crossexamination", "crossexamined",
  ]

  /// Words before these.
  private static let sides: Set<String> = [
    "direct", "cross", "re", "further", "redirect", "recross", "continued",
  ]

  /// Whether "BY", or a word with an "x" in it, stands near the beginning.
  private static func mayBeExamination(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if bytes[0] | 0x20 == 0x62, bytes[1] | 0x20 == 0x79, bytes[2] <= 0x20 { return true }
    return bytes.prefix(40).contains { $0 | 0x20 == 0x78 }
  }
}
