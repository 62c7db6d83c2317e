import TranscriptReading

/// The text of one element that is read as a whole: a title, a note, a name.
struct Capture {
  private(set) var text = ParagraphText()
  /// How deep the element is; 0 when nothing is captured.
  private(set) var depth = 0

  /// Whether an element is being captured.
  var isActive: Bool { depth > 0 }

  /// Begins with the element at a depth.
  mutating func begin(depth: Int) {
    text.removeAll()
    breaksBeforeWord = false
    self.depth = depth
  }

  /// Appends text.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    if breaksBeforeWord, let first = bytes.first {
      breaksBeforeWord = false
      if Self.isOfWord(first) { text.hasPendingSpace = true }
    }
    text.append(bytes)
  }

  /// White space, where an element stands for it.
  mutating func appendSpace() { text.hasPendingSpace = true }

  /// White space where an element begins or ends that some files leave no space around: between
  /// words, and not beside a bracket.
  mutating func appendWordBreak(isEnd: Bool) {
    if isEnd {
      breaksBeforeWord = true
    } else if let last = text.bytes.last, Self.isOfWord(last) || last == UInt8(ascii: ":") {
      text.hasPendingSpace = true
    }
  }

  /// Whether white space comes before the next text, if that goes on with a letter or digit.
  private var breaksBeforeWord = false

  private static func isOfWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
  }

  /// Forgets the text so far and goes on.
  mutating func restart() { text.removeAll() }

  /// Ends, if the element at this depth is the one, and gives its text.
  mutating func end(depth: Int) -> String? {
    guard isActive, depth == self.depth else { return nil }
    self.depth = 0
    return text.take()
  }
}
