/// Merges indexes term by term, without a look at the texts.
enum TextIndexMerging {
  /// An index, and which rows its rows become.
  struct Source {
    let index: TextIndex
    /// The new row of each row, ascending but for `noRow`, which is that of all further ones.
    let rows: [UInt32]
  }

  /// Stands for a row that is left out.
  static let noRow = UInt32.max

  /// Rows of a source that become others.
  struct Origin {
    var source: Int
    var rows: Range<Int>
    var newRow: Int
  }

  /// The index of rows that come from several segments.
  /// - Parameter origins: Ascending by new row, and so by the rows of each source.
  static func merged(_ indexes: [TextIndex], _ origins: [Origin]) -> TextIndex {
    var maps = indexes.map { _ in [UInt32]() }
    for origin in origins {
      let missing = origin.rows.lowerBound - maps[origin.source].count
      maps[origin.source].append(contentsOf: repeatElement(noRow, count: missing))
      maps[origin.source].append(
        contentsOf: UInt32(origin.newRow)..<UInt32(origin.newRow + origin.rows.count))
    }
    let rowCount = origins.last.map { $0.newRow + $0.rows.count } ?? 0
    let lengths = Column<UInt32>(count: rowCount) { lengths in
      for origin in origins {
        let own = indexes[origin.source].lengths.view
        for (place, row) in origin.rows.enumerated() { lengths[origin.newRow + place] = own[row] }
      }
    }
    return merged(zip(indexes, maps).map { Source(index: $0, rows: $1) }, lengths: lengths)
  }

  /// - Parameter lengths: How many words each row has.
  private static func merged(
    _ sources: [Source], lengths: consuming Column<UInt32>
  ) -> TextIndex {
    let indexes = sources.map(\.index)
    var writer = writer(of: indexes)
    var terms = TermWalk(indexes)
    var heads: [Head] = []
    while let term = terms.next() {
      heads.removeAll(keepingCapacity: true)
      for source in terms.sources {
        let head = Head(sources[source], term: terms.term(source))
        if !head.isAtEnd { heads.append(head) }
      }
      guard !heads.isEmpty else { continue }
      writer.begin(term)
      merge(&heads, into: &writer)
    }
    return writer.finish(lengths: lengths)
  }

  /// The index of what several are of, where the rows of each come behind those of the one before it. What is
  /// joined is given back, so that the whole is not held twice: nobody may read the indexes again.
  /// - Parameters:
  ///   - indexes: At least one.
  ///   - lengths: How many words each row has.
  static func joined(_ indexes: [TextIndex], lengths: consuming Column<UInt32>) -> TextIndex {
    var writer = writer(of: indexes)
    var terms = TermWalk(indexes)
    var termCount = 0
    var reader: TermReader?
    while let term = terms.next() {
      termCount += 1
      if termCount % termsBetweenGifts == 0 {
        for (number, index) in indexes.enumerated() { index.forget(before: terms.term(number)) }
      }
      writer.begin(term)
      for source in terms.sources {
        let (index, number) = (indexes[source], terms.term(source))
        let own = reader ?? TermReader(number, of: index)
        reader = own
        own.move(to: number, of: index)
        writer.add(own, places: index.places(ofTerm: number))
      }
    }
    reader?.deallocate()
    return writer.finish(lengths: lengths)
  }

  private static func writer(of indexes: [TextIndex]) -> TextIndexWriter {
    TextIndexWriter(
      termCapacity: (indexes.map(\.termCount).max() ?? 0) + 1,
      blockCapacity: indexes.reduce(0) { $0 + $1.blocks.count },
      placeCapacity: indexes.reduce(0) { $0 + $1.places.count })
  }

  private static let termsBetweenGifts = 1024

  /// Writes the rows of a term in order.
  private static func merge(_ heads: inout [Head], into writer: inout TextIndexWriter) {
    while true {
      var first = 0
      for index in heads.indices where heads[index].row < heads[first].row { first = index }
      var bound = UInt32.max
      for index in heads.indices where index != first { bound = min(bound, heads[index].row) }
      repeat {
        heads[first].write(to: &writer)
        heads[first].advance()
      } while !heads[first].isAtEnd && heads[first].row < bound
      if heads[first].isAtEnd {
        heads.remove(at: first)
        if heads.isEmpty { return }
      }
    }
  }

  /// What is left of a term's rows in a source.
  private struct Head {
    private let map: [UInt32]
    private var walk: TermCursor.Walk
    /// The row that is next, as it becomes.
    private(set) var row: UInt32 = 0

    init(_ source: Source, term: Int) {
      map = source.rows
      walk = TermCursor.Walk(TermCursor(term, of: source.index))
      settle()
    }

    var isAtEnd: Bool { walk.isAtEnd }

    mutating func advance() {
      walk.advance()
      settle()
    }

    /// Passes over rows that are left out.
    private mutating func settle() {
      while !walk.isAtEnd {
        row = walk.row < map.count ? map[walk.row] : noRow
        if row != noRow { return }
        walk.advance()
      }
    }

    func write(to writer: inout TextIndexWriter) {
      writer.add(row: row, count: walk.count, places: walk.places)
    }
  }
}
