import Markup
import MarkupTranscripts
import TranscriptReading
import Transcripts

/// Takes the elements of a page of HTML: its paragraphs, headings, lists of terms and tables, and where
/// in the page they stand. What is there to find one's way about is left out, and kept to be told.
final class PageHandler: NamingHandler {
  var parser: MarkupParser?
  var report: ReadingReport

  private(set) var blocks: [PageBlock] = []
  private(set) var containers = [PageContainer(parent: nil, element: .body)]
  private(set) var title = ""
  /// The heading of the page, h1.
  private(set) var heading = ""
  private(set) var date: CalendarDate?
  /// The days that `<time>` gives.
  private(set) var timeDays: Set<CalendarDate> = []
  private(set) var language = ""
  private(set) var url = ""
  /// Parts that are there to find one's way about.
  private(set) var leftOut: [LeftOut] = []

  private struct Open {
    var container: Int
    var isBold: Bool
    var isUnderlined: Bool
    /// In an element that sets words apart in some other way.
    var isApart = false
  }

  /// Elements of no known name that were looked at.
  private var noted: Set<Int> = []
  private var path: [Open] = []
  private var depth: Int { path.count }
  private var skippedDepth = 0
  /// Where a script or a style begins, which has no words of the page; 0 outside of them.
  private var wordlessDepth = 0
  private var hasSiteHeader = false
  private var isInTitle = false
  private var isPre = 0
  private var level = 0
  private var paragraph: WordParagraph?
  /// The term of a list that is open or was last ended, "Ann Vale" of `<dt>`.
  private var term: WordParagraph?
  private var isInTerm = false
  private var tableDepth = 0
  /// The first block of each quotation that is open.
  private var quotations: [Int] = []
  private var rows: [[[WordParagraph]]] = []

  init(report: ReadingReport) { self.report = report }

  static let vocabulary = MarkupVocabulary(PageElement.self)

  // MARK: Elements

  func startElement(_ element: MarkupElement) throws {
    let name = element.name < PageElement.all.count ? PageElement.all[element.name] : nil
    var open = path.last ?? Open(container: 0, isBold: false, isUnderlined: false)
    defer { path.append(open) }
    if wordlessDepth == 0, name == .script || name == .style { wordlessDepth = depth + 1 }
    guard skippedDepth == 0 else {
      if let name, let last = leftOut.indices.last { leftOut[last].begin(name) }
      return
    }
    if name == nil, wordlessDepth == 0 { note(element) }
    if let name, isChrome(name, element) {
      flush()
      skippedDepth = depth + 1
      if wordlessDepth == 0 { leftOut.append(LeftOut(name, element)) }
      return
    }
    switch name {
    case .b, .strong: open.isBold = true
    case .u, .ins: open.isUnderlined = true
    case .i, .em, .span, .a, .cite, .font, .small, .label, .mark: open.isApart = true
    case .br:
      if paragraph != nil { add("\n", open) }
    case .title: isInTitle = true
    case .html: language = element.attribute("lang") ?? ""
    case .meta: takeMeta(element)
    case .link:
      if element.attribute("rel", is: "canonical") { url = element.attribute("href") ?? url }
    case .time:
      if let day = CalendarDate((element.attribute("datetime") ?? "").prefix(10)) {
        if date == nil { date = day }
        timeDays.insert(day)
      }
    default: break
    }
    if Self.naming.contains(where: { element.attribute("class", contains: $0) }) {
      open.isBold = true
    }
    guard let name, name.isBlock || name.isContainer else { return }
    flush()
    if name.isContainer {
      containers.append(PageContainer(parent: open.container, element: name))
      open.container = containers.count - 1
    }
    switch name {
    case .h1, .h2, .h3, .h4, .h5, .h6: level = name.headingLevel
    case .pre: isPre += 1
    case .blockquote: quotations.append(blocks.count)
    case .dt:
      endTerm()
      isInTerm = true
    case .table:
      if let label = term, !isInTerm {
        // Its words stand in the table.
        term = nil
        place(WordParagraph(label: label.termName, number: label.number))
      }
      tableDepth += 1
      if tableDepth == 1 { rows = [] }
    case .tr: if tableDepth == 1 { rows.append([]) }
    case .td, .th: if tableDepth == 1, !rows.isEmpty { rows[rows.count - 1].append([]) }
    default: break
    }
  }

