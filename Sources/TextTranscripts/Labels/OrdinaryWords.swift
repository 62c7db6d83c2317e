/// The words that a document uses as ordinary ones.
enum OrdinaryWords {
  /// How much of a document is looked through for ordinary words, in bytes.
  private static let vocabularyReach = 1 << 20

  /// Words of a document that begin with a small letter, in ASCII letters.
  static func find(in document: TextDocument) -> HashSet {
    var words = HashSet()
    var hash = ByteHash.seed
    var length = 0
    var isSmall = true
    document.bytes.withUnsafeBufferPointer { bytes in
      for byte in bytes.prefix(vocabularyReach) {
        switch byte {
        case 0x61...0x7A:
          hash = ByteHash.adding(byte, to: hash)
          length += 1
        case 0x41...0x5A, 0x80...0x9F, 0xA1...0xFF: isSmall = false
        default:
          if isSmall, length > 2 { words.insert(ByteHash.finished(hash)) }
          hash = ByteHash.seed
          length = 0
          isSmall = true
        }
      }
    }
    return words
  }
}
