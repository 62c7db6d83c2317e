/// How many of the first lines of a body begin with what may be a plain label, `Name: words`.
struct LabelCount {
  private(set) var labelled = 0
  /// How many lines with words were looked at.
  private(set) var lines = 0
  /// Whether they all begin with the same one.
  private(set) var isOne = false

  /// How many lines with words are looked at.
  private static let maximumLines = 60

  init(_ text: TextDocument, _ body: Range<Int>) {
    var first: Range<Int>?
    isOne = true
    for index in body where !text.lines[index].isBlank {
      lines += 1
      if let candidate = LabelCandidate.find(text, line: index),
        LabelShape(LabelJudge.key(text.text(candidate.label)), isKnown: { _ in false }).kind
          != .none
      {
        labelled += 1
        if let first {
          isOne = isOne && text.bytes[first].elementsEqual(text.bytes[candidate.label])
        } else {
          first = candidate.label
        }
      }
      if lines == Self.maximumLines { break }
    }
  }
}
