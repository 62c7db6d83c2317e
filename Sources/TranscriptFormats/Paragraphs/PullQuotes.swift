/// Finds pull quotes: paragraphs that repeat as decoration what another paragraph says.
///
/// Editors shorten the sentences they repeat, so that a pull quote is known by its runs of four
/// words: nearly all of them stand in other paragraphs, or half of them when it is printed in
/// quotation marks. Only paragraphs are compared of which a sentence begins or ends like one
/// elsewhere, and quoted ones with their neighbours.
struct PullQuotes {
  private let document: TextDocument
  /// Entries by the low bits of their key: the last of each chain, and the one before each.
  private let heads: [Int32]
  private let entries: [Entry]

  /// A sentence's beginning or end and the paragraph it stands in.
  private struct Entry {
    var key: UInt64
    var paragraph: Int32
    var previous: Int32
  }

  /// A sentence's beginning or end, in letters and digits; most sentences differ in fewer.
  private static let keyLength = 24
  /// Shortest pull quote in bytes, without quotation marks around it: shorter paragraphs are
  /// repeated by people.
  private static let shortest = 80
  /// The same, with quotation marks.
  private static let shortestQuoted = 30
  /// Longest paragraph that is taken for a pull quote, in bytes.
  private static let longest = 1500
  /// Most paragraphs compared with one.
  private static let maximumCompared = 16

  /// - Parameter ranges: The words of every paragraph of speech.
  init(_ document: TextDocument, _ ranges: [Range<Int>]) {
    self.document = document
    var entries: [Entry] = []
    entries.reserveCapacity(ranges.count * 4)
    document.bytes.withUnsafeBufferPointer { bytes in
      for (index, range) in ranges.enumerated() {
        Self.keys(bytes, range) { key in
          entries.append(Entry(key: key, paragraph: Int32(truncatingIfNeeded: index), previous: -1))
        }
      }
    }
    var size = 64
    while size < entries.count { size *= 2 }
    var heads = [Int32](repeating: -1, count: size)
    for index in entries.indices {
      let slot = Int(truncatingIfNeeded: entries[index].key) & (size - 1)
      entries[index].previous = heads[slot]
      heads[slot] = Int32(truncatingIfNeeded: index)
    }
    self.entries = entries
    self.heads = heads
  }

  /// Calls `body` with the paragraphs, at most ``maximumCompared``, that hold a key.
  private func forEachParagraph(holding key: UInt64, _ body: (Int) -> Void) {
    var index = heads[Int(truncatingIfNeeded: key) & (heads.count - 1)]
    var (found, seen) = (0, 0)
    while index >= 0, found < Self.maximumCompared, seen < 2 * Self.maximumCompared {
      let entry = entries[Int(index)]
      if entry.key == key {
        body(Int(entry.paragraph))
        found += 1
      }
      seen += 1
      index = entry.previous
    }
  }

  /// Whether the paragraph of an index is a pull quote.
  func isPullQuote(_ index: Int, of ranges: [Range<Int>]) -> Bool {
    let range = ranges[index]
    guard range.count >= Self.shortestQuoted, range.count <= Self.longest else { return false }
    return document.bytes.withUnsafeBufferPointer { bytes in
      let isQuoted = Self.isQuoted(bytes, range)
      guard isQuoted || range.count >= Self.shortest else { return false }
      var others: Set<Int> = []
      Self.edges(bytes, range) { key in
        // A sentence may have been taken from the middle of its paragraph, the next from another.
        // Of two that say the same the shorter one is the excerpt, unless it is marked as one.
        forEachParagraph(holding: key) { other in
          if other != index, isQuoted || ranges[other].count > range.count + 8 {
            others.formUnion(other - 1...other + 1)
          }
        }
      }
      if isQuoted { others.formUnion(index - 10...index + 10) }
      others.remove(index)
      let near = others.filter { ranges.indices.contains($0) }.prefix(Self.maximumCompared * 3)
      guard !near.isEmpty else { return false }
      let words = Self.words(bytes, range)
      guard words.count >= (isQuoted ? 6 : 14) else { return false }
      let wanted = Self.runs(words)
      var found: Set<UInt64> = []
      for other in near {
        let text = Self.words(bytes, ranges[other])
        guard isQuoted || text.count > words.count else { continue }
        for run in Self.runs(text) where wanted.contains(run) { found.insert(run) }
      }
      return Double(found.count) >= Double(wanted.count) * (isQuoted ? 0.5 : 0.85)
    }
  }

