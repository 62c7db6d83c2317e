internal import ArchiveProtocol

/// Goes through the rows of a term, forwards or backwards, and tells its places in them.
/// Belongs to one thread at a time.
final class TermCursor {
  private let index: TextIndex
  private let term: TextIndex.Term
  private let skips: UnsafeBufferPointer<TextIndex.Skip>
  // Exclusivity needs no checks at run time: nothing here calls back into its caller.
  @exclusivity(unchecked) private var block = PostingBlock()
  /// The block that is unpacked.
  @exclusivity(unchecked) private var number = -1
  /// Where in it the row stands that was found last.
  @exclusivity(unchecked) private var slot = 0
  /// Where the places of each row of the block start, if they were asked for.
  @exclusivity(unchecked) private var placeStarts: [Int] = []
  @exclusivity(unchecked) private var startsOf = -1

  init(_ term: Int, of index: TextIndex) {
    self.index = index
    self.term = index.terms[term]
    skips = index.skips(ofTerm: term)
  }

  var rowCount: Int { Int(term.rowCount) }

  /// The first rows, as far as they adjoin, that do not come before `row`; nil where there is none.
  @inline(__always)
  func rows(from row: Int) -> Range<Int>? {
    guard find(row) else { return nil }
    let rows = block.rows
    let first = Int(rows[slot])
    var end = slot + 1
    while end < block.count, Int(rows[end]) == first + end - slot { end += 1 }
    return Range(from: first, to: first + end - slot)
  }

  /// The last rows, as far as they adjoin, that do not come behind `row`; nil where there is none.
  @inline(__always)
  func rows(upTo row: Int) -> Range<Int>? {
    let before = rank(row + 1)
    guard before > 0 else { return nil }
    let place = before - 1
    load(place / TextIndex.rowsPerBlock)
    slot = place % TextIndex.rowsPerBlock
    let rows = block.rows
    let last = Int(rows[slot])
    var first = slot
    while first > 0, Int(rows[first - 1]) == last - (slot - first) - 1 { first -= 1 }
    return Range(from: Int(rows[first]), to: last + 1)
  }

  /// Whether it has a row.
  @inline(__always)
  func contains(_ row: Int) -> Bool { find(row) && Int(block.rows[slot]) == row }

  /// How many of its rows come before one.
  func rank(_ row: Int) -> Int {
    guard find(row) else { return rowCount }
    return number * TextIndex.rowsPerBlock + slot
  }

  /// Gives all of its rows, ascending.
  func forEachRow(_ body: (Int) -> Void) {
    for number in skips.indices {
      load(number)
      for index in 0..<block.count { body(Int(block.rows[index])) }
    }
    slot = 0
  }

  /// Gives those of its rows that are among some, ascending.
  func forEachRow(in rows: Range<Int>, _ body: (Int) -> Void) {
    guard !rows.isEmpty, find(rows.lowerBound) else { return }
    while Int(block.rows[slot]) < rows.upperBound {
      body(Int(block.rows[slot]))
      if slot + 1 < block.count {
        slot += 1
      } else {
        guard number + 1 < skips.count else { return }
        load(number + 1)
        slot = 0
      }
    }
  }

  /// How many rows two terms have in common.
  ///
  /// Blocks that overlap are merged without a branch for each row; where one term has far fewer rows these
  /// are looked up in the other.
  /// - Parameter isCancelled: Looked at every few thousand rows.
  static func commonCount(
    _ one: TermCursor, _ other: TermCursor, _ isCancelled: () -> Bool
  ) throws(QueryError) -> Int {
    let (few, many) = one.rowCount <= other.rowCount ? (one, other) : (other, one)
    var count = 0
    if few.rowCount * mergeFactor < many.rowCount {
      for number in few.skips.indices {
        if number % blocksBetweenLooks == 0, isCancelled() { throw .cancelled }
        few.load(number)
        for index in 0..<few.block.count where many.contains(Int(few.block.rows[index])) {
          count += 1
        }
      }
      few.slot = 0
      return count
    }
    var (left, right) = (0, 0)
    while left < few.skips.count, right < many.skips.count {
      if (left + right) % blocksBetweenLooks == 0, isCancelled() { throw .cancelled }
      let (leftEnd, rightEnd) = (few.skips[left].lastRow, many.skips[right].lastRow)
      // A block that ends before the other one begins is not unpacked.
      if right == 0 || many.skips[right - 1].lastRow < leftEnd,
        left == 0 || few.skips[left - 1].lastRow < rightEnd
      {
        few.load(left)
        many.load(right)
        count += common(few.block.rows, few.block.count, many.block.rows, many.block.count)
      }
      if leftEnd <= rightEnd { left += 1 }
      if rightEnd <= leftEnd { right += 1 }
    }
    (few.slot, many.slot) = (0, 0)
    return count
  }

  private static let blocksBetweenLooks = 64
  /// A row is looked up in the time of about so many steps of a merge.
  private static let mergeFactor = 8

