/// Text for people in which some parts stand out.
package struct StyledText {
  package enum Style {
    case plain
    case heading
    case label
    case note
    /// What was searched for.
    case match
    /// What was taken out, and what was put in.
    case removed
    case added

    /// The parameters of SGR (ECMA-48, 8.3.117).
    var code: String {
      switch self {
      case .plain: ""
      case .heading: "1;4"
      case .label: "1;36"
      case .note: "2"
      case .match: "1;31"
      case .removed: "31"
      case .added: "32"
      }
    }

    /// What tells a terminal to go on in another style.
    func change(to next: Style) -> String {
      (self == .plain ? "" : "\u{1B}[0m") + (next == .plain ? "" : "\u{1B}[\(next.code)m")
    }
  }

  private(set) var runs: [(text: String, style: Style)] = []

  /// Text without anything in it.
  package init() {}

  /// Adds text of others, made visible.
  package mutating func append(_ text: String, _ style: Style = .plain) {
    if !text.isEmpty { runs.append((VisibleText.visible(text), style)) }
  }

  /// Takes all text away.
  package mutating func removeAll() { runs.removeAll(keepingCapacity: true) }

  /// The text in lines of at most `width` columns, each indented and ended by a line feed; in one
  /// line when there is no width. Lines break at spaces and beside wide characters, as East Asian
  /// text does; no-break spaces stay, and words that are too long are cut.
  package func lines(width: Int?, indent: Int = 0, isColoured: Bool) -> String {
    var bytes: [UInt8] = []
    write(width: width, indent: indent, isColoured: isColoured, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Adds the text as `lines` gives it.
  package func write(
    width: Int?, indent: Int = 0, isColoured: Bool, to output: inout [UInt8]
  ) {
    guard let width else { return writeLine(indent: indent, isColoured: isColoured, to: &output) }
    var writer = LineWriter(
      width: max(1, width - indent), indent: String(repeating: " ", count: indent),
      isColoured: isColoured)
    for (text, style) in runs {
      for character in text { writer.add(character, style) }
    }
    output.append(contentsOf: writer.finish().utf8)
  }

  /// One line, whatever its length, without spaces before and behind; as bytes, since what goes into
  /// a pipe is mostly this.
  private func writeLine(indent: Int, isColoured: Bool, to output: inout [UInt8]) {
    let space = UInt8(ascii: " ")
    var current = Style.plain
    var isBegun = false
    var spaces: [(count: Int, style: Style)] = []
    func change(to next: Style, _ output: inout [UInt8]) {
      guard isColoured, next != current else { return }
      output.append(contentsOf: current.change(to: next).utf8)
      current = next
    }
    for (text, style) in runs {
      var text = text
      text.withUTF8 { bytes in
        guard let first = bytes.firstIndex(where: { $0 != space }),
          let last = bytes.lastIndex(where: { $0 != space })
        else {
          spaces.append((bytes.count, style))
          return
        }
        spaces.append((first, style))
        if !isBegun {
          output.append(contentsOf: repeatElement(space, count: indent))
          spaces = []
          isBegun = true
        }
        for run in spaces where run.count > 0 {
          change(to: run.style, &output)
          output.append(contentsOf: repeatElement(space, count: run.count))
        }
        change(to: style, &output)
        output.append(contentsOf: bytes[first...last])
        spaces.removeAll(keepingCapacity: true)
        spaces.append((bytes.count - 1 - last, style))
      }
    }
    change(to: .plain, &output)
    output.append(0x0A)
  }
}

/// Breaks characters into lines.
private struct LineWriter {
  private typealias Cell = (character: Character, style: StyledText.Style, columns: Int)

  private let width: Int
  private let indent: String
  private let isColoured: Bool
  private var text = ""
  private var column = 0
  private var style = StyledText.Style.plain
  private var isLineBegun = false
  /// The word that may have to go to the next line, and the spaces before it.
  private var word: [Cell] = []
  private var wordColumns = 0
  private var spaces: [Cell] = []

  init(width: Int, indent: String, isColoured: Bool) {
    self.width = width
    self.indent = indent
    self.isColoured = isColoured
  }

  mutating func add(_ character: Character, _ style: StyledText.Style) {
    let columns = DisplayWidth.columns(of: character)
    if character == " " {
      endWord()
      spaces.append((character, style, columns))
    } else {
      if columns == 2 { endWord() }
      word.append((character, style, columns))
      wordColumns += columns
      if columns == 2 { endWord() }
    }
  }

  mutating func finish() -> String {
    endWord()
    breakLine()
    return text
  }

  private mutating func endWord() {
    guard !word.isEmpty else { return }
    if isLineBegun, column + spaces.count + wordColumns > width {
      breakLine()
    } else {
      for space in spaces where isLineBegun { put(space) }
    }
    spaces = []
    for cell in word {
      if isLineBegun, column + cell.columns > width { breakLine() }
      put(cell)
    }
    word = []
    wordColumns = 0
  }

  private mutating func put(_ cell: Cell) {
    if !isLineBegun {
      text += indent
      isLineBegun = true
    }
    change(to: cell.style)
    text.append(cell.character)
    column += cell.columns
  }

  private mutating func breakLine() {
    change(to: .plain)
    text += "\n"
    column = 0
    isLineBegun = false
  }

  private mutating func change(to next: StyledText.Style) {
    guard isColoured, next != style else { return }
    text += style.change(to: next)
    style = next
  }
}
