/// A block of a term's rows, unpacked.
///
/// Packed it is a byte for the bits of a difference, one for those of a number of occurrences, and then
/// the differences and the numbers, each one less than it is, since none is 0.
enum PostingBlock {
  /// Unpacks the rows of a block, which come behind `before`.
  /// - Parameter before: The last row of the block before, or -1.
  @inline(__always)
  static func unpackRows(
    _ packed: UnsafePointer<UInt8>, bits: Int, count: Int, after before: Int,
    to rows: UnsafeMutablePointer<UInt32>
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
