internal import CICU

/// What characters are to words: where words end by UAX #29, and how a character is folded.
///
/// Made once, of ICU's data, for the scripts that are looked up most; others are asked for one by one.
struct CharacterTable: Sendable {
  /// Word_Break properties as far as they matter for words, those alike as one.
  /// Source: UAX #29, table 3.
  enum Class {
    static let other = UInt8(VERBATIM_WORD_OTHER.rawValue)
    static let letter = UInt8(VERBATIM_WORD_LETTER.rawValue)
    static let numeric = UInt8(VERBATIM_WORD_NUMERIC.rawValue)
    static let hebrewLetter = UInt8(VERBATIM_WORD_HEBREW_LETTER.rawValue)
    static let extendNumLet = UInt8(VERBATIM_WORD_EXTEND_NUM_LET.rawValue)
    static let midLetter = UInt8(VERBATIM_WORD_MID_LETTER.rawValue)
    static let midNum = UInt8(VERBATIM_WORD_MID_NUM.rawValue)
    static let midNumLet = UInt8(VERBATIM_WORD_MID_NUM_LET.rawValue)
    static let singleQuote = UInt8(VERBATIM_WORD_SINGLE_QUOTE.rawValue)
    static let doubleQuote = UInt8(VERBATIM_WORD_DOUBLE_QUOTE.rawValue)
    /// Extend, Format and ZWJ, which belong to what they follow.
    static let extend = UInt8(VERBATIM_WORD_EXTEND.rawValue)
    /// Of a script without spaces, whose words ICU's dictionaries know.
    static let dictionary = UInt8(VERBATIM_WORD_DICTIONARY.rawValue)
  }

  /// A character: its class, and what it is folded to as UTF-8.
  struct Entry: Hashable, Sendable {
    /// The class, the number of bytes, and up to six bytes, from the lowest up.
    var bits: UInt64

    init(_ characterClass: UInt8, _ folded: [UInt8]) {
      // None is folded to more but ligatures of phrases, which are cut, and not within a character.
      var count = min(folded.count, 6)
      while count < folded.count, count > 0, folded[count] & 0xc0 == 0x80 { count -= 1 }
      var bits = UInt64(characterClass) | UInt64(count) << 8
      for index in 0..<count { bits |= UInt64(folded[index]) << (16 + 8 * index) }
      self.bits = bits
    }

    @inline(__always) var characterClass: UInt8 { UInt8(truncatingIfNeeded: bits) }
    @inline(__always) var count: Int { Int(bits >> 8 & 0xff) }
    @inline(__always) var bytes: UInt64 { bits >> 16 }
  }

  static let shared = CharacterTable(knowsApostrophes: true)
  /// With the classes of UAX #29 alone, for comparisons with ICU.
  static let standard = CharacterTable(knowsApostrophes: false)

  /// Latin, Greek, Cyrillic, Hebrew, Arabic, punctuation, kana and what else stands below.
  private static let tableEnd: UInt32 = 0x3400
  private let entries: [Entry]

  private init(knowsApostrophes: Bool) {
    entries = (0..<Self.tableEnd).map {
      knowsApostrophes && Self.isTypedForApostrophe($0)
        ? Entry(Class.singleQuote, []) : Self.madeEntry(of: $0)
    }
  }

  /// Letters and accents that are apostrophes where they stand within a word, as in Ukrainian пʼять and
  /// Uzbek oʻzbek, or where a keyboard has no other: Unicode has them as letters, or as ends of a word.
  private static func isTypedForApostrophe(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x60, 0xb4, 0x201b, 0x2032, 0x2b9, 0x2bb...0x2bf, 0x374, 0x55a: true
    default: false
    }
  }

  /// The entries, for a pass over text.
  func withEntries<Result>(
    _ body: (UnsafeBufferPointer<Entry>) -> Result
  ) -> Result {
    entries.withUnsafeBufferPointer(body)
  }

  /// A character that is in no table.
  static func entry(of scalar: UInt32) -> Entry {
    switch scalar {
    case 0x3400...0x4dbf, 0x4e00...0x9fff, 0xac00...0xd7a3:
      // Ideographs and Hangul, which are folded to themselves, and very many.
      return Entry(
        Class.dictionary,
        [
          UInt8(0xe0 | scalar >> 12), UInt8(0x80 | scalar >> 6 & 0x3f), UInt8(0x80 | scalar & 0x3f),
        ])
    default: return madeEntry(of: scalar)
    }
  }

  private static func madeEntry(of scalar: UInt32) -> Entry {
    let found = verbatim_icu_word_class(Int32(scalar))
    switch found {
    case Class.letter, Class.numeric, Class.hebrewLetter, Class.dictionary, Class.extend:
      return Entry(found, Folding.fold(scalar))
    default: return Entry(found, [])
    }
  }
}
