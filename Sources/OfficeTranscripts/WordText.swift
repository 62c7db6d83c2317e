import TextTranscripts
import TranscriptReading

/// The paragraphs of a document of Word as Markdown, which readers of labelled text take: what is bold
/// or underlined at the beginning of a line, headings, and rows of tables whose columns tell who speaks.
struct WordText {
  /// UTF-8.
  private(set) var bytes: [UInt8] = []
  /// For each line, from 0, the number of its paragraph, from 1.
  private(set) var paragraphs: [Int] = []
  /// Rows of tables of statements that name nobody, and the paragraph of the first.
  private(set) var nameless = (count: 0, paragraph: 0)
  /// Rows that are the head of a table.
  private(set) var heads: [(paragraph: Int, words: String)] = []

  /// Columns of tables of statements whose words are left out: the paragraph of the head, and the head.
  private(set) var leftColumns: [(paragraph: Int, words: String)] = []
  /// Lines, from 1, of tables whose columns are not told.
  private(set) var unread: [ClosedRange<Int>] = []

  /// Names that are set as labels are, and that nothing tells to be one, and the line of each, from 1.
  private(set) var doubtful: [(line: Int, beginning: NameBeginning)] = []

  private let survey: NameSurvey
  /// A name that stands alone, whose words follow.
  private var heading: NameBeginning?
  private var headingNumber = 0

  init(_ blocks: [WordBlock]) {
    survey = NameSurvey(blocks)
    for block in survey.blocks {
      switch block {
      case .paragraph(let paragraph): add(paragraph)
      case .table(let rows):
        endHeading()
        add(rows)
      }
    }
    endHeading()
  }

  /// Adds a name that stands alone and that no words follow.
  private mutating func endHeading() {
    guard let name = heading?.name else { return }
    heading = nil
    let labelled = WordParagraph(name, [], number: headingNumber)
    add(lines: Self.lines(of: labelled), number: headingNumber)
  }

  private mutating func add(_ paragraph: WordParagraph) {
    if survey.hasSources {
      if paragraph.isSource { return }
      if !paragraph.source.isEmpty {
        let labelled = WordParagraph(paragraph.source, paragraph.runs, number: paragraph.number)
        return add(lines: Self.lines(of: labelled), number: paragraph.number)
      }
    }
    let beginning = NameBeginning(paragraph)
    guard let beginning, !beginning.isPart || survey.opens(beginning) else {
      guard let name = heading?.name, paragraph.level == 0, !paragraph.words.trimmed.isEmpty else {
        if !paragraph.words.trimmed.isEmpty { endHeading() }
        return add(lines: Self.lines(of: paragraph), number: paragraph.number)
      }
      heading = nil
      let labelled = WordParagraph(name, paragraph.runs, number: paragraph.number)
      return add(lines: Self.lines(of: labelled), number: headingNumber)
    }
    endHeading()
    if survey.opens(beginning) {
      if beginning.setting.standsAlone {
        (heading, headingNumber) = (beginning, paragraph.number)
        return
      }
      let rest = WordParagraph.Run(words: beginning.rest, isBold: false, isUnderlined: false)
      let labelled = WordParagraph(beginning.name, [rest], number: paragraph.number)
      var lines = Self.lines(of: labelled)
      if !beginning.time.isEmpty, !lines.isEmpty { lines[0] = "[\(beginning.time)] " + lines[0] }
      return add(lines: lines, number: paragraph.number)
    }
    if survey.mayOpen(beginning) { doubtful.append((paragraphs.count + 1, beginning)) }
    add(lines: Self.lines(of: paragraph), number: paragraph.number)
  }

  /// Adds lines of one paragraph of the text, and a blank one.
  private mutating func add(lines: [String], number: Int) {
    let lines = lines.filter { $0.contains { !$0.isWhitespace } }
    guard !lines.isEmpty else { return }
    for (index, line) in lines.enumerated() {
      bytes += line.utf8
      // Markdown's line break.
      if index + 1 < lines.count { bytes += "  ".utf8 }
      bytes.append(0x0A)
      paragraphs.append(number)
    }
    bytes.append(0x0A)
    paragraphs.append(number)
  }

  /// Levels of Markdown's headings.
  private static let deepest = 6

