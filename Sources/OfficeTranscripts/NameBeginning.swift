import TextTranscripts

/// The beginning of a paragraph that is set as somebody's label is, without a label's colon.
struct NameBeginning {
  /// How it is set off.
  enum Setting: Hashable {
    /// In bold, with words behind it.
    case bold
    /// In bold, a paragraph of its own.
    case alone
    /// In capitals, a paragraph of its own.
    case capitals
    /// In italics, or in an element of its own.
    case apart
    /// Before a colon with which the paragraph ends.
    case colon
    /// By a tabulator.
    case tabbed
    /// Below what somebody said.
    case source
    /// In the first of two cells.
    case cell

    /// As messages call it.
    var description: String {
      switch self {
      case .bold: "a name in bold without a colon"
      case .alone: "a name in bold that stands alone"
      case .capitals: "a name in capitals that stands alone"
      case .apart: "a name that is set apart without a colon"
      case .colon: "a name and a colon that stand alone"
      case .tabbed: "a name before a tabulator"
      case .source: "a name below a quotation"
      case .cell: "a name in a row of two cells"
      }
    }

    /// Whether the readers of text know this setting for a label's.
    var isOfText: Bool { self == .bold || self == .alone || self == .colon }

    /// Whether headings are set so, too.
    var mayBeHeading: Bool { self == .bold || self == .alone || self == .capitals }

    /// Whether the words stand in the paragraphs below.
    var standsAlone: Bool { self == .alone || self == .capitals }
  }

  var name: String
  var setting: Setting
  /// The words behind the name.
  var rest: String
  /// The time before the name, "00:01"; empty when none is printed.
  var time = ""
  /// Whether it is a name, or a role and a name, rather than words that may be one.
  var isSure = true
  /// Whether it is a name by nothing but its coming again.
  var comesAsName = false
  /// Whether it is a role without a name, which is a label only where names are set so.
  var isPart = false

  /// Longest beginning that is looked at, in bytes.
  private static let maximumSize = 120

  /// - Returns: nil when the paragraph does not begin so.
  init?(_ paragraph: WordParagraph) {
    guard paragraph.level == 0 else { return nil }
    var runs = paragraph.runs.drop { $0.words.allSatisfy(\.isWhitespace) }
    if let time = runs.first, !time.isBold, Self.isTime(time.words.trimmed) {
      runs = runs.dropFirst().drop { $0.words.allSatisfy(\.isWhitespace) }
      guard runs.first?.isBold == true else { return nil }
      self.time = String(time.words.filter { $0.isNumber || $0 == ":" })
    }
    guard let first = runs.first else { return nil }
    var head = ""
    if paragraph.isSource {
      (head, setting) = (paragraph.words, .source)
    } else if first.isBold {
      let bold = runs.prefix { $0.isBold || $0.words.allSatisfy(\.isWhitespace) }
      (head, setting) = (bold.map(\.words).joined(), bold.count == runs.count ? .alone : .bold)
    } else if paragraph.lead.contains(where: { !$0.isWhitespace }) {
      (head, setting) = (paragraph.lead, .apart)
    } else if let tab = first.words.utf8.prefix(Self.maximumSize).firstIndex(of: 0x09) {
      (head, setting) = (String(first.words[..<tab]), .tabbed)
    } else if runs.count <= 3, paragraph.words.trimmed.last == ":" {
      (head, setting) = (String(paragraph.words.trimmed.dropLast()), .colon)
    } else if Self.isCapitals(paragraph.words) {
      (head, setting) = (paragraph.words, .capitals)
    } else {
      return nil
    }
    guard head.utf8.count <= Self.maximumSize else { return nil }
    let name = head.trimmed
    let words = runs.map(\.words).joined()
    guard let end = words.firstRange(of: name)?.upperBound else { return nil }
    rest = String(words[end...]).trimmed
    self.name = Self.bare(name)
    guard !self.name.contains(":") else { return nil }
    if setting.mayBeHeading {
      isSure = NameWording.isSurelyName(self.name)
      isPart = NameWording.isPart(self.name)
    }
    if !isPart, !NameWording.isName(self.name) {
      guard setting == .apart || setting == .bold || setting == .alone,
        NameWording.comesAsName(self.name)
      else { return nil }
      comesAsName = true
    }
    switch setting {
    case .colon: rest = ""
    case .alone, .source, .cell, .capitals: guard rest.isEmpty else { return nil }
    case .bold, .apart, .tabbed:
      // "<b>Ann Vale</b> — words"
      if let dash = rest.first, "—–-".contains(dash) { rest = String(rest.dropFirst()).trimmed }
      // "Ann Vale said that" goes on with the name.
      guard let next = rest.first(where: { $0.isLetter || $0.isNumber || $0 == ":" }),
        next != ":", !next.isLowercase
      else { return nil }
    }
  }

  /// A row of two cells, the first of which holds a name.
  init?(row: [[WordParagraph]]) {
    guard row.count == 2, row[0].count(where: { !$0.words.trimmed.isEmpty }) == 1,
      row[1].contains(where: { !$0.words.trimmed.isEmpty })
    else { return nil }
    var name = row[0].map(\.words).joined().trimmed
    while name.last == ":" { name.removeLast() }
    name = Self.bare(name)
    guard NameWording.isName(name) else { return nil }
    (self.name, setting, rest) = (name, .cell, "")
  }

  /// A name without the stop or the dash behind it.
  private static func bare(_ name: String) -> String {
    var name = Substring(name)
    while let last = name.last {
      // The stop of "Stolt P. A." is the initial's.
      if last == ".", name.dropLast().reversed().prefix(while: \.isLetter).count == 1 { break }
      guard last.isWhitespace || ".,–—-|".contains(last) else { break }
      name.removeLast()
    }
    while let first = name.first, first.isWhitespace || "–—-".contains(first) { name.removeFirst() }
    return String(name)
  }

  /// Whether words are a time of day or of a recording, "00:01", "[1:02:03]".
  private static func isTime(_ words: String) -> Bool {
    words.utf8.count <= 12 && words.contains(":") && words.contains(where: \.isNumber)
      && words.allSatisfy { $0.isNumber || ":.[]()".contains($0) }
  }

  /// Whether a paragraph is short and in capitals.
  private static func isCapitals(_ words: String) -> Bool {
    guard words.utf8.count <= maximumSize else { return false }
    let letters = words.filter(\.isLetter)
    return letters.count >= 4 && letters.allSatisfy(\.isUppercase)
  }
}
