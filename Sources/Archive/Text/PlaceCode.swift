/// How places are packed: bytes below 240 end a number, those from there on go before (an (s,c)-dense code:
/// Brisaboa et al., "(S,C)-Dense Coding", 2003). A number takes a byte below 240, two below 4,080; and how
/// many numbers there are in some bytes is told without reading them.
enum PlaceCode {
  static let stoppers: UInt32 = 240
  static let continuers: UInt32 = 256 - stoppers
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Whether there is a byte among eight that does not end a number.
  @inline(__always)
  static func hasContinuer(_ bytes: UInt64) -> Bool {
    areContinuers(bytes) & 0x8080_8080_8080_8080 != 0
  }

  /// How many of eight bytes end a number.
  @inline(__always)
  static func countOfStoppers(_ bytes: UInt64) -> Int {
    // A product with all ones sums up what is found.
    Int(((~areContinuers(bytes) >> 7 & ones) &* ones) >> 56)
  }

  /// Whose upper four bits are all set has its uppermost set.
  @inline(__always)
  private static func areContinuers(_ bytes: UInt64) -> UInt64 {
    bytes & bytes << 1 & bytes << 2 & bytes << 3
  }

  @inline(__always)
  static func append(_ number: UInt32, to column: inout GrowingColumn<UInt8>) {
    if number < stoppers {
      column.append(UInt8(truncatingIfNeeded: number))
    } else {
      appendLong(number, to: &column)
    }
  }

  private static func appendLong(_ number: UInt32, to column: inout GrowingColumn<UInt8>) {
    // From the last byte to the first.
    var bytes = UInt64(number % stoppers)
    var count = 1
    var rest = number / stoppers
    while rest > 0 {
      rest -= 1
      bytes = bytes << 8 | UInt64(stoppers + rest % continuers)
      rest /= continuers
      count += 1
    }
    for _ in 0..<count {
      column.append(UInt8(truncatingIfNeeded: bytes))
      bytes >>= 8
    }
  }

  /// Reads a number and goes behind it.
  @inline(__always)
  static func next(_ at: inout UnsafePointer<UInt8>) -> UInt32 {
    var byte = UInt32(at.pointee)
    at += 1
    if byte < stoppers { return byte }
    var before: UInt32 = 0
    while byte >= stoppers {
      before = before &* continuers &+ (byte &- stoppers) &+ 1
      byte = UInt32(at.pointee)
      at += 1
    }
    return before &* stoppers &+ byte
  }

  /// Behind so many numbers.
  static func behind(_ start: UnsafePointer<UInt8>, _ count: Int) -> UnsafePointer<UInt8> {
    var (at, left) = (start, count)
    while left >= 8 {
      left &-= countOfStoppers(UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
      at += 8
    }
    while left > 0 {
      if UInt32(at.pointee) < stoppers { left -= 1 }
      at += 1
    }
    return at
  }
}
