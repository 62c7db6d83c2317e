internal import ArchiveProtocol

/// The rows that all of some terms have. Belongs to one thread at a time.
struct TermJoin {
  /// Keep what the readers read by.
  private let cursors: [TermCursor]

  /// - Parameter cursors: At least one.
  init(_ cursors: [TermCursor]) { self.cursors = cursors.sorted { $0.rowCount < $1.rowCount } }

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
    guard !window.isEmpty else { return }
    defer { withExtendedLifetime(cursors) {} }
    let readers = cursors.map(\.reader)
    let few = readers[0]
    let many = readers.count > 1 ? readers[1] : few
    let others = readers.dropFirst(2)
    func give(_ row: Int) throws(QueryError) {
      guard window.contains(row) else { return }
      for other in others where !other.contains(row) { return }
      try body(row)
    }
    var left = few.block(of: window.lowerBound)
    if readers.count == 1 || few.rowCount * Self.mergeFactor < many.rowCount {
      while left < few.blockCount, left == 0 || few.lastRow(ofBlock: left - 1) < window.upperBound {
        if left % Self.blocksBetweenLooks == 0, isCancelled() { throw .cancelled }
        few.load(left)
        let block = few.block
        for slot in block.indices {
          let row = Int(block[slot])
          few.go(to: slot)
          if readers.count > 1, !many.contains(row) { continue }
          try give(row)
        }
        left += 1
      }
      return
    }
    var right = many.block(of: window.lowerBound)
    while left < few.blockCount, right < many.blockCount {
      let (before, other) = (
        left == 0 ? -1 : few.lastRow(ofBlock: left - 1),
        right == 0 ? -1 : many.lastRow(ofBlock: right - 1)
      )
      guard max(before, other) < window.upperBound else { return }
      if (left + right) % Self.blocksBetweenLooks == 0, isCancelled() { throw .cancelled }
      let (leftEnd, rightEnd) = (few.lastRow(ofBlock: left), many.lastRow(ofBlock: right))
      // A block that ends before the other one begins is not unpacked.
      if other < leftEnd, before < rightEnd {
        few.load(left)
        many.load(right)
        try few.forEachCommonRow(with: many, give)
      }
      if leftEnd <= rightEnd { left += 1 }
      if rightEnd <= leftEnd { right += 1 }
    }
  }
}