  @inline(__always)
  private static func common(
    _ left: UnsafePointer<UInt32>, _ leftCount: Int, _ right: UnsafePointer<UInt32>,
    _ rightCount: Int
  ) -> Int {
    var (i, j, count) = (0, 0, 0)
    while i < leftCount, j < rightCount {
      let (a, b) = (left[i], right[j])
      count += a == b ? 1 : 0
      i += a <= b ? 1 : 0
      j += b <= a ? 1 : 0
    }
    return count
  }

  /// Finds the first row that does not come before one.
  @inline(__always)
  private func find(_ row: Int) -> Bool {
    if number >= 0, Int(block.rows[0]) <= row, row <= Int(block.rows[block.count - 1]) {
      seek(row)
      return true
    }
    return findBlock(row)
  }

  private func findBlock(_ row: Int) -> Bool {
    guard let last = skips.last, row <= Int(last.lastRow) else { return false }
    var low = 0
    var high = skips.count - 1
    if number >= 0 {
      if row > Int(skips[number].lastRow) {
        // Most often a block that is near.
        low = number + 1
        var step = 1
        while low + step < skips.count, Int(skips[low + step - 1].lastRow) < row {
          low += step
          step *= 2
        }
        high = min(high, low + step - 1)
      } else {
        high = number
      }
    }
    let found = partitionPoint(low..<high) { Int(skips[$0].lastRow) < row }
    load(found)
    slot = 0
    seek(row)
    return true
  }

  /// Finds a row in the block, which does not end before it.
  @inline(__always)
  private func seek(_ row: Int) {
    let rows = block.rows
    if Int(rows[slot]) >= row {
      if slot == 0 || Int(rows[slot - 1]) < row { return }
      slot = 0
    }
    // Most often it is one of the next.
    let near = min(slot + 8, block.count - 1)
    if Int(rows[near]) >= row {
      while Int(rows[slot]) < row { slot += 1 }
      return
    }
    slot = partitionPoint(near..<block.count - 1) { Int(rows[$0]) < row }
  }

  private func load(_ wanted: Int) {
    guard wanted != number else { return }
    number = wanted
    let skip = skips[wanted]
    block.load(
      index.blocks.base + term.blockOffset + Int(skip.blockOffset),
      count: min(
        TextIndex.rowsPerBlock, Int(term.rowCount) - wanted * TextIndex.rowsPerBlock),
      after: wanted == 0 ? -1 : Int(skips[wanted - 1].lastRow))
  }

  // MARK: Places

  /// How often the row has it that was found last.
  var count: Int { Int(block.counts[slot]) }

  /// Adds the places of the row that was found last, ascending.
  func places(addedTo places: inout [UInt32]) {
    findStarts()
    var at = index.places.base + placeStarts[slot]
    var place: UInt32 = 0
    for _ in 0..<count {
      var shift: UInt32 = 0
      var byte = at.pointee
      var difference = UInt32(byte & 0x7f)
      at += 1
      while byte >= 0x80 {
        byte = at.pointee
        at += 1
        shift += 7
        difference |= UInt32(byte & 0x7f) << shift
      }
      place += difference
      places.append(place)
    }
  }

  /// Finds where each row's places start: those of the rows before it are passed over.
  private func findStarts() {
    guard startsOf != number else { return }
    startsOf = number
    let start = term.placeOffset + Int(skips[number].placeOffset)
    placeStarts.removeAll(keepingCapacity: true)
    let counts = block.counts
    let bytes = index.places.base
    var at = start
    for row in 0..<block.count {
      placeStarts.append(at)
      var left = counts[row]
      while left > 0 {
        if bytes[at] < 0x80 { left -= 1 }
        at += 1
      }
    }
  }

  /// Gives each row with the number of its occurrences and the bytes of their places, in order.
  struct Walk {
    private let cursor: TermCursor
    private(set) var isAtEnd: Bool

    init(_ cursor: TermCursor) {
      self.cursor = cursor
      isAtEnd = cursor.skips.isEmpty
      if !isAtEnd {
        cursor.load(0)
        cursor.slot = 0
      }
    }

    var row: Int { Int(cursor.block.rows[cursor.slot]) }
    var count: UInt32 { cursor.block.counts[cursor.slot] }

    var places: UnsafeRawBufferPointer {
      cursor.findStarts()
      let start = cursor.placeStarts[cursor.slot]
      var end = start
      if cursor.slot + 1 < cursor.block.count {
        end = cursor.placeStarts[cursor.slot + 1]
      } else {
        var left = count
        while left > 0 {
          if cursor.index.places[end] < 0x80 { left -= 1 }
          end += 1
        }
      }
      return UnsafeRawBufferPointer(start: cursor.index.places.base + start, count: end - start)
    }

    mutating func advance() {
      cursor.slot += 1
      guard cursor.slot == cursor.block.count else { return }
      if cursor.number + 1 < cursor.skips.count {
        cursor.load(cursor.number + 1)
        cursor.slot = 0
      } else {
        isAtEnd = true
      }
    }
  }
}
