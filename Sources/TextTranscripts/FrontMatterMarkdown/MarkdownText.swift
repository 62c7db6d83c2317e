import TranscriptReading

/// Markdown's markup taken out of a paragraph: escapes, emphasis, struck-out words, tags.
struct MarkdownText {
  /// The words, as UTF-8.
  private(set) var words: [UInt8] = []
  /// Words that are struck out, with their markup, as marks without a paragraph.
  private(set) var struck: [(range: Range<Int>, wording: String)] = []
  /// Names of other tags of HTML that were left out.
  private(set) var tags: [String] = []

  /// The words.
  var text: String { String(decoding: words, as: UTF8.self) }

  /// Longest tag that is taken for one, in bytes; `<` is a word otherwise.
  private static let maximumTag = 2000

  /// Whether no byte of a paragraph is one that markup begins with.
  static func isPlain(_ markdown: [UInt8]) -> Bool {
    markdown.withUnsafeBufferPointer { nextSpecial($0, from: 0) == $0.count }
  }

  init(_ markdown: String) { self.init(Array(markdown.utf8)) }

  /// - Parameter markdown: UTF-8.
  init(_ markdown: [UInt8]) {
    words.reserveCapacity(markdown.count)
    markdown.withUnsafeBufferPointer { bytes in
      var strikeStart: Int?
      var index = 0
      // The next `>` that was looked for, so that a paragraph of nothing but `<` is gone through once.
      var close = -1
      while true {
        let special = Self.nextSpecial(bytes, from: index)
        words.append(contentsOf: bytes[index..<special])
        guard special < bytes.count else { return }
        index = special + 1
        let byte = bytes[special]
        switch byte {
        case 0x5C where index < bytes.count && Self.isPunctuation(bytes[index]):
          words.append(bytes[index])
          index += 1
        case 0x3C:
          if close <= special { close = bytes[index...].firstIndex(of: 0x3E) ?? bytes.count }
          if let end = Self.tagEnd(bytes, special, close: close) {
            let tag = bytes[index..<end]
            if Self.isAddress(tag) {
              words.append(contentsOf: tag)
              index = end + 1
            } else if let tag = MarkupTag(tag) {
              read(tag, &strikeStart)
              index = end + 1
            } else {
              words.append(byte)
            }
          } else {
            words.append(byte)
          }
        case 0x2A, 0x5F:
          if !Self.isEmphasis(bytes, special) { words.append(byte) }
        default: words.append(byte)
        }
      }
    }
  }

  /// The first backslash, `<`, `*` or `_` from an offset on; the number of bytes when there is none.
  private static func nextSpecial(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    while index + 8 <= bytes.count {
      let word = ByteWord.load(bytes, index)
      let special =
        ByteWord.holds(word, 0x5C) | ByteWord.holds(word, 0x3C) | ByteWord.holds(word, 0x2A)
        | ByteWord.holds(word, 0x5F)
      if special != 0 { return index + special.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < bytes.count {
      switch bytes[index] {
      case 0x5C, 0x3C, 0x2A, 0x5F: return index
      default: index += 1
      }
    }
    return index
  }

  /// Where the tag that begins at an offset ends, given the `>` behind it; nil when no tag begins
  /// there.
  private static func tagEnd(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, close: Int
  ) -> Int? {
    guard close < bytes.count, close - start <= maximumTag,
      isLetter(bytes[start + 1]) || bytes[start + 1] == 0x2F
    else { return nil }
    return close
  }

  /// Whether what stands between `<` and `>` is an address and no tag.
  private static func isAddress(_ tag: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard !tag.contains(where: { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3D && tag.first != 0x68 }),
      tag.first != 0x2F
    else { return false }
    let name = tag.prefix { isLetter($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E }
    return name.count > 1 && name.endIndex < tag.endIndex && tag[name.endIndex] == 0x3A
      || tag.contains(0x40)
  }

  /// Takes a tag.
  private mutating func read(_ tag: MarkupTag, _ strikeStart: inout Int?) {
    switch tag.name {
    case "s", "del", "strike":
      guard tag.isClosing else {
        strikeStart = words.count
        return
      }
      guard let start = strikeStart else { return }
      let wording = String(decoding: words[start...], as: UTF8.self)
      struck.append((start..<words.count, "<s>" + wording + "</s>"))
      strikeStart = nil
    case "em", "strong", "i", "b", "u", "br": break
    default: tags.append(tag.name)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  /// Whether a star or underscore stands at a word's edge, so that it opens or closes emphasis.
  private static func isEmphasis(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let mark = bytes[index]
    let before = scalar(bytes, endingAt: index)
    let after = scalar(bytes, at: index + 1)
    let marks = Unicode.Scalar(mark)
    if before == marks || after == marks { return true }
    func isWord(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map { !$0.properties.isWhitespace } ?? false
    }
    func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map(\.properties.isAlphabetic) ?? false
    }
    return isWord(after) && !isLetter(before) || isWord(before) && !isLetter(after)
  }

  /// The character before an offset; nil at the beginning.
  private static func scalar(
    _ bytes: UnsafeBufferPointer<UInt8>, endingAt end: Int
  ) -> Unicode.Scalar? {
    guard end > 0 else { return nil }
    var start = end - 1
    while start > 0, end - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars.last
  }

  /// The character at an offset; nil at the end.
  private static func scalar(
    _ bytes: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> Unicode.Scalar? {
    guard start < bytes.count else { return nil }
    let end = min(bytes.count, start + 4)
    return String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars.first
  }
}
