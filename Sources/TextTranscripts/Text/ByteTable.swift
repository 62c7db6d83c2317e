/// Numbers the distinct stretches of a document's bytes, without making strings of them.
struct ByteTable {
  /// The first place of each distinct stretch.
  private(set) var ranges: [Range<Int>] = []
  /// Open addresses: 1 + number, or 0.
  private var slots = [Int32](repeating: 0, count: 64)
  private var hashes: [UInt32] = []

  var count: Int { ranges.count }

  /// The number of a stretch; the next free one when it is new.
  mutating func number(of range: Range<Int>, in bytes: [UInt8]) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      let stretch = UnsafeBufferPointer(rebasing: bytes[range])
      let hash = UInt32(truncatingIfNeeded: ByteHash.hash(stretch) >> 32)
      var slot = Int(hash) & (slots.count - 1)
      while slots[slot] != 0 {
        let number = Int(slots[slot]) - 1
        if hashes[number] == hash, bytes[ranges[number]].elementsEqual(stretch) { return number }
        slot = (slot + 1) & (slots.count - 1)
      }
      slots[slot] = Int32(truncatingIfNeeded: ranges.count + 1)
      ranges.append(range)
      hashes.append(hash)
      if ranges.count * 2 > slots.count { grow() }
      return ranges.count - 1
    }
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 4)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(truncatingIfNeeded: number + 1)
    }
  }
}
