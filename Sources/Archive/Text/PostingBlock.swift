/// A block of a term's rows, unpacked.
///
/// Packed it is a byte for the bits of a difference, one for those of a number of occurrences, and then
/// the differences and the numbers, each one less than it is, since none is 0.
enum PostingBlock {
  /// Rows that are unpacked together: so many differences end at a byte, whatever their bits.
  private static let rowsAtOnce = 8
  /// Bytes that unpacking may read behind those of a block.
  static let padding = 16

  /// Unpacks the rows of a block, which come behind `before`.
  /// - Parameters:
  ///   - before: The last row of the block before, or -1.
  ///   - rows: Room for `count`, rounded up to eight; what stands behind `count` means nothing.
  static func unpackRows(
    _ packed: UnsafePointer<UInt8>, bits: Int, count: Int, after before: Int,
    to rows: UnsafeMutablePointer<UInt32>
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

  /// Packs rows that come behind `before`.
  static func pack(
    rows: UnsafeBufferPointer<UInt32>, counts: UnsafeBufferPointer<UInt32>, after before: Int,
    to column: inout GrowingColumn<UInt8>
  ) {
    var rowMask: UInt32 = 0
    var countMask: UInt32 = 0
    var last = UInt32(truncatingIfNeeded: before)
    for (row, count) in zip(rows, counts) {
      rowMask |= row &- last &- 1
      countMask |= count - 1
      last = row
    }
    let rowBits = 32 - rowMask.leadingZeroBitCount
    let countBits = 32 - countMask.leadingZeroBitCount
    column.append(UInt8(rowBits))
    column.append(UInt8(countBits))
    var writer = BitWriter()
    last = UInt32(truncatingIfNeeded: before)
    for row in rows {
      writer.append(row &- last &- 1, bits: rowBits, to: &column)
      last = row
    }
    writer.finish(&column)
    for count in counts { writer.append(count - 1, bits: countBits, to: &column) }
    writer.finish(&column)
  }
}

/// Writes numbers of some bits, from the lowest bit up.
private struct BitWriter {
  private var pending: UInt64 = 0
  private var bits = 0

  @inline(__always)
  mutating func append(_ value: UInt32, bits count: Int, to column: inout GrowingColumn<UInt8>) {
    pending |= UInt64(value) << UInt64(bits)
    bits += count
    while bits >= 8 {
      column.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      bits -= 8
    }
  }

  /// Fills up the last byte.
  mutating func finish(_ column: inout GrowingColumn<UInt8>) {
    if bits > 0 { column.append(UInt8(truncatingIfNeeded: pending)) }
    pending = 0
    bits = 0
  }
}
