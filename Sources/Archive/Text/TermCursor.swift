internal import ArchiveProtocol

/// Goes through the rows of a term, forwards or backwards, and tells its places in them.
/// Owns what it reads by. Belongs to one thread at a time.
final class TermCursor {
  /// Keeps the memory that is read.
  private let index: TextIndex
  private let term: Int
  /// For loops. Valid as long as the cursor.
  let reader: TermReader

  init(_ term: Int, of index: TextIndex) {
    self.index = index
    self.term = term
    reader = TermReader(term, of: index)
  }

  deinit { reader.deallocate() }

  /// Another one of the same term.
  func another() -> TermCursor { TermCursor(term, of: index) }

  var rowCount: Int { reader.rowCount }

  /// Whether it has a row.
  func contains(_ row: Int) -> Bool { reader.contains(row) }

  /// How many of its rows come before one.
  func rank(_ row: Int) -> Int { reader.rank(row) }

  /// Gives all of its rows, ascending.
  func forEachRow(_ body: (Int) -> Void) {
    let reader = reader
    for number in 0..<reader.blockCount {
      reader.load(number)
      for row in reader.block { body(Int(row)) }
    }
  }

  /// Gives those of its rows that are among some, ascending.
  func forEachRow(in rows: Range<Int>, _ body: (Int) -> Void) {
    let reader = reader
    guard !rows.isEmpty, reader.find(rows.lowerBound) else { return }
    repeat {
      let row = reader.row
      guard row < rows.upperBound else { return }
      body(row)
    } while reader.advance()
  }

  /// Gives each row with the number of its occurrences and the bytes of their places, in order.
  struct Walk {
    private let cursor: TermCursor
    private let reader: TermReader
    private(set) var isAtEnd: Bool

    init(_ cursor: TermCursor) {
      self.cursor = cursor
      reader = cursor.reader
      isAtEnd = reader.blockCount == 0
      if !isAtEnd {
        reader.load(0)
        reader.go(to: 0)
      }
    }

    var row: Int { reader.row }
    var count: UInt32 { UInt32(reader.count) }
    var places: UnsafeRawBufferPointer { reader.places }

    mutating func advance() { isAtEnd = !reader.advance() }
  }
}
