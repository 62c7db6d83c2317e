import Dispatch
import Synchronization

/// Makes the index of statements that are in order: pieces of them at once on all cores, which are then
/// merged.
enum TextIndexing {
  /// Bytes of statements that are indexed at a time: two million words, which take some 50 MB until they
  /// are packed.
  static let pieceByteCount = 12 << 20
  /// Pieces at once, whatever the number of cores, since each takes memory.
  private static let maximumThreads = 8

  static func index(
    bytes: borrowing Column<UInt8>, offsets: borrowing Column<Int>, rowCount: Int,
    pieceByteCount: Int = pieceByteCount
  ) -> TextIndex {
    let (bytes, offsets) = (Frames(bytes.base), offsets.buffer)
    var pieces: [Range<Int>] = []
    var start = 0
    while start < rowCount {
      let limit = offsets[start] + pieceByteCount
      let end = max(start + 1, partitionPoint(start..<rowCount) { offsets[$0 + 1] <= limit })
      pieces.append(start..<end)
      start = end
    }
    guard pieces.count > 1 else { return index(bytes, offsets, rows: 0..<rowCount) }
    // Sendable is sound: the columns are not changed, and they outlive the call.
    nonisolated(unsafe) let frames = offsets
    let (ranges, done) = (pieces, Pieces(pieces.count))
    DispatchQueue.concurrentPerform(iterations: min(pieces.count, maximumThreads)) { _ in
      while let piece = done.next() {
        done.finish(piece, index(bytes, frames, rows: ranges[piece]))
      }
    }
    return joined(done.take())
  }

  /// The index of what several are of, whose rows follow one another; these are used up.
  private static func joined(_ indexes: [TextIndex]) -> TextIndex {
    if indexes.count == 1 { return indexes[0] }
    let lengths = Column<UInt32>(count: indexes.reduce(0) { $0 + $1.lengths.count }) { lengths in
      var row = 0
      for index in indexes {
        for own in 0..<index.lengths.count { lengths[row + own] = index.lengths[own] }
        row += index.lengths.count
      }
    }
    return TextIndexMerging.joined(indexes, lengths: lengths)
  }

  private struct Frames: @unchecked Sendable {
    // Sendable is sound: the memory is not changed while it is indexed.
    let base: UnsafeRawPointer
    init(_ base: UnsafePointer<UInt8>) { self.base = UnsafeRawPointer(base) }
  }

  /// What is done of the pieces. Those of a group are joined when the last of them is done, by the thread
  /// that did it: each has all its words by itself, which take as much memory as where they stand.
  private final class Pieces: Sendable {
    private let state: Mutex<(next: Int, indexes: [TextIndex?])>

    private static let groupSize = 8

    init(_ count: Int) { state = Mutex((0, [TextIndex?](repeating: nil, count: count))) }

    func next() -> Int? {
      state.withLock { state in
        guard state.next < state.indexes.count else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    func finish(_ piece: Int, _ index: TextIndex) {
      let first = piece / Self.groupSize * Self.groupSize
      let group: [TextIndex]? = state.withLock { state in
        state.indexes[piece] = index
        let end = min(first + Self.groupSize, state.indexes.count)
        let done = state.indexes[first..<end].compactMap(\.self)
        guard end - first < state.indexes.count, done.count == end - first else { return nil }
        for piece in first..<end { state.indexes[piece] = nil }
        return done
      }
      guard let group else { return }
      let joined = joined(group)
      state.withLock { $0.indexes[first] = joined }
    }

    func take() -> [TextIndex] {
      state.withLock { state in
        defer { state.indexes = [] }
        // Every piece was finished, and every group joined: the threads are done.
        return state.indexes.compactMap(\.self)
      }
    }
  }

  /// The index of some rows; its lengths are those of these rows alone.
  private static func index(
    _ bytes: Frames, _ offsets: UnsafeBufferPointer<Int>, rows: Range<Int>
  ) -> TextIndex {
    var table = TermTable()
    // An occurrence each: its term, and where it is.
    var terms = GrowingColumn<UInt32>()
    var spots = GrowingColumn<Spot>()
    var lengths = GrowingColumn<UInt32>(capacity: rows.count)
    let reader = StatementText()
    for row in rows {
      let before = terms.count
      let frame = UnsafeRawBufferPointer(
        start: bytes.base + offsets[row], count: offsets[row + 1] - offsets[row])
      reader.forEachWord(of: frame) { word in
        terms.append(table.number(of: word.folded))
        spots.append(Spot(row: UInt32(row), place: word.place))
      }
      lengths.append(UInt32(terms.count - before))
    }
    // Put in the order of terms; those of one stay in the order of rows.
    var ends = [Int](repeating: 0, count: table.count)
    for occurrence in 0..<terms.count { ends[Int(terms[occurrence])] += 1 }
    var sum = 0
    for term in ends.indices {
      let count = ends[term]
      ends[term] = sum
      sum += count
    }
    let sorted = Column<Spot>(count: spots.count) { sorted in
      ends.withUnsafeMutableBufferPointer { ends in
        for occurrence in 0..<terms.count {
          let term = Int(terms[occurrence])
          sorted[ends[term]] = spots[occurrence]
          ends[term] += 1
        }
      }
    }
    var writer = TextIndexWriter(
      termCapacity: table.count + 1, blockCapacity: sum, placeCapacity: sum + sum / 8)
    for term in table.sorted() {
      writer.begin(table.bytes(Int(term)))
      var index = term == 0 ? 0 : ends[Int(term) - 1]
      let end = ends[Int(term)]
      while index < end {
        let row = sorted[index].row
        var count: UInt32 = 0
        var last: UInt32 = 0
        while index < end, sorted[index].row == row {
          writer.add(place: sorted[index].place - last)
          last = sorted[index].place
          count += 1
          index += 1
        }
        writer.add(row: row, count: count)
      }
    }
    return writer.finish(lengths: lengths.finish())
  }

  private struct Spot: BitwiseCopyable {
    var row: UInt32
    var place: UInt32
  }
}
