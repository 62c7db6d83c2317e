import Markup

/// Takes the elements of a document's main part.
final class WordHandler: MarkupHandler {
  private(set) var blocks: [WordBlock] = []
  private(set) var hasBody = false
  /// Paragraphs with words that are hidden, and with words that a revision took out.
  private(set) var hidden = Omission()
  private(set) var deleted = Omission()
  /// Paragraphs that refer to footnotes or endnotes.
  private(set) var footnotes = Omission()

  /// What was left out.
  struct Omission {
    private(set) var count = 0
    /// The paragraph of the first.
    private(set) var paragraph: Int?

    mutating func note(_ number: Int) {
      count += 1
      paragraph = paragraph ?? number
    }
  }

  /// How words are set.
  private struct Setting {
    var isBold: Bool?
    var isUnderlined: Bool?
    var isItalic = false
    var style = ""
    var isHidden = false
  }

  private let styles: WordStyles
  private var depth = 0
  private var skippedDepth = 0
  /// Paragraphs that are open, the innermost last: a text box stands within one.
  private var paragraphs: [OpenParagraph] = []
  private var count = 0
  private var setting = Setting()
  private var isInParagraphProperties = false
  private var isInRun = false
  private var isInWords = false
  private var tableDepth = 0
  /// How many paragraphs were open where the outermost table began.
  private var tableHosts = 0
  private var rows: [[[WordParagraph]]] = []

  /// A paragraph that is open.
  private struct OpenParagraph {
    var paragraph: WordParagraph
    var style = ""
    /// What stands in its text boxes, which follows it: it would part its words otherwise.
    var boxes: [WordBlock] = []
    /// The run that it stands in.
    var isInRun: Bool
    var setting: Setting
  }

  init(styles: WordStyles) { self.styles = styles }

  static let vocabulary = MarkupVocabulary(WordElement.self)

  func startElement(_ element: MarkupElement) throws {
    depth += 1
    guard skippedDepth == 0, element.name < WordElement.all.count else { return }
    let name = WordElement.all[element.name]
    switch name {
    case .body: hasBody = true
    case .p:
      count += 1
      paragraphs.append(
        OpenParagraph(
          paragraph: WordParagraph(number: count), isInRun: isInRun, setting: setting))
      isInRun = false
    case .pPr: isInParagraphProperties = true
    case .r:
      isInRun = true
      setting = Setting()
    case .t: isInWords = true
    case .tab, .br, .cr, .noBreakHyphen:
      // Tab stops of a paragraph are called like tabs.
      guard isInRun, !isInParagraphProperties else { break }
      add(name == .tab ? "\t" : name == .noBreakHyphen ? "\u{2011}" : "\n")
    case .tbl:
      tableDepth += 1
      if tableDepth == 1 { (rows, tableHosts) = ([], paragraphs.count) }
    case .tr: if tableDepth == 1 { rows.append([]) }
    case .tc: if tableDepth == 1, !rows.isEmpty { rows[rows.count - 1].append([]) }
    case .del, .moveFrom:
      if let number = paragraphs.last?.paragraph.number, !isInParagraphProperties {
        deleted.note(number)
      }
      skippedDepth = depth
    case .footnoteReference, .endnoteReference:
      if let number = paragraphs.last?.paragraph.number { footnotes.note(number) }
    case .rt, .fallback, .instrText, .rPrChange, .pPrChange: skippedDepth = depth
    default: try property(name, element)
    }
  }

  private func property(_ name: WordElement, _ element: MarkupElement) throws {
    let value = element.attribute("val") ?? ""
    switch name {
    case .pStyle where isInParagraphProperties:
      if let last = paragraphs.indices.last { paragraphs[last].style = value }
    case .outlineLvl where isInParagraphProperties:
      // The tenth is that of body text.
      if let level = Int(value), level < 9, let last = paragraphs.indices.last {
        paragraphs[last].paragraph.level = level + 1
      }
    case .rStyle where isInRun: setting.style = value
    case .b where isInRun: setting.isBold = WordToggle.isOn(value)
    case .i where isInRun: setting.isItalic = WordToggle.isOn(value)
    case .u where isInRun: setting.isUnderlined = value != "none"
    case .vanish where isInRun: setting.isHidden = WordToggle.isOn(value)
    default: break
    }
  }

  func endElement(_ code: Int, line: Int) throws {
    defer { depth -= 1 }
    if skippedDepth > 0 {
      if skippedDepth == depth { skippedDepth = 0 }
      return
    }
    guard code < WordElement.all.count else { return }
    switch WordElement.all[code] {
    case .p: endParagraph()
    case .pPr: isInParagraphProperties = false
    case .r: isInRun = false
    case .t: isInWords = false
    case .tbl:
      tableDepth -= 1
      if tableDepth == 0 { place([.table(rows)]) }
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {
    guard isInWords, skippedDepth == 0 else { return }
    add(String(decoding: bytes, as: UTF8.self))
  }

  private func add(_ words: String) {
    guard let last = paragraphs.indices.last else { return }
    guard !setting.isHidden else { return hidden.note(paragraphs[last].paragraph.number) }
    let style = paragraphs[last].style
    let isBold =
      setting.isBold ?? styles.isBold(setting.style) ?? styles.isBold(style) ?? false
    let isUnderlined =
      setting.isUnderlined ?? styles.isUnderlined(setting.style) ?? styles.isUnderlined(style)
      ?? false
    paragraphs[last].paragraph.append(
      words, isBold: isBold, isUnderlined: isUnderlined, isApart: setting.isItalic)
  }

  private func endParagraph() {
    guard var ended = paragraphs.popLast() else { return }
    (isInRun, setting) = (ended.isInRun, ended.setting)
    if ended.paragraph.level == 0, let level = styles.level(ended.style) {
      ended.paragraph.level = level
    }
    place([.paragraph(ended.paragraph)] + ended.boxes)
  }

  /// Adds what has ended to the cell, or behind the paragraph, that it stands in.
  private func place(_ ended: [WordBlock]) {
    if tableDepth > 0, paragraphs.count == tableHosts {
      guard let row = rows.indices.last, let cell = rows[row].indices.last else {
        return blocks += ended
      }
      for block in ended {
        switch block {
        case .paragraph(let paragraph): rows[row][cell].append(paragraph)
        case .table(let inner): rows[row][cell] += inner.joined().joined()
        }
      }
    } else if let host = paragraphs.indices.last {
      paragraphs[host].boxes += ended
    } else {
      blocks += ended
    }
  }
}
