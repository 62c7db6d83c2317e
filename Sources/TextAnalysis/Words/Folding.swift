internal import CICU

/// How a character is folded: by case and width (Unicode's NFKC_Casefold), by accents in Latin and Greek
/// letters, and Latin letters that are no others with an accent to those that people type instead.
/// Cyrillic keeps its letters but ё, which is printed as е as often as not.
enum Folding {
  static func fold(_ scalar: UInt32) -> [UInt8] {
    if let digit = digit(scalar) { return [UInt8(ascii: "0") + digit] }
    var units = utf16(scalar)
    units = normalized(units, verbatim_icu_casefold)
    let hasAccents = units.contains { isAccented($0) }
    if hasAccents { units = normalized(units, verbatim_icu_decompose) }
    var folded: [UInt8] = []
    for character in String(decoding: units, as: UTF16.self).unicodeScalars
    where !isDroppedMark(character.value) {
      if let typed = typed[character.value] {
        folded += Array(typed.utf8)
      } else {
        folded += Array(String(character).utf8)
      }
    }
    return folded
  }

  /// What two characters are together, as Unicode composes them (NFC); nil where they stay two.
  static func composed(_ first: UInt32, _ second: UInt32) -> UInt32? {
    // Vowel signs of Hindi and Bengali that are very frequent, and none of them is second in a pair.
    if (0x93d...0x9bd).contains(second) { return nil }
    let composed = verbatim_icu_compose(Int32(first), Int32(second))
    return composed < 0 ? nil : UInt32(composed)
  }

  /// The kana, or mark of voice, that one of half width stands for; others as they are.
  static func fullWidth(_ scalar: UInt32) -> UInt32 {
    guard (0xff66...0xff9f).contains(scalar) else { return scalar }
    let units = normalized(utf16(scalar), verbatim_icu_casefold)
    return units.count == 1 ? UInt32(units[0]) : scalar
  }

  /// Letters that have no canonical decomposition, and what people type for them.
  private static let typed: [UInt32: String] = [
    0xe6: "ae", 0xf0: "d", 0xf8: "o", 0xfe: "th", 0x111: "d", 0x127: "h", 0x131: "i", 0x138: "k",
    0x142: "l", 0x14b: "n", 0x153: "oe", 0x167: "t", 0x180: "b", 0x1e5: "g", 0x451: "\u{435}",
  ]

  private static func digit(_ scalar: UInt32) -> UInt8? {
    let value = scalar < 0x80 ? -1 : verbatim_icu_digit(Int32(scalar))
    return (0...9).contains(value) ? UInt8(value) : nil
  }

  /// Latin and Greek letters that may have accents.
  private static func isAccented(_ unit: UInt16) -> Bool {
    switch unit {
    case 0xc0...0x24f, 0x1e00...0x1eff, 0x370...0x3ff, 0x1f00...0x1fff: true
    default: false
    }
  }

  /// Marks of Latin, Greek, Cyrillic, Hebrew and Arabic, which are written or left out. Vowels of
  /// other scripts are marks, too, and stay.
  static func isDroppedMark(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x300...0x36f, 0x483...0x487, 0x591...0x5bd, 0x5bf, 0x5c1, 0x5c2, 0x5c4, 0x5c5, 0x5c7,
      0x610...0x61a, 0x640, 0x64b...0x65f, 0x670, 0x6d6...0x6dc, 0x6df...0x6e4, 0x6e7, 0x6e8,
      0x6ea...0x6ed, 0x1ab0...0x1aff, 0x1dc0...0x1dff, 0x20d0...0x20ff, 0xfe00...0xfe2f,
      0xe0100...0xe01ef:
      true
    // What has no width, as a soft hyphen.
    case 0xad, 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x2064, 0xfeff: true
    default: false
    }
  }

  private static func utf16(_ scalar: UInt32) -> [UInt16] {
    Unicode.Scalar(scalar).map { Array(String($0).utf16) } ?? []
  }

  private static func normalized(
    _ units: [UInt16],
    _ form: (UnsafePointer<UInt16>?, Int32, UnsafeMutablePointer<UInt16>?, Int32) -> Int32
  ) -> [UInt16] {
    // No character comes to more (UAX #15: 18 code points).
    var result = [UInt16](repeating: 0, count: 64)
    let count = Int(form(units, Int32(units.count), &result, Int32(result.count)))
    precondition((0...result.count).contains(count), "ICU folds any character")
    return Array(result.prefix(count))
  }
}