  private static func lines(of paragraph: WordParagraph) -> [String] {
    var lines: [[WordParagraph.Run]] = [[]]
    for run in paragraph.runs {
      let parts = run.words.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        if index > 0 { lines.append([]) }
        guard !part.isEmpty else { continue }
        var run = run
        run.words = String(part)
        lines[lines.count - 1].append(run)
      }
    }
    let marks = String(repeating: "#", count: min(paragraph.level, deepest))
    return lines.map { runs in
      guard !marks.isEmpty else { return line(of: runs) }
      let words = escaped(runs.map(\.words).joined())
      return words.allSatisfy(\.isWhitespace) ? "" : marks + " " + words.trimmedSpace()
    }
  }

  /// A line, with the marks around what it begins with.
  private static func line(of runs: [WordParagraph.Run]) -> String {
    let runs = Array(runs.drop { $0.words.allSatisfy(\.isWhitespace) })
    guard let first = runs.first else { return "" }
    let isMarked: (WordParagraph.Run) -> Bool
    let marks: (String, String)
    if first.isBold {
      (isMarked, marks) = ({ $0.isBold }, ("**", "**"))
    } else if first.isUnderlined {
      (isMarked, marks) = ({ $0.isUnderlined }, ("<u>", "</u>"))
    } else {
      return atBeginning(escaped(runs.map(\.words).joined()))
    }
    let head = runs.prefix { isMarked($0) || $0.words.allSatisfy(\.isWhitespace) }
    let marked = head.map(\.words).joined()
    let core = marked.trimmedSpace()
    let behind = marked.reversed().prefix { $0.isWhitespace }.count
    let rest = runs[head.endIndex...].map(\.words).joined()
    return marks.0 + escaped(core) + marks.1 + String(repeating: " ", count: min(behind, 1))
      + escaped(rest)
  }

  /// Words with a backslash before what Markdown takes for markup.
  private static func escaped(_ words: String) -> String {
    guard words.utf8.contains(where: { $0 == 0x5C || $0 == 0x2A || $0 == 0x5F || $0 == 0x3C })
    else { return words }
    var escaped = ""
    for character in words {
      if "\\*_<".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
    return escaped
  }

  /// A line that does not begin as a heading, a quotation or an item of a list.
  private static func atBeginning(_ line: String) -> String {
    guard let first = line.first(where: { !$0.isWhitespace }), "#>-+".contains(first) else {
      return line
    }
    return "\\" + line.trimmedSpace()
  }

  // MARK: Tables

  private mutating func add(_ rows: [[[WordParagraph]]]) {
    guard let shape = TableShape(rows.map { $0.map(Self.words) }) else {
      let start = paragraphs.count + 1
      for row in rows { add(row: row) }
      if rows.count > 1, rows.contains(where: { $0.count > 2 }), paragraphs.count > start {
        unread.append(start...paragraphs.count)
      }
      return
    }
    if shape.hasHead { noteColumns(rows, shape) }
    for (index, row) in rows.enumerated() {
      let cells = row.map(Self.words)
      guard let number = row.joined().first?.number else { continue }
      if index == 0, shape.hasHead {
        heads.append((number, cells.joined(separator: " | ")))
        continue
      }
      let others = row.indices.filter { $0 != shape.text }
      let texts = shape.text < row.count ? row[shape.text] : []
      var lines = texts.map { Self.lines(of: $0).filter { !$0.isEmpty } }.filter { !$0.isEmpty }
      let time = shape.time.flatMap { $0 < cells.count ? cells[$0] : nil } ?? ""
      var name = shape.name < cells.count ? cells[shape.name] : ""
      while let last = name.last, last == ":" || last.isWhitespace { name.removeLast() }
      // What has words and no text is none of the statements.
      guard !lines.isEmpty, row.count <= shape.width else {
        for cell in others { for paragraph in row[cell] { add(paragraph) } }
        for paragraph in texts { add(paragraph) }
        continue
      }
      if name.isEmpty {
        if nameless.count == 0 { nameless.paragraph = number }
        nameless.count += 1
      } else {
        let label = shape.hasHead ? "**\(Self.escaped(name)):** " : Self.escaped(name) + ": "
        lines[0][0] = (time.isEmpty ? "" : "[\(TableShape.bare(time))] ") + label + lines[0][0]
      }
      for (paragraph, lines) in zip(texts.filter { !$0.words.allSatisfy(\.isWhitespace) }, lines) {
        add(lines: lines, number: paragraph.number)
      }
    }
  }

  /// Keeps which columns with words are no statements' names, times or words.
  private mutating func noteColumns(_ rows: [[[WordParagraph]]], _ shape: TableShape) {
    for (column, head) in (rows.first ?? []).enumerated()
    where column != shape.name && column != shape.text && column != shape.time {
      let hasWords = rows.dropFirst().contains {
        column < $0.count && Self.words($0[column]).contains(where: \.isLetter)
      }
      if hasWords { leftColumns.append((head.first?.number ?? 1, Self.words(head))) }
    }
  }

  /// Adds a row of a table of which nothing else tells that it holds statements.
  private mutating func add(row: [[WordParagraph]]) {
    let beginning = NameBeginning(row: row)
    if let beginning, survey.opens(beginning),
      let first = row[1].firstIndex(where: { !$0.words.trimmed.isEmpty })
    {
      let words = row[1][first]
      add(
        lines: Self.lines(of: WordParagraph(beginning.name, words.runs, number: words.number)),
        number: words.number)
      for paragraph in row[1][(first + 1)...] { add(paragraph) }
      return
    }
    if let beginning { doubtful.append((paragraphs.count + 1, beginning)) }
    for cell in row { for paragraph in cell { add(paragraph) } }
  }

  private static func words(_ cell: [WordParagraph]) -> String {
    cell.map(\.words).joined(separator: " ").split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }
}

extension String {
  /// Without white space at its ends.
  fileprivate func trimmedSpace() -> String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
