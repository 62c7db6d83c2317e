import People
import TranscriptReading

/// What stands before a candidate in the document.
extension LabelJudge {
  /// How far back a name is looked for, in bytes: the floor is given in the last paragraphs.
  private static let reach = 4000

  /// Words with a capital that title and lead print.
  var headerWords: [String] { header.capitalisedWords }

  /// Whether title or lead print a name.
  func isInHeader(_ words: [String]) -> Bool { header.completed(words) != nil }

  /// Whether a label is somebody who speaks elsewhere, behind the word for those who are spoken to:
  /// "To Ann Vale", but not "To Lam".
  func isSpokenTo(_ shape: LabelShape) -> Bool {
    guard shape.nameWords.count >= 3, shape.kind != .roleAndName,
      LabelWords.asking.contains(shape.nameWords[0])
    else { return false }
    return spokenNames.contains(shape.nameWords.dropFirst().joined(separator: " "))
  }

  /// Whether the words shortly before a candidate hold the last word of its name.
  func isSpokenOf(_ words: [String], before candidate: LabelCandidate) -> Bool {
    guard let last = words.last, last.utf8.count >= 3 else { return false }
    let end = candidate.label.lowerBound
    let needle = Array(last.utf8)
    return document.bytes.withUnsafeBufferPointer { bytes in
      var index = max(0, end - Self.reach)
      let stop = end - needle.count
      while index < stop {
        // A capital that begins a word.
        if bytes[index] | 0x20 == needle[0], bytes[index] < 0x5B,
          index == 0 || bytes[index - 1] == 0x20 || bytes[index - 1] == 0xA0
            || bytes[index - 1] == 0x2D
        {
          var matched = 1
          while matched < needle.count, bytes[index + matched] | 0x20 == needle[matched] {
            matched += 1
          }
          if matched == needle.count { return true }
        }
        index += 1
      }
      return false
    }
  }
}
