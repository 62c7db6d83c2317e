/// Text for people in which some parts stand out.
struct StyledText {
  enum Style {
    case plain
    case heading
    case label
    case note

    /// The parameters of SGR (ECMA-48, 8.3.117).
    var code: String {
      switch self {
      case .plain: ""
      case .heading: "1;4"
      case .label: "1;36"
      case .note: "2"
      }
    }
  }

  private(set) var runs: [(text: String, style: Style)] = []

  /// Adds text of others, made visible.
  mutating func append(_ text: String, _ style: Style = .plain) {
    if !text.isEmpty { runs.append((VisibleText.visible(text), style)) }
  }

  /// The text in lines of at most `width` columns, each indented and ended by a line feed; in one
  /// line when there is no width. Lines break at spaces and beside wide characters, as East Asian
  /// text does; no-break spaces stay, and words that are too long are cut.
  func lines(width: Int?, indent: Int = 0, isColoured: Bool) -> String {
    var writer = LineWriter(
      width: width.map { max(1, $0 - indent) }, indent: String(repeating: " ", count: indent),
      isColoured: isColoured)
    for (text, style) in runs {
      for character in text { writer.add(character, style) }
    }
    return writer.finish()
  }
}

/// Breaks characters into lines.
private struct LineWriter {
  private typealias Cell = (character: Character, style: StyledText.Style, columns: Int)

  private let width: Int?
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

  init(width: Int?, indent: String, isColoured: Bool) {
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
    if let width, isLineBegun, column + spaces.count + wordColumns > width {
      breakLine()
    } else {
      for space in spaces where isLineBegun { put(space) }
    }
    spaces = []
    for cell in word {
      if let width, isLineBegun, column + cell.columns > width { breakLine() }
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
    if style != .plain { text += "\u{1B}[0m" }
    if next != .plain { text += "\u{1B}[\(next.code)m" }
    style = next
  }
}
