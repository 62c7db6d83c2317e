/// Numbers terms as they come.
struct TermTable: ~Copyable {
  private var text = GrowingColumn<UInt8>(capacity: 64 << 10)
  private var ends = GrowingColumn<UInt32>()
  private var hashes = GrowingColumn<UInt32>()
  /// Open addressing, at most half full.
  private var slots: [Slot]
  private var mask: Int
  /// Of the process, so that nobody can choose words that collide.
  private let seed: (UInt64, UInt64)

  /// What tells most terms apart stands in one place.
  private struct Slot {
    /// One more than the term's number; 0 where there is none.
    var term: UInt32 = 0
    var hash: UInt32 = 0
    /// The term's first bytes.
    var key: UInt64 = 0
  }

  private static let processSeed = (
    UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max) | 1
  )

  init() {
    seed = Self.processSeed
    slots = [Slot](repeating: Slot(), count: 4_096)
    mask = slots.count - 1
  }

  var count: Int { ends.count }

  /// The bytes of a term; valid until the table changes.
  func bytes(_ term: Int) -> UnsafeRawBufferPointer {
    let start = term == 0 ? 0 : Int(ends[term - 1])
    return UnsafeRawBufferPointer(start: text.base + start, count: Int(ends[term]) - start)
  }

  /// The number of a term, which is not empty and has no NUL; a new one where it has none.
  @inline(__always)
  mutating func number(of term: UnsafeRawBufferPointer) -> UInt32 {
    let key = term.leadingNumber
    let hash = hash(term, key)
    var slot = Int(hash) & mask
    while true {
      let found = slots.withUnsafeBufferPointer { $0[slot] }
      if found.term == 0 { break }
      // What is shorter than eight bytes is known by them: whatever is longer has no zero there.
      if found.hash == hash, found.key == key,
        term.count < 8 || haveSameBytes(bytes(Int(found.term) - 1), term)
      {
        return found.term - 1
      }
      slot = (slot + 1) & mask
    }
    return add(term, key, hash, slot)
  }

  private mutating func add(
    _ term: UnsafeRawBufferPointer, _ key: UInt64, _ hash: UInt32, _ slot: Int
  ) -> UInt32 {
    text.append(term.baseAddress!.assumingMemoryBound(to: UInt8.self), count: term.count)
    ends.append(UInt32(text.count))
    hashes.append(hash)
    slots[slot] = Slot(term: UInt32(count), hash: hash, key: key)
    if count * 2 > slots.count { grow() }
    return UInt32(count - 1)
  }

  private mutating func grow() {
    slots = [Slot](repeating: Slot(), count: slots.count * 4)
    mask = slots.count - 1
    for term in 0..<count {
      var slot = Int(hashes[term]) & mask
      while slots[slot].term != 0 { slot = (slot + 1) & mask }
      slots[slot] = Slot(
        term: UInt32(term + 1), hash: hashes[term], key: bytes(term).leadingNumber)
    }
  }

  /// The numbers of the terms in bytewise order.
  func sorted() -> [UInt32] {
    // The first bytes as a number tell most terms apart.
    var keys: [UInt64] = []
    keys.reserveCapacity(count)
    for term in 0..<count { keys.append(self.bytes(term).leadingNumber) }
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

  /// Multiplications to 128 bits, eight bytes at a time; the last eight may be looked at twice.
  @inline(__always)
  private func hash(_ term: UnsafeRawBufferPointer, _ key: UInt64) -> UInt32 {
    func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
      let product = left.multipliedFullWidth(by: right)
      return product.high ^ product.low
    }
    var hash = mix(seed.0 ^ UInt64(term.count) ^ key, seed.1)
    var index = 8
    while index < term.count {
      let start = min(index, term.count - 8)
      hash = mix(hash ^ term.loadUnaligned(fromByteOffset: start, as: UInt64.self), seed.1)
      index += 8
    }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }
}
