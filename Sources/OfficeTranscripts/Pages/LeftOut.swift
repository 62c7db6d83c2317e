import Markup
import MarkupTranscripts
import TranscriptReading

/// A part of a page whose words are left out, kept so that what is lost can be told.
struct LeftOut {
  /// What holds it, `<aside>`.
  let holder: String
  /// Where it begins, from 1.
  let line: Int
  /// Bytes of its words.
  private(set) var size = 0
  /// Bytes of them that are not in links.
  private(set) var prose = 0
  private var blocks: [WordBlock] = []
  private var paragraph: WordParagraph?
  private var level = 0
  private var linkDepth = 0
  private var boldDepth = 0

  init(_ name: PageElement, _ element: MarkupElement) {
    var holder = "<" + name.rawValue
    for attribute in ["class", "id"] as [StaticString] {
      if let value = element.attribute(attribute) {
        holder += " \(attribute)=\"\(value.prefix(Self.longestValue))\""
      }
    }
    self.holder = holder + ">"
    line = element.line
  }

  /// Characters of an attribute that are told.
  private static let longestValue = 40

  /// What stands outside of a page's main text.
  init(outside blocks: [WordBlock]) {
    holder = "what stands outside of the main text"
    self.blocks = blocks
    line = blocks.lazy.flatMap(Self.paragraphs(of:)).first?.number ?? 1
    size = blocks.lazy.flatMap(Self.paragraphs(of:)).reduce(0) { $0 + $1.words.utf8.count }
    prose = size
  }

  // MARK: Reading

  mutating func begin(_ element: PageElement) {
    switch element {
    case .a: linkDepth += 1
    case .b, .strong: boldDepth += 1
    case .br: add(" ", line: line)
    default: break
    }
    guard element.isBlock || element.isContainer else { return }
    endParagraph()
    level = element.headingLevel
  }

  mutating func end(_ element: PageElement) {
    switch element {
    case .a: linkDepth -= 1
    case .b, .strong: boldDepth -= 1
    default: break
    }
    guard element.isBlock || element.isContainer else { return }
    endParagraph()
    level = 0
  }

  /// The part has ended.
  mutating func finish() { endParagraph() }

  mutating func add(_ words: String, line: Int) {
    var spaced = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    size += spaced.utf8.count
    if linkDepth == 0 { prose += spaced.utf8.count }
    if paragraph == nil {
      guard !spaced.isEmpty else { return }
      paragraph = WordParagraph(number: line, level: level)
    } else if words.first?.isWhitespace == true {
      spaced = " " + spaced
    }
    if words.last?.isWhitespace == true, spaced.last != " " { spaced += " " }
    paragraph?.append(spaced, isBold: boldDepth > 0, isUnderlined: false)
  }

  private mutating func endParagraph() {
    if let ended = paragraph { blocks.append(.paragraph(ended)) }
    paragraph = nil
  }

  // MARK: Telling

  /// Whether its words are set as those of a transcript are.
  var isLabelled: Bool { WordText(blocks).isLabelled }

  /// Hundredths of a page's words without its links that deserve a look.
  private static let much = 40

  /// Says how many of a page's words are left out; warns where it is much besides links.
  /// - Parameter size: Bytes of words that are read.
  static func tellShare(of parts: [LeftOut], beside size: Int, _ report: inout ReadingReport) {
    let left = parts.reduce(0) { $0 + $1.size }
    guard left > 0, let largest = parts.max(by: { $0.prose < $1.prose }) else { return }
    let told =
      "\(left * 100 / (left + size)) % of the page’s words stand outside of its main text, or in "
      + "navigation, headers, footers, asides and forms, and are left out"
    let prose = parts.reduce(0) { $0 + $1.prose }
    if prose * 100 >= (prose + size) * much {
      report.warn(
        .unattributed, line: largest.line, told + "; most of them here: \(largest.holder)")
    } else {
      report.info(.header, told)
    }
  }

  /// Says what is left out; warns where it may be what somebody says.
  /// - Parameter labels: Labels and names of those who speak in the page's text.
  func tell(besides labels: Set<String>, _ report: inout ReadingReport) {
    let paragraphs = blocks.lazy.flatMap(Self.paragraphs(of:))
    if let spoken = paragraphs.first(where: { labels.contains(Self.opening($0)) }) {
      report.warn(
        .unattributed, line: spoken.number, wording: spoken.words,
        "begins as statements of the page do, and is left out, as is all of \(holder)")
    } else if isLabelled {
      report.warn(
        .unattributed, line: line, wording: paragraphs.first?.words ?? "",
        "\(holder) is left out, and its words have labels as statements have")
    } else {
      report.info(
        .chrome, line: line, wording: paragraphs.map(\.words).joined(separator: " "),
        "\(holder) is left out: \(size) bytes of words")
    }
  }

  /// What a paragraph begins with where a label may stand: a heading, bold words, or those before a
  /// colon.
  private static func opening(_ paragraph: WordParagraph) -> String {
    var words = paragraph.words.prefix(longestLabel)
    if paragraph.level == 0, let first = paragraph.runs.first, first.isBold {
      words = first.words.prefix(longestLabel)
    }
    if let colon = words.firstIndex(of: ":") { words = words[..<colon] }
    return String(words).trimmed
  }

  /// In characters.
  private static let longestLabel = 80

  private static func paragraphs(of block: WordBlock) -> [WordParagraph] {
    switch block {
    case .paragraph(let paragraph): [paragraph]
    case .table(let rows): Array(rows.joined().joined())
    }
  }
}

extension PageElement {
  /// The level of a heading, from 1; 0 for other elements.
  var headingLevel: Int {
    switch self {
    case .h1, .h2, .h3, .h4, .h5, .h6: Int(rawValue.dropFirst()) ?? 1
    default: 0
    }
  }
}

extension WordParagraph {
  /// The beginning of a paragraph behind a label.
  init(label: String, number: Int) {
    self.init(number: number)
    append(label + ": ", isBold: false, isUnderlined: false)
  }

  /// As a term of a list names somebody, without its colons: "Ann Vale, Chair" of two lines.
  var termName: String {
    words.split(separator: "\n").map {
      var line = String($0).trimmed
      while line.last == ":" { line.removeLast() }
      return line
    }.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
