internal import Transcripts

extension LabelAnatomy {
  /// Whether the label of an unnamed voice says that it asks: "Question", "Q.", "Question 2",
  /// "Question to Ann Ash".
  package static func asks(_ label: String) -> Bool {
    var words = FoldedText.words(of: LabelParts(label).core)
    while let last = words.last, last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      words.removeLast()
    }
    if LabelWords.questions.contains(words.joined(separator: " ")) { return true }
    guard words.count > 2, LabelWords.questions.contains(words[0]) else { return false }
    return LabelWords.replying.contains(words[1])
  }
}
