/// The words of one paragraph as markup gives them, in pieces.
///
/// White space between elements of markup is layout: a run of it becomes one space, and at both ends
/// it goes. No-break spaces are characters of the text and stay.
package struct ParagraphText {
  package private(set) var bytes: [UInt8] = []
  /// Whether white space came after the last byte.
  package var hasPendingSpace = false

  /// No words.
  package init() {}

  /// Whether there is nothing but white space.
  package var isEmpty: Bool { bytes.isEmpty }
  /// How many bytes there are.
  package var count: Int { bytes.count }
  /// Where the next word will begin.
  package var nextOffset: Int { hasPendingSpace && !bytes.isEmpty ? bytes.count + 1 : bytes.count }

  /// Appends text.
  package mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
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
  package mutating func append(_ other: borrowing ParagraphText, from start: Int = 0) {
    other.bytes.withUnsafeBufferPointer {
      let words = $0.dropFirst(start).drop { $0 <= 0x20 }
      if !words.isEmpty { appendWords(UnsafeBufferPointer(rebasing: words)) }
    }
  }

  /// Appends a string.
  package mutating func append(_ string: String) {
    var string = string
    string.withUTF8 { append($0) }
  }

  /// The text, which is then empty again.
  package mutating func take() -> String {
    defer { removeAll() }
    return bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  /// The text from an offset on.
  package func string(from start: Int) -> String {
    String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self)
  }

  /// Takes away the first bytes, and the white space behind them.
  package mutating func removeFirst(_ count: Int) {
    bytes.removeFirst(count)
    bytes.removeFirst(bytes.prefix { $0 <= 0x20 }.count)
  }

  /// Empties the text; its memory is kept for the next paragraph.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    hasPendingSpace = false
  }

  /// Throws when this paragraph, note or title is longer than a line may be.
  @inlinable @inline(__always)
  package func check(_ options: ReadingOptions, _ document: Document, line: Int) throws {
    if count > options.maximumLineSize {
      throw document.error(
        .tooLarge, line: line, "a paragraph is longer than \(options.maximumLineSize) bytes",
        remedy: "this is no transcript, or raise the limit for the length of lines")
    }
  }

  private mutating func appendWords(_ words: UnsafeBufferPointer<UInt8>) {
    if hasPendingSpace, !bytes.isEmpty { bytes.append(0x20) }
    hasPendingSpace = false
    bytes.append(contentsOf: words)
  }
}
