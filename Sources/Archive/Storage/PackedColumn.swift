/// Numbers in one block of memory, each in as many bits as the greatest needs. Nobody changes them.
///
/// Subscripts are not checked, as those of a `Column`.
struct PackedColumn<Element: FixedWidthInteger & BitwiseCopyable>: ~Copyable, Sendable {
  let count: Int
  private let bytes: Column<UInt8>
  private let bits: Int

  /// - Parameter column: None of its numbers is negative or needs more than 57 bits; the `.max` of unsigned ones,
  ///   which stands for none, takes no more than others.
  init(_ column: borrowing Column<Element>) {
    let numbers = column.buffer
    var all: UInt64 = 0
    for number in numbers { all |= Self.stored(number) }
    let bits = 64 - all.leadingZeroBitCount
    precondition(bits <= 57)
    // What is loaded of the last one reaches behind it.
    let byteCount = (numbers.count * bits + 7) / 8 + MemoryLayout<UInt64>.size
    bytes = Column(count: byteCount) { bytes in
      bytes.initialize(repeating: 0, count: byteCount)
      let raw = UnsafeMutableRawPointer(bytes)
      for (index, number) in numbers.enumerated() {
        let bit = index * bits
        let word = UInt64(
          littleEndian: raw.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
        raw.storeBytes(
          of: (word | Self.stored(number) << UInt64(bit & 7)).littleEndian,
          toByteOffset: bit >> 3, as: UInt64.self)
      }
    }
    count = numbers.count
    self.bits = bits
  }

  /// One more, so that `.max` is 0.
  private static func stored(_ number: Element) -> UInt64 {
    UInt64(truncatingIfNeeded: number &+ 1)
  }

  /// For loops; valid as long as the column.
  struct View {
    fileprivate let base: UnsafeRawPointer
    fileprivate let bits: Int
    fileprivate let mask: UInt64

    subscript(index: Int) -> Element {
      @inline(__always) get {
        let bit = index &* bits
        let word = UInt64(
          littleEndian: base.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self))
        return Element(truncatingIfNeeded: word &>> UInt64(bit & 7) & mask) &- 1
      }
    }
  }

  var view: View {
    @inline(__always) get {
      View(base: UnsafeRawPointer(bytes.base), bits: bits, mask: 1 << UInt64(bits) - 1)
    }
  }

  subscript(index: Int) -> Element {
    @inline(__always) get { view[index] }
  }

  var byteCount: Int { bytes.byteCount }
}
