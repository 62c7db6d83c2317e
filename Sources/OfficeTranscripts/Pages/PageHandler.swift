import Markup
import MarkupTranscripts
import TranscriptReading
import Transcripts

/// Takes the elements of a page of HTML: its paragraphs, headings, lists of terms and tables, and where
/// in the page they stand. What is there to find one's way about is left out.
final class PageHandler: NamingHandler {
  var parser: MarkupParser?
  var report: ReadingReport

  private(set) var blocks: [PageBlock] = []
  private(set) var containers = [PageContainer(parent: nil, element: .body)]
  private(set) var title = ""
  /// The heading of the page, h1.
  private(set) var heading = ""
  private(set) var date: CalendarDate?
  private(set) var language = ""
  private(set) var url = ""
  /// Bytes of words in parts that are there to find one's way about.
  private(set) var skippedSize = 0

  private struct Open {
    var container: Int
    var isBold: Bool
    var isUnderlined: Bool
  }

  private var path: [Open] = []
  private var depth: Int { path.count }
  private var skippedDepth = 0
  private var isSkippedTold = false
  private var isInTitle = false
  private var isPre = 0
  private var level = 0
  private var paragraph: WordParagraph?
  /// The term of a list that is open or was last ended, "Ann Vale" of `<dt>`.
  private var term: WordParagraph?
  private var isInTerm = false
  private var tableDepth = 0
  private var rows: [[[WordParagraph]]] = []

  init(report: ReadingReport) { self.report = report }

  static let vocabulary = MarkupVocabulary(PageElement.self)

  // MARK: Elements

  func startElement(_ element: MarkupElement) throws {
    let name = element.name < PageElement.all.count ? PageElement.all[element.name] : nil
    var open = path.last ?? Open(container: 0, isBold: false, isUnderlined: false)
    defer { path.append(open) }
    guard skippedDepth == 0 else { return }
    if let name, isChrome(name, element) {
      flush()
      skippedDepth = depth + 1
      return
    }
    switch name {
    case .b, .strong: open.isBold = true
    case .u, .ins: open.isUnderlined = true
    case .br:
      if paragraph != nil { add("\n", open) }
    case .title: isInTitle = true
    case .html: language = element.attribute("lang") ?? ""
    case .meta: takeMeta(element)
    case .link:
      if element.attribute("rel", is: "canonical") { url = element.attribute("href") ?? url }
    case .time:
      if date == nil { date = CalendarDate((element.attribute("datetime") ?? "").prefix(10)) }
    default: break
    }
    if element.attribute("class", contains: "speaker") { open.isBold = true }
    guard let name, name.isBlock || name.isContainer else { return }
    flush()
    if name.isContainer {
      containers.append(PageContainer(parent: open.container, element: name))
      open.container = containers.count - 1
    }
    switch name {
    case .h1, .h2, .h3, .h4, .h5, .h6: level = Int(name.rawValue.dropFirst()) ?? 1
    case .pre: isPre += 1
    case .dt:
      isInTerm = true
      term = nil
    case .table:
      tableDepth += 1
      if tableDepth == 1 { rows = [] }
    case .tr: if tableDepth == 1 { rows.append([]) }
    case .td, .th: if tableDepth == 1, !rows.isEmpty { rows[rows.count - 1].append([]) }
    default: break
    }
  }

