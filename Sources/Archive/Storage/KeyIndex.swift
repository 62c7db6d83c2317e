/// Finds the position of a key among keys that are kept elsewhere.
///
/// A table of positions with open addressing, four fifths full: 5 bytes a key. Bits of a slot that no
/// position needs hold some of the key's hash, so that hardly any other key is looked at; the keys
/// themselves are compared, so a hit is never a coincidence. The hash is the standard library's, seeded for
/// each process, so that nobody can choose ids that collide.
struct KeyIndex: ~Copyable, Sendable {
  /// 0 where there is none; else a position, one more than it is, and above it bits of the hash.
  private let slots: Column<UInt32>
  private let positions: UInt32

  /// Indexes keys 0 to `count` - 1, which differ.
  init(count: Int, key: (Int) -> UnsafeRawBufferPointer) {
    let capacity = count + count / 4 + 4
    let positions = UInt32.max >> UInt32(UInt32(count).leadingZeroBitCount)
    slots = Column(count: capacity) { slots in
      slots.initialize(repeating: 0, count: capacity)
      for position in 0..<count {
        let hash = Self.hash(key(position))
        var slot = Self.slot(hash, capacity)
        while slots[slot] != 0 { slot = Self.next(slot, capacity) }
        slots[slot] = UInt32(position + 1) | Self.mark(hash, positions)
      }
    }
    self.positions = positions
  }

  /// The position of `key`; nil when it is not there.
  func position(
    of key: UnsafeRawBufferPointer, keyAt: (Int) -> UnsafeRawBufferPointer
  ) -> Int? {
    let hash = Self.hash(key)
    let mark = Self.mark(hash, positions)
    var slot = Self.slot(hash, slots.count)
    while slots[slot] != 0 {
      if slots[slot] & ~positions == mark {
        let position = Int(slots[slot] & positions) - 1
        if haveSameBytes(keyAt(position), key) { return position }
      }
      slot = Self.next(slot, slots.count)
    }
    return nil
  }

  var byteCount: Int { slots.byteCount }

  /// By the hash's upper bits.
  private static func slot(_ hash: UInt64, _ capacity: Int) -> Int {
    Int(hash.multipliedFullWidth(by: UInt64(capacity)).high)
  }

  /// By the lower ones.
  private static func mark(_ hash: UInt64, _ positions: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: hash) & ~positions
  }

  private static func next(_ slot: Int, _ capacity: Int) -> Int {
    slot + 1 == capacity ? 0 : slot + 1
  }

  private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytes: key)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
