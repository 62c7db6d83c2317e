// What single characters of a query are.
extension QueryLexer {
  /// A sign of the language with its bytes, in its plain form or as other keyboards make it.
  func sign(at index: Int) -> (ascii: UInt8, length: Int)? {
    guard index < text.count else { return nil }
    switch text[index] {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "~"):
      return (text[index], 1)
    case 0xe2...0xef where index + 2 < text.count:
      switch (text[index], text[index + 1], text[index + 2]) {
      case (0xef, 0xbc, 0x88): return (UInt8(ascii: "("), 3)  // （
      case (0xef, 0xbc, 0x89): return (UInt8(ascii: ")"), 3)  // ）
      case (0xef, 0xbc, 0x8a), (0xef, 0xb9, 0xa1), (0xe2, 0x88, 0x97):
        return (UInt8(ascii: "*"), 3)  // ＊ ﹡ ∗
      case (0xef, 0xbd, 0x9e), (0xe3, 0x80, 0x9c), (0xe2, 0x88, 0xbc):
        return (UInt8(ascii: "~"), 3)  // ～ 〜 ∼
      default: return nil
      }
    default: return nil
    }
  }

  /// What groups or leaves out elsewhere and means nothing here, with what is meant instead. It would vanish as
  /// other marks do, and what it was to do with it.
  func foreignSign(at index: Int) -> String? {
    let character = String(decoding: text[index..<min(index + 4, text.count)], as: UTF8.self).first
    return switch character {
    case "[", "]", "{", "}", "〔", "〕", "【", "】", "［", "］", "｛", "｝":
      "parentheses group, as in (tax OR cut); \"\(character!)\" does not"
    case "!", "！": "a dash leaves out what follows, as in -tax; \"\(character!)\" does not"
    default: nil
    }
  }

  func isParenthesis(at index: Int) -> Bool {
    let ascii = sign(at: index)?.ascii
    return ascii == UInt8(ascii: "(") || ascii == UInt8(ascii: ")")
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A word with the fullwidth forms of ASCII in their plain form, without what nobody sees.
  static func narrow(_ word: String) -> String {
    String(
      String.UnicodeScalarView(
        word.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }.map { scalar in
          (0xff01...0xff5e).contains(scalar.value)
            ? Unicode.Scalar(scalar.value - 0xfee0)! : scalar
        }))
  }

  /// Straight, typographic, angle, corner and fullwidth quotes: what keyboards and word processors put in.
  func quote(at index: Int) -> Int? {
    switch text[index] {
    case UInt8(ascii: "\""): 1
    case 0xc2 where index + 1 < text.count && [0xab, 0xbb].contains(text[index + 1]): 2  // « »
    case 0xe2...0xef where index + 2 < text.count:
      switch (text[index], text[index + 1], text[index + 2]) {
      case (0xe2, 0x80, 0x9c...0x9f), (0xe2, 0x80, 0xb3): 3  // “ ” „ ‟ ″
      case (0xe2, 0x80, 0xb9...0xba): 3  // ‹ ›
      case (0xe2, 0x9d, 0x9d...0x9e): 3  // ❝ ❞
      case (0xe3, 0x80, 0x8c...0x8f), (0xe3, 0x80, 0x9d...0x9f): 3  // 「 」 『 』 〝 〞 〟
      case (0xef, 0xbc, 0x82): 3  // ＂
      default: nil
      }
    default: nil
    }
  }

  /// The hyphen of a keyboard, and what phones and word processors make of it.
  func dash(at index: Int) -> Int? {
    guard text[index] != UInt8(ascii: "-") else { return 1 }
    guard index + 2 < text.count else { return nil }
    return switch (text[index], text[index + 1], text[index + 2]) {
    case (0xe2, 0x80, 0x90...0x95), (0xe2, 0x88, 0x92), (0xe2, 0x81, 0x83): 3  // ‐ ‑ ‒ – — ― − ⁃
    case (0xef, 0xb9, 0x98), (0xef, 0xb9, 0xa3), (0xef, 0xbc, 0x8d): 3  // ﹘ ﹣ －
    default: nil
    }
  }

  /// The length of a space: whatever Unicode calls White_Space, the one of no width, which parts words, and what
  /// is blank without being called so (of Hangul and Braille).
  func space(at index: Int) -> Int? {
    switch text[index] {
    case 0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d: return 1
    case 0xc2 where index + 1 < text.count:
      return [0x85, 0xa0].contains(text[index + 1]) ? 2 : nil
    case 0xe1...0xef where index + 2 < text.count:
      switch (text[index], text[index + 1], text[index + 2]) {
      case (0xe1, 0x9a, 0x80), (0xe2, 0x80, 0x80...0x8b), (0xe2, 0x80, 0xa8...0xa9),
        (0xe2, 0x80, 0xaf), (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80), (0xe3, 0x85, 0xa4),
        (0xef, 0xbe, 0xa0), (0xe2, 0xa0, 0x80):
        return 3
      default: return nil
      }
    default: return nil
    }
  }

  /// The length of a character that nobody sees and that is of no word: of direction, joining, byte order
  /// and all else that Unicode calls Default_Ignorable. Pasted before a sign or behind a word it must not
  /// change what is asked for.
  func unseen(at index: Int) -> Int? {
    guard text[index] >= 0xc2 else { return nil }
    let length = text[index] < 0xe0 ? 2 : text[index] < 0xf0 ? 3 : 4
    guard index + length <= text.count,
      let scalar = String(decoding: text[index..<index + length], as: UTF8.self).unicodeScalars
        .first,
      scalar.properties.isDefaultIgnorableCodePoint
    else { return nil }
    return length
  }

  /// The same of the character that ends before `index`.
  func unseen(before index: Int) -> Int? {
    var first = index - 1
    while first > 0, text[first] & 0xc0 == 0x80 { first -= 1 }
    guard first >= 0, let length = unseen(at: first), first + length == index else { return nil }
    return length
  }

  func isSpace(before index: Int) -> Bool {
    (1...3).contains { length in index >= length && space(at: index - length) == length }
  }
}
