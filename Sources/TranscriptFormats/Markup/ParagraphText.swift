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
        end = Self.plainEnd(text, from: end)
        guard end < text.count else { break }
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

  /// Goes on from within a word, eight bytes at a time, while they hold no control character and no
  /// two spaces in a row; ends behind a word.
  private static func plainEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    while end + 8 <= text.count, text[end] != 0x20 || text[end - 1] != 0x20 {
      let word = ByteWord.load(text, end)
      let spaces = ByteWord.holds(word, 0x20)
      guard ByteWord.holdsBelow(word, 0x20) | (spaces & (spaces << 8)) == 0 else { break }
      end += 8
    }
    return text[end - 1] == 0x20 ? end - 1 : end
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

  /// Takes away the first bytes, and the white space behind them.
  mutating func removeFirst(_ count: Int) {
    bytes.removeFirst(count)
    bytes.removeFirst(bytes.prefix { $0 <= 0x20 }.count)
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
