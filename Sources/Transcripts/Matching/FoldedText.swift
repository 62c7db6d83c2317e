import Foundation

/// A text as matching sees it: lower-case words with a space between them.
///
/// Case, accents and punctuation are folded, so that what people type finds what documents print:
/// "VUČIĆ, Aleksandar" is `vucic aleksandar`, "Niinistö" is `niinisto`, "O’Brien" is `obrien` and
/// "Сергей" is `сергеи`. Letters and digits make words; apostrophes and characters without width
/// vanish; everything else parts words. Nothing is transliterated.
package struct FoldedText: Hashable, Sendable {
  /// The words, a single space between each two.
  package let text: String

  /// Folds `text`.
  /// - Complexity: O(n); text in ASCII takes one pass over its bytes.
  package init(_ text: String) {
    var text = text
    self.text = text.withUTF8 { Self.foldASCII($0) } ?? Self.foldUnicode(text)
  }

  /// Takes text that was folded before.
  package init(folded text: String) { self.text = text }

  /// Whether there is no word in it.
  package var isEmpty: Bool { text.isEmpty }

  /// The words.
  package var words: [String] {
    var words: [String] = []
    forEachWord {
      words.append($0)
      return true
    }
    return words
  }

  /// Gives one word after another as long as `body` asks for more; without an allocation where words
  /// are short.
  package func forEachWord(_ body: (String) -> Bool) {
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: " ")) ?? bytes.count
        let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
        guard body(String(decoding: word, as: UTF8.self)) else { return }
        start = end + 1
      }
    }
  }

  /// Whether the words of `other` stand in this text together and in their order.
  package func containsTogether(_ other: FoldedText) -> Bool {
    guard !other.isEmpty else { return true }
    let own = text.utf8
    let wanted = other.text.utf8
    guard own.count >= wanted.count else { return false }
    var start = own.startIndex
    while true {
      if own[start...].starts(with: wanted) {
        let end = own.index(start, offsetBy: wanted.count)
        if end == own.endIndex || own[end] == UInt8(ascii: " ") { return true }
      }
      guard let space = own[start...].firstIndex(of: UInt8(ascii: " ")) else { return false }
      start = own.index(after: space)
    }
  }

  /// The folded form of bytes that are all ASCII; nil when they are not.
  private static func foldASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    var isASCII = true
    let folded = String(unsafeUninitializedCapacity: bytes.count) { output in
      var count = 0
      var pendingSpace = false
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"):
          if pendingSpace {
            output[count] = UInt8(ascii: " ")
            count += 1
            pendingSpace = false
          }
          output[count] = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 32 : byte
          count += 1
        case UInt8(ascii: "'"), UInt8(ascii: "`"): break
        case 0x80...:
          isASCII = false
          return 0
        default: pendingSpace = count > 0
        }
      }
      return count
    }
    return isASCII ? folded : nil
  }

  private static func foldUnicode(_ text: String) -> String {
    // Apostrophes go first: compatibility decomposition makes a space of some of them.
    let kept = String(String.UnicodeScalarView(text.unicodeScalars.filter { !vanishes($0) }))
    var folded = String.UnicodeScalarView()
    var pendingSpace = false
    for scalar in kept.decomposedStringWithCompatibilityMapping.unicodeScalars {
      if isDroppedMark(scalar) || vanishes(scalar) { continue }
      guard isPartOfWord(scalar) else {
        pendingSpace = !folded.isEmpty
        continue
      }
      if pendingSpace {
        folded.append(" ")
        pendingSpace = false
      }
      if let special = withoutDecomposition[scalar] {
        folded.append(contentsOf: special.unicodeScalars)
      } else {
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        for part in lower where !isDroppedMark(part) { folded.append(part) }
      }
    }
    return String(folded)
  }

  /// Apostrophes, and format characters: joiners, soft hyphens, directions, the byte order mark.
  private static func vanishes(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x27, 0x60, 0xb4, 0x2b9, 0x2bb...0x2bd, 0x2c8, 0x2018...0x201b, 0x2032, 0x2035, 0xff07:
      true
    case ..<0x80: false
    default: scalar.properties.generalCategory == .format
    }
  }

  /// Accents and points that people leave out. Marks that are letters of their script stay.
  private static func isDroppedMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x300...0x36f, 0x483...0x489, 0x591...0x5bd, 0x5bf, 0x5c1...0x5c2, 0x5c4...0x5c5, 0x5c7,
      0x610...0x61a, 0x64b...0x65f, 0x670, 0x1ab0...0x1aff, 0x1dc0...0x1dff, 0x20d0...0x20ff,
      0xfe20...0xfe2f:
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

  /// Letters whose stroke or ligature Unicode does not decompose, and the Greek final sigma.
  private static let withoutDecomposition: [Unicode.Scalar: String] = [
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o",
    "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ħ": "h",
    "Ħ": "h", "ı": "i", "ŋ": "n", "Ŋ": "n", "ŧ": "t", "Ŧ": "t", "ς": "σ",
  ]
}
