/// Tells which of the many forms of a word are in a row, a stretch of rows at a time: each form is then
/// looked up once a stretch, and not once a row. Belongs to one thread at a time.
final class FormRows {
  /// Forms up to which each is looked up in each row.
  static let fewForms = 32
  /// The longest stretch. What is held are the forms in its rows, of which none has more than words.
  static let mostRows = 512

  private let cursors: [TermCursor]
  private var stretch = 0..<0
  private var length = 1
  /// Rows of the stretch that were asked for, and the last one.
  private var visits = 0
  private var last = -1
  /// The forms in the rows of the stretch, row by row.
  private var forms: [Int] = []
  /// Where those of each row start, and behind them where the last ones end.
  private var starts: [Int] = [0]
  private var found: [(row: Int, form: Int)] = []
  /// Forms that were looked up, and rows that they were found in: what it has cost.
  private(set) var lookUps = 0

  init(_ cursors: [TermCursor]) { self.cursors = cursors }

  /// The numbers of the forms that a row has, ascending.
  func forms(in row: Int) -> ArraySlice<Int> {
    if row != last {
      if !stretch.contains(row) { move(to: row) }
      visits += 1
      last = row
    }
    let number = row - stretch.lowerBound
    return forms[starts[number]..<starts[number + 1]]
  }

  /// Goes to the stretch that begins with a row, or ends with it where rows are asked for backwards. It is
  /// longer than the last one where many rows of that were asked for, and shorter where few were.
  private func move(to row: Int) {
    let isBackwards = row < stretch.lowerBound
    length = 4 * visits >= length ? min(2 * length, Self.mostRows) : max(length / 4, 1)
    visits = 0
    stretch = isBackwards ? max(0, row + 1 - length)..<row + 1 : row..<row + length
    found.removeAll(keepingCapacity: true)
    for (form, cursor) in cursors.enumerated() {
      cursor.forEachRow(in: stretch) { found.append(($0 - stretch.lowerBound, form)) }
    }
    lookUps += cursors.count + found.count
    // Put in order of their rows, by counting; of one row they stay ascending.
    starts = [Int](repeating: 0, count: stretch.count + 1)
    for (row, _) in found { starts[row + 1] += 1 }
    for row in 0..<stretch.count { starts[row + 1] += starts[row] }
    var next = starts
    forms = [Int](repeating: 0, count: found.count)
    for (row, form) in found {
      forms[next[row]] = form
      next[row] += 1
    }
  }
}
