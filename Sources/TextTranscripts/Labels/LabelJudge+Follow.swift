import People
import Transcripts

/// What follows a candidate on its line.
extension LabelJudge {
  /// Whether an address of the web follows, bare, in angle brackets or as Markdown's link.
  func isFollowedByAddress(_ candidate: LabelCandidate) -> Bool {
    let end = document.lines[candidate.line].end
    let follow = document.bytes[candidate.textStart..<min(end, candidate.textStart + 12)]
      .drop { $0 == 0x3C || $0 == 0x5B || $0 == 0x28 }
    return follow.starts(with: "http".utf8) || follow.starts(with: "www.".utf8)
  }

  /// Whether the quotation that follows a label ends as sentences do, before its closing mark.
  func quotesSentence(_ candidate: LabelCandidate) -> Bool {
    let end = document.lines[candidate.line].end
    let text = document.text(candidate.textStart..<min(end, candidate.textStart + 4096))
    guard let close = text.dropFirst().firstIndex(where: { "”\"»".contains($0) }) else {
      return true
    }
    return ".?!…".contains(text[text.index(before: close)])
  }

  /// Whether a sentence of at least four words follows, not a name or a list.
  func isFollowedBySentence(_ candidate: LabelCandidate) -> Bool {
    let end = document.lines[candidate.line].end
    guard candidate.follow == .capital, candidate.textStart < end else { return false }
    let text = document.text(candidate.textStart..<min(end, candidate.textStart + 4096))
    let words = FoldedText.words(of: text)
    return words.count >= 4 && words.contains(where: LabelWords.sentence.contains)
  }

  /// Longest label that is told of for nothing but its place among others, in bytes.
  private static let maximumUnknown = 48

  /// Whether a few words that are no sentence stand before a colon where nearly every line has a label:
  /// "De voorzitter".
  func isSetAsOthers(_ shape: LabelShape, _ candidate: LabelCandidate) -> Bool {
    isPlain && !shape.isSentence && candidate.label.count <= Self.maximumUnknown
      && (candidate.follow == .capital || candidate.follow == .quotation)
  }
}
