/// Rows in the order they are asked for: position 0 is the first row, or going backwards the last one,
/// so that nothing above the leaves knows of directions.
struct RowOrder {
  let rowCount: Int
  let isReversed: Bool

  /// The row at a position, and the position of a row.
  @inline(__always)
  func flip(_ row: Int) -> Int { isReversed ? rowCount - 1 - row : row }

  /// The rows at positions, and the positions of rows.
  @inline(__always)
  func flip(_ rows: Range<Int>) -> Range<Int> {
    isReversed
      ? Range(uncheckedBounds: (rowCount - rows.upperBound, rowCount - rows.lowerBound)) : rows
  }
}

/// Steps, each of some tens of nanoseconds, that the sources of one tree may take together until they are
/// asked again: however many parts a query has, a look for its next row ends soon. Belongs to one thread at a
/// time.
final class StepBudget {
  @exclusivity(unchecked) var left: Int

  init(_ left: Int = .max) { self.left = left }

  @inline(__always)
  var isSpent: Bool { left <= 0 }
}

/// Walks the rows of a segment that a `RowSet` means, in one direction.
///
/// Subclasses are leaves (an index, or a column that is looked through) and inner nodes. Belongs to one
/// thread at a time.
class RowSource {
  /// About how many rows there are, at most.
  final let cost: Int
  /// Whether the next row is found in about the same time however far it is: by an index, and not by
  /// looking at what lies between.
  final let leaps: Bool

  init(cost: Int, leaps: Bool) {
    self.cost = cost
    self.leaps = leaps
  }

  /// The first matching positions of `window`, not necessarily all that adjoin.
  ///
  /// Where there are none the range is empty and stands where the source stopped looking: at the end of
  /// the window, or before it when it has looked at enough for once, and then a window from there on
  /// goes on. So each call ends soon, however rare a match is; but however little is left to it, it looks at
  /// one row at least, so that it gets on.
  /// - Parameter window: Not empty. Begins where an earlier one began, or after that.
  func seek(_ window: Range<Int>) -> Range<Int> {
    preconditionFailure("every source has its own")
  }
}

extension Range<Int> {
  /// Without a look at whether the bounds are in order.
  @inline(__always)
  init(from lower: Int, to upper: Int) { self.init(uncheckedBounds: (lower, upper)) }

  /// The empty range at the end.
  @inline(__always)
  var end: Range<Int> { Range(from: upperBound, to: upperBound) }

  /// The part in `window`; where there is none, that window's end.
  @inline(__always)
  func part(of window: Range<Int>) -> Range<Int> {
    let lower = Swift.max(lowerBound, window.lowerBound)
    let upper = Swift.min(upperBound, window.upperBound)
    return lower < upper ? Range(from: lower, to: upper) : window.end
  }
}

extension RowSet {
  /// What walks the set in `order`.
  /// - Parameters:
  ///   - rows: Where rows are asked for, for estimates of cost.
  ///   - matchers: Those that others look at the rows by, too.
  ///   - budget: Of the whole tree.
  func source(
    in segment: Segment, _ order: RowOrder, rows: Range<Int>, _ matchers: PlaceMatchers? = nil,
    _ budget: StepBudget = StepBudget()
  ) -> RowSource {
    let cost = cost(in: segment, rows: rows)
    switch self {
    case .everything: return RangeSource(order.flip(0..<segment.rowCount), cost: cost)
    case .rows(let rows): return RangeSource(order.flip(rows), cost: cost)
    case .postings(let lists):
      return PostingSource(lists.filter { !$0.isEmpty }, order, cost: cost)
    case .listed(let list):
      return PostingSource(
        list.buffer.isEmpty ? [] : [list.buffer], order, cost: cost, owner: list)
    case .runs(let runs): return RunSource(runs, of: segment, order, cost: cost)
    case .places(let places): return PlaceSource(places, of: segment, order, cost: cost)
    case .word(let word): return WordSource(word, order, cost: cost)
    case .arranged(let test):
      return PlaceTestSource(
        matchers?.matcher(of: test) ?? PlaceMatcher(test), order, budget, cost: cost)
    case .bits(let bits): return BitSource(bits, order, budget, cost: cost)
    case .kinds(let kinds): return KindSource(kinds, of: segment, order, cost: cost)
    case .all(let sets):
      let (joined, others) = Self.joined(sets, order, budget, cost: cost)
      let sources = others.map { $0.source(in: segment, order, rows: rows, matchers, budget) }
      if let joined, sources.isEmpty { return joined }
      return AndSource((joined.map { [$0] } ?? []) + sources, budget, cost: cost)
    case .any(let sets):
      return OrSource(
        sets.map { $0.source(in: segment, order, rows: rows, matchers, budget) }, budget, cost: cost
      )
    case .not(let set):
      return NotSource(
        set.source(in: segment, order, rows: rows, matchers, budget), budget, cost: cost)
    }
  }

  /// What walks the words among some sets together with a list of rows, and the sets that are left.
  private static func joined(
    _ sets: [RowSet], _ order: RowOrder, _ budget: StepBudget, cost: Int
  ) -> (source: RowSource?, left: [RowSet]) {
    var words: [WordRows] = []
    var list: UnsafeBufferPointer<UInt32>?
    var left: [RowSet] = []
    for set in sets {
      switch set {
      case .word(let word): words.append(word)
      case .postings(let lists) where lists.count == 1 && list == nil: list = lists[0]
      default: left.append(set)
      }
    }
    guard !words.isEmpty, words.count > 1 || list != nil else { return (nil, sets) }
    return (JoinSource(words, list, order, budget, cost: cost), left)
  }
}
