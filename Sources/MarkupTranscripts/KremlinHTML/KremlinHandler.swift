import Markup
import TranscriptReading
import Transcripts

/// Takes the elements of a page of en.kremlin.ru and makes its meeting.
final class KremlinHandler: NamingHandler {
  var parser: MarkupParser?
  var report: ReadingReport
  var unknown = UnknownElements()

  /// What the head of the page says.
  var meeting = Meeting(id: "", date: .first)
  var date: CalendarDate?
  var sourceKey = ""
  var people: [ExactText: ListedPerson] = [:]
  /// Whether the page has the parts that make it one of this site.
  var hasTitle = false
  var hasContent = false
  private(set) var isCutOff = false

  let document: Document
  private let options: ReadingOptions
  @exclusivity(unchecked) var turns: TurnCollector
  var lead: [String] = []

  @exclusivity(unchecked) var depth = 0
  @exclusivity(unchecked) private var path: [Style] = []
  @exclusivity(unchecked) private var ignoredDepth = 0
  @exclusivity(unchecked) var contentDepth = 0
  @exclusivity(unchecked) var leadDepth = 0
  var quoteDepth = 0
  var field: Field?
  @exclusivity(unchecked) var capture = Capture()
  @exclusivity(unchecked) var paragraph = PageParagraph()
  private var personStart: (depth: Int, offset: Int, id: String)?
  var knownLabels: Set<String> = []
  var paragraphLine = 1
  var note: (text: String, opening: UInt8)?
  private(set) var lastLine = 1

  private struct Style {
    var bold = 0
    var italic = 0
  }

  /// Paragraphs of the page's text before the first label, which are in `lead` too, with their lines.
  var opening: [(text: String, line: Int)] = []
  /// Whether the labels of this page are not bold, so that capitals tell them.
  var hasPlainLabels = false

  enum Field { case title, time, place, heading, caption }

  init(_ document: Document, options: ReadingOptions, report: ReadingReport) {
    self.document = document
    self.options = options
    self.report = report
    turns = TurnCollector(limits: options, findsInlineMarks: true)
  }

  func startElement(_ element: MarkupElement) throws {
    depth += 1
    lastLine = element.line
    var style = path.last ?? Style()
    let name = element.name < PageElement.all.count ? PageElement.all[element.name] : nil
    if name == .b || name == .strong { style.bold += 1 }
    if name == .i || name == .em { style.italic += 1 }
    path.append(style)
    guard ignoredDepth == 0 else { return }
    if element.attribute("class", contains: "masha-ignore")
      || element.attribute("class", contains: "hidden-copy") || name == .script || name == .style
    {
      ignoredDepth = depth
      return
    }
    if contentDepth == 0 { try head(element, name) } else { try body(element, name) }
  }

  func endElement(_ code: Int, line: Int) throws {
    lastLine = line
    defer {
      depth -= 1
      path.removeLast()
    }
    if ignoredDepth > 0 {
      if ignoredDepth == depth { ignoredDepth = 0 }
      return
    }
    if let text = capture.end(depth: depth) { finishField(text, line: line) }
    let name = code < PageElement.all.count ? PageElement.all[code] : nil
    if let person = personStart, person.depth == depth {
      let range = person.offset..<max(person.offset, paragraph.text.count)
      paragraph.people.append(PageParagraph.Person(range: range, id: person.id))
      personStart = nil
    }
    if contentDepth > 0 || leadDepth > 0, name?.isBlock == true { try endParagraph(line: line) }
    if depth == quoteDepth { quoteDepth = 0 }
    if depth == leadDepth { leadDepth = 0 }
    if depth == contentDepth {
      isCutOff = parser?.isFinishing ?? false
      contentDepth = 0
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {
    guard ignoredDepth == 0 else { return }
    if capture.isActive {
      capture.append(bytes)
      try capture.text.check(options, document, line: line)
    } else if contentDepth > 0 || leadDepth > 0 {
      if paragraph.text.isEmpty { paragraphLine = line }
      let style = path.last ?? Style()
      paragraph.append(bytes, style: style.bold > 0 ? .bold : style.italic > 0 ? .italic : .plain)
      try paragraph.text.check(options, document, line: line)
    }
  }

  /// An element within the text of the page.
  private func body(_ element: MarkupElement, _ name: PageElement?) throws {
    switch name {
    case nil:
      unknown.note(parser?.name(of: element.name) ?? "", line: element.line)
    case .br:
      // A break within a bold label only wraps it.
      if (path.last?.bold ?? 0) > 0 {
        paragraph.appendSpace()
      } else {
        try endParagraph(line: element.line)
      }
    case .blockquote:
      try endParagraph(line: element.line)
      quoteDepth = depth
    case .a where element.attribute("class", contains: "person_tag"):
      if let id = Self.personID(element.attribute("href")) {
        personStart = (depth, paragraph.text.nextOffset, id)
      }
    default:
      if name?.isBlock == true { try endParagraph(line: element.line) }
      if name?.isHeading == true { begin(.heading) }
      if name == .figcaption { begin(.caption) }
    }
  }

  /// The number in `…/catalog/persons/331/events`.
  private static func personID(_ address: String?) -> String? {
    guard let address, let found = address.firstRange(of: "/persons/") else { return nil }
    let id = address[found.upperBound...].prefix { $0.isASCII && $0.isNumber }
    return id.isEmpty ? nil : String(id)
  }
}
