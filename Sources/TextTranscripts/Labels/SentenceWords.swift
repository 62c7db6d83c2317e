import People

/// Finds words of sentences in a line's beginning without building strings, for the thousands of
/// lines that hold a colon and are no labels.
enum SentenceWords {
  /// How many words are looked at; sentences rarely do without such a word for longer.
  private static let reach = 60

  /// Whether a word of sentences stands in small letters among the first words outside quotation
  /// marks and brackets, or is the first.
  static func begins(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var word: UInt64 = 0
      var length = 0
      var count = 0
      var isSmall = true
      var depth = 0
      for index in range {
        let byte = bytes[index]
        switch byte {
        case 0x61...0x7A:
          word = word << 8 | UInt64(byte)
          length += 1
          continue
        case 0x41...0x5A:
          if length == 0 { isSmall = false }
          word = word << 8 | UInt64(byte | 0x20)
          length += 1
          continue
        case 0x28, 0x5B: depth += 1
        case 0x29, 0x5D: depth -= 1
        case 0x22, 0xE2, 0xC3...0xE1, 0xE3...0xFF:
          // Quotation marks, apostrophes and letters with marks: left to the whole judgement.
          return false
        default: break
        }
        if length > 0 {
          let isWhole = byte == 0x20 || byte == 0xC2 || byte == 0x2C
          // "Josep Rull i Vidal"; who speaks English writes "I".
          let isPronoun = length == 1 && isSmall && word == 0x69
          if isWhole, depth == 0, length <= 8, !isPronoun, isSmall || count == 0,
            words.contains(word),
            isSmall || !names.contains(word) || !isCapital(bytes, index + 1)
          {
            return true
          }
          count += 1
          if count > reach { return false }
          word = 0
          length = 0
          isSmall = true
        }
      }
      return false
    }
  }

  private static func isCapital(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    index < bytes.count && ((0x41...0x5A).contains(bytes[index]) || bytes[index] >= 0xC3)
  }

  /// The words of up to eight ASCII letters, packed.
  private static let words = packed(LabelWords.sentence.subtracting(LabelWords.joints))
  /// Those of them that names begin with, too: "Will Stone".
  private static let names = packed(LabelWords.firstNames.union(LabelWords.rareNames))

  private static func packed(_ list: Set<String>) -> Set<UInt64> {
    var words: Set<UInt64> = []
    for word in list
    where word.utf8.count <= 8 && word.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) {
      words.insert(word.utf8.reduce(0) { $0 << 8 | UInt64($1) })
    }
    return words
  }
}
