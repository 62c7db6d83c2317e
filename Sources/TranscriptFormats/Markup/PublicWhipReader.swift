import Markup
package import Transcripts

/// Reads the XML of ParlParse and publicwhip: debates of the British parliaments.
///
/// The format has no header: the day and the kind come from the ids of headings and speeches
/// (`uk.org.publicwhip/debate/2009-10-27a.225.1`). `speech` with a speaker is a statement, `speech`
/// with `nospeaker` is procedure; `p class="italic"` is procedure too. There is no printed label:
/// the name that the file gives stands for it.
package struct PublicWhipReader: DocumentReader {
  package let format = "publicwhip"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    MarkupSniff(sample).root == "publicwhip" ? .certain : .no
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let handler = PublicWhipHandler(document, options: options, report: report)
    defer { report = handler.report }
    let source = try MarkupReading.parse(
      document, as: .xml, vocabulary: PublicWhipHandler.vocabulary, options: options,
      handler: handler)
    guard handler.hasRoot else {
      throw document.error(
        .notATranscript, "the root element is not <publicwhip>", remedy: "name its format")
    }
    handler.unknown.report(to: &handler.report)
    let fromName = Self.date(in: document.fileName)
    guard let date = handler.date ?? fromName ?? options.date else {
      throw document.error(
        .incomplete, "neither an id nor the file's name gives the day of the sitting",
        remedy: "give the day of the meeting")
    }
    if let fromName, fromName != date {
      handler.report.warn(
        .dateDisagreement, wording: document.fileName,
        "the file's name says \(fromName) and its ids say \(date); the ids are taken")
    }
    var meeting = Meeting(id: "", date: date)
    let turns = handler.finishTurns()
    meeting.lead = handler.lead
    meeting.sections = handler.turns.sections
    meeting.startTime = handler.startTime
    meeting.language = options.language.isEmpty ? "en" : options.language
    meeting.kind = handler.kind
    meeting.source = Meeting.Source(
      format: format, url: handler.address, sha256: source.digest, fileName: document.fileName)
    var builder = TranscriptBuilder(meeting: meeting, sourceKey: handler.sourceKey)
    for key in handler.people.keys.sorted() {
      if let person = handler.people[key] { builder.addPerson(person) }
    }
    for turn in turns { builder.append(turn) }
    try sink(builder.finish(report: &handler.report))
  }

  /// The first `YYYY-MM-DD` in a text.
  static func date(in text: String) -> CalendarDate? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10 else { return nil }
    for start in 0...(bytes.count - 10) {
      if let date = CalendarDate(String(decoding: bytes[start..<(start + 10)], as: UTF8.self)) {
        return date
      }
    }
    return nil
  }
}

/// Takes the elements of a publicwhip file.
final class PublicWhipHandler: NamingHandler {
  var parser: MarkupParser?
  var report: ReadingReport
  var unknown = UnknownElements()
  private(set) var turns: TurnCollector
  private(set) var lead: [String] = []
  private(set) var people: [String: ListedPerson] = [:]
  private(set) var hasRoot = false
  private(set) var date: CalendarDate?
  private(set) var kind = ""
  private(set) var sourceKey = ""
  private(set) var startTime = ""
  private(set) var address = ""

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

  enum Name: String, CaseIterable {
    case publicwhip, speech, ques, reply, p, gidredirect, division, divisioncount, mplist, mpname
    case lordlist, lord, msplist, mspname, mlalist, mlaname
    case majorHeading = "major-heading"
    case minorHeading = "minor-heading"
    case oralHeading = "oral-heading"
    case i, b, em, strong, u, a, span, phrase, sup, sub, br, ul, ol, li, dl, dt, dd, table, tbody,
      tr, td, th
    case blockquote, center, ulink, image, img, timestamp, note, col, colgroup, thead

    static let all = Array(allCases)
    var isBlock: Bool {
      switch self {
      case .p, .li, .dt, .dd, .td, .th, .tr, .br, .blockquote, .ul, .ol, .table, .center: true
      default: false
      }
    }
  }

  static let vocabulary = MarkupVocabulary(Name.self)

  func startElement(_ element: MarkupElement) throws {
    depth += 1
    lastLine = element.line
    guard element.name < Name.all.count else {
      return unknown.note(parser?.name(of: element.name) ?? "", line: element.line)
    }
    let name = Name.all[element.name]
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
      let counts = ["ayes", "noes", "content", "not-content", "for", "against", "abstentions"]
      let printed = zip(
        counts,
        [
          element.attribute("ayes"), element.attribute("noes"), element.attribute("content"),
          element.attribute("not-content"), element.attribute("for"), element.attribute("against"),
          element.attribute("abstentions"),
        ]
      ).compactMap { name, count in count.map { "\(name) \($0)" } }
      turns.addMark(.procedural, printed.joined(separator: ", "))
    case .mpname, .lord, .mspname, .mlaname:
      endNoteParagraph()
      capture.begin(depth: depth)
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
    let name = code < Name.all.count ? Name.all[code] : nil
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
    } else if noteDepth > 0 {
      note.append(bytes)
    } else if turns.isOpen {
      turns.text.append(bytes)
      guard turns.text.count <= options.maximumLineSize else {
        throw document.error(
          .tooLarge, line: line, "a paragraph is longer than \(options.maximumLineSize) bytes",
          remedy: "this is no transcript, or raise the limit for the length of lines")
      }
    } else {
      stray.append(bytes)
    }
  }

  func finishTurns() -> [Turn] {
    endBlock()
    return turns.finish(line: lastLine, lead: &lead)
  }

  private func beginSpeech(_ element: MarkupElement, _ name: Name) throws {
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

  private func kind(of element: MarkupElement, _ name: Name) -> Statement.Kind {
    if name == .ques || element.attribute("type", is: "Question") { return .question }
    if name == .reply || element.attribute("type", is: "Answer") { return .answer }
    return .speech
  }

  private func listPerson(_ key: String, name: String, _ element: MarkupElement) {
    var person =
      people[key] ?? ListedPerson(key: key, name: name.isEmpty ? key : name)
    for value in [element.attribute("person_id"), element.attribute("speakerid")] {
      let identifier = value.map { Speaker.Identifier(scheme: "publicwhip", value: $0) }
      if let identifier, !person.identifiers.contains(identifier) {
        person.identifiers.append(identifier)
      }
    }
    if !name.isEmpty, name != person.name, !person.names.contains(where: { $0.wording == name }) {
      person.names.append(Speaker.Dated(name))
    }
    people[key] = person
  }

  /// Day, kind and address, from the first elements that give them.
  private func takeHeader(_ element: MarkupElement) {
    if startTime.isEmpty { startTime = MarkupReading.time(element.attribute("time")).time }
    if address.isEmpty, let url = element.attribute("url") {
      address = String(url.prefix { $0 != "#" })
    }
    guard let id = element.attribute("id") ?? element.attribute("newgid"),
      let day = PublicWhipReader.date(in: id)
    else { return }
    if date == nil {
      date = day
      let parts = id.split(separator: "/")
      if parts.count >= 2 { kind = String(parts[parts.count - 2]) }
      sourceKey = parts.dropFirst().joined(separator: "-").prefix { $0 != "." }.description
    } else if day != date {
      report.warn(
        .dateDisagreement, line: element.line, wording: id, "an id of another day")
    }
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
