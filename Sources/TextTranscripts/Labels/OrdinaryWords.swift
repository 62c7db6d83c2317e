#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The words that a document uses as ordinary ones: in small letters.
struct OrdinaryWords {
  private let document: TextDocument
  /// All of them, made when many were asked for.
  private var all: HashSet?
  /// How many words were looked for one by one.
  private var searches = 0

  /// How much of a document is looked through, in bytes.
  private static let reach = 1 << 20
  /// How many words are looked for one by one before all are collected, which costs about as much.
  private static let maximumSearches = 12
  /// The small letters, the rarest of English texts first.
  private static let rarest = Array("zqjxkvbpygfwmuclrdhsnoiate".utf8)

  init(_ document: TextDocument) { self.document = document }

  /// Whether a folded word is one of them.
  mutating func contains(_ word: String) -> Bool {
    if let all { return all.contains(ByteHash.hash(word.utf8)) }
    searches += 1
    // Most names are no words.
    if searches <= Self.maximumSearches, !isThere(word) { return false }
    let found = find()
    all = found
    return found.contains(ByteHash.hash(word.utf8))
  }

  /// Whether the letters of a word stand in the document as a whole word, in small letters.
  private func isThere(_ word: String) -> Bool {
    let needle = Array(word.utf8)
    guard needle.count > 2,
      let rare = Self.rarest.first(where: needle.contains), let offset = needle.firstIndex(of: rare)
    else { return false }
    return document.bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return false }
      let end = min(bytes.count, Self.reach)
      var start = 0
      while start + needle.count <= end,
        let found = memchr(base + start + offset, Int32(rare), end - start - needle.count + 1)
      {
        let place = UnsafeRawPointer(found) - UnsafeRawPointer(base) - offset
        if bytes[place] == needle[0], place == 0 || !Self.isLetter(bytes[place - 1]),
          memcmp(base + place, needle, needle.count) == 0,
          place + needle.count >= end || !Self.isLetter(bytes[place + needle.count])
        {
          return true
        }
        start = place + 1
      }
      return false
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 && byte != 0xA0
  }

  /// Words of a document that begin with a small letter, in ASCII letters.
  private func find() -> HashSet {
    var words = HashSet()
    var hash = ByteHash.seed
    var length = 0
    var isSmall = true
    document.bytes.withUnsafeBufferPointer { bytes in
      for byte in bytes.prefix(Self.reach) {
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
