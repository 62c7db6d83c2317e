/// Which lines of a subtitle the one before it has shown already, in captions that roll up or grow.
struct RollingLines {
  /// How many lines from the first on were shown.
  private(set) var repeated = 0
  /// How many bytes of the line behind those were shown; 0 when it is new.
  private(set) var grown = 0
  /// How many words were shown.
  private(set) var words = 0

  /// - Parameters:
  ///   - before: The lines of the subtitle before, blank ones left out.
  ///   - lines: Those of this one.
  /// - Complexity: O(*l*² + *s*) for *l* lines, of which subtitles have few, and their size *s*.
  init(before: [String], lines: [String]) {
    let most = min(before.count, lines.count, Self.maximumLines)
    for count in stride(from: most, to: 0, by: -1) {
      let last = before[before.count - 1]
      let line = lines[count - 1]
      guard before.suffix(count).dropLast().elementsEqual(lines.prefix(count - 1)),
        line.utf8.count >= last.utf8.count, line.utf8.starts(with: last.utf8)
      else { continue }
      let isWhole = line.utf8.count == last.utf8.count
      repeated = isWhole ? count : count - 1
      grown = isWhole ? 0 : last.utf8.count
      words = before.suffix(count).reduce(0) {
        $0 + $1.split(separator: " ").count
      }
      return
    }
  }

  /// Most lines that are compared.
  private static let maximumLines = 8
}
