/// The words of one paragraph as markup gives them, in pieces.
///
/// White space between elements of markup is layout: a run of it becomes one space, and at both ends
/// it goes. No-break spaces are characters of the text and stay.
struct ParagraphText {
  private(set) var bytes: [UInt8] = []
  /// Whether white space came after the last byte.
  var hasPendingSpace = false

  /// Whether there is nothing but white space.
  var isEmpty: Bool { bytes.isEmpty }
  /// How many bytes there are.
  var count: Int { bytes.count }
  /// Where the next word will begin.
  var nextOffset: Int { hasPendingSpace && !bytes.isEmpty ? bytes.count + 1 : bytes.count }

  /// Appends text.
  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < text.count {
      guard text[index] > 0x20 else {
        hasPendingSpace = true
        index += 1
        continue
      }
      // A run of words with single spaces between them goes in as it is.
      var end = index + 1
      while end < text.count {
        if text[end] > 0x20 {
          end += 1
        } else if text[end] == 0x20, end + 1 < text.count, text[end + 1] > 0x20 {
          end += 2
        } else {
          break
        }
      }
      appendWords(UnsafeBufferPointer(rebasing: text[index..<end]))
      index = end
    }
  }

  /// Appends what another text holds from an offset on.
  mutating func append(_ other: borrowing ParagraphText, from start: Int = 0) {
    other.bytes.withUnsafeBufferPointer {
      let words = $0.dropFirst(start).drop { $0 <= 0x20 }
      if !words.isEmpty { appendWords(UnsafeBufferPointer(rebasing: words)) }
    }
  }

  /// Appends a string.
  mutating func append(_ string: String) {
    var string = string
    string.withUTF8 { append($0) }
  }

  /// The text, which is then empty again.
  mutating func take() -> String {
    defer { removeAll() }
    return bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  /// The text from an offset on.
  func string(from start: Int) -> String {
    String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self)
  }

  /// Empties the text; its memory is kept for the next paragraph.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    hasPendingSpace = false
  }

  private mutating func appendWords(_ words: UnsafeBufferPointer<UInt8>) {
    if hasPendingSpace, !bytes.isEmpty { bytes.append(0x20) }
    hasPendingSpace = false
    bytes.append(contentsOf: words)
  }
}

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
    self.depth = depth
  }

  /// Appends text.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) { text.append(bytes) }

  /// White space, where an element stands for it.
  mutating func appendSpace() { text.hasPendingSpace = true }

  /// Forgets the text so far and goes on.
  mutating func restart() { text.removeAll() }

  /// Ends, if the element at this depth is the one, and gives its text.
  mutating func end(depth: Int) -> String? {
    guard isActive, depth == self.depth else { return nil }
    self.depth = 0
    return text.take()
  }
}
