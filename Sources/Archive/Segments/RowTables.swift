/// Where each of some frames starts, and where the last one ends: for every 32 the place of the first, and
/// packed how far behind that each is.
struct FrameOffsets: ~Copyable, Sendable {
  private let bases: Column<Int>
  private let rests: PackedColumn<Int>

  private static let groupBits = 5

  /// - Parameter offsets: Ascending.
  init(_ offsets: borrowing Column<Int>) {
    let (all, group) = (offsets.buffer, 1 << Self.groupBits)
    let groupCount = (all.count + group - 1) / group
    bases = Column(count: groupCount) { bases in
      for number in 0..<groupCount { bases[number] = all[number * group] }
    }
    let rests = Column<Int>(count: all.count) { rests in
      for (index, offset) in all.enumerated() {
        rests[index] = offset - all[index / group * group]
      }
    }
    self.rests = PackedColumn(rests)
  }

  subscript(row: Int) -> Int {
    @inline(__always) get { bases[row &>> Self.groupBits] &+ rests[row] }
  }

  var count: Int { rests.count }
  var byteCount: Int { bases.byteCount + rests.byteCount }
}

/// Which run each row is of: for every 32 rows a bit each where a run starts, and how many start before.
struct RunNumbers: ~Copyable, Sendable {
  /// The bits, and above them one less than the runs that start before.
  private let words: Column<UInt64>

  /// - Parameter column: Runs that are not empty but for the last one, which starts where the last row ends.
  init(_ column: borrowing Column<Segment.Run>) {
    let runs = column.buffer
    let rowCount = Int(runs[runs.count - 1].start)
    words = Column(count: (rowCount + 31) / 32) { words in
      var run = 0
      for number in 0..<(rowCount + 31) / 32 {
        let before = UInt32(truncatingIfNeeded: run - 1)
        var starts: UInt32 = 0
        while run < runs.count - 1, Int(runs[run].start) < (number + 1) * 32 {
          starts |= 1 << (runs[run].start & 31)
          run += 1
        }
        words[number] = UInt64(before) << 32 | UInt64(starts)
      }
    }
  }

  subscript(row: Int) -> UInt32 {
    @inline(__always) get {
      let word = words[row >> 5]
      let starts = UInt32(truncatingIfNeeded: word) & (.max &>> UInt32(31 &- row & 31))
      return UInt32(truncatingIfNeeded: word >> 32)
        &+ UInt32(truncatingIfNeeded: starts.nonzeroBitCount)
    }
  }

  var byteCount: Int { words.byteCount }
}
