#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether two pieces of memory hold the same bytes.
func haveSameBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  left.count == right.count
    && (left.isEmpty || memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0)
}

/// Bytewise order: negative, zero or positive.
func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
  let common = min(left.count, right.count)
  if common > 0 {
    let result = memcmp(left.baseAddress!, right.baseAddress!, common)
    if result != 0 { return Int(result) }
  }
  return left.count - right.count
}

/// A message as gRPC frames it: a flag (0, not compressed), the length as a big-endian UInt32, the
/// message. (gRPC over HTTP/2, "Length-Prefixed-Message".)
enum Frame {
  static let prefixByteCount = 5

  static func writePrefix(messageByteCount: Int, to destination: UnsafeMutableRawPointer) {
    destination.storeBytes(of: 0, as: UInt8.self)
    (destination + 1).storeBytes(of: UInt32(messageByteCount).bigEndian, as: UInt32.self)
  }

  /// The bytes of field 1 of a framed message, which is a string of 1 to 160 bytes and comes first.
  @inline(__always)
  static func firstField(_ frame: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    let length = Int(frame.load(fromByteOffset: 6, as: UInt8.self))
    if length < 0x80 { return UnsafeRawBufferPointer(start: frame + 7, count: length) }
    let high = Int(frame.load(fromByteOffset: 7, as: UInt8.self))
    return UnsafeRawBufferPointer(start: frame + 8, count: (length & 0x7f) | high << 7)
  }
}

/// The first position of an ascending list whose row is not before `row`.
///
/// Rows of a speaker lie about evenly, so the search starts where the row should be and widens from
/// there: a few steps near each other instead of one for each halving of the list.
func lowerBound(_ list: UnsafeBufferPointer<UInt32>, _ row: Int) -> Int {
  guard let first = list.first, let last = list.last, row > Int(first) else { return 0 }
  guard row <= Int(last) else { return list.count }
  // Here first < row <= last: the answer is over 0 and under the count.
  let guess = (row - Int(first)) * (list.count - 1) / (Int(last) - Int(first))
  var low = guess
  var high = guess
  var step = 8
  while low > 0 && Int(list[low]) >= row {
    high = low
    low = max(0, low - step)
    step *= 2
  }
  while Int(list[high]) < row {
    low = high
    high = min(list.count - 1, high + step)
    step *= 2
  }
  return partitionPoint(low..<high) { Int(list[$0]) < row }
}

/// The first position in `range` for which `isBefore` is false; those before come first.
@inline(__always)
func partitionPoint(_ range: Range<Int>, _ isBefore: (Int) -> Bool) -> Int {
  var low = range.lowerBound
  var count = range.count
  while count > 0 {
    let half = count / 2
    if isBefore(low + half) {
      low += half + 1
      count -= half + 1
    } else {
      count = half
    }
  }
  return low
}
