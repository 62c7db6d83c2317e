internal import TranscriptOutput
internal import Transcripts

/// Keyword in context: each place of what was searched for in the middle of a line, with the words before
/// it to its left and those behind it to its right.
struct Concordance {
  /// Columns of a line where there is a limit; ids are left out then.
  private let width: Int?
  private let isColoured: Bool
  private let sort: ConcordanceOrder?
  /// Lines that wait for the others.
  private var lines: [Line] = []

  private struct Line {
    var before: String
    var match: String
    var after: String
    var source: String

    /// What it is sorted by.
    func key(_ order: ConcordanceOrder) -> [String] {
      func words(_ text: String) -> [String] { FoldedText(text).words.map { String($0) } }
      return switch order {
      case .left: words(before).reversed()
      case .right: words(match) + words(after)
      }
    }
  }

  init(width: Int?, isColoured: Bool, sort: ConcordanceOrder?) {
    self.width = width
    self.isColoured = isColoured
    self.sort = sort
  }

  /// Bytes looked at on each side of a place: more than a line shows.
  private var reach: Int { 4 * side }

  /// Columns on each side of a place, the same in all lines: what is left of a line by the source and a
  /// usual word.
  private var side: Int { max(10, ((width ?? 160) - Self.sourceColumns - 14) / 2) }
  private static let sourceColumns = 30

  /// The lines of a hit, unless all are to be sorted.
  mutating func take(_ hit: SearchHit) -> [[UInt8]] {
    let found = hit.highlights.map { line($0, of: hit.statement) }
    guard sort != nil else { return found.map(printed) }
    lines += found
    return []
  }

  /// The lines that waited, in order.
  mutating func finish() -> [[UInt8]] {
    guard let sort else { return [] }
    let keyed = lines.map { (line: $0, key: $0.key(sort)) }
    lines = []
    return keyed.enumerated().sorted {
      $0.element.key == $1.element.key
        ? $0.offset < $1.offset : $0.element.key.lexicographicallyPrecedes($1.element.key)
    }.map { printed($0.element.line) }
  }

  private func line(_ span: TextSpan, of statement: Statement) -> Line {
    let source =
      "\(statement.date) \(statement.attribution.name)"
      + (width == nil ? "  " + statement.id : "")
    guard Int(span.paragraph) < statement.paragraphs.count else {
      return Line(before: "", match: "", after: "", source: source)
    }
    let bytes = Array(statement.paragraphs[Int(span.paragraph)].utf8)
    let range = span.range.clamped(to: 0..<bytes.count)
    var start = max(0, range.lowerBound - reach)
    while start < range.lowerBound, bytes[start] & 0xc0 == 0x80 { start += 1 }
    var end = min(bytes.count, range.upperBound + reach)
    while end > range.upperBound, end < bytes.count, bytes[end] & 0xc0 == 0x80 { end -= 1 }
    func text(_ range: Range<Int>) -> String {
      VisibleText.visible(String(decoding: bytes[range], as: UTF8.self))
    }
    return Line(
      before: text(start..<range.lowerBound), match: text(range),
      after: text(range.upperBound..<end),
      source: VisibleText.visible(source))
  }

  private func printed(_ line: Line) -> [UInt8] {
    let side = side
    let before = Self.fitted(Array(line.before.reversed()), side)
    let after = Self.fitted(Array(line.after), side)
    var text = String(repeating: " ", count: side - before.columns)
    text += String(before.characters.reversed())
    text += isColoured ? "\u{1B}[1;31m\(line.match)\u{1B}[0m" : line.match
    text += String(after.characters) + String(repeating: " ", count: side - after.columns)
    let source =
      width == nil
      ? line.source : String(Self.fitted(Array(line.source), Self.sourceColumns).characters)
    return Array((text + "  " + source + "\n").utf8)
  }

  /// The first characters that fit into so many columns.
  private static func fitted(
    _ characters: [Character], _ columns: Int
  ) -> (characters: [Character], columns: Int) {
    var taken = 0
    var count = 0
    for character in characters {
      let own = DisplayWidth.columns(of: character)
      guard taken + own <= columns else { break }
      taken += own
      count += 1
    }
    return (Array(characters.prefix(count)), taken)
  }
}
