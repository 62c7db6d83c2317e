/// Hashes of the letters that sentences begin and end with, so that a sentence is found again
/// whatever stands between its letters.
enum SentenceKeys {
  /// How many letters and digits a key is made of; most sentences differ in fewer.
  private static let length = 40
  /// Fewest letters a key is made of: what has fewer is no sentence.
  private static let shortest = 6

  /// The key of the letters from `start` on; nil when there are too few.
  static func forward(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> UInt32? {
    var index = start
    return key {
      guard index < end else { return nil }
      defer { index += 1 }
      return bytes[index]
    }
  }

  /// The key of the letters before `end`, backwards.
  static func backward(
    _ bytes: UnsafeBufferPointer<UInt8>, from end: Int, to start: Int
  ) -> UInt32? {
    var index = end
    return key {
      guard index > start else { return nil }
      index -= 1
      return bytes[index]
    }.map { ~$0 }
  }

  @inline(__always)
  private static func key(next: () -> UInt8?) -> UInt32? {
    var hash = ByteHash.seed
    var count = 0
    while count < length, let byte = next() {
      guard isLetter(byte) else { continue }
      hash = ByteHash.adding(byte | 0x20, to: hash)
      count += 1
    }
    return count < shortest ? nil : UInt32(truncatingIfNeeded: ByteHash.finished(hash) >> 24)
  }

  /// How many letters a head is made of, five bits of each.
  private static let headLength = 12

  /// The first twelve letters from `start` on, packed and spread: keys differ where these do, and
  /// these are had much sooner.
  @inline(__always)
  static func forwardHead(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> UInt32 {
    var (word, count, index): (UInt64, Int, Int) = (0, 0, start)
    while count < headLength, index < end {
      push(bytes[index], &word, &count)
      index += 1
    }
    return spread(word)
  }

  /// The same for the letters before `end`, backwards.
  @inline(__always)
  static func backwardHead(
    _ bytes: UnsafeBufferPointer<UInt8>, from end: Int, to start: Int
  ) -> UInt32 {
    var (word, count, index): (UInt64, Int, Int) = (0, 0, end)
    while count < headLength, index > start {
      index -= 1
      push(bytes[index], &word, &count)
    }
    return ~spread(word)
  }

  /// The heads of the keys of a paragraph's beginning and end.
  @inline(__always)
  static func heads(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> (UInt32, UInt32) {
    (
      forwardHead(bytes, from: range.lowerBound, to: range.upperBound),
      backwardHead(bytes, from: range.upperBound, to: range.lowerBound)
    )
  }

  /// Takes a byte into a word if it is a letter or digit, without a branch that could be foretold
  /// wrongly.
  @inline(__always)
  private static func push(_ byte: UInt8, _ word: inout UInt64, _ count: inout Int) {
    let isLetter = SentenceKeys.isLetter(byte)
    word = isLetter ? word << 5 | UInt64(byte & 0x1F) : word
    count += isLetter ? 1 : 0
  }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }

  @inline(__always)
  private static func spread(_ word: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// Calls `body` with the offset of every full stop, question mark and exclamation mark.
  @inline(__always)
  static func forEachStop(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (Int) -> Void
  ) {
    var index = range.lowerBound
    while index + 16 <= range.upperBound {
      let block = ByteBlock.load(bytes, index)
      let stops = ByteBlock.Mask(
        ByteBlock.holds(block, 0x2E) .| ByteBlock.holds(block, 0x3F)
          .| ByteBlock.holds(block, 0x21))
      if stops.isEmpty {
        index += 16
      } else {
        index += stops.first
        body(index)
        index += 1
      }
    }
    while index < range.upperBound {
      if isStop(bytes[index]) { body(index) }
      index += 1
    }
  }

  @inline(__always)
  private static func isStop(_ byte: UInt8) -> Bool {
    byte == 0x2E || byte == 0x3F || byte == 0x21
  }
}

/// Heads of keys that are looked for, each with the least length of paragraph it is wanted in: a
/// table in which several may share a place, so that it says yes too often and never no wrongly.
struct WantedHeads {
  /// A bit for each head that is wanted, which answers for nearly all that are not: it stays in the
  /// processor's cache when the places do not.
  private var filter: [UInt64]
  private let filterShift: UInt32
  private var places: [Place]
  /// For each place how long the longest paragraph was in which something wanted there was found.
  private var found: [UInt16]
  private let mask: UInt32

  private struct Place {
    /// The upper half of the one head wanted there; ``several`` when there are more.
    var tag: UInt16 = 0
    /// The least length; ``longest`` where nothing is wanted.
    var length: UInt16 = WantedHeads.longest
  }

  /// Paragraphs are not told apart by their lengths above this one.
  private static let longest = UInt16.max
  private static let several = UInt16.max

  init(count: Int) {
    var bits = 6
    while 1 << bits < 2 * count, bits < 24 { bits += 1 }
    places = [Place](repeating: Place(), count: 1 << bits)
    found = [UInt16](repeating: 0, count: 1 << bits)
    mask = UInt32(1) << UInt32(bits) - 1
    // Sixteen bits for each head, more or less.
    let filterBits = bits + 3
    filter = [UInt64](repeating: 0, count: 1 << (filterBits - 6))
    filterShift = UInt32(32 - filterBits)
  }

  /// Wants a head in paragraphs of at least `length` bytes.
  mutating func insert(_ head: UInt32, length: Int) {
    let bit = head >> filterShift
    filter[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
    let index = Int(head & mask)
    let tag = UInt16(truncatingIfNeeded: head >> 16)
    let isFree = places[index].length == Self.longest
    places[index].tag = isFree || places[index].tag == tag ? tag : Self.several
    places[index].length = min(places[index].length, UInt16(clamping: length))
  }

  /// Whether a head may be wanted in a paragraph of so many bytes; notes that it was found.
  @inline(__always)
  mutating func find(_ head: UInt32, length: Int) -> Bool {
    let bit = head >> filterShift
    guard filter[Int(bit >> 6)] & 1 << UInt64(bit & 63) != 0 else { return false }
    let index = Int(head & mask)
    let place = places[index]
    guard place.length < Self.longest, length >= Int(place.length),
      place.tag == UInt16(truncatingIfNeeded: head >> 16) || place.tag == Self.several
    else { return false }
    found[index] = max(found[index], UInt16(clamping: length))
    return true
  }

  /// Whether a head may have been found in a paragraph of at least `length` bytes.
  func isFound(_ head: UInt32, length: Int) -> Bool {
    Int(found[Int(head & mask)]) >= min(length, Int(Self.longest))
  }
}
