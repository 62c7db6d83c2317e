/// Sixteen bytes at a time, for what is done to every byte of a document.
enum ByteBlock {
  typealias Bytes = SIMD16<UInt8>

  /// Which of the sixteen bytes something holds for: all bits of those are set.
  struct Mask {
    private(set) var low: UInt64
    private(set) var high: UInt64

    @inline(__always)
    init(_ mask: SIMDMask<SIMD16<Int8>>) {
      let halves = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
      (low, high) = (UInt64(littleEndian: halves[0]), UInt64(littleEndian: halves[1]))
    }

    @inline(__always)
    var isEmpty: Bool { low | high == 0 }

    /// How many bytes stand before the first of them; 16 when there is none.
    @inline(__always)
    var first: Int {
      (low != 0 ? low.trailingZeroBitCount : 64 + high.trailingZeroBitCount) / 8
    }
  }

  /// The block at an offset.
  @inline(__always)
  static func load(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Bytes {
    UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped).loadUnaligned(
      fromByteOffset: offset, as: Bytes.self)
  }

  /// The bytes that are `byte`.
  @inline(__always)
  static func holds(_ block: Bytes, _ byte: UInt8) -> SIMDMask<SIMD16<Int8>> {
    block .== Bytes(repeating: byte)
  }
}