  func endElement(_ code: Int, line: Int) throws {
    let name = code < PageElement.all.count ? PageElement.all[code] : nil
    if wordlessDepth == depth { wordlessDepth = 0 }
    if skippedDepth > 0 {
      if let name, let last = leftOut.indices.last { leftOut[last].end(name) }
      if skippedDepth == depth {
        if let last = leftOut.indices.last { leftOut[last].finish() }
        skippedDepth = 0
      }
      _ = path.popLast()
      return
    }
    if name == .title { isInTitle = false }
    if name == .cite, !quotations.isEmpty, tableDepth == 0, let lead = paragraph?.lead.trimmed,
      !lead.isEmpty, lead == paragraph?.words.trimmed
    {
      paragraph?.isSource = true
    }
    if path.last?.isApart == true, !path.dropLast().contains(where: \.isApart) {
      endLead()
    }
    if let name, name.isBlock || name.isContainer {
      flush()
      switch name {
      case .h1, .h2, .h3, .h4, .h5, .h6: level = 0
      case .pre: isPre -= 1
      case .blockquote: _ = quotations.popLast()
      case .dt: isInTerm = false
      case .dl: endTerm()
      case .table:
        tableDepth -= 1
        if tableDepth == 0 { blocks.append(PageBlock(.table(rows), in: path.last?.container ?? 0)) }
      default: break
      }
    }
    _ = path.popLast()
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {
    guard wordlessDepth == 0 else { return }
    let words = String(decoding: bytes, as: UTF8.self)
    guard skippedDepth == 0 else {
      if let last = leftOut.indices.last { leftOut[last].add(words, line: line) }
      return
    }
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

  /// Says of a tag that HTML has not: "<the report>" is words whose writer meant them so.
  private func note(_ element: MarkupElement) {
    guard let parser, !path.isEmpty, noted.insert(element.name).inserted else { return }
    let name = parser.name(of: element.name)
    guard name.allSatisfy({ $0.isLetter || $0.isNumber }),
      !Self.otherElements.contains(name.lowercased())
    else { return }
    report.warn(
      .unknownElement, line: element.line, wording: "<" + name,
      "HTML has no such tag: words between “<” and “>” are lost so; the words around it are read")
  }

  /// Elements of HTML that change nothing here.
  private static let otherElements: Set<String> = [
    "acronym", "applet", "base", "basefont", "bdi", "bdo", "bgsound", "blink", "data", "datalist",
    "dialog", "dir", "fieldset", "frame", "frameset", "hgroup", "image", "isindex", "keygen",
    "legend",
    "listing", "marquee", "math", "menu", "menuitem", "meter", "noembed", "noframes", "optgroup",
    "option", "output", "plaintext", "portal", "progress", "rb", "rp", "rt", "rtc", "ruby",
    "search",
    "select", "slot", "spacer", "template", "textarea", "var", "xmp",
  ]

  // MARK: Words

  private func add(_ words: String, _ open: Open?) {
    paragraph?.append(
      words, isBold: open?.isBold ?? false, isUnderlined: open?.isUnderlined ?? false,
      isApart: open?.isApart ?? false)
  }

  private func endLead() {
    guard paragraph?.lead.contains(where: { !$0.isWhitespace }) == true else { return }
    paragraph?.endLead()
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
      guard term != nil else {
        term = ended
        return
      }
      term?.append("\n", isBold: false, isUnderlined: false)
      for run in ended.runs {
        term?.append(run.words, isBold: run.isBold, isUnderlined: run.isUnderlined)
      }
      return
    }
    if ended.level == 1, heading.isEmpty {
      heading = ended.words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return
    }
    if ended.isSource, let start = quotations.last, blocks.indices.contains(start),
      case .paragraph(var quoted) = blocks[start].block
    {
      quoted.source = ended.words.trimmed
      blocks[start].block = .paragraph(quoted)
    }
    if let label = term {
      // "<dt>Ann Vale<dd>words" is "Ann Vale: words".
      term = nil
      let words = ended.runs
      ended = WordParagraph(label: label.termName, number: label.number)
      for run in words {
        ended.append(run.words, isBold: false, isUnderlined: run.isUnderlined)
      }
    }
    place(ended)
  }

  /// Ends a term that no words follow: it is a paragraph by itself.
  private func endTerm() {
    guard let lone = term else { return }
    term = nil
    report.warn(
      .oddity, line: lone.number, wording: lone.words,
      "a term of a list without words behind it; it is read as a paragraph")
    place(lone)
  }

  private func place(_ ended: WordParagraph) {
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
    case .script, .style, .noscript, .svg, .iframe, .button, .nav, .footer, .aside, .video,
      .audio, .object, .canvas:
      return true
    case .form:
      // Some servers set the whole page within one form that is sent back.
      return
        !(element.attribute("method")?.lowercased() == "post" && heading.isEmpty
        && blocks.reduce(0) { $0 + $1.size } < Self.shortBeginning)
    case .header:
      if isWithin(.main, .article, .section) { return false }
      if isOfSite() { return true }
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

  /// Whether a `<header>` outside of the parts of a text is the site's: the first one is, unless the
  /// text has begun; what follows heads parts of it.
  private func isOfSite() -> Bool {
    if hasSiteHeader { return false }
    hasSiteHeader = true
    return heading.isEmpty && blocks.reduce(0) { $0 + $1.size } < Self.shortBeginning
  }

  /// Bytes of words that may stand before a site's header: "Skip to the content".
  private static let shortBeginning = 80

  private func isWithin(_ elements: PageElement...) -> Bool {
    var index = path.last?.container
    while let container = index {
      if container > 0, elements.contains(containers[container].element) { return true }
      index = containers[container].parent
    }
    return false
  }

  /// Classes of what names somebody.
  private static let naming: [StaticString] = ["speaker", "speaker-name", "speakername", "name"]

  /// Names of parts of pages that are there to find one's way about, or to go elsewhere.
  private static let chrome: [StaticString] = [
    "nav", "navbar", "navigation", "menu", "footer", "site-footer", "page-footer", "sidebar",
    "breadcrumb", "breadcrumbs", "share", "sharing", "social", "related", "cookie", "cookies",
    "comments", "site-header", "pagination", "advertisement",
  ]
}
