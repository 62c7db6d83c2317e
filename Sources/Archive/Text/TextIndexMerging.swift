/// Merges indexes term by term, without a look at the texts.
enum TextIndexMerging {
  /// An index, and which rows its rows become.
  struct Source {
    let index: TextIndex
    /// The new row of each row, ascending but for `noRow`, which is that of all further ones; nil where
    /// they stay as they are.
    let rows: [UInt32]?

    init(_ index: TextIndex, rows: [UInt32]? = nil) {
      self.index = index
      self.rows = rows
    }
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
        (lengths + origin.newRow).initialize(
          from: indexes[origin.source].lengths.base + origin.rows.lowerBound,
          count: origin.rows.count)
      }
    }
    return merged(zip(indexes, maps).map { Source($0, rows: $1) }, lengths: lengths)
  }

  /// - Parameters:
  ///   - lengths: How many words each row has.
  ///   - isLast: Whether the sources are not needed any more: what is merged is then given back, so that
  ///     the whole is not held twice. Nobody may read them again.
  static func merged(
    _ sources: [Source], lengths: consuming Column<UInt32>, isLast: Bool = false
  ) -> TextIndex {
    var writer = TextIndexWriter(
      termCapacity: (sources.map(\.index.termCount).max() ?? 0) + 1,
      blockCapacity: sources.reduce(0) { $0 + $1.index.blocks.count },
      placeCapacity: sources.reduce(0) { $0 + $1.index.places.count })
    var terms = TermWalk(sources.map(\.index))
    var heads: [Head] = []
    var termCount = 0
    while let term = terms.next() {
      termCount += 1
      if isLast, termCount % termsBetweenGifts == 0 {
        for (index, source) in sources.enumerated() {
          source.index.forget(before: terms.term(index) - 1)
        }
      }
      heads.removeAll(keepingCapacity: true)
      for source in terms.sources {
        let head = Head(sources[source], term: terms.term(source) - 1)
        if !head.isAtEnd { heads.append(head) }
      }
      guard !heads.isEmpty else { continue }
      writer.begin(term)
      merge(&heads, into: &writer)
    }
    return writer.finish(lengths: lengths)
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
    private let map: [UInt32]?
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
        row = map.map { walk.row < $0.count ? $0[walk.row] : noRow } ?? UInt32(walk.row)
        if row != noRow { return }
        walk.advance()
      }
    }

    func write(to writer: inout TextIndexWriter) {
      writer.add(row: row, count: walk.count, places: walk.places)
    }
  }
}

/// Goes through the terms of several indexes in bytewise order.
private struct TermWalk {
  private let indexes: [TextIndex]
  /// The term of each index that comes next.
  private var heads: [Int]
  /// Indexes that have terms left, as a heap by these.
  private var heap: [Int]
  /// The indexes that have the term which was given last, ascending.
  private(set) var sources: [Int] = []

  init(_ indexes: [TextIndex]) {
    self.indexes = indexes
    heads = indexes.map { _ in 0 }
    heap = indexes.indices.filter { indexes[$0].termCount > 0 }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
  }

  /// The number behind that of the last term of an index that was given.
  func term(_ source: Int) -> Int { heads[source] }

  mutating func next() -> UnsafeRawBufferPointer? {
    guard let first = heap.first else { return nil }
    let term = bytes(first)
    sources.removeAll(keepingCapacity: true)
    while let top = heap.first, haveSameBytes(bytes(top), term) {
      sources.append(top)
      heads[top] += 1
      if heads[top] == indexes[top].termCount {
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      }
      siftDown(0)
    }
    sources.sort()
    return term
  }

  private func bytes(_ source: Int) -> UnsafeRawBufferPointer {
    indexes[source].bytes(ofTerm: heads[source])
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      if child >= heap.count { return }
      if child + 1 < heap.count, order(bytes(heap[child + 1]), bytes(heap[child])) < 0 {
        child += 1
      }
      if order(bytes(heap[parent]), bytes(heap[child])) <= 0 { return }
      heap.swapAt(parent, child)
      parent = child
    }
  }
}
