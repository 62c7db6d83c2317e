internal import ArchiveProtocol

/// Where the rows of a term are read: all that loops need, in memory that a `TermCursor` owns. A copy is
/// a pointer, so that no loop counts references. Valid as long as its cursor.
struct TermReader {
  let state: UnsafeMutablePointer<State>

  struct State {
    var index: Memory
    /// The rows of the block that is unpacked, ascending.
    let rows: UnsafeMutablePointer<UInt32>
    /// For whoever joins this with another.
    let pairs: UnsafeMutablePointer<UInt16>
    /// The block that is unpacked, and how many rows it has.
    var number = -1
    var count = 0
    /// Where in it the row stands that was found last.
    var slot = 0
    /// Where numbers of occurrences are packed, and how (`PostingBlock`).
    var counts: UnsafePointer<UInt8>
    var countHeader: UInt8 = 0
    /// In which slots of the block `outlying` these numbers are outliers.
    var outliers = SIMD2<UInt64>.zero
    var outlying = -1
    /// For each row of the block `summed` how often it and those before it have it together; before the
    /// first stands a 0.
    let sums: UnsafeMutablePointer<UInt32>
    var summed = -1
    /// A row of the block `placesOf`, and where its places start.
    var placesOf = -1
    var placeSlot = 0
    var places: UnsafePointer<UInt8>
  }

  struct Memory {
    let skips: UnsafePointer<TextIndex.Skip>
    let blockCount: Int
    let rowCount: Int
    let blocks: UnsafePointer<UInt8>
    let places: UnsafePointer<UInt8>

    init(_ number: Int, of index: TextIndex) {
      let term = index.terms[number]
      let skips = index.skips(ofTerm: number)
      self.skips = index.skips.base + Int(term.firstSkip)
      blockCount = skips.count
      rowCount = Int(term.rowCount)
      blocks = index.blocks.base + term.blockOffset
      places = index.places.base + term.placeOffset
    }
  }

