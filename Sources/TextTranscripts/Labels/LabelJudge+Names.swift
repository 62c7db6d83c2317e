import People
import Transcripts

/// Whether a candidate names somebody who speaks elsewhere.
extension LabelJudge {
  /// Whether a candidate holds the name of somebody who speaks, or is a label in another case.
  func namesSomebody(_ candidate: LabelCandidate) -> Bool {
    guard candidate.label.count <= 160, mayName(candidate.label) else { return false }
    let label = document.text(candidate.label)
    let tokens = LabelToken.tokens(of: label).drop { !$0.isCapitalised && $0.hasDigit }
    guard tokens.count <= 14 else { return false }
    let words = tokens.prefix(12).flatMap { $0.folded.split(separator: " ").map(String.init) }
    if words.count <= 2, foldedLabels.contains(words.joined(separator: " ")) { return true }
    guard !tokens.dropFirst(4).contains(where: { LabelWords.sentence.contains($0.folded) }) else {
      return false
    }
    for start in words.indices {
      for count in 2...4 where start + count <= words.count {
        if spokenNames.contains(words[start..<start + count].joined(separator: " ")) { return true }
      }
    }
    return false
  }

  /// Whether some bytes may hold the last word of a name or label that is known; true where only their
  /// folding tells.
  private func mayName(_ label: Range<Int>) -> Bool {
    guard lastWords.count > 0 else { return false }
    return document.bytes.withUnsafeBufferPointer { bytes in
      var hash = ByteHash.seed
      var length = 0
      for index in label {
        let byte = bytes[index]
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
          hash = ByteHash.adding(byte <= 0x39 ? byte : byte | 0x20, to: hash)
          length += 1
          continue
        case 0x27, 0x60, 0x80...0x9F, 0xA1...0xC1, 0xC3...0xFF: return true
        default: break
        }
        if length > 0, lastWords.contains(ByteHash.finished(hash)) { return true }
        hash = ByteHash.seed
        length = 0
      }
      return length > 0 && lastWords.contains(ByteHash.finished(hash))
    }
  }
}
