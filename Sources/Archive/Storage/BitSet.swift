/// A set of small numbers.
struct BitSet: Sendable {
  private var words: [UInt64]

  init(capacity: Int) { words = [UInt64](repeating: 0, count: capacity / 64 + 1) }

  /// Empties it, in the memory that it has if that is enough.
  mutating func removeAll(capacity: Int) {
    let count = capacity / 64 + 1
    guard words.count >= count else {
      self = BitSet(capacity: capacity)
      return
    }
    for index in words.indices { words[index] = 0 }
  }

  mutating func insert(_ number: Int) { words[number >> 6] |= 1 << UInt64(number & 63) }

  func contains(_ number: Int) -> Bool { words[number >> 6] >> UInt64(number & 63) & 1 == 1 }

  /// The numbers, ascending.
  var members: [UInt32] {
    var members: [UInt32] = []
    for (index, word) in words.enumerated() {
      var left = word
      while left != 0 {
        members.append(UInt32(index << 6 + left.trailingZeroBitCount))
        left &= left - 1
      }
    }
    return members
  }

  /// How many numbers of `range` are in it.
  func count(in range: Range<Int>) -> Int {
    guard !range.isEmpty else { return 0 }
    let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
    let head = UInt64.max << UInt64(range.lowerBound & 63)
    let tail = UInt64.max >> UInt64(63 - (range.upperBound - 1) & 63)
    if first == last { return (words[first] & head & tail).nonzeroBitCount }
    var count = (words[first] & head).nonzeroBitCount + (words[last] & tail).nonzeroBitCount
    for index in first + 1..<last { count += words[index].nonzeroBitCount }
    return count
  }

  mutating func formIntersection(_ other: BitSet) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  /// The least number in `range`, or the greatest.
  func first(in range: Range<Int>) -> Int? {
    var number = range.lowerBound
    while number < range.upperBound {
      let word = words[number >> 6] >> UInt64(number & 63)
      if word != 0 {
        number += word.trailingZeroBitCount
        return number < range.upperBound ? number : nil
      }
      number = (number | 63) + 1
    }
    return nil
  }

  func last(in range: Range<Int>) -> Int? {
    var number = range.upperBound - 1
    while number >= range.lowerBound {
      let word = words[number >> 6] << UInt64(63 - number & 63)
      if word != 0 {
        number -= word.leadingZeroBitCount
        return number >= range.lowerBound ? number : nil
      }
      number = number & ~63 - 1
    }
    return nil
  }
}