  func endElement(_ code: Int, line: Int) throws {
    let name = code < PageElement.all.count ? PageElement.all[code] : nil
    if skippedDepth > 0 {
      if skippedDepth == depth { skippedDepth = 0 }
      _ = path.popLast()
      return
    }
    if name == .title { isInTitle = false }
    if let name, name.isBlock || name.isContainer {
      flush()
      switch name {
      case .h1, .h2, .h3, .h4, .h5, .h6: level = 0
      case .pre: isPre -= 1
      case .dt: isInTerm = false
      case .dl: term = nil
      case .table:
        tableDepth -= 1
        if tableDepth == 0 { blocks.append(PageBlock(.table(rows), in: path.last?.container ?? 0)) }
      default: break
      }
    }
    _ = path.popLast()
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {
    guard skippedDepth == 0 else {
      skippedSize += bytes.count { $0 > 0x20 }
      return
    }
    let words = String(decoding: bytes, as: UTF8.self)
    if isInTitle {
      title += words
      return
    }
    if paragraph == nil {
      guard bytes.contains(where: { $0 > 0x20 }) else { return }
      paragraph = WordParagraph(number: line, level: level)
    }
    add(isPre > 0 ? words : collapsed(words), path.last)
  }

  // MARK: Words

  private func add(_ words: String, _ open: Open?) {
    paragraph?.append(
      words, isBold: open?.isBold ?? false, isUnderlined: open?.isUnderlined ?? false)
  }

  /// With single spaces, and none at a line's beginning.
  private func collapsed(_ words: String) -> String {
    var isSpace = paragraph?.runs.last?.words.last.map { $0 == " " || $0 == "\n" } ?? true
    var result = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case " ", "\n", "\t", "\r", "\u{0C}":
        if !isSpace { result.unicodeScalars.append(" ") }
        isSpace = true
      default:
        result.unicodeScalars.append(scalar)
        isSpace = false
      }
    }
    return result
  }

  /// Ends the paragraph.
  private func flush() {
    guard var ended = paragraph else { return }
    paragraph = nil
    guard ended.runs.contains(where: { $0.words.contains { !$0.isWhitespace } }) else { return }
    if isInTerm {
      term = ended
      return
    }
    if ended.level == 1, heading.isEmpty {
      heading = ended.words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return
    }
    if let label = term, tableDepth == 0 {
      // "<dt>Ann Vale<dd>words" is "Ann Vale: words".
      term = nil
      var name = label.words.trimmed
      while name.last == ":" { name.removeLast() }
      let words = ended.runs
      ended = WordParagraph(number: label.number)
      ended.append(name + ": ", isBold: false, isUnderlined: false)
      for run in words {
        ended.append(run.words, isBold: false, isUnderlined: run.isUnderlined)
      }
    }
    if tableDepth > 0, let row = rows.indices.last, let cell = rows[row].indices.last {
      rows[row][cell].append(ended)
    } else {
      blocks.append(PageBlock(.paragraph(ended), in: path.last?.container ?? 0))
    }
  }

  // MARK: The head

  private func takeMeta(_ element: MarkupElement) {
    guard let name = element.attribute("property") ?? element.attribute("name"),
      let content = element.attribute("content")
    else { return }
    switch name.lowercased() {
    case "article:published_time", "date", "dc.date", "dcterms.date", "dcterms.created":
      if date == nil { date = CalendarDate(content.prefix(10)) }
    case "og:url": if url.isEmpty { url = content }
    default: break
    }
  }

  /// Whether an element holds no words of the page's text.
  private func isChrome(_ name: PageElement, _ element: MarkupElement) -> Bool {
    switch name {
    case .script, .style, .noscript, .svg, .iframe, .form, .button, .nav, .footer, .aside, .video,
      .audio, .object, .canvas:
      return true
    case .header:
      return !isWithin(.main, .article)
    default: break
    }
    if element.attribute("role", is: "navigation") || element.attribute("role", is: "contentinfo")
      || element.attribute("aria-hidden", is: "true")
    {
      return name != .html && name != .body
    }
    guard name.isContainer || name == .ul else { return false }
    return Self.chrome.contains { element.attribute("class", contains: $0) }
      || Self.chrome.contains { element.attribute("id", contains: $0) }
  }

  private func isWithin(_ elements: PageElement...) -> Bool {
    var index = path.last?.container
    while let container = index {
      if container > 0, elements.contains(containers[container].element) { return true }
      index = containers[container].parent
    }
    return false
  }

  /// Names of parts of pages that are there to find one's way about, or to go elsewhere.
  private static let chrome: [StaticString] = [
    "nav", "navbar", "navigation", "menu", "footer", "site-footer", "page-footer", "sidebar",
    "breadcrumb", "breadcrumbs", "share", "sharing", "social", "related", "cookie", "cookies",
    "comments", "site-header", "pagination", "advertisement",
  ]
}

/// What a page's text is made of, and the innermost part of the page that holds it.
struct PageBlock {
  var block: WordBlock
  var container: Int

  init(_ block: WordBlock, in container: Int) {
    self.block = block
    self.container = container
  }

  /// How many bytes of words it has.
  var size: Int {
    switch block {
    case .paragraph(let paragraph): paragraph.words.utf8.count
    case .table(let rows): rows.joined().joined().reduce(0) { $0 + $1.words.utf8.count }
    }
  }

  /// Whether it begins as a statement may: with bold words, a heading, or a colon near.
  var mayOpen: Bool {
    switch block {
    case .paragraph(let paragraph):
      paragraph.level > 1 || paragraph.runs.first?.isBold == true
        || paragraph.words.utf8.prefix(60).contains(0x3A)
    case .table: true
    }
  }
}

/// A part of a page.
struct PageContainer {
  var parent: Int?
  var element: PageElement
}

extension PageElement {
  /// Whether it parts a page.
  var isContainer: Bool {
    switch self {
    case .main, .article, .section, .div, .header, .body: true
    default: false
    }
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
