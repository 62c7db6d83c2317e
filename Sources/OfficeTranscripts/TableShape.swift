import TextTranscripts
import TranscriptReading

/// Which columns of a table hold names, times and words: by its head, or by what stands in them.
struct TableShape {
  var name: Int
  var text: Int
  var time: Int?
  /// Whether the first row names the columns.
  var hasHead: Bool
  /// How many columns there are.
  var width: Int

  /// Longest name, in characters and words.
  private static let longestName = 60
  private static let mostWords = 8

  /// - Parameter rows: What stands in the cells of each row.
  /// - Returns: nil when the table holds no statements.
  init?(_ rows: [[String]]) {
    guard let heads = rows.first, heads.count >= 2 else { return nil }
    width = heads.count
    if rows.count >= 2, let columns = TableColumns(heads),
      let text = columns.place(.text), let name = columns.place(.speaker) ?? columns.place(.name)
    {
      (self.name, self.text, hasHead) = (name, text, true)
      time = columns.place(.start) ?? columns.place(.time)
      return
    }
    hasHead = false
    guard heads.count <= 3, rows.count >= 2, rows.allSatisfy({ $0.count == heads.count }) else {
      return nil
    }
    text = heads.count - 1
    let filled = rows.filter { !$0[heads.count - 1].isEmpty }
    let times = (0..<text).filter { column in
      filled.contains { !$0[column].isEmpty }
        && filled.allSatisfy { $0[column].isEmpty || Self.isTime($0[column]) }
    }
    let names = (0..<text).filter { !times.contains($0) }
    guard names.count == 1, times.count == heads.count - 2, !filled.isEmpty else { return nil }
    name = names[0]
    time = times.first
    let named = filled.filter { row in
      let cell = row[names[0]]
      return !cell.isEmpty && cell.count <= Self.longestName
        && cell.split(separator: " ").count <= Self.mostWords && cell.contains(where: \.isLetter)
    }
    guard named.count * 5 >= filled.count * 4 else { return nil }
  }

  /// Whether a row that is a table by itself may be another behind this: each begins with what may be a
  /// name.
  static func mayContinue(_ last: [[WordParagraph]], _ row: [[WordParagraph]]) -> Bool {
    [last, row].allSatisfy { NameBeginning(row: $0) != nil }
  }

  private static func isTime(_ cell: String) -> Bool {
    CueTime(bare(cell)) != nil
  }

  /// A time without the brackets around it.
  static func bare(_ time: String) -> String { String(time.filter { !"[]()".contains($0) }) }
}
