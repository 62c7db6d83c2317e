/// The rows of a segment in which a word is.
struct WordRows {
  let index: TextIndex
  let term: Int

  /// How many of them lie in `rows`.
  func count(in rows: Range<Int>, of segment: Segment) -> Int {
    if rows.lowerBound == 0, rows.upperBound == segment.rowCount {
      return Int(index.terms[term].rowCount)
    }
    let cursor = TermCursor(term, of: index)
    let first = cursor.rank(rows.lowerBound)
    return cursor.rank(rows.upperBound) - first
  }

  /// About how many of them lie in `rows`, at most: no block is unpacked for that.
  func estimate(in rows: Range<Int>, of segment: Segment) -> Int {
    let all = Int(index.terms[term].rowCount)
    if rows.count == segment.rowCount || all <= TextIndex.rowsPerBlock {
      return min(all, rows.count)
    }
    let skips = index.skips(ofTerm: term)
    let first = partitionPoint(skips.indices) { Int(skips[$0].lastRow) < rows.lowerBound }
    let end = partitionPoint(first..<skips.count) { Int(skips[$0].lastRow) < rows.upperBound }
    return min(all, rows.count, (end + 1 - first) * TextIndex.rowsPerBlock)
  }
}

/// Rows of a segment as a bit each.
final class RowBits: Sendable {
  private let bits: BitSet
  private let rowCount: Int
  private let total: Int

  init(_ bits: BitSet, rowCount: Int) {
    self.bits = bits
    self.rowCount = rowCount
    total = bits.count(in: 0..<rowCount)
  }

  func count(in rows: Range<Int>) -> Int {
    rows.count == rowCount ? total : bits.count(in: rows)
  }

  func contains(_ row: Int) -> Bool { bits.contains(row) }
  func first(in rows: Range<Int>) -> Int? { bits.first(in: rows) }
  func last(in rows: Range<Int>) -> Int? { bits.last(in: rows) }
}

/// Rows that have a word.
final class WordSource: RowSource {
  /// Keeps what the reader reads by.
  private let cursor: TermCursor
  private let reader: TermReader
  private let order: RowOrder

  init(_ word: WordRows, _ order: RowOrder, cost: Int) {
    cursor = TermCursor(word.term, of: word.index)
    reader = cursor.reader
    self.order = order
    super.init(cost: cost, leaps: true)
  }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    let row = order.flip(window.lowerBound)
    guard let rows = order.isReversed ? reader.rows(upTo: row) : reader.rows(from: row) else {
      return window.end
    }
    return order.flip(rows).part(of: window)
  }
}

/// Rows as bits.
final class BitSource: RowSource {
  /// Rows looked at in a step.
  private static let rowsAStep = 1 << 10

  private let bits: RowBits
  private let order: RowOrder
  private let budget: StepBudget

  init(_ bits: RowBits, _ order: RowOrder, _ budget: StepBudget, cost: Int) {
    self.budget = budget
    self.bits = bits
    self.order = order
    super.init(cost: cost, leaps: true)
  }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    // Bounded by the window, or the product might not fit.
    let most = min(max(budget.left, 1), window.count) * Self.rowsAStep
    let part = Range(from: window.lowerBound, to: window.lowerBound + min(window.count, most))
    let rows = order.flip(part)
    guard let row = order.isReversed ? bits.last(in: rows) : bits.first(in: rows) else {
      budget.left &-= part.count / Self.rowsAStep &+ 1
      return part.end
    }
    let position = order.flip(row)
    budget.left &-= (position - window.lowerBound) / Self.rowsAStep &+ 1
    return Range(from: position, to: position + 1)
  }
}

/// Rows in which words stand as a phrase wants them; looks at one row after another.
final class PlaceTestSource: RowSource {
  /// Places read, or forms looked up, in a step.
  private static let placesAStep = 8

  private let matcher: PlaceMatcher
  private let order: RowOrder
  private let budget: StepBudget

  init(_ matcher: PlaceMatcher, _ order: RowOrder, _ budget: StepBudget, cost: Int) {
    self.budget = budget
    self.matcher = matcher
    self.order = order
    super.init(cost: cost, leaps: false)
  }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    var position = window.lowerBound
    repeat {
      let before = matcher.cost
      let matches = matcher.matches(order.flip(position))
      budget.left &-= 1 &+ (matcher.cost &- before) / Self.placesAStep
      if matches { return Range(from: position, to: position + 1) }
      position += 1
    } while position < window.upperBound && !budget.isSpent
    return Range(from: position, to: position)
  }
}
