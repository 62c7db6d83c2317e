/// Finds the position of a key among keys that are kept elsewhere.
///
/// A table of positions with open addressing, a third to two thirds full: 6 to 12 bytes a key. The keys
/// themselves are compared, so a hit is never a coincidence. The hash is the standard library's,
/// seeded for each process, so that nobody can choose ids that collide.
struct KeyIndex: ~Copyable, Sendable {
  private let slots: Column<UInt32>
  private let mask: Int

  /// Indexes keys 0 to `count` - 1, which differ.
  init(count: Int, key: (Int) -> UnsafeRawBufferPointer) {
    var capacity = 4
    while capacity * 2 < count * 3 { capacity *= 2 }
    let mask = capacity - 1
    slots = Column(count: capacity) { slots in
      slots.initialize(repeating: 0, count: capacity)
      for position in 0..<count {
        var slot = Self.hash(key(position)) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        // 0 stands for an empty slot.
        slots[slot] = UInt32(position + 1)
      }
    }
    self.mask = mask
  }

  /// The position of `key`; nil when it is not there.
  func position(
    of key: UnsafeRawBufferPointer, keyAt: (Int) -> UnsafeRawBufferPointer
  ) -> Int? {
    var slot = Self.hash(key) & mask
    while slots[slot] != 0 {
      let position = Int(slots[slot]) - 1
      if haveSameBytes(keyAt(position), key) { return position }
      slot = (slot + 1) & mask
    }
    return nil
  }

  var byteCount: Int { slots.byteCount }

  private static func hash(_ key: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: key)
    return hasher.finalize()
  }
}
