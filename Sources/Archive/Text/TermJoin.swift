internal import ArchiveProtocol

/// The rows that all of some terms have. Belongs to one thread at a time.
struct TermJoin {
  /// Keep what the readers read by.
  private let cursors: [TermCursor]
  /// Ascending by how many rows they have.
  private let readers: [TermReader]

  /// - Parameter cursors: At least one.
  init(_ cursors: [TermCursor]) {
    self.cursors = cursors.sorted { $0.rowCount < $1.rowCount }
    readers = self.cursors.map(\.reader)
  }

  private static let blocksBetweenLooks = 32
  /// A row is looked up in the time of about so many steps of a merge.
  private static let mergeFactor = 8

  /// Gives the rows that are among some, ascending. Each cursor stands there meanwhile.
  ///
  /// The two terms with the fewest rows lead. Their blocks are merged without a branch for each row; where one
  /// has far fewer rows these are looked up in the other.
  /// - Parameters:
  ///   - isCancelled: Looked at every few thousand rows.
  ///   - body: May look at the row that it is given by the same cursors, and at no other.
  func forEachRow(
    in window: Range<Int>, _ isCancelled: () -> Bool,
    _ body: (Int) throws(QueryError) -> Void
  ) throws(QueryError) {
    try readers.withUnsafeBufferPointer { readers throws(QueryError) in
      // Slices of arrays would count references at every row.
      let others = UnsafeBufferPointer(rebasing: readers.dropFirst(2))
      @inline(__always)
      func give(_ row: Int) throws(QueryError) {
        guard window.contains(row) else { return }
        for other in others where !other.contains(row) { return }
        try body(row)
      }
      let few = readers[0]
      if readers.count > 1, !isLookedUp {
        let many = readers[1]
        try forEachPair(in: window, isCancelled) { _ throws(QueryError) in
          try few.forEachCommonRow(with: many, give)
        }
        return
      }
      let many = readers.count > 1 ? readers[1] : nil
      try forEachBlock(in: window, isCancelled) { () throws(QueryError) in
        let block = few.block
        for slot in block.indices {
          let row = Int(block[slot])
          few.go(to: slot)
          if let many, !many.contains(row) { continue }
          try give(row)
        }
      }
    }
    withExtendedLifetime(cursors) {}
  }

  /// How many rows are among some.
  /// - Parameter isCancelled: Looked at every few thousand rows.
  func count(in window: Range<Int>, _ isCancelled: () -> Bool) throws(QueryError) -> Int {
    var count = 0
    guard readers.count == 2, !isLookedUp else {
      try forEachRow(in: window, isCancelled) { _ in count += 1 }
      return count
    }
    let (few, many) = (readers[0], readers[1])
    try forEachPair(in: window, isCancelled) { rows throws(QueryError) in
      if window.lowerBound <= rows.lowerBound, rows.upperBound <= window.upperBound {
        count += few.countCommonRows(with: many)
      } else {
        few.forEachCommonRow(with: many) { row in count += window.contains(row) ? 1 : 0 }
      }
    }
    withExtendedLifetime(cursors) {}
    return count
  }

  /// Whether the rows of the term with the fewest are looked up in the others.
  private var isLookedUp: Bool { readers[0].rowCount * Self.mergeFactor < readers[1].rowCount }

  /// Unpacks each block of the first term that has rows in the window.
  @inline(__always)
  private func forEachBlock(
    in window: Range<Int>, _ isCancelled: () -> Bool, _ body: () throws(QueryError) -> Void
  ) throws(QueryError) {
    guard !window.isEmpty else { return }
    let few = readers[0]
    var number = few.block(of: window.lowerBound)
    while number < few.blockCount,
      number == 0 || few.lastRow(ofBlock: number - 1) + 1 < window.upperBound
    {
      if number % Self.blocksBetweenLooks == 0, isCancelled() { throw .cancelled }
      few.load(number)
      try body()
      number += 1
    }
  }

  /// Unpacks each pair of blocks of the first two terms that may have rows in common in the window.
  /// - Parameter body: Is given the rows among which these are.
  @inline(__always)
  private func forEachPair(
    in window: Range<Int>, _ isCancelled: () -> Bool,
    _ body: (Range<Int>) throws(QueryError) -> Void
  ) throws(QueryError) {
    guard !window.isEmpty else { return }
    let (few, many) = (readers[0], readers[1])
    var left = few.block(of: window.lowerBound)
    var right = many.block(of: window.lowerBound)
    while left < few.blockCount, right < many.blockCount {
      let (before, other) = (
        left == 0 ? -1 : few.lastRow(ofBlock: left - 1),
        right == 0 ? -1 : many.lastRow(ofBlock: right - 1)
      )
      let first = max(before, other) + 1
      guard first < window.upperBound else { return }
      if (left + right) % Self.blocksBetweenLooks == 0, isCancelled() { throw .cancelled }
      let (leftEnd, rightEnd) = (few.lastRow(ofBlock: left), many.lastRow(ofBlock: right))
      // A block that ends before the other one begins is not unpacked.
      if other < leftEnd, before < rightEnd {
        few.load(left)
        many.load(right)
        try body(Range(from: first, to: min(leftEnd, rightEnd) + 1))
      }
      if leftEnd <= rightEnd { left += 1 }
      if rightEnd <= leftEnd { right += 1 }
    }
  }
}
