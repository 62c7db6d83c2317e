/// Eight bytes at a time: tests on a word of eight bytes, each exact for the word as a whole.
package enum ByteWord {
  /// 1 in each byte.
  @inlinable @inline(__always)
  package static var ones: UInt64 { 0x0101_0101_0101_0101 }
  /// The top bit of each byte.
  @inlinable @inline(__always)
  package static var tops: UInt64 { 0x8080_8080_8080_8080 }

  /// The word at an offset.
  @inlinable @inline(__always)
  package static func load(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> UInt64 {
    UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped).loadUnaligned(
      fromByteOffset: offset, as: UInt64.self)
  }

  /// Not 0 when one of the bytes is `byte`; the lowest set top bit marks the first of them.
  @inlinable @inline(__always)
  package static func holds(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let other = word ^ (ones &* UInt64(byte))
    return (other &- ones) & ~other & tops
  }

  /// Not 0 when one of the bytes is below `limit`, which is at most 0x80.
  @inlinable @inline(__always)
  package static func holdsBelow(_ word: UInt64, _ limit: UInt8) -> UInt64 {
    (word &- ones &* UInt64(limit)) & ~word & tops
  }

  /// The word with ASCII capitals made small; all bytes must be ASCII.
  @inlinable @inline(__always)
  package static func lowercased(_ word: UInt64) -> UInt64 {
    let fromA = word &+ ones &* (0x80 - 0x41)
    let behindZ = word &+ ones &* (0x80 - 0x5B)
    return word | ((fromA & ~behindZ & tops) >> 2)
  }
}
