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
}