  /// Calls `body` with the keys of a paragraph's beginning and of its last sentence's end.
  private static func edges(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (UInt64) -> Void
  ) {
    body(hash(bytes, from: range.lowerBound, to: range.upperBound))
    var end = range.upperBound
    while end > range.lowerBound + 1, letter(bytes[end - 1]) == nil { end -= 1 }
    body(hashBack(bytes, from: end, to: range.lowerBound))
  }

  /// Hashes of the words, in ASCII letters and digits.
  private static func words(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [UInt64] {
    var words: [UInt64] = []
    var hash: UInt64 = 0
    for index in range {
      if let letter = letter(bytes[index]) {
        hash =
          ((hash == 0 ? 0xCBF2_9CE4_8422_2325 : hash) ^ UInt64(letter)) &* 0x0000_0100_0000_01B3
      } else if hash != 0, bytes[index] == 0x20 || bytes[index] == 0xA0 || bytes[index] == 0x2E {
        words.append(hash)
        hash = 0
      }
    }
    if hash != 0 { words.append(hash) }
    return words
  }

  /// Hashes of every four words in a row.
  private static func runs(_ words: [UInt64]) -> Set<UInt64> {
    guard words.count >= 4 else { return [] }
    return Set(
      (0...words.count - 4).map { start in
        words[start..<start + 4].reduce(0) { ($0 &* 0x9E37_79B9_7F4A_7C15) ^ ($1 &+ ($0 >> 29)) }
      })
  }

  /// Calls `body` with a hash of the letters at the beginning and at the end of each sentence.
  private static func keys(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (UInt64) -> Void
  ) {
    body(hash(bytes, from: range.lowerBound, to: range.upperBound))
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == 0x2E || byte == 0x3F || byte == 0x21 {
        body(hashBack(bytes, from: index, to: range.lowerBound))
        if index + 1 < range.upperBound {
          body(hash(bytes, from: index + 1, to: range.upperBound))
        }
      }
      index += 1
    }
  }

  @inline(__always)
  private static func letter(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39, 0x61...0x7A: byte
    case 0x41...0x5A: byte | 0x20
    default: nil
    }
  }

  private static func hash(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var count = 0
    var index = start
    while index < end, count < keyLength {
      if let letter = letter(bytes[index]) {
        hash = (hash ^ UInt64(letter)) &* 0x0000_0100_0000_01B3
        count += 1
      }
      index += 1
    }
    return hash
  }

  private static func hashBack(
    _ bytes: UnsafeBufferPointer<UInt8>, from end: Int, to start: Int
  ) -> UInt64 {
    var hash: UInt64 = 0x8422_2325_CBF2_9CE4
    var count = 0
    var index = end
    while index > start, count < keyLength {
      index -= 1
      if let letter = letter(bytes[index]) {
        hash = (hash ^ UInt64(letter)) &* 0x0000_0100_0000_01B3
        count += 1
      }
    }
    return hash
  }

  /// Whether quotation marks open a paragraph and close it.
  private static func isQuoted(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Bool {
    let head = bytes[range.lowerBound..<min(range.upperBound, range.lowerBound + 3)]
    let tail = bytes[max(range.lowerBound, range.upperBound - 3)..<range.upperBound]
    let opens =
      head.first == 0x22 || Array(head) == [0xE2, 0x80, 0x9C] || head.starts(with: [0xC2, 0xAB])
    let closes =
      tail.last == 0x22 || Array(tail) == [0xE2, 0x80, 0x9D]
      || Array(tail.suffix(2)) == [0xC2, 0xBB]
    return opens && closes
  }
}
