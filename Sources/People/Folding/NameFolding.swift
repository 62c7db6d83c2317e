/// Folds names for comparing and for ids: case, accents, punctuation and kinds of space are lost.
package enum NameFolding {
  /// The words of a name in lower-case ASCII; letters of other scripts that have no table here stay
  /// as they are, in lower case.
  package static func words(of text: String) -> [String] {
    if let words = asciiWords(text) { return words }
    var words: [String] = []
    var word = ""
    for scalar in text.unicodeScalars {
      if isIgnored(scalar) { continue }
      if isPlainSeparator(scalar) {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      if let ascii = asciiFold(scalar) {
        word += ascii
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        word += scalar.properties.lowercaseMapping
      } else if !scalar.properties.isDiacritic, !isApostrophe(scalar) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// The same for a text of ASCII alone, by bytes; nil for any other.
  private static func asciiWords(_ text: String) -> [String]? {
    var text = text
    return text.withUTF8 { bytes in
      var words: [String] = []
      var word: [UInt8] = []
      word.reserveCapacity(bytes.count)
      for byte in bytes {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: word.append(byte)
        case 0x41...0x5A: word.append(byte | 0x20)
        case 0x27, 0x60: break
        case 0x80...: return nil
        default:
          if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
          word.removeAll(keepingCapacity: true)
        }
      }
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      return words
    }
  }

  /// The words joined by single spaces.
  package static func fold(_ text: String) -> String { words(of: text).joined(separator: " ") }

  /// A slug of `[a-z0-9-]` made of the words; letters of other scripts become their code in
  /// hexadecimal, so that two names never share a slug unless they fold alike.
  package static func slug(_ text: String, limit: Int = 96) -> String {
    var slug = ""
    for word in words(of: text) {
      if !slug.isEmpty { slug += "-" }
      for scalar in word.unicodeScalars {
        if scalar.isASCII {
          slug.unicodeScalars.append(scalar)
        } else {
          slug += "u" + String(scalar.value, radix: 16)
        }
      }
      if slug.utf8.count >= limit { break }
    }
    guard slug.utf8.count > limit else { return slug }
    return String(decoding: slug.utf8.prefix(limit), as: UTF8.self)
  }

  private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || scalar == "’" || scalar == "ʼ" || scalar == "`" || scalar == "‘"
  }

  /// Soft hyphen, zero-width characters and byte-order mark: they part no words.
  private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF: true
    default: false
    }
  }

  /// Space, no-break space, dashes, quotation marks and dots, which need no look at their properties.
  private static func isPlainSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20, 0x2C, 0x2E, 0xA0, 0x2010...0x2015, 0x201C...0x201E, 0x2026: true
    default: false
    }
  }

  private static func asciiFold(_ scalar: Unicode.Scalar) -> String? {
    let value = scalar.value
    if value < 0x80 {
      guard
        (0x30...0x39).contains(value) || (0x41...0x5A).contains(value)
          || (0x61...0x7A).contains(value)
      else { return nil }
      return String(Character(scalar)).lowercased()
    }
    return table[value]
  }

  /// Letters with their ASCII fold: Latin with marks by their base letter; Cyrillic as English
  /// publications write it (BGN/PCGN without marks).
  private static let table: [UInt32: String] = {
    var table: [UInt32: String] = [:]
    let rows: [(String, String)] = [
      ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặȁȃ"), ("b", "ḃ"), ("c", "çćĉċč"), ("d", "ďđðḍ"),
      ("e", "èéêëēĕėęěẹẻẽếềểễệ"), ("g", "ĝğġģǧ"), ("h", "ĥħḥ"), ("i", "ìíîïĩīĭįıǐỉị"),
      ("j", "ĵ"), ("k", "ķĸ"), ("l", "ĺļľŀł"), ("n", "ñńņňŉŋǹ"),
      ("o", "òóôõöøōŏőơǒọỏốồổỗộớờởỡợ"), ("r", "ŕŗř"), ("s", "śŝşšșṣ"), ("t", "ţťŧțṭ"),
      ("u", "ùúûüũūŭůűųưǔụủứừửữự"), ("w", "ŵẁẃẅ"), ("y", "ýÿŷỳỵỷỹ"), ("z", "źżžẓ"),
      ("ss", "ßẞ"), ("ae", "æǽ"), ("oe", "œ"), ("th", "þ"), ("e", "əǝ"),
      ("a", "а"), ("b", "б"), ("v", "в"), ("g", "гґ"), ("d", "д"), ("e", "е"), ("yo", "ё"),
      ("zh", "ж"), ("z", "з"), ("i", "иі"), ("y", "йы"), ("k", "к"), ("l", "л"), ("m", "м"),
      ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"),
      ("f", "ф"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("shch", "щ"),
      ("e", "э"), ("yu", "ю"), ("ya", "я"), ("", "ъь"), ("yi", "ї"), ("ye", "є"), ("u", "ў"),
    ]
    for (fold, letters) in rows {
      for scalar in letters.unicodeScalars {
        table[scalar.value] = fold
        for upper in scalar.properties.uppercaseMapping.unicodeScalars where upper != scalar {
          if table[upper.value] == nil, !upper.isASCII { table[upper.value] = fold }
        }
      }
    }
    // Marks that stand apart from their letter.
    for mark in UInt32(0x300)...0x36F { table[mark] = "" }
    return table
  }()
}
