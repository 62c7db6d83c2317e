import Markup
import TranscriptReading
import Transcripts

/// Takes the elements of an Akoma Ntoso debate and makes its meeting.
///
/// In a `speech`, `question` or `answer`, every block is a paragraph. Outside of them every block is
/// a note: of what `scene`, `narrative`, `summary` or `other` say, and procedure otherwise.
final class AkomaNtosoHandler: NamingHandler {
  var parser: MarkupParser?
  var report: ReadingReport
  var unknown = UnknownElements()
  private(set) var meta = AkomaNtosoMeta()
  var turns: TurnCollector
  var lead: [String] = []
  private(set) var hasDebate = false
  private(set) var kind = ""
  /// Days by where they are printed, the most trusted first.
  var documentDates: [CalendarDate] = []
  var sessionDates: [CalendarDate] = []
  var recordedDates: [CalendarDate] = []
  var start: (time: String, zone: String) = ("", "")
  var titles: [(block: String, text: String)] = []
  var longTitle = ""
  /// The paragraph that names the session.
  var session = ""
  var hasSession = false
  var headings: [String] = []
  var place = ""

  let document: Document
  private let options: ReadingOptions
  var depth = 0
  var region = Region.none
  private var regionDepth = 0
  var capture = Capture()
  var captured: AkomaNtosoElement?
  /// Text outside of turns.
  var block = ParagraphText()
  var blockClass = ""
  var blockName = ""
  var noteKinds: [(depth: Int, kind: Mark.Kind)] = []
  var sections: [(depth: Int, section: Int?)] = []
  var speeches: [Speech] = []
  /// The number of the section being read, until its heading.
  var number = ""
  /// Whether the paragraph being read holds its number and nothing else yet.
  var hasLoneNumber = false
  var coverings: [(depth: Int, kind: Mark.Kind, start: Int, time: String)] = []
  var skippedDepth = 0
  private var skippedItems = 0
  var lastLine = 1
  var dangling: Set<ExactText> = []
  var toldKinds = ToldKinds()

  enum Region { case none, meta, front, body }

  struct Speech {
    var depth: Int
    var turn: Turn
  }

  init(_ document: Document, options: ReadingOptions, report: ReadingReport) {
    self.document = document
    self.options = options
    self.report = report
    turns = TurnCollector(limits: options, findsInlineMarks: true)
  }

  static let vocabulary = MarkupVocabulary(AkomaNtosoElement.self)

  func startElement(_ element: MarkupElement) throws {
    depth += 1
    lastLine = element.line
    guard element.name < AkomaNtosoElement.all.count else {
      return unknown.note(parser?.name(of: element.name) ?? "", line: element.line)
    }
    let name = AkomaNtosoElement.all[element.name]
    if skippedDepth > 0 {
      skippedItems += name == .tocItem ? 1 : 0
      return
    }
    switch region {
    case .none: startDocument(name, element)
    case .meta:
      meta.start(name, element)
      if name == .note { begin(.note) }
    case .front: startFront(name, element)
    case .body: try startBody(name, element)
    }
  }

  func endElement(_ code: Int, line: Int) throws {
    lastLine = line
    defer { depth -= 1 }
    let name = code < AkomaNtosoElement.all.count ? AkomaNtosoElement.all[code] : nil
    if skippedDepth > 0 {
      if skippedDepth == depth { skippedDepth = 0 }
      return
    }
    if let text = capture.end(depth: depth) { finishCapture(text, line: line) }
    endCovering(line: line)
    if name?.isBlock == true {
      if capture.isActive { capture.appendSpace() } else { endBlock() }
    }
    if region == .body { try endBody(name, line: line) }
    if regionDepth == depth {
      endBlock()
      region = .none
      regionDepth = 0
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {
    guard skippedDepth == 0 else { return }
    if capture.isActive {
      capture.append(bytes)
      return try capture.text.check(options, document, line: line)
    }
    if hasLoneNumber, bytes.contains(where: { $0 > 0x20 }) { hasLoneNumber = false }
    switch region {
    case .none, .meta: break
    case .front:
      block.append(bytes)
      try block.check(options, document, line: line)
    case .body:
      guard noteKinds.isEmpty, !speeches.isEmpty else {
        block.append(bytes)
        return try block.check(options, document, line: line)
      }
      if !turns.isOpen, bytes.contains(where: { $0 > 0x20 }) { try resume(line: line) }
      turns.text.append(bytes)
      try turns.text.check(options, document, line: line)
    }
  }

  func finishTurns() -> [Turn] {
    if skippedItems > 0 {
      report.info(.chrome, wording: "toc", "\(skippedItems) lines of tables of contents")
    }
    return turns.finish(line: lastLine, lead: &lead)
  }

  private func startDocument(_ name: AkomaNtosoElement, _ element: MarkupElement) {
    switch name {
    case .debate, .debateReport:
      hasDebate = true
      if kind.isEmpty { kind = element.attribute("name") ?? "" }
    case .meta: enter(.meta)
    case .coverPage, .preface, .preamble: enter(.front)
    case .debateBody, .conclusions, .attachments, .components, .annexes: enter(.body)
    default: break
    }
  }

  private func enter(_ region: Region) {
    self.region = region
    regionDepth = depth
  }

  func begin(_ name: AkomaNtosoElement) {
    guard !capture.isActive else { return }
    captured = name
    capture.begin(depth: depth)
  }

  func finishCapture(_ text: String, line: Int) {
    switch captured {
    case .note: meta.addNote(text)
    case .docTitle:
      titles.append((blockName, text))
      block.append(text)
      report.info(.header, line: line, wording: text, "a title (docTitle)")
    case .location:
      if place.isEmpty { place = text }
      block.append(text)
    case .num: finishNumber(text)
    case .heading, .subheading: finishHeading(text, isSub: captured == .subheading, line: line)
    case .from: finishLabel(text, line: line)
    case .remark:
      turns.addMark(SeparateParagraph.markKind(of: text) ?? .editorialNote, text)
    case .authorialNote: turns.addMark(.editorialNote, text)
    default: break
    }
    captured = nil
  }

  /// Ends the paragraph being read, in a turn or outside.
  func endBlock() {
    hasLoneNumber = false
    if region == .body {
      if !speeches.isEmpty, turns.label.isEmpty { takeLabelFromWords() }
      turns.endParagraph()
    }
    guard !block.isEmpty else { return block.removeAll() }
    let text = block.take()
    switch region {
    case .front:
      if blockClass == "title", longTitle.isEmpty { longTitle = text }
      if hasSession, session.isEmpty { session = text }
      if blockClass.contains("heading") || blockClass.contains("title") { headings.append(text) }
      lead.append(text)
      report.info(.header, line: lastLine, wording: text, "precedes the debate")
    default:
      let given = noteKinds.last?.kind ?? .procedural
      turns.addMark(toldKinds.kind(of: text) ?? given, text)
      report.info(.mark, line: lastLine, wording: text, "outside of any speech")
    }
  }
}
