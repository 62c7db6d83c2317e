/// A table of a terminal: the first column to the left, the others to the right.
struct TextTable {
  private var rows: [[String]] = []

  init(_ head: [String]) { rows = [head] }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The lines, indented by two. Columns that do not fit in `width` go below as a table of their own,
  /// with the first column again.
  func lines(width: Int) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    var lines: [String] = []
    var next = min(1, columns)
    repeat {
      var taken = 2 + (widths.first ?? 0)
      let first = next
      while next < columns, next == first || taken + 2 + widths[next] <= width {
        taken += 2 + widths[next]
        next += 1
      }
      for row in rows {
        var line = "  " + Self.pad(row.first ?? "", widths.first ?? 0, left: false)
        for column in first..<next {
          let cell = column < row.count ? row[column] : ""
          line += "  " + Self.pad(cell, widths[column], left: true)
        }
        lines.append(Self.withoutTrailingSpaces(line))
      }
    } while next < columns
    return lines
  }

  private static func pad(_ text: String, _ width: Int, left: Bool) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return left ? space + text : text + space
  }

  private static func withoutTrailingSpaces(_ line: String) -> String {
    var line = line
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }
}
