/// Which rows of a segment are meant: what a filter comes to there. Says what, not how; `source`
/// makes what walks it.
///
/// Lists stand in memory that the segment, or the value itself, keeps; all are ascending.
enum RowSet {
  /// Every row.
  case everything
  /// The rows of some days.
  case rows(Range<Int>)
  /// The rows of several lists, of which no two have a row in common: those of speakers.
  case postings([UnsafeBufferPointer<UInt32>])
  /// The rows of statements that are named one by one.
  case listed(RowList)
  /// The rows of these runs: meetings, places, what is dead.
  case runs([UInt32])
  /// The rows of meetings at one of these places, looked up run by run.
  case places(PlaceSet)
  /// The rows of these kinds, a bit each, looked up row by row.
  case kinds(UInt32)
  /// The rows of statements that have a word.
  case word(WordRows)
  /// Those of them in which words stand as a phrase wants them, looked up row by row.
  case arranged(PlaceTest)
  /// The rows of any of many words.
  case bits(RowBits)
  /// What is in all of them; of none is everything.
  case all([RowSet])
  /// What is in any of them; of none is nothing.
  case any([RowSet])
  indirect case not(RowSet)

  static var nothing: RowSet { .any([]) }

  /// What is in this and in the other.
  func and(_ other: RowSet) -> RowSet {
    switch (self, other) {
    case (.everything, _): other
    case (_, .everything): self
    case (.all(let sets), .all(let others)): .all(sets + others)
    case (.all(let sets), _): .all(sets + [other])
    case (_, .all(let others)): .all([self] + others)
    default: .all([self, other])
    }
  }
}

/// Rows in memory of their own, ascending.
final class RowList: Sendable {
  private let rows: Column<UInt32>

  init(_ rows: [UInt32]) {
    self.rows = Column(count: rows.count) { $0.initialize(from: rows, count: rows.count) }
  }

  /// Valid as long as the list.
  var buffer: UnsafeBufferPointer<UInt32> { rows.buffer }
}

extension RowSet {
  /// About how many rows of `rows` it has, at most; for kinds and places how many must be looked at.
  /// - Complexity: O(lists), O(runs).
  func cost(in segment: Segment, rows: Range<Int>) -> Int {
    switch self {
    case .everything, .places, .kinds, .arranged, .not: return rows.count
    case .rows(let own): return own.clamped(to: rows).count
    case .postings(let lists):
      return lists.reduce(0) { $0 + segment.clip($1, to: rows).count }
    case .listed(let list): return segment.clip(list.buffer, to: rows).count
    case .word(let word): return word.estimate(in: rows, of: segment)
    case .bits(let bits): return bits.count(in: rows)
    case .runs(let runs):
      return runs.reduce(0) { $0 + segment.rows(ofRun: Int($1)).clamped(to: rows).count }
    case .all(let sets):
      return sets.reduce(rows.count) { min($0, $1.cost(in: segment, rows: rows)) }
    case .any(let sets):
      return sets.reduce(0) { min(rows.count, $0 + $1.cost(in: segment, rows: rows)) }
    }
  }

  /// Whether it has nothing in any segment.
  var isNothing: Bool {
    if case .any(let sets) = self { return sets.isEmpty }
    return false
  }

  /// Whether a row takes a look at where words stand in it, which is some ten times that of others.
  var looksAtPlaces: Bool {
    switch self {
    case .arranged: true
    case .all(let sets), .any(let sets): sets.contains(where: \.looksAtPlaces)
    case .not(let set): set.looksAtPlaces
    default: false
    }
  }

  /// How many rows of `rows` it has, where indexes tell that without a pass over them; otherwise nil.
  func count(in segment: Segment, rows: Range<Int>) -> Int? {
    switch self {
    case .everything, .rows, .postings, .listed, .bits, .runs:
      return cost(in: segment, rows: rows)
    case .word(let word): return word.count(in: rows, of: segment)
    case .not(let set): return set.count(in: segment, rows: rows).map { rows.count - $0 }
    case .places, .kinds, .arranged, .any: return nil
    case .all(let sets):
      guard sets.count == 2 else { return nil }
      // Lists of rows, and runs that they must or must not be of.
      let (set, other) = sets[0].isOfRuns ? (sets[1], sets[0]) : (sets[0], sets[1])
      guard let lists = set.listCount else { return nil }
      switch other {
      case .runs(let runs) where runs.count * lists <= Self.lookUpsForACount:
        return set.count(in: segment, runs: runs, rows: rows)
      case .not(.runs(let runs)) where runs.count * lists <= Self.lookUpsForACount:
        return (set.count(in: segment, rows: rows) ?? 0)
          - set.count(in: segment, runs: runs, rows: rows)
      default: return nil
      }
    }
  }

  /// Look-ups of a run in a list, a tenth of a microsecond each, that a count is worth on an event loop.
  private static let lookUpsForACount = 50_000

  private func count(in segment: Segment, runs: [UInt32], rows: Range<Int>) -> Int {
    runs.reduce(0) { sum, run in
      let own = segment.rows(ofRun: Int(run)).clamped(to: rows)
      return own.isEmpty ? sum : sum + (count(in: segment, rows: own) ?? 0)
    }
  }

  private var isOfRuns: Bool {
    switch self {
    case .runs, .not(.runs): true
    default: false
    }
  }

  /// How many lists of rows it is; nil where it is none.
  private var listCount: Int? {
    switch self {
    case .everything, .rows, .listed, .word, .bits: 1
    case .postings(let lists): lists.count
    default: nil
    }
  }
}
