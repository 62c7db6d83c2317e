/// A block of a term's rows, unpacked.
///
/// Packed it is a byte for the bits of a difference, one for those of a number of occurrences, and then
/// the differences and the numbers, each one less than it is, since none is 0. Where a few of a list need
/// more bits than the others do, which its byte says by `hasOutliers`, the lower bits of all are packed so,
/// and behind them stands what these few have above: a byte for how many they are, one for the further bits,
/// then for each its slot and these bits (as in PForDelta: Zukowski et al., 2006).
enum PostingBlock {
  static let hasOutliers: UInt8 = 0x80
  /// Bits of a row's place in its block.
  static let slotBits = 7
  /// Rows that are unpacked together: so many differences end at a byte, whatever their bits.
  private static let rowsAtOnce = 8
  /// Bytes that unpacking may read behind those of a block.
  static let padding = 16

  /// Unpacks a list: the rows of a block, which come behind `before`, or sums of its numbers of occurrences.
  /// - Parameters:
  ///   - header: What the block says of the list.
  ///   - before: The last row of the block before, or -1; 0 for sums.
  ///   - rows: Room for `count`, rounded up to eight; what stands behind `count` means nothing.
  /// - Returns: Behind the list.
  @discardableResult
  static func unpack(
    _ packed: UnsafePointer<UInt8>, _ header: UInt8, count: Int, after before: Int,
    to rows: UnsafeMutablePointer<UInt32>
  ) -> UnsafePointer<UInt8> {
    let bits = Int(header & ~hasOutliers)
    unpackLower(packed, bits, count, before, rows)
    let end = packed + (bits * count + 7) / 8
    return header & hasOutliers == 0 ? end : addOutliers(end, bits, count, rows)
  }

  /// Adds what outliers have above the bits of the others: each counts for all that come behind it.
  private static func addOutliers(
    _ packed: UnsafePointer<UInt8>, _ bits: Int, _ count: Int, _ rows: UnsafeMutablePointer<UInt32>
  ) -> UnsafePointer<UInt8> {
    let outliers = Outliers(packed)
    var added: UInt32 = 0
    var slot = 0
    for index in 0..<outliers.count {
      let outlier = outliers[index]
      while slot < outlier.slot {
        rows[slot] &+= added
        slot &+= 1
      }
      added &+= outlier.upper &<< UInt32(bits)
    }
    while slot < count {
      rows[slot] &+= added
      slot &+= 1
    }
    return outliers.end
  }

  /// How many of some bytes are a block of so many rows, as they say; nil where these lead out of them, or
  /// outliers are not in order. Behind the bytes there is `padding`.
  static func byteCount(of bytes: UnsafeBufferPointer<UInt8>, rowCount: Int) -> Int? {
    guard bytes.count >= 2 else { return nil }
    var end = 2
    for list in 0..<2 {
      let (header, bits) = (bytes[list], Int(bytes[list] & ~hasOutliers))
      guard bits <= 32 else { return nil }
      end += (rowCount * bits + 7) / 8
      guard header & hasOutliers != 0 else { continue }
      guard end + 2 <= bytes.count, bytes[end + 1] <= 32 else { return nil }
      let start = end
      end += 2 + (Int(bytes[end]) * (slotBits + Int(bytes[end + 1])) + 7) / 8
      guard end <= bytes.count else { return nil }
      let outliers = Outliers(bytes.baseAddress! + start)
      var last = -1
      for index in 0..<outliers.count {
        guard outliers[index].slot > last, outliers[index].slot < rowCount else { return nil }
        last = outliers[index].slot
      }
    }
    return end <= bytes.count ? end : nil
  }

  @inline(__always)
  private static func unpackLower(
    _ packed: UnsafePointer<UInt8>, _ bits: Int, _ count: Int, _ before: Int,
    _ rows: UnsafeMutablePointer<UInt32>
  ) {
    // The number of bits is written out, so that each loop knows its shifts.
    switch bits {
    case 0: unpack(packed, 0, count, before, rows)
    case 1: unpack(packed, 1, count, before, rows)
    case 2: unpack(packed, 2, count, before, rows)
    case 3: unpack(packed, 3, count, before, rows)
    case 4: unpack(packed, 4, count, before, rows)
    case 5: unpack(packed, 5, count, before, rows)
    case 6: unpack(packed, 6, count, before, rows)
    case 7: unpack(packed, 7, count, before, rows)
    case 8: unpack(packed, 8, count, before, rows)
    case 9: unpack(packed, 9, count, before, rows)
    case 10: unpack(packed, 10, count, before, rows)
    case 11: unpack(packed, 11, count, before, rows)
    case 12: unpack(packed, 12, count, before, rows)
    default: unpackOneByOne(packed, bits, count, before, rows)
    }
  }

  /// - Parameter bits: At most 16.
  @inline(__always)
  private static func unpack(
    _ packed: UnsafePointer<UInt8>, _ bits: Int, _ count: Int, _ before: Int,
    _ rows: UnsafeMutablePointer<UInt32>
  ) {
    var raw = UnsafeRawPointer(packed)
    let mask = UInt64(1) << UInt64(bits) - 1
    var row = UInt32(truncatingIfNeeded: before)
    var index = 0
    while index < count {
      // Eight differences of eight bits at most are in one word, and four of more.
      let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
      let half = 4 * bits
      let second =
        bits <= 8
        ? first &>> UInt64(half)
        : UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: half >> 3, as: UInt64.self))
          &>> UInt64(half & 7)
      for lane in 0..<4 {
        row = row &+ UInt32(truncatingIfNeeded: first &>> UInt64(lane &* bits) & mask) &+ 1
        rows[index &+ lane] = row
      }
      for lane in 0..<4 {
        row = row &+ UInt32(truncatingIfNeeded: second &>> UInt64(lane &* bits) & mask) &+ 1
        rows[index &+ 4 &+ lane] = row
      }
      raw += bits
      index &+= rowsAtOnce
    }
  }

  private static func unpackOneByOne(
    _ packed: UnsafePointer<UInt8>, _ bits: Int, _ count: Int, _ before: Int,
    _ rows: UnsafeMutablePointer<UInt32>
  ) {
    let raw = UnsafeRawPointer(packed)
    let mask = UInt64(1) << UInt64(bits) - 1
    var row = UInt32(truncatingIfNeeded: before)
    var bit = 0
    for index in 0..<count {
      let word = UInt64(
        littleEndian: raw.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
      row = row &+ UInt32(truncatingIfNeeded: word &>> UInt64(bit & 7) & mask) &+ 1
      rows[index] = row
      bit &+= bits
    }
  }
}
