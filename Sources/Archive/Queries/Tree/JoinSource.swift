/// What all of some words have and, where there is one, a list of rows.
///
/// As an `AndSource` of them, in one loop: most queries of what somebody said are this.
final class JoinSource: RowSource {
  /// Keep what the readers read by.
  private let cursors: [TermCursor]
  /// Ascending by how many rows they have.
  private let readers: UnsafeMutableBufferPointer<TermReader>
  private let list: UnsafeBufferPointer<UInt32>
  private let hasList: Bool
  /// Whether the list has fewer rows than any word.
  private let listLeads: Bool
  /// Where in the list is what comes next.
  @exclusivity(unchecked) private var at: Int
  private let order: RowOrder
  private let budget: StepBudget

  /// - Parameters:
  ///   - words: At least one, and two where there is no list.
  ///   - list: Ascending; as long as whoever keeps it keeps this.
  init(
    _ words: [WordRows], _ list: UnsafeBufferPointer<UInt32>?, _ order: RowOrder,
    _ budget: StepBudget, cost: Int
  ) {
    self.budget = budget
    let cursors = words.map { TermCursor($0.term, of: $0.index) }
      .sorted { $0.rowCount < $1.rowCount }
    self.cursors = cursors
    readers = .allocate(capacity: cursors.count)
    _ = readers.initialize(from: cursors.map(\.reader))
    self.list = list ?? UnsafeBufferPointer(start: nil, count: 0)
    hasList = list != nil
    listLeads = list.map { $0.count <= cursors[0].rowCount } ?? false
    at = order.isReversed ? self.list.count - 1 : 0
    self.order = order
    super.init(cost: cost, leaps: true)
  }

  deinit { readers.deallocate() }

  override func seek(_ window: Range<Int>) -> Range<Int> {
    var position = window.lowerBound
    tries: repeat {
      budget.left &-= 1
      let found = listLeads ? nextOfList(position) : next(of: readers[0], position)
      guard found < window.upperBound else { return window.end }
      if hasList, !listLeads {
        position = nextOfList(found)
        if position != found { continue tries }
      }
      for index in (listLeads ? 0 : 1)..<readers.count {
        position = next(of: readers[index], found)
        if position != found { continue tries }
      }
      return Range(from: found, to: found + 1)
    } while !budget.isSpent && position < window.upperBound
    return position < window.upperBound ? Range(from: position, to: position) : window.end
  }

  /// The first position of a word that does not come before one; behind all where there is none.
  @inline(__always)
  private func next(of reader: TermReader, _ position: Int) -> Int {
    if order.isReversed {
      return reader.findLast(upTo: order.flip(position)) ? order.flip(reader.row) : .max
    }
    return reader.find(position) ? reader.row : .max
  }

  /// As `next(of:)`, in the list.
  @inline(__always)
  private func nextOfList(_ position: Int) -> Int {
    let row = order.flip(position)
    if order.isReversed {
      if at >= 0, Int(list[at]) > row {
        at -= 1
        if at >= 0, Int(list[at]) > row { leapBack(to: row) }
      }
      return at >= 0 ? order.flip(Int(list[at])) : .max
    }
    if at < list.count, Int(list[at]) < row {
      at += 1
      if at < list.count, Int(list[at]) < row { leap(to: row) }
    }
    return at < list.count ? Int(list[at]) : .max
  }

  /// Moves to the first row that does not come before one, by steps that double.
  private func leap(to row: Int) {
    var step = 4
    while at + step < list.count, Int(list[at + step]) < row {
      at += step
      step *= 2
    }
    at = partitionPoint(at + 1..<min(at + step, list.count)) { Int(list[$0]) < row }
  }

  /// Moves back to the last row that does not come behind one.
  private func leapBack(to row: Int) {
    var step = 4
    while at >= step, Int(list[at - step]) > row {
      at -= step
      step *= 2
    }
    at = partitionPoint(max(at - step + 1, 0)..<at) { Int(list[$0]) <= row } - 1
  }
}