  /// Takes memory, which `deallocate` gives back.
  init(_ number: Int, of index: TextIndex) {
    let rowBytes = TextIndex.rowsPerBlock * MemoryLayout<UInt32>.stride
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<State>.stride + 3 * rowBytes + MemoryLayout<UInt32>.stride,
      alignment: 16)
    state = memory.bindMemory(to: State.self, capacity: 1)
    let rows = memory + MemoryLayout<State>.stride
    state.initialize(
      to: State(
        index: Memory(number, of: index),
        rows: rows.bindMemory(to: UInt32.self, capacity: TextIndex.rowsPerBlock),
        pairs: (rows + rowBytes).bindMemory(
          to: UInt16.self, capacity: 2 * TextIndex.rowsPerBlock),
        counts: index.blocks.base,
        sums: (rows + 2 * rowBytes).bindMemory(
          to: UInt32.self, capacity: TextIndex.rowsPerBlock + 1),
        places: index.places.base))
    state.pointee.sums[0] = 0
  }

  /// Goes to another term, before its first row.
  func move(to number: Int, of index: TextIndex) {
    state.pointee.index = Memory(number, of: index)
    state.pointee.number = -1
    state.pointee.count = 0
    state.pointee.slot = 0
    state.pointee.summed = -1
    state.pointee.outlying = -1
    state.pointee.placesOf = -1
  }

  func deallocate() { UnsafeMutableRawPointer(state).deallocate() }

  @inline(__always)
  var rowCount: Int { state.pointee.index.rowCount }

  @inline(__always)
  var blockCount: Int { state.pointee.index.blockCount }

  @inline(__always)
  func lastRow(ofBlock block: Int) -> Int { Int(state.pointee.index.skips[block].lastRow) }

  /// The row that was found last.
  @inline(__always)
  var row: Int { Int(state.pointee.rows[state.pointee.slot]) }

  // MARK: Rows

  /// The first rows, as far as they adjoin, that do not come before `row`; nil where there is none.
  @inline(__always)
  func rows(from row: Int) -> Range<Int>? {
    guard find(row) else { return nil }
    let (rows, slot, count) = (state.pointee.rows, state.pointee.slot, state.pointee.count)
    let first = Int(rows[slot])
    var end = slot + 1
    while end < count, Int(rows[end]) == first + end - slot { end += 1 }
    return Range(from: first, to: first + end - slot)
  }

  /// The last rows, as far as they adjoin, that do not come behind `row`; nil where there is none.
  func rows(upTo row: Int) -> Range<Int>? {
    guard findLast(upTo: row) else { return nil }
    let (rows, slot) = (state.pointee.rows, state.pointee.slot)
    let last = Int(rows[slot])
    var first = slot
    while first > 0, Int(rows[first - 1]) == last - (slot - first) - 1 { first -= 1 }
    return Range(from: Int(rows[first]), to: last + 1)
  }

  /// Whether it has a row.
  @inline(__always)
  func contains(_ row: Int) -> Bool {
    let state = state.pointee
    if state.number >= 0, Int(state.rows[state.slot]) == row { return true }
    return find(row) && self.row == row
  }

  /// How many of its rows come before one.
  func rank(_ row: Int) -> Int {
    guard find(row) else { return rowCount }
    return state.pointee.number * TextIndex.rowsPerBlock + state.pointee.slot
  }

  /// The first block that does not end before a row; `blockCount` where all do.
  func block(of row: Int) -> Int {
    let skips = state.pointee.index.skips
    return partitionPoint(0..<blockCount) { Int(skips[$0].lastRow) < row }
  }

  /// Finds the first row that does not come before one.
  @inline(__always)
  func find(_ row: Int) -> Bool {
    let (rows, count) = (state.pointee.rows, state.pointee.count)
    if state.pointee.number >= 0, Int(rows[0]) <= row, row <= Int(rows[count - 1]) {
      seek(row)
      return true
    }
    return findBlock(row)
  }

  /// Finds the last row that does not come behind one.
  func findLast(upTo row: Int) -> Bool {
    guard blockCount > 0 else { return false }
    if !find(row) {
      load(blockCount - 1)
      state.pointee.slot = state.pointee.count - 1
    } else if self.row > row {
      if state.pointee.slot > 0 {
        state.pointee.slot -= 1
      } else {
        guard state.pointee.number > 0 else { return false }
        load(state.pointee.number - 1)
        state.pointee.slot = state.pointee.count - 1
      }
    }
    return true
  }

  private func findBlock(_ row: Int) -> Bool {
    let (skips, blockCount, number) = (
      state.pointee.index.skips, blockCount, state.pointee.number
    )
    guard blockCount > 0, row <= Int(skips[blockCount - 1].lastRow) else { return false }
    var low = 0
    var high = blockCount - 1
    if number >= 0 {
      if row > Int(skips[number].lastRow) {
        // Most often a block that is near.
        low = number + 1
        var step = 1
        while low + step < blockCount, Int(skips[low + step - 1].lastRow) < row {
          low += step
          step *= 2
        }
        high = min(high, low + step - 1)
      } else {
        high = number
      }
    }
    load(partitionPoint(low..<high) { Int(skips[$0].lastRow) < row })
    state.pointee.slot = 0
    seek(row)
    return true
  }

  /// Finds a row in the block, which does not end before it.
  @inline(__always)
  private func seek(_ row: Int) {
    let (rows, count) = (state.pointee.rows, state.pointee.count)
    var slot = state.pointee.slot
    if Int(rows[slot]) >= row {
      if slot == 0 || Int(rows[slot - 1]) < row { return }
      slot = 0
    }
    // Most often it is one of the next.
    let near = min(slot + 4, count - 1)
    if Int(rows[near]) >= row {
      while Int(rows[slot]) < row { slot += 1 }
    } else {
      // Halves what is left without a branch that would be guessed wrong half of the time.
      var left = count - near
      slot = near
      while left > 1 {
        let half = left / 2
        slot &+= Int(rows[slot &+ half &- 1]) < row ? half : 0
        left &-= half
      }
    }
    state.pointee.slot = slot
  }

  /// Unpacks a block, if it is not the one that is.
  @inline(__always)
  func load(_ wanted: Int) {
    if wanted != state.pointee.number { unpack(wanted) }
  }

  private func unpack(_ wanted: Int) {
    let index = state.pointee.index
    let count = min(TextIndex.rowsPerBlock, index.rowCount - wanted * TextIndex.rowsPerBlock)
    let packed = index.blocks + Int(index.skips[wanted].blockOffset)
    let counts = PostingBlock.unpack(
      packed + 2, packed[0], count: count,
      after: wanted == 0 ? -1 : Int(index.skips[wanted - 1].lastRow), to: state.pointee.rows)
    state.pointee.number = wanted
    state.pointee.count = count
    state.pointee.slot = 0
    state.pointee.countHeader = packed[1]
    state.pointee.counts = counts
  }

  /// The rows of the block that is unpacked.
  @inline(__always)
  var block: UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(start: state.pointee.rows, count: state.pointee.count)
  }

  /// Goes to a row of the block that is unpacked.
  @inline(__always)
  func go(to slot: Int) { state.pointee.slot = slot }

  /// Goes to the next row; whether there is one.
  @inline(__always)
  func advance() -> Bool {
    if state.pointee.slot + 1 < state.pointee.count {
      state.pointee.slot += 1
      return true
    }
    guard state.pointee.number + 1 < blockCount else { return false }
    load(state.pointee.number + 1)
    return true
  }
}
