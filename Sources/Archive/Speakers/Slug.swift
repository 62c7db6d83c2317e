import Transcripts

/// Ids made of names: `vladimir-putin`.
enum Slug {
  /// Leaves room for a suffix within the 128 bytes that an id may have.
  private static let maximumByteCount = 80

  /// A name's id: its folded words with hyphens between them. Cyrillic and Greek letters are written
  /// in Latin ones, other letters by their code point, so that every name has an id of its own.
  static func make(_ name: FoldedText) -> String {
    var slug = ""
    for scalar in name.text.unicodeScalars {
      let part: String
      switch scalar {
      case "a"..."z", "0"..."9": part = String(scalar)
      case " ": part = "-"
      default: part = latin[scalar] ?? "~" + String(scalar.value, radix: 16)
      }
      if slug.utf8.count + part.utf8.count > maximumByteCount { break }
      slug += part
    }
    return slug.isEmpty ? "speaker" : slug
  }

  /// What an identifier adds to an id that is taken.
  static func suffix(_ identifier: Speaker.Identifier) -> String {
    let text = make(FoldedText(identifier.scheme + " " + identifier.value))
    return "~" + text.prefix(40)
  }

  private static let latin: [Unicode.Scalar: String] = {
    let cyrillic = [
      "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
      "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
      "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "",
      "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "є": "ye", "і": "i", "ґ": "g", "ђ": "dj",
      "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѕ": "dz", "қ": "q", "ғ": "gh",
      "ң": "ng", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ә": "a",
    ]
    let greek = [
      "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
      "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
      "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    ]
    var letters: [Unicode.Scalar: String] = [:]
    for (letter, text) in cyrillic.merging(greek, uniquingKeysWith: { first, _ in first }) {
      letters[letter.unicodeScalars.first!] = text
    }
    return letters
  }()
}
