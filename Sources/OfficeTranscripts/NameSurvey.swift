import TextTranscripts

/// The blocks of a document whose labels are mended, and which settings of names without a colon are
/// those of labels.
struct NameSurvey {
  private(set) var blocks: [WordBlock] = []
  /// The names that stand before a colon.
  private var known: Set<String> = []
  /// How often each name stands in each setting.
  private var counts: [NameBeginning.Setting: [String: Int]] = [:]
  /// The settings by which the document tells who speaks.
  private var labels: Set<NameBeginning.Setting> = []

  /// The places of blocks whose labels were made bold.
  private var mended: Set<Int> = []

  /// The columns of the table that stands last; nil where rows differ, or none does.
  private var openWidth: Int?

  /// Fewest names of a setting that make it one of labels.
  private static let fewest = 3

  init(_ document: [WordBlock]) {
    for block in document { add(block) }
    LabelDress.unify(&blocks, mended: mended)
    var colons = 0
    for block in blocks {
      switch block {
      case .paragraph(let paragraph):
        if let name = Self.nameBeforeColon(paragraph) {
          known.insert(name)
          colons += 1
        }
        if let found = NameBeginning(paragraph), !found.isPart {
          counts[found.setting, default: [:]][found.name, default: 0] += 1
        }
      case .table(let rows):
        guard rows.count == 1, let found = NameBeginning(row: rows[0]) else { continue }
        counts[found.setting, default: [:]][found.name, default: 0] += 1
      }
    }
    // Somebody speaks again in a transcript; in a list nobody stands twice.
    for (setting, names) in counts where setting != .colon {
      let count = names.values.reduce(0, +)
      if count >= Self.fewest, count > names.count, names.count >= 2, count > colons {
        labels.insert(setting)
      }
    }
  }

  /// Whether the words behind a name are that person's.
  func opens(_ beginning: NameBeginning) -> Bool {
    if labels.contains(beginning.setting) {
      // What stands once among names may be a heading.
      if beginning.comesAsName { return counts[beginning.setting]?[beginning.name] ?? 0 > 1 }
      return !beginning.setting.mayBeHeading || beginning.isSure || beginning.isPart
        || counts[beginning.setting]?[beginning.name] ?? 0 > 1
    }
    return !beginning.isPart && beginning.setting != .capitals
      && !beginning.setting.isOfText && beginning.setting != .source
      && known.contains(beginning.name)
  }

  /// Whether a name that opens nothing deserves a look: headings in capitals do not.
  func mayOpen(_ beginning: NameBeginning) -> Bool {
    if beginning.comesAsName { return counts[beginning.setting]?[beginning.name] ?? 0 > 1 }
    return beginning.setting != .capitals || known.contains(beginning.name)
      || counts[beginning.setting]?[beginning.name] ?? 0 > 1
  }

  /// Whether what stands below quotations tells who said them.
  var hasSources: Bool { labels.contains(.source) }

  // MARK: Mending

  private mutating func add(_ block: WordBlock) {
    switch block {
    case .paragraph(let paragraph):
      let whole = Self.mended(paragraph)
      if whole.runs != paragraph.runs { mended.insert(blocks.count) }
      blocks.append(.paragraph(whole))
      openWidth = nil
    case .table(let rows):
      let width = rows.first?.count
      if rows.count == 1, let width, width == openWidth, goesOn(with: rows[0]) { return }
      blocks.append(block)
      openWidth = rows.allSatisfy { $0.count == width } ? width : nil
    }
  }

  /// Puts a row that is a table by itself behind the table before it where both name somebody, since some
  /// programs print a table for each statement.
  private mutating func goesOn(with row: [[WordParagraph]]) -> Bool {
    guard case .table(var rows)? = blocks.popLast() else { return false }
    let isOne = rows.last.map { TableShape.mayContinue($0, row) } ?? false
    if isOne { rows.append(row) }
    blocks.append(.table(rows))
    return isOne
  }

  /// Longest label that is mended, in bytes behind its bold words and in words.
  private static let maximumSize = 60
  private static let maximumWords = 4

  /// A paragraph whose label, only a part of it bold, is bold up to its colon.
  private static func mended(_ paragraph: WordParagraph) -> WordParagraph {
    let runs = paragraph.runs.drop { $0.words.allSatisfy(\.isWhitespace) }
    guard paragraph.level == 0, let first = runs.first, first.isBold else { return paragraph }
    let bold = runs.prefix { $0.isBold || $0.words.allSatisfy(\.isWhitespace) }
    let head = bold.map(\.words).joined()
    guard head.utf8.count <= maximumSize, !head.contains(":"), !head.contains("\n"),
      bold.endIndex < runs.endIndex
    else { return paragraph }
    var rest = runs[bold.endIndex...]
    var label = head
    while let run = rest.first {
      guard let colon = run.words.utf8.prefix(maximumSize).firstIndex(of: 0x3A) else {
        guard run.words.utf8.count <= maximumSize, label.utf8.count <= 2 * maximumSize else {
          return paragraph
        }
        label += run.words
        rest.removeFirst()
        continue
      }
      label += run.words[..<colon]
      rest[rest.startIndex].words = String(run.words[run.words.utf8.index(after: colon)...])
      break
    }
    let name = label.trimmed
    let behind = rest.first?.words.first
    guard !rest.isEmpty, label.utf8.count > head.trimmed.utf8.count,
      name != head.trimmed, behind.map({ $0.isWhitespace }) ?? true,
      name.split(whereSeparator: \.isWhitespace).count <= maximumWords, NameWording.isName(name)
    else { return paragraph }
    if let first = rest.indices.first {
      rest[first].words = String(rest[first].words.drop { $0 == " " || $0 == "\u{A0}" })
    }
    return WordParagraph(name, rest, number: paragraph.number)
  }

  private static func nameBeforeColon(_ paragraph: WordParagraph) -> String? {
    guard paragraph.level == 0 else { return nil }
    var words = ""
    for run in paragraph.runs {
      words += run.words
      if words.utf8.count > 2 * maximumSize { break }
    }
    guard let colon = words.utf8.prefix(2 * maximumSize).firstIndex(of: 0x3A) else { return nil }
    let name = String(words[..<colon]).trimmed
    return NameWording.isName(name) ? name : nil
  }
}
