import Markup
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
  private(set) var turns: TurnCollector
  var lead: [String] = []
  private(set) var hasDebate = false
  private(set) var kind = ""
  /// Days by where they are printed, the most trusted first.
  private(set) var documentDates: [CalendarDate] = []
  private(set) var sessionDates: [CalendarDate] = []
  private(set) var recordedDates: [CalendarDate] = []
  private(set) var start: (time: String, zone: String) = ("", "")
  private(set) var titles: [(block: String, text: String)] = []
  private(set) var longTitle = ""
  /// The paragraph that names the session.
  private(set) var session = ""
  private var hasSession = false
  private(set) var headings: [String] = []
  private(set) var place = ""

  private let document: Document
  private let options: ReadingOptions
  private var depth = 0
  private var region = Region.none
  private var regionDepth = 0
  private var capture = Capture()
  private var captured: AkomaNtosoElement?
  /// Text outside of turns.
  private var block = ParagraphText()
  private var blockClass = ""
  private var blockName = ""
  private var noteKinds: [(depth: Int, kind: Mark.Kind)] = []
  private var sections: [(depth: Int, section: Int?)] = []
  private var speeches: [Speech] = []
  private var number = ""
  private var coverings: [(depth: Int, kind: Mark.Kind, start: Int, time: String)] = []
  private var skippedDepth = 0
  private var skippedItems = 0
  private var lastLine = 1
  private var dangling: Set<String> = []

  /// A note that tells what was heard or seen is short, in bytes.
  private static let longestPlainNote = 60

  /// Notes repeat; this many different ones are remembered.
  private static let mostToldKinds = 1024
  private var toldKinds: [String: Mark.Kind?] = [:]

  private enum Region { case none, meta, front, body }

  private struct Speech {
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
    if name?.isBlock == true { endBlock() }
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
      return
    }
    switch region {
    case .none, .meta: break
    case .front: block.append(bytes)
    case .body:
      guard noteKinds.isEmpty, !speeches.isEmpty else { return block.append(bytes) }
      if !turns.isOpen, bytes.contains(where: { $0 > 0x20 }) { try resume(line: line) }
      turns.text.append(bytes)
      guard turns.text.count <= options.maximumLineSize else {
        throw document.error(
          .tooLarge, line: line, "a paragraph is longer than \(options.maximumLineSize) bytes",
          remedy: "this is no transcript, or raise the limit for the length of lines")
      }
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

  private func begin(_ name: AkomaNtosoElement) {
    guard !capture.isActive else { return }
    captured = name
    capture.begin(depth: depth)
  }

  // MARK: Before the debate

  private func startFront(_ name: AkomaNtosoElement, _ element: MarkupElement) {
    switch name {
    case .toc: skippedDepth = depth
    case .docTitle: begin(.docTitle)
    case .docDate:
      if let date = MarkupReading.date(element.attribute("date")) { documentDates.append(date) }
    case .date:
      if let date = MarkupReading.date(element.attribute("date")) { sessionDates.append(date) }
    case .recordedTime: record(element)
    case .location, .docLocation: begin(.location)
    case .session: hasSession = true
    case .br, .eol: block.hasPendingSpace = true
    default:
      guard name.isBlock else { return }
      endBlock()
      blockClass = element.attribute("class") ?? ""
      if name == .block { blockName = element.attribute("name") ?? "" }
      if name == .longTitle || name == .shortTitle { blockClass = "title" }
    }
  }

  /// Takes the first time recorded for that of the start, and its day for a day of the meeting.
  private func record(_ element: MarkupElement) {
    let value = element.attribute("time")
    if let date = MarkupReading.date(value) { recordedDates.append(date) }
    if start.time.isEmpty, !element.attribute("type", is: "endEvent") {
      start = MarkupReading.time(value)
    }
  }

  private func finishCapture(_ text: String, line: Int) {
    switch captured {
    case .note: meta.addNote(text)
    case .docTitle:
      titles.append((blockName, text))
      report.info(.header, line: line, wording: text, "a title (docTitle)")
    case .location:
      if place.isEmpty { place = text }
      block.append(text)
    case .num: number = text
    case .heading, .subheading: finishHeading(text, isSub: captured == .subheading, line: line)
    case .from: finishLabel(text, line: line)
    case .remark:
      turns.addMark(SeparateParagraph.markKind(of: text) ?? .editorialNote, text)
    case .authorialNote: turns.addMark(.editorialNote, text)
    default: break
    }
    captured = nil
  }

  // MARK: The debate

  private func startBody(_ name: AkomaNtosoElement, _ element: MarkupElement) throws {
    switch name {
    case .speech, .question, .answer: try beginSpeech(name, element)
    case .from, .num, .heading, .subheading: begin(name)
    case .scene: beginNote(.incident)
    case .narrative: beginNote(.editorialNote)
    case .summary, .other: beginNote(.procedural)
    case .remark, .authorialNote: begin(name)
    case .noteRef:
      let key = AkomaNtosoMeta.key(element.attribute("href"))
      addNote(meta.notes[key] ?? element.attribute("marker") ?? "")
    case .recordedTime: recordWithin(element)
    case .ins: cover(.insertion)
    case .omissis: cover(.elision)
    case .br, .eol, .eop: appendSpace()
    case .toc: skippedDepth = depth
    case .meta, .coverPage, .preface: break
    default:
      if name.isSection {
        endBlock()
        sections.append((depth, turns.section))
      } else if name.isBlock {
        endBlock()
      }
    }
  }

  private func endBody(_ name: AkomaNtosoElement?, line: Int) throws {
    if let note = noteKinds.last, note.depth == depth {
      endBlock()
      noteKinds.removeLast()
    }
    if let speech = speeches.last, speech.depth == depth {
      endBlock()
      turns.end(line: line)
      speeches.removeLast()
    }
    if let section = sections.last, section.depth == depth {
      endBlock()
      turns.section = section.section
      sections.removeLast()
      number = ""
    }
  }

  private func beginSpeech(_ name: AkomaNtosoElement, _ element: MarkupElement) throws {
    endBlock()
    var voice = Turn.Voice(label: "")
    let by = AkomaNtosoMeta.key(element.attribute("by"))
    let role = AkomaNtosoMeta.key(element.attribute("as"))
    voice.role = meta.roles[role] ?? ""
    if let office = meta.roles[by], voice.role.isEmpty {
      voice.role = office
    } else if meta.people[by] != nil {
      voice.personKey = by
    } else if !by.isEmpty, meta.organisations[by] == nil, dangling.insert(by).inserted {
      report.warn(
        .oddity, line: element.line, wording: by,
        "'by' refers to nobody in the document's references; the printed label is taken")
    }
    let kind: Statement.Kind = name == .question ? .question : name == .answer ? .answer : .speech
    var turn = Turn(voice: voice, kind: kind)
    let timing = Statement.Timing(
      start: MarkupReading.time(element.attribute("startTime")).time,
      end: MarkupReading.time(element.attribute("endTime")).time)
    if !timing.start.isEmpty || !timing.end.isEmpty { turn.timing = timing }
    try turns.begin(turn, line: element.line, document: document)
    speeches.append(Speech(depth: depth, turn: turn))
  }

  /// Goes on with the turn that another one interrupted.
  private func resume(line: Int) throws {
    guard let speech = speeches.last else { return }
    try turns.begin(speech.turn, line: line, document: document)
  }

  private func finishLabel(_ text: String, line: Int) {
    let label = MarkupReading.label(text)
    guard !speeches.isEmpty else { return addNote(text) }
    speeches[speeches.count - 1].turn.voice.label = label
    turns.update { $0.voice.label = label }
    report.info(.label, line: line, wording: label, "a <from> of a speech")
  }

  private func finishHeading(_ text: String, isSub: Bool, line: Int) {
    guard speeches.isEmpty else { return turns.addMark(.procedural, text) }
    let heading = number.isEmpty ? text : number + " " + text
    number = ""
    turns.addHeading(heading, level: max(1, sections.count + (isSub ? 1 : 0)))
    report.info(.header, line: line, wording: heading, "a heading")
  }

  private func beginNote(_ kind: Mark.Kind) {
    endBlock()
    noteKinds.append((depth, kind))
  }

  private func addNote(_ text: String) {
    if capture.isActive { return }
    turns.addMark(.editorialNote, text)
  }

  private func recordWithin(_ element: MarkupElement) {
    let value = element.attribute("time")
    if recordedDates.isEmpty, let date = MarkupReading.date(value) { recordedDates.append(date) }
    let time = MarkupReading.time(value)
    if start.time.isEmpty, !element.attribute("type", is: "endEvent") { start = time }
    if captured == .from, capture.isActive, !time.time.isEmpty, !speeches.isEmpty {
      turns.update { turn in
        if turn.timing == nil { turn.timing = Statement.Timing(start: time.time) }
      }
    } else if capture.isActive {
      turns.addMark(.time, value ?? "")
    } else {
      cover(.time, time: value ?? "")
    }
  }

  /// Marks the words of an element; they stay part of the paragraph.
  private func cover(_ kind: Mark.Kind, time: String = "") {
    guard !capture.isActive else { return }
    coverings.append((depth, kind, turns.text.nextOffset, time))
  }

  private func endCovering(line: Int) {
    guard let covering = coverings.last, covering.depth == depth else { return }
    coverings.removeLast()
    guard turns.isOpen, noteKinds.isEmpty else { return }
    if turns.text.count > covering.start {
      turns.addCoveringMark(covering.kind, from: covering.start)
    } else if !covering.time.isEmpty {
      turns.addMark(.time, covering.time)
    }
  }

  private func appendSpace() {
    if capture.isActive {
      capture.appendSpace()
    } else if noteKinds.isEmpty, turns.isOpen {
      turns.text.hasPendingSpace = true
    } else {
      block.hasPendingSpace = true
    }
  }

  /// Ends the paragraph being read, in a turn or outside.
  private func endBlock() {
    if region == .body { turns.endParagraph() }
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
      turns.addMark(toldKind(text) ?? given, text)
      report.info(.mark, line: lastLine, wording: text, "outside of any speech")
    }
  }

  /// What a short note is by its wording, which tells "(Applause)" better than its element does.
  private func toldKind(_ text: String) -> Mark.Kind? {
    guard text.utf8.count <= Self.longestPlainNote else { return nil }
    if let known = toldKinds[text] { return known }
    let kind = SeparateParagraph.markKind(of: text) ?? NoteWording.kind(inline: "(\(text))")
    let told = kind == .vocal || kind == .kinesic || kind == .language ? kind : nil
    if toldKinds.count < Self.mostToldKinds { toldKinds[text] = .some(told) }
    return told
  }
}
