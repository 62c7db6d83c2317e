extension PostingBlock {
  /// Packs rows that come behind `before`.
  static func pack(
    rows: UnsafeBufferPointer<UInt32>, counts: UnsafeBufferPointer<UInt32>, after before: Int,
    to column: inout GrowingColumn<UInt8>
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: rows.count) { numbers in
      let header = column.count
      _ = column.extend(by: 2)
      var last = UInt32(truncatingIfNeeded: before)
      for (index, row) in rows.enumerated() {
        numbers[index] = row &- last &- 1
        last = row
      }
      let ofRows = pack(UnsafeBufferPointer(numbers), OutlierRule.ofRows, to: &column)
      column[header] = ofRows
      for (index, count) in counts.enumerated() { numbers[index] = count - 1 }
      let ofCounts = pack(UnsafeBufferPointer(numbers), OutlierRule.ofCounts, to: &column)
      column[header + 1] = ofCounts
    }
  }

  /// Which numbers may be packed apart from the others: at most so many, where that saves so many bytes.
  private struct OutlierRule {
    var most: Int
    var leastGain: Int

    /// Rows are unpacked more often than anything else, and each outlier takes time.
    static let ofRows = OutlierRule(most: 2, leastGain: 12)
    static let ofCounts = OutlierRule(most: 16, leastGain: 1)
  }

  /// - Returns: What the block's header says of the list.
  private static func pack(
    _ numbers: UnsafeBufferPointer<UInt32>, _ rule: OutlierRule,
    to column: inout GrowingColumn<UInt8>
  ) -> UInt8 {
    let (bits, most, outliers) = width(numbers, rule)
    var writer = BitWriter(numbers.count * bits, &column)
    let mask = UInt32(truncatingIfNeeded: UInt64(1) << UInt64(bits) - 1)
    for number in numbers { writer.append(number & mask, bits: bits) }
    writer.finish()
    guard outliers > 0 else { return UInt8(bits) }
    column.append(UInt8(outliers))
    column.append(UInt8(most - bits))
    var upper = BitWriter(outliers * (slotBits + most - bits), &column)
    for (slot, number) in numbers.enumerated() where number > mask {
      upper.append(UInt32(slot), bits: slotBits)
      upper.append(number >> UInt32(bits), bits: most - bits)
    }
    upper.finish()
    return UInt8(bits) | hasOutliers
  }

  /// In how many bits most of the numbers are packed best, how many the greatest needs, and how many need
  /// more than most.
  private static func width(
    _ numbers: UnsafeBufferPointer<UInt32>, _ rule: OutlierRule
  ) -> (bits: Int, most: Int, outliers: Int) {
    var all: UInt32 = 0
    for number in numbers { all |= number }
    let most = 32 - all.leadingZeroBitCount
    guard most > 0 else { return (0, 0, 0) }
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 33) { counts in
      counts.initialize(repeating: 0)
      for number in numbers { counts[32 - number.leadingZeroBitCount] += 1 }
      var best = (bits: most, most: most, outliers: 0)
      var least = (numbers.count * most + 7) / 8 - rule.leastGain + 1
      var outliers = 0
      var bits = most - 1
      while bits >= 0 {
        outliers += counts[bits + 1]
        guard outliers <= rule.most else { break }
        let byteCount =
          (numbers.count * bits + 7) / 8 + 2 + (outliers * (slotBits + most - bits) + 7) / 8
        if byteCount < least {
          least = byteCount
          best = (bits, most, outliers)
        }
        bits -= 1
      }
      return best
    }
  }
}

/// Writes numbers of some bits, from the lowest bit up, to bytes that it takes at its beginning.
private struct BitWriter {
  private var at: UnsafeMutableRawPointer
  private var pending: UInt64 = 0
  private var bits = 0

  /// - Parameter column: Not to be changed until the writer is finished.
  init(_ bitCount: Int, _ column: inout GrowingColumn<UInt8>) {
    at = UnsafeMutableRawPointer(column.extend(by: (bitCount + 7) / 8))
  }

  /// - Parameter count: At most 32.
  @inline(__always)
  mutating func append(_ value: UInt32, bits count: Int) {
    pending |= UInt64(value) << UInt64(bits)
    bits += count
    if bits >= 32 {
      at.storeBytes(of: UInt32(truncatingIfNeeded: pending).littleEndian, as: UInt32.self)
      at += 4
      pending >>= 32
      bits -= 32
    }
  }

  /// Fills up the last byte.
  mutating func finish() {
    while bits > 0 {
      at.storeBytes(of: UInt8(truncatingIfNeeded: pending), as: UInt8.self)
      at += 1
      pending >>= 8
      bits -= 8
    }
  }
}
