import Markup
import TranscriptReading
import Transcripts

/// Takes the elements of a publicwhip file.
final class PublicWhipHandler: NamingHandler {
  var parser: MarkupParser?
  var report: ReadingReport
  var unknown = UnknownElements()
  private(set) var turns: TurnCollector
  private(set) var lead: [String] = []
  private(set) var people: [ExactText: ListedPerson] = [:]
  private(set) var hasRoot = false
  private(set) var header = PublicWhipHeader()

  private let document: Document
  private let options: ReadingOptions
  private var depth = 0
  private var capture = Capture()
  private var heading = 0
  /// How deep the speech without speaker, the italic paragraph or the division is; 0 outside.
  private var noteDepth = 0
  private var note = ParagraphText()
  private var stray = ParagraphText()
  private var redirects = 0
  private var firstRedirect = 0
  private var lastLine = 1

  init(_ document: Document, options: ReadingOptions, report: ReadingReport) {
    self.document = document
    self.options = options
    self.report = report
    turns = TurnCollector(limits: options, findsInlineMarks: true)
  }

  static let vocabulary = MarkupVocabulary(PublicWhipElement.self)

  func startElement(_ element: MarkupElement) throws {
    depth += 1
    lastLine = element.line
    guard element.name < PublicWhipElement.all.count else {
      return unknown.note(parser?.name(of: element.name) ?? "", line: element.line)
    }
    let name = PublicWhipElement.all[element.name]
    switch name {
    case .publicwhip: hasRoot = hasRoot || depth == 1
    case .majorHeading, .minorHeading, .oralHeading:
      takeHeader(element)
      turns.end(line: element.line)
      heading = name == .minorHeading ? 2 : 1
      capture.begin(depth: depth)
    case .speech, .ques, .reply: try beginSpeech(element, name)
    case .p where element.attribute("class", is: "italic") && noteDepth == 0:
      turns.endParagraph()
      noteDepth = depth
    case .division:
      takeHeader(element)
      turns.end(line: element.line)
      noteDepth = depth
      let number = element.attribute("divnumber") ?? ""
      turns.addMark(.procedural, number.isEmpty ? "Division" : "Division \(number)")
    case .divisioncount:
      let counts = [
        "ayes", "noes", "content", "not-content", "for", "against", "abstentions", "spoiled votes",
      ]
      let printed = zip(
        counts,
        [
          element.attribute("ayes"), element.attribute("noes"), element.attribute("content"),
          element.attribute("not-content"), element.attribute("for"), element.attribute("against"),
          element.attribute("abstentions"), element.attribute("spoiledvotes"),
        ]
      ).compactMap { name, count in count.map { "\(name) \($0)" } }
      turns.addMark(.procedural, printed.joined(separator: ", "))
    case .mplist, .lordlist, .msplist, .mlalist, .mslist, .amlist, .memberlist, .divlist:
      endNoteParagraph()
      turns.addMark(.procedural, element.attribute("vote") ?? "")
    case .mpname, .lord, .mspname, .mlaname, .msname, .amname, .member:
      endNoteParagraph()
      capture.begin(depth: depth)
    case .stamp, .timestamp:
      header.takeTime(element)
    case .gidredirect:
      if redirects == 0 { firstRedirect = element.line }
      redirects += 1
      takeHeader(element)
    default:
      if name.isBlock { endBlock() }
    }
  }

  func endElement(_ code: Int, line: Int) throws {
    lastLine = line
    defer { depth -= 1 }
    let name = code < PublicWhipElement.all.count ? PublicWhipElement.all[code] : nil
    if let text = capture.end(depth: depth) {
      switch name {
      case .majorHeading, .minorHeading, .oralHeading: turns.addHeading(text, level: heading)
      default: turns.addMark(.procedural, text)
      }
    }
    if name?.isBlock == true { endBlock() }
    if depth == noteDepth {
      endBlock()
      noteDepth = 0
    }
    switch name {
    case .speech, .ques, .reply: turns.end(line: line)
    case .publicwhip where redirects > 0:
      report.info(
        .chrome, line: firstRedirect, wording: "gidredirect",
        "\(redirects) redirections from old ids; they hold no words")
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {
    if capture.isActive {
      capture.append(bytes)
      try capture.text.check(options, document, line: line)
    } else if noteDepth > 0 {
      note.append(bytes)
      try note.check(options, document, line: line)
    } else if turns.isOpen {
      turns.text.append(bytes)
      try turns.text.check(options, document, line: line)
    } else {
      stray.append(bytes)
      try stray.check(options, document, line: line)
    }
  }

  func finishTurns() -> [Turn] {
    endBlock()
    return turns.finish(line: lastLine, lead: &lead)
  }

  private func beginSpeech(_ element: MarkupElement, _ name: PublicWhipElement) throws {
    endBlock()
    takeHeader(element)
    let speakerName = element.attribute("speakername") ?? ""
    let key = element.attribute("person_id") ?? element.attribute("speakerid") ?? ""
    guard !element.attribute("nospeaker", is: "true"), !speakerName.isEmpty || !key.isEmpty else {
      turns.end(line: element.line)
      noteDepth = depth
      return
    }
    var voice = Turn.Voice(label: speakerName)
    voice.role = element.attribute("speakeroffice") ?? ""
    if !key.isEmpty, key != "unknown", !key.hasSuffix("/0") {
      voice.personKey = key
      listPerson(key, name: speakerName, element)
    }
    var turn = Turn(voice: voice, kind: kind(of: element, name))
    let time = MarkupReading.time(element.attribute("time")).time
    if !time.isEmpty { turn.timing = Statement.Timing(start: time) }
    try turns.begin(turn, line: element.line, document: document)
    report.info(.label, line: element.line, wording: speakerName, "a <speech> with a speaker")
  }

  private func kind(of element: MarkupElement, _ name: PublicWhipElement) -> Statement.Kind {
    if name == .ques || element.attribute("type", is: "Question") { return .question }
    if name == .reply || element.attribute("type", is: "Answer") { return .answer }
    return .speech
  }

  private func listPerson(_ key: String, name: String, _ element: MarkupElement) {
    var person =
      people[text: key] ?? ListedPerson(key: key, name: name.isEmpty ? key : name)
    for value in [element.attribute("person_id"), element.attribute("speakerid")] {
      let identifier = value.map { Speaker.Identifier(scheme: "publicwhip", value: $0) }
      if let identifier, !person.identifiers.contains(identifier) {
        person.identifiers.append(identifier)
      }
    }
    if !name.isEmpty, !name.isExactly(person.name),
      !person.names.contains(where: { $0.wording.isExactly(name) })
    {
      person.names.append(Speaker.Dated(name))
    }
    people[text: key] = person
  }

  private func takeHeader(_ element: MarkupElement) {
    guard let id = header.take(element) else { return }
    report.warn(.dateDisagreement, line: element.line, wording: id, "an id of another day")
  }

  private func endBlock() {
    turns.endParagraph()
    endNoteParagraph()
    guard !stray.isEmpty else { return stray.removeAll() }
    let text = stray.take()
    report.warn(
      .unattributed, line: lastLine, wording: text, "text outside any speech; kept as a note")
    turns.addMark(.editorialNote, text)
  }

  private func endNoteParagraph() {
    guard !note.isEmpty else { return note.removeAll() }
    let text = note.take()
    let kind = SeparateParagraph.markKind(of: text)
    turns.addMark(kind == nil || kind == .editorialNote ? .procedural : kind!, text)
  }
}
