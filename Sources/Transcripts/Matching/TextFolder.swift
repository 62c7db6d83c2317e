import Foundation

/// Folds a text of any script, character after character.
struct TextFolder {
  private var folded: [UInt8] = []
  private var isSpacePending = false
  /// The last two letters of the word so far, as they were before they became Latin; 0 for none.
  private var previous: UInt32 = 0
  private var beforePrevious: UInt32 = 0

  /// - Complexity: O(n).
  static func fold(_ text: String) -> String {
    // Letters and marks that stand apart are one letter where there is one: и and a breve are й.
    let isTakenApart = text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x300...0x36f, 0x1100...0x11ff, 0x3099, 0x309a: true
      default: false
      }
    }
    var folder = TextFolder()
    folder.folded.reserveCapacity(text.utf8.count)
    folder.add(isTakenApart ? text.precomposedStringWithCanonicalMapping : text, depth: 0)
    folder.endWord()
    return String(decoding: folder.folded, as: UTF8.self)
  }

  private mutating func add(_ text: String, depth: Int) {
    for scalar in text.unicodeScalars {
      guard !scalar.isASCII else {
        add(ascii: UInt8(scalar.value))
        continue
      }
      switch LetterTable.shared[scalar] {
      case .nothing: break
      case .separator: endWord()
      case .letters(var packed):
        begin(scalar.value)
        while packed != 0 {
          folded.append(UInt8(truncatingIfNeeded: packed))
          packed >>= 8
        }
      case .native(let letter): add(native: letter)
      case .kept:
        begin(scalar.value)
        for lower in scalar.properties.lowercaseMapping.unicodeScalars
        where lower == scalar || LetterTable.shared[lower] != .nothing {
          folded.append(contentsOf: String(lower).utf8)
        }
      case .compatible:
        // What stands for other characters stands for none that do so again; the bound is for safety.
        if depth < 4 { add(LetterTable.compatible(scalar), depth: depth + 1) }
      }
    }
  }

  private mutating func add(ascii byte: UInt8) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      begin(UInt32(byte))
      folded.append(byte)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      begin(UInt32(byte | 32))
      folded.append(byte | 32)
    case UInt8(ascii: "'"), UInt8(ascii: "`"): break
    default: endWord()
    }
  }

  /// Takes notice of the next letter of a word.
  private mutating func begin(_ letter: UInt32) {
    if isSpacePending {
      folded.append(UInt8(ascii: " "))
      isSpacePending = false
    }
    (beforePrevious, previous) = (previous, letter)
  }

  private mutating func add(native letter: UInt32) {
    let before = previous
    begin(letter)
    switch (Unicode.Scalar(letter)!, Unicode.Scalar(before)!) {
    // Yegor, Sergeyev, Grigoryev.
    case ("е", "\0"), ("е", "а"), ("е", "е"), ("е", "и"), ("е", "о"), ("е", "у"), ("е", "ы"),
      ("е", "э"), ("е", "ю"), ("е", "я"), ("е", "ь"), ("е", "ъ"):
      append("ye")
    case ("й", "\0"): append("y")
    // Papandreou, Pavlos, Evangelos.
    case ("υ", "ο"): append("u")
    case ("υ", "α"), ("υ", "ε"): append("v")
    case ("γ", "γ"):
      folded.removeLast()
      append("ng")
    default: append(LetterTable.cyrillic[letter] ?? LetterTable.greek[letter] ?? "")
    }
  }

  private mutating func append(_ letters: String) { folded.append(contentsOf: letters.utf8) }

  private mutating func endWord() {
    switch (Unicode.Scalar(beforePrevious)!, Unicode.Scalar(previous)!) {
    // Dmitry, Bely, Maria.
    case ("и", "й"):
      folded.removeLast(2)
      append("y")
    case ("ы", "й"): folded.removeLast()
    case ("и", "я"):
      folded.removeLast(2)
      append("a")
    default: break
    }
    (beforePrevious, previous) = (0, 0)
    // A word of letters that come to nothing, such as Ь, is none.
    if folded.last == UInt8(ascii: " ") { folded.removeLast() }
    isSpacePending = !folded.isEmpty
  }
}
