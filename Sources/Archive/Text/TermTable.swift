/// Numbers terms as they come.
struct TermTable: ~Copyable {
  private var text = GrowingColumn<UInt8>(capacity: 64 << 10)
  private var ends = GrowingColumn<UInt32>()
  private var hashes = GrowingColumn<UInt32>()
  /// Open addressing, at most half full; 0 stands for an empty slot.
  private var slots: [UInt32]
  private var mask: Int
  /// Of the process, so that nobody can choose words that collide.
  private let seed: (UInt64, UInt64)

  private static let processSeed = (
    UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max) | 1
  )

  init() {
    seed = Self.processSeed
    slots = [UInt32](repeating: 0, count: 4_096)
    mask = slots.count - 1
  }

  var count: Int { ends.count }

  /// The bytes of a term; valid until the table changes.
  func bytes(_ term: Int) -> UnsafeRawBufferPointer {
    let start = term == 0 ? 0 : Int(ends[term - 1])
    return UnsafeRawBufferPointer(start: text.base + start, count: Int(ends[term]) - start)
  }

  /// The number of a term, which is not empty; a new one where it has none.
  @inline(__always)
  mutating func number(of term: UnsafeRawBufferPointer) -> UInt32 {
    let hash = hash(term)
    var slot = Int(hash) & mask
    while true {
      let found = slots.withUnsafeBufferPointer { $0[slot] }
      if found == 0 { break }
      if hashes[Int(found) - 1] == hash, haveSameBytes(bytes(Int(found) - 1), term) {
        return found - 1
      }
      slot = (slot + 1) & mask
    }
    return add(term, hash, slot)
  }

  private mutating func add(
    _ term: UnsafeRawBufferPointer, _ hash: UInt32, _ slot: Int
  ) -> UInt32 {
    text.append(term.baseAddress!.assumingMemoryBound(to: UInt8.self), count: term.count)
    ends.append(UInt32(text.count))
    hashes.append(hash)
    slots[slot] = UInt32(count)
    if count * 2 > slots.count { grow() }
    return UInt32(count - 1)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 4)
    mask = slots.count - 1
    for term in 0..<count {
      var slot = Int(hashes[term]) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(term + 1)
    }
  }

  /// The numbers of the terms in bytewise order.
  func sorted() -> [UInt32] {
    // The first bytes as a number tell most terms apart.
    var keys: [UInt64] = []
    keys.reserveCapacity(count)
    for term in 0..<count {
      let bytes = self.bytes(term)
      var key: UInt64 = 0
      for index in 0..<8 {
        key = key << 8
        if index < bytes.count { key |= UInt64(bytes[index]) }
      }
      keys.append(key)
    }
    var numbers = Array(UInt32(0)..<UInt32(count))
    let (text, ends) = (text.base, ends.base)
    func bytes(_ term: UInt32) -> UnsafeRawBufferPointer {
      let start = term == 0 ? 0 : Int(ends[Int(term) - 1])
      return UnsafeRawBufferPointer(start: text + start, count: Int(ends[Int(term)]) - start)
    }
    numbers.sort { left, right in
      let (a, b) = (keys[Int(left)], keys[Int(right)])
      return a != b ? a < b : order(bytes(left), bytes(right)) < 0
    }
    return numbers
  }

  /// Multiplications to 128 bits, eight bytes at a time.
  @inline(__always)
  private func hash(_ term: UnsafeRawBufferPointer) -> UInt32 {
    func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
      let product = left.multipliedFullWidth(by: right)
      return product.high ^ product.low
    }
    var hash = seed.0 ^ UInt64(term.count)
    var index = 0
    while index + 8 <= term.count {
      hash = mix(
        hash ^ term.loadUnaligned(fromByteOffset: index, as: UInt64.self), seed.1)
      index += 8
    }
    var rest: UInt64 = 0
    while index < term.count {
      rest = rest << 8 | UInt64(term[index])
      index += 1
    }
    hash = mix(hash ^ rest, seed.1)
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }
}
