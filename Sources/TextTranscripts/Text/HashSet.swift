/// A set of hashes, which stand for the words they are made of.
struct HashSet {
  /// Open addresses; 0 is none.
  private var slots = [UInt64](repeating: 0, count: 64)
  private(set) var count = 0

  /// Adds a hash that is not 0.
  mutating func insert(_ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] == hash { return }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = hash
    count += 1
    guard count * 2 > slots.count else { return }
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 4)
    count = 0
    for hash in old where hash != 0 { insert(hash) }
  }

  func contains(_ hash: UInt64) -> Bool {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] == hash { return true }
      slot = (slot + 1) & (slots.count - 1)
    }
    return false
  }
}

/// A hash of bytes, the same whether they are given at once or one by one.
enum ByteHash {
  static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  @inline(__always)
  static func adding(_ byte: UInt8, to hash: UInt64) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// Spreads a hash over all its bits; never 0.
  @inline(__always)
  static func finished(_ hash: UInt64) -> UInt64 {
    let product = hash &* 0x9E37_79B9_7F4A_7C15
    return (product ^ (product >> 32)) | 1 << 63
  }

  static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    finished(bytes.reduce(seed) { adding($1, to: $0) })
  }
}
