internal import Transcripts

/// A source of encoded messages that a stream pulls from, with no queue in between.
package protocol MessageCursor: AnyObject {
  /// How many encoded bytes, at most `limit` (which is over 0), can be copied now, and whether they
  /// are the last. Does not move. 0 bytes that are not the last mean that there are none yet, of much
  /// that was looked at: whoever asks does something else first, and then asks again.
  func prepare(upTo limit: Int) -> (count: Int, isLast: Bool)

  /// Copies the next `count` bytes, which `prepare` offered, and moves behind them.
  func copy(_ count: Int, to destination: UnsafeMutableRawPointer)
}

/// The answer to a query for statements: framed messages in order, straight from the archive's memory.
///
/// Holds its snapshot, so that imports neither add to the answer nor take from it, and a constant
/// amount of memory, whatever the size of the answer. Belongs to one thread at a time.
package final class StatementCursor: MessageCursor {
  private let snapshot: Snapshot
  private let isReversed: Bool
  // Exclusivity needs no checks at run time: nothing here calls back into its caller.
  @exclusivity(unchecked) private var merger: RowMerger
  @exclusivity(unchecked) private var remaining: UInt64
  /// Going backwards, rows of which the last is next.
  @exclusivity(unchecked) private var pending: (segment: Segment, rows: Range<Int>)?
  @exclusivity(unchecked) private var isExhausted = false

  /// Pieces of the archive's memory that come next: a ring, so that what `prepare` finds is not
  /// looked for again.
  private let pieces: UnsafeMutablePointer<UnsafeRawBufferPointer>
  @exclusivity(unchecked) private var firstPiece = 0
  @exclusivity(unchecked) private var pieceCount = 0
  @exclusivity(unchecked) private var preparedByteCount = 0

  /// Steps before others have their turn: those of some looks of ten microseconds each.
  private static let patience = 8 * SegmentCursor.stepsAtOnce

  /// Enough for a full frame of 16 KiB of the shortest statements, some 40 bytes each.
  private static let pieceCapacity = 512

  init(_ snapshot: Snapshot, plans: [SegmentPlan], order: Order, limit: UInt64) {
    self.snapshot = snapshot
    isReversed = order == .reverseChronological
    merger = RowMerger(plans, isReversed: isReversed)
    remaining = limit == 0 ? .max : limit
    pieces = .allocate(capacity: Self.pieceCapacity)
  }

  deinit { pieces.deallocate() }

  package func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
    let end = merger.steps + Self.patience
    // One piece more than fits shows whether there is more.
    while preparedByteCount <= limit && !isExhausted && pieceCount < Self.pieceCapacity {
      switch nextPiece() {
      case .piece(let piece): append(piece)
      case .nothingYet: break
      case .end: isExhausted = true
      }
      if !isExhausted, merger.steps >= end { return (min(preparedByteCount, limit), false) }
    }
    return (min(preparedByteCount, limit), isExhausted && preparedByteCount <= limit)
  }

  package func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
    precondition(count <= preparedByteCount, "more than was prepared")
    preparedByteCount -= count
    var destination = destination
    var left = count
    while left > 0 {
      let piece = pieces[firstPiece]
      let part = min(left, piece.count)
      destination.copyMemory(from: piece.baseAddress!, byteCount: part)
      destination += part
      left -= part
      if part < piece.count {
        pieces[firstPiece] = UnsafeRawBufferPointer(rebasing: piece[part...])
      } else {
        firstPiece = (firstPiece + 1) % Self.pieceCapacity
        pieceCount -= 1
      }
    }
  }

  /// Gives each statement's frame that was not copied yet, for as long as the call.
  package func forEach(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    precondition(pieceCount == 0, "forEach and prepare do not mix")
    while true {
      var piece: UnsafeRawBufferPointer
      switch nextPiece() {
      case .piece(let found): piece = found
      case .nothingYet: continue
      case .end:
        isExhausted = true
        return
      }
      while !piece.isEmpty {
        let length = UInt32(
          bigEndian: piece.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
        let end = Frame.prefixByteCount + Int(length)
        try body(UnsafeRawBufferPointer(rebasing: piece[..<end]))
        piece = UnsafeRawBufferPointer(rebasing: piece[end...])
      }
    }
  }

  /// Gives each statement's message, without its prefix, that was not copied yet, for as long as the call.
  package func forEachMessage(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try forEach { try body(UnsafeRawBufferPointer(rebasing: $0[Frame.prefixByteCount...])) }
  }

  private func append(_ piece: UnsafeRawBufferPointer) {
    preparedByteCount += piece.count
    if pieceCount > 0 {
      // Statements that follow each other in memory leave in one copy.
      let last = (firstPiece + pieceCount - 1) % Self.pieceCapacity
      let known = pieces[last]
      if known.baseAddress! + known.count == piece.baseAddress! {
        pieces[last] = UnsafeRawBufferPointer(
          start: known.baseAddress, count: known.count + piece.count)
        return
      }
    }
    pieces[(firstPiece + pieceCount) % Self.pieceCapacity] = piece
    pieceCount += 1
  }

  private enum Step {
    /// Statements that stand together in memory.
    case piece(UnsafeRawBufferPointer)
    case nothingYet
    case end
  }

  private func nextPiece() -> Step {
    guard remaining > 0 else { return .end }
    if let pending { return .piece(takeLast(of: pending)) }
    switch merger.next() {
    case .rows(let segment, let rows):
      if isReversed { return .piece(takeLast(of: (segment, rows))) }
      let count = Int(min(UInt64(rows.count), remaining))
      remaining -= UInt64(count)
      return .piece(segment.frames(rows.lowerBound..<rows.lowerBound + count))
    case .nothingYet: return .nothingYet
    case .end: return .end
    }
  }

  private func takeLast(of next: (segment: Segment, rows: Range<Int>)) -> UnsafeRawBufferPointer {
    let row = next.rows.upperBound - 1
    pending = row == next.rows.lowerBound ? nil : (next.segment, next.rows.lowerBound..<row)
    remaining -= 1
    return next.segment.frame(row)
  }
}
