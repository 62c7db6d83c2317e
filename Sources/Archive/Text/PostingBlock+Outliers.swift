extension PostingBlock {
  /// What a few numbers of a list have above the bits of the others.
  struct Outliers {
    let count: Int
    private let width: Int
    private let records: UnsafePointer<UInt8>

    /// - Parameter packed: What stands behind the lower bits.
    init(_ packed: UnsafePointer<UInt8>) {
      (count, width) = (Int(packed[0]), slotBits + Int(packed[1]))
      records = packed + 2
    }

    /// Behind them.
    var end: UnsafePointer<UInt8> { records + (count * width + 7) / 8 }

    /// Ascending by slot.
    subscript(index: Int) -> (slot: Int, upper: UInt32) {
      @inline(__always) get {
        let word = number(index, bits: width, of: records)
        return (
          Int(truncatingIfNeeded: word & (1 << UInt64(slotBits) - 1)),
          UInt32(truncatingIfNeeded: word >> UInt64(slotBits))
        )
      }
    }

    /// A bit for each slot.
    var slots: SIMD2<UInt64> {
      var slots = SIMD2<UInt64>.zero
      for index in 0..<count {
        let slot = self[index].slot
        slots[slot >> 6] |= 1 << UInt64(slot & 63)
      }
      return slots
    }

    /// What the number of a slot has above; 0 where it is none of them.
    func upper(of slot: Int) -> UInt32 {
      for index in 0..<count where self[index].slot == slot { return self[index].upper }
      return 0
    }
  }

  /// One of some numbers of 57 bits at most.
  @inline(__always)
  static func number(_ index: Int, bits: Int, of packed: UnsafePointer<UInt8>) -> UInt64 {
    let bit = index &* bits
    let word = UInt64(
      littleEndian: UnsafeRawPointer(packed).loadUnaligned(
        fromByteOffset: bit >> 3, as: UInt64.self))
    return word &>> UInt64(bit & 7) & (UInt64(1) << UInt64(bits) - 1)
  }
}
