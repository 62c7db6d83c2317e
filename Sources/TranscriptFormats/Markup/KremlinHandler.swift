import Markup
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
  var people: [String: ListedPerson] = [:]
  /// Whether the page has the parts that make it one of this site.
  private(set) var hasTitle = false
  private(set) var hasContent = false
  private(set) var isCutOff = false

  private let document: Document
  private let options: ReadingOptions
  private(set) var turns: TurnCollector
  private(set) var lead: [String] = []

  private var depth = 0
  private var path: [Style] = []
  private var ignoredDepth = 0
  private var contentDepth = 0
  private var leadDepth = 0
  private var quoteDepth = 0
  private var field: Field?
  private var capture = Capture()
  private var paragraph = PageParagraph()
  private var personStart: (depth: Int, offset: Int, id: String)?
  private var knownLabels: Set<String> = []
  private var paragraphLine = 1
  private var note: (text: String, opening: UInt8)?
  private var lastLine = 1

  private struct Style {
    var bold = 0
    var italic = 0
  }

  private enum Field { case title, time, place }

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
    } else if contentDepth > 0 || leadDepth > 0 {
      if paragraph.text.isEmpty { paragraphLine = line }
      let style = path.last ?? Style()
      paragraph.append(bytes, style: style.bold > 0 ? .bold : style.italic > 0 ? .italic : .plain)
      guard paragraph.text.count <= options.maximumLineSize else {
        throw document.error(
          .tooLarge, line: line,
          "a paragraph is longer than \(options.maximumLineSize) bytes",
          remedy: "this is no transcript, or raise the limit for the length of lines")
      }
    }
  }

  /// An element outside the text of the page.
  private func head(_ element: MarkupElement, _ name: PageElement?) throws {
    switch name {
    case .html:
      meeting.language = element.attribute("lang") ?? meeting.language
    case .h1 where element.attribute("class", contains: "entry-title") && !hasTitle:
      hasTitle = true
      begin(.title)
    case .time where element.attribute("class", contains: "read__published") && date == nil:
      date = MarkupReading.date(element.attribute("datetime"))
    case .article where element.attribute("class", contains: "hentry"):
      sourceKey = element.attribute("id").map { String($0.drop { !$0.isNumber }) } ?? ""
    case .a where element.attribute("rel", is: "license"):
      let address = element.attribute("href") ?? ""
      meeting.source.licence = address.contains("/by/4.0") ? "CC-BY-4.0" : address
    case .div:
      if element.attribute("class", contains: "read"), let address = element.attribute("data-href")
      {
        meeting.source.url = String(
          address.hasSuffix("/print") ? address.dropLast("/print".count) : address[...])
      } else if element.attribute("class", contains: "read__lead") {
        leadDepth = depth
      } else if element.attribute("class", contains: "read__time"), meeting.startTime.isEmpty {
        begin(.time)
      } else if element.attribute("class", contains: "read__place"), meeting.place.isEmpty {
        begin(.place)
      } else if element.attribute("class", contains: "read__internal_content"), !hasContent {
        hasContent = true
        contentDepth = depth
      }
    case .br where leadDepth > 0: try endParagraph(line: element.line)
    default: break
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
    }
  }

  private func begin(_ field: Field) {
    self.field = field
    capture.begin(depth: depth)
  }

  private func finishField(_ text: String, line: Int) {
    switch field {
    case .title:
      meeting.title = text
      report.info(.header, line: line, wording: text, "the title")
    case .time:
      meeting.startTime = MarkupReading.time(text).time
    case .place:
      meeting.place = text
      report.info(.header, line: line, wording: text, "the place")
    case nil: break
    }
    field = nil
  }

  /// The number in `…/catalog/persons/331/events`.
  private static func personID(_ address: String?) -> String? {
    guard let address, let found = address.firstRange(of: "/persons/") else { return nil }
    let id = address[found.upperBound...].prefix { $0.isASCII && $0.isNumber }
    return id.isEmpty ? nil : String(id)
  }

  private func endParagraph(line: Int) throws {
    defer { paragraph.removeAll() }
    guard !paragraph.text.isEmpty else { return }
    let start = min(paragraphLine, line)
    if turns.isOpen, leadDepth == 0, quoteDepth == 0, note == nil, isPlainWords {
      paragraph.text.bytes.withUnsafeBufferPointer { turns.text.append($0) }
      return turns.endParagraph()
    }
    let text = paragraph.text.string(from: 0)
    if leadDepth > 0 {
      lead.append(text)
      return report.info(.header, line: start, wording: text, "the lead")
    }
    if quoteDepth > 0 {
      turns.addMark(.pullQuote, text)
      return report.info(.mark, line: start, wording: text, "a pull quote")
    }
    switch KremlinLabel.find(in: paragraph, known: knownLabels) {
    case .label(let label):
      endNote(line: start)
      try open(label, line: start)
      turns.text.append(paragraph.text.string(from: label.wordsStart))
      turns.endParagraph()
    case .refused(let reason):
      report.warn(.labelRefused, line: start, wording: text, reason)
      addParagraph(text, line: start)
    case .none:
      addParagraph(text, line: start)
    }
  }

  /// Whether the paragraph has nothing that a label or a note begins with.
  private var isPlainWords: Bool {
    guard paragraph.spans.allSatisfy({ $0.style == .plain }),
      let first = paragraph.text.bytes.first
    else { return false }
    return (0x30...0x39).contains(first) || (0x41...0x5A).contains(first)
      || (0x61...0x7A).contains(first)
  }

  private func open(_ label: KremlinLabel, line: Int) throws {
    knownLabels.insert(label.label)
    var voice = Turn.Voice(label: label.label)
    if !label.personID.isEmpty {
      voice.personKey = label.personID
      if people[label.personID] == nil {
        let person = paragraph.people.first { $0.id == label.personID }
        let name = person.map {
          String(
            decoding: paragraph.text.bytes[$0.range.clamped(to: 0..<paragraph.text.count)],
            as: UTF8.self)
        }
        people[label.personID] = ListedPerson(
          key: label.personID, name: name ?? "",
          identifiers: [Speaker.Identifier(scheme: "kremlin", value: label.personID)])
      }
    }
    try turns.begin(Turn(voice: voice), line: line, document: document)
    report.info(.label, line: line, wording: label.label, "bold, and ends with a colon")
  }

  /// A paragraph without label: words of the turn, a note, or what precedes the transcript.
  private func addParagraph(_ text: String, line: Int) {
    guard turns.isOpen else {
      lead.append(text)
      return report.info(.header, line: line, wording: text, "precedes the first statement")
    }
    var copy = text
    if let open = note {
      // A note over several paragraphs; it never ended when a label comes first.
      note = (open.text + "\n" + text, open.opening)
      if copy.withUTF8({ SeparateParagraph.closesNote($0, opening: open.opening) }) {
        turns.addMark(.editorialNote, open.text + "\n" + text)
        note = nil
      }
    } else if let kind = SeparateParagraph.markKind(of: text) {
      turns.addMark(kind, text)
      report.info(.mark, line: line, wording: text, "a note of its own")
    } else if copy.withUTF8({ SeparateParagraph.opensNote($0) }), let opening = text.utf8.first {
      note = (text, opening)
    } else {
      turns.text.append(text)
      turns.endParagraph()
    }
  }

  /// Brackets that were not closed before the next label held words after all.
  private func endNote(line: Int) {
    guard let note else { return }
    self.note = nil
    report.warn(
      .oddity, line: line, wording: note.text, "a bracket that is never closed; read as words")
    for paragraph in note.text.split(separator: "\n") {
      turns.text.append(String(paragraph))
      turns.endParagraph()
    }
  }

  /// The turns, when the page is at its end.
  func finishTurns() -> [Turn] {
    endNote(line: lastLine)
    return turns.finish(line: lastLine, lead: &lead)
  }
}
