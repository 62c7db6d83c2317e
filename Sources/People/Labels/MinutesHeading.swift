import Transcripts

/// What heads a part of minutes and looks as a label does: "Motion:", "TOP 3 Haushalt:", "Présents :".
package enum MinutesHeading {
  /// Longest heading, in bytes.
  private static let maximumLength = 80

  /// Whether a label is one.
  package static func isOne(_ label: String) -> Bool {
    guard label.utf8.count <= maximumLength else { return false }
    let words = FoldedText.words(of: label)
    guard !words.isEmpty else { return false }
    if LabelWords.minutes.contains(words.joined(separator: " ")) { return true }
    // "Moved by Ann Vale"
    if words.count > 2, LabelWords.minutes.contains(words[0]), LabelWords.askedBy.contains(words[1])
    {
      return true
    }
    guard
      let number = words.prefix(6).firstIndex(where: {
        $0.utf8.first.map { (0x30...0x39).contains($0) } ?? false
      }), number > 0
    else { return false }
    return LabelWords.items.contains(words[..<number].joined(separator: " "))
  }
}
