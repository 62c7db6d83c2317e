/// A text as matching sees it: lower-case words with a space between them.
///
/// Case, accents and punctuation are folded, so that what people type finds what documents print:
/// "VUČIĆ, Aleksandar" is `vucic aleksandar`, "Niinistö" is `niinisto`, "O’Brien" is `obrien`. Letters
/// and digits make words; apostrophes and characters without width vanish; everything else parts
/// words. Cyrillic and Greek are written in Latin letters as English publications do, so that
/// "Сергей" is `sergei`; letters of other scripts stay. Ids of people are made of the same (``Slug``),
/// so whoever is one person to a search has one id.
package struct FoldedText: Hashable, Sendable {
  /// The words, a single space between each two.
  package let text: String

  /// Folds `text`.
  /// - Complexity: O(n); text in ASCII takes one pass over its bytes.
  package init(_ text: String) {
    var text = text
    self.text = text.withUTF8 { Self.foldASCII($0) } ?? TextFolder.fold(text)
  }

  /// Takes text that was folded before.
  package init(folded text: String) { self.text = text }

  /// Whether there is no word in it.
  package var isEmpty: Bool { text.isEmpty }

  /// The folded form of a text.
  package static func fold(_ text: String) -> String { FoldedText(text).text }

  /// The words of a text, folded.
  package static func words(of text: String) -> [String] { FoldedText(text).words }

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
}
