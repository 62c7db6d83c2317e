import Foundation

/// What each character comes to in folded text: the one table of case, accents, apostrophes, dashes,
/// invisible characters and transliteration.
///
/// Latin letters lose case and marks, Cyrillic and Greek ones become the Latin letters that English
/// publications write. Letters of other scripts stay, in lower case.
struct LetterTable: Sendable {
  /// What a character comes to.
  enum Entry: Hashable, Sendable {
    /// Nothing: apostrophes, accents that stand apart, characters without width.
    case nothing
    /// The end of a word.
    case separator
    /// Up to four ASCII letters or digits.
    case letters(UInt32)
    /// A Cyrillic or Greek letter in lower case and without accents; what it becomes depends on its
    /// neighbours.
    case native(UInt32)
    /// A letter that stays.
    case kept
    /// Several characters in this one's stead, which are folded in turn.
    case compatible
  }

  static let shared = LetterTable()

  /// Latin, Greek and Cyrillic, and punctuation.
  private static let ranges: [ClosedRange<UInt32>] = [0x80...0x52f, 0x1e00...0x206f]
  private let first: [Entry]
  private let second: [Entry]

  private init() {
    first = Self.ranges[0].map { Self.entry(Unicode.Scalar($0)!) }
    second = Self.ranges[1].map { Self.entry(Unicode.Scalar($0)!) }
  }

  /// What a character that is not ASCII comes to.
  subscript(_ scalar: Unicode.Scalar) -> Entry {
    switch scalar.value {
    case 0x80...0x52f: first[Int(scalar.value) - 0x80]
    case 0x1e00...0x206f: second[Int(scalar.value) - 0x1e00]
    // Ideographs, kana, Hangul.
    case 0x3041...0x3096, 0x30a1...0x30fa, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xac00...0xd7a3: .kept
    default: Self.entry(scalar)
    }
  }

  private static func entry(_ scalar: Unicode.Scalar) -> Entry {
    if let own = own[scalar] { return own.isEmpty ? .nothing : .letters(pack(own)) }
    if vanishes(scalar) || isDroppedMark(scalar) { return .nothing }
    switch scalar.value {
    case 0x370...0x52f, 0x1f00...0x1fff:
      if let native = native(scalar) { return .native(native) }
    case 0x80...0x24f, 0x1e00...0x1eff:
      let bases = String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
        !isDroppedMark($0)
      }
      let lower = bases.map { $0.properties.lowercaseMapping }.joined()
      if !lower.isEmpty, lower.utf8.count <= 4,
        lower.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) })
      {
        return .letters(pack(lower))
      }
    default: break
    }
    // By scalars: strings that are canonically equal are equal.
    if scalar.properties.changesWhenNFKCCaseFolded,
      !compatible(scalar).unicodeScalars.elementsEqual(CollectionOfOne(scalar))
    {
      // No-break spaces and three dots in one are frequent.
      let parts = compatible(scalar).utf8.allSatisfy { $0 == 0x20 || $0 == 0x2E }
      return parts ? .separator : .compatible
    }
    return isPartOfWord(scalar) ? .kept : .separator
  }

  /// The characters in whose stead this one stands.
  static func compatible(_ scalar: Unicode.Scalar) -> String {
    String(scalar).precomposedStringWithCompatibilityMapping
  }

  /// The Cyrillic or Greek letter in lower case without its accents; nil for anything else.
  private static func native(_ scalar: Unicode.Scalar) -> UInt32? {
    let lower = scalar.properties.lowercaseMapping.unicodeScalars.first!
    if cyrillic[lower.value] != nil, lower != "ё" { return lower.value }
    let bases = String(lower).decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
      !isDroppedMark($0)
    }
    guard bases.count == 1 else { return nil }
    let base = bases.first! == "ς" ? "σ" : bases.first!
    return cyrillic[base.value] != nil || greek[base.value] != nil ? base.value : nil
  }

  private static func pack(_ letters: String) -> UInt32 {
    letters.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Apostrophes, and format characters: joiners, soft hyphens, directions, the byte order mark.
  private static func vanishes(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xb4, 0x2b9, 0x2bb...0x2bf, 0x2c8, 0x2ee, 0x5f3, 0x2018...0x201b, 0x2032, 0x2035, 0xa78b,
      0xa78c, 0xff07, 0xff40:
      true
    default: scalar.properties.generalCategory == .format
    }
  }

  /// Accents and points that people leave out. Marks that are letters of their script stay.
  private static func isDroppedMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x300...0x36f, 0x483...0x489, 0x591...0x5bd, 0x5bf, 0x5c1...0x5c2, 0x5c4...0x5c5, 0x5c7,
      0x610...0x61a, 0x64b...0x65f, 0x670, 0x1ab0...0x1aff, 0x1dc0...0x1dff, 0x20d0...0x20ff,
      0xfe00...0xfe0f, 0xfe20...0xfe2f:
      true
    default: false
    }
  }

  private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
      true
    default: false
    }
  }

  /// Letters that Unicode does not take apart, or otherwise than people write them.
  private static let own: [Unicode.Scalar: String] = [
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "ǽ": "ae", "Ǽ": "ae", "œ": "oe", "Œ": "oe",
    "ø": "o", "Ø": "o", "ǿ": "o", "Ǿ": "o", "ł": "l", "Ł": "l", "ŀ": "l", "Ŀ": "l", "đ": "d",
    "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ħ": "h", "Ħ": "h", "ı": "i", "ĸ": "k",
    "ŋ": "n", "Ŋ": "n", "ŉ": "n", "ŧ": "t", "Ŧ": "t", "ə": "a", "Ə": "a", "ǝ": "a", "Ǝ": "a",
    "ɓ": "b", "Ɓ": "b", "ɗ": "d", "Ɗ": "d", "ƙ": "k", "Ƙ": "k", "ƴ": "y", "Ƴ": "y", "ɛ": "e",
    "Ɛ": "e", "ɔ": "o", "Ɔ": "o", "ƶ": "z", "Ƶ": "z", "ǥ": "g", "Ǥ": "g",
  ]

  /// Cyrillic letters as English publications write them, one by one.
  static let cyrillic: [UInt32: String] = letters([
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "є": "ye", "і": "i", "ї": "yi",
    "ґ": "g", "ў": "u", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѕ": "dz",
    "қ": "q", "ғ": "gh", "ң": "ng", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ә": "a", "ѣ": "e",
    "ҳ": "h", "ҷ": "j",
  ])

  /// Greek letters, one by one.
  static let greek: [UInt32: String] = letters([
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
  ])

  private static func letters(_ table: [Unicode.Scalar: String]) -> [UInt32: String] {
    [UInt32: String](uniqueKeysWithValues: table.map { ($0.key.value, $0.value) })
  }
}
