internal import TranscriptOutput
internal import Transcripts

/// Keyword in context: each place of what was searched for with the words before it to its left and those
/// behind it to its right. Parts of one NEAR, or of one phrase in any order, are one place.
struct Concordance {
  /// One place.
  struct Line {
    var before: String
    var match: String
    var after: String
    /// The paragraph of the statement, from 0.
    var paragraph: UInt32
    var source: Source

    /// What it is sorted by.
    func key(_ order: ConcordanceOrder) -> [String] {
      func words(_ text: String) -> [String] { FoldedText(text).words.map { String($0) } }
      return switch order {
      case .left: words(before).reversed()
      case .right: words(match) + words(after)
      }
    }
  }

  /// Where a place is.
  struct Source {
    var statement: Statement
    var meeting: Meeting
    /// Who speaks: the one name of a speaker, else what is printed.
    var name: String
  }

  /// Columns of a line where there is a limit.
  private let width: Int?
  private let sort: ConcordanceOrder?
  /// Lines that wait for the others.
  private var lines: [Line] = []

  init(width: Int?, sort: ConcordanceOrder?) {
    self.width = width
    self.sort = sort
  }

  /// Columns on each side of a place, the same in all lines: what is left of a line by the source and a
  /// usual word.
  private var side: Int {
    let source = sourceColumns == 0 ? 0 : sourceColumns + 2
    return max(1, ((width ?? 160) - source - Self.matchColumns) / 2)
  }

  /// Columns of day and name; of the day alone, or nothing, where a line has no room.
  private var sourceColumns: Int {
    let width = width ?? 160
    let least = 2 * Self.leastSide + Self.matchColumns + 2
    if width >= least + Self.allOfSource { return Self.allOfSource }
    return width >= least + Self.day ? Self.day : 0
  }

  private static let allOfSource = 28
  private static let day = 10
  private static let matchColumns = 14
  private static let leastSide = 10

  /// The lines of a hit, unless all are to be sorted.
  mutating func take(_ hit: SearchHit, _ meeting: Meeting, name: String) -> [Line] {
    var places: [TextSpan] = []
    for span in hit.highlights {
      if span.isJoined, let last = places.last, last.paragraph == span.paragraph {
        places[places.count - 1].range = last.range.lowerBound..<span.range.upperBound
      } else {
        places.append(span)
      }
    }
    // Lines that wait have what they show, and not the text of their statement for each.
    var statement = hit.statement
    statement.paragraphs = []
    statement.marks = []
    let source = Source(statement: statement, meeting: meeting, name: name)
    let found = places.map { line($0, of: hit.statement.paragraphs, source) }
    guard sort != nil else { return found }
    lines += found
    return []
  }

  /// The lines that waited, in order.
  mutating func finish() -> [Line] {
    guard let sort else { return [] }
    let keyed = lines.map { (line: $0, key: $0.key(sort)) }
    lines = []
    return keyed.enumerated().sorted {
      $0.element.key == $1.element.key
        ? $0.offset < $1.offset : $0.element.key.lexicographicallyPrecedes($1.element.key)
    }.map { $0.element.line }
  }

  private func line(_ span: TextSpan, of paragraphs: [String], _ source: Source) -> Line {
    guard Int(span.paragraph) < paragraphs.count else {
      return Line(before: "", match: "", after: "", paragraph: span.paragraph, source: source)
    }
    // More bytes than a line shows; a paragraph of many places is not copied for each.
    let reach = 4 * side
    var paragraph = paragraphs[Int(span.paragraph)]
    return paragraph.withUTF8 { bytes in
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
        after: text(range.upperBound..<end), paragraph: span.paragraph, source: source)
    }
  }

  /// A line of text, the place in its middle.
  /// - Parameter cites: Whether all of what it is cited by stands behind it, however long it is.
  func printed(_ line: Line, isColoured: Bool, cites: Bool) -> [UInt8] {
    let before = Self.fitted(Array(line.before.reversed()), side)
    var match = line.match
    if width != nil, DisplayWidth.columns(of: match) > side + Self.matchColumns {
      // Both ends of it, which are words that were searched for.
      let room = side + Self.matchColumns - 1
      let (head, end) = (Array(match), Array(match.reversed()))
      match =
        String(Self.fitted(head, room - room / 2).characters) + "…"
        + String(Self.fitted(end, room / 2).characters.reversed())
    }
    // Behind a long place there is less, so that sources stand one below the other.
    let room = side + Self.matchColumns - DisplayWidth.columns(of: match)
    let after = Self.fitted(Array(line.after), max(0, room))
    var text = String(repeating: " ", count: side - before.columns)
    text += String(before.characters.reversed())
    text += isColoured ? "\u{1B}[1;31m\(match)\u{1B}[0m" : match
    text += String(after.characters)
    text += String(repeating: " ", count: max(0, room - after.columns))
    let statement = line.source.statement
    var source = VisibleText.visible("\(statement.date) \(line.source.name)")
    if width != nil, DisplayWidth.columns(of: source) > sourceColumns {
      let cut = sourceColumns > Self.day ? 1 : 0
      source = String(Self.fitted(Array(source), sourceColumns - cut).characters)
      if cut > 0 { source += "…" }
    }
    if width == nil || cites { source += "  " + VisibleText.visible(statement.id) }
    if source.isEmpty {
      while text.last == " " { text.removeLast() }
      return Array((text + "\n").utf8)
    }
    return Array((text + "  " + source + "\n").utf8)
  }

  /// The words of a line as a table has them: whole ones on each side, as many as a line of text shows.
  func sides(of line: Line) -> (left: String, right: String) {
    var left = Self.fitted(Array(line.before.reversed()), side).characters
    if left.count < line.before.count, let space = left.lastIndex(of: " ") {
      left.removeSubrange(space...)
    }
    var right = Self.fitted(Array(line.after), side).characters
    if right.count < line.after.count, let space = right.lastIndex(of: " ") {
      right.removeSubrange(space...)
    }
    return (String(left.reversed()), String(right))
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
