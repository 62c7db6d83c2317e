import Markup
import TranscriptReading
import Transcripts

/// Takes the elements of a record of the Bundestag.
final class PlenarprotokollHandler: NamingHandler {
  var parser: MarkupParser?
  var report: ReadingReport
  var unknown = UnknownElements()
  private(set) var turns: TurnCollector
  private(set) var lead: [String] = []
  private(set) var people: [ExactText: ListedPerson] = [:]
  private(set) var hasRoot = false
  private(set) var date: CalendarDate?
  private(set) var startTime = ""
  private(set) var period = ""
  private(set) var number = ""
  private(set) var place = ""

  private let document: Document
  private let options: ReadingOptions
  private var depth = 0
  private var capture = Capture()
  private var captured: PlenarprotokollElement?
  /// How deep what is no sitting is: tables of contents, lists of speakers, appendices; 0 outside.
  private var skippedDepth = 0
  /// Speeches in what is skipped, and the line of the first.
  private var skippedSpeeches = (count: 0, line: 0)
  private var bodyDepth = 0
  /// How deep the paragraph is that names who speaks; 0 outside.
  private var speakerDepth = 0
  private var personDepth = 0
  private var person = Person()
  private var stray = ParagraphText()
  private var commentDepth = 0
  private var comment = ParagraphText()
  private var lastLine = 1

  /// What a `redner` says.
  private struct Person {
    var id = ""
    var firstName = ""
    var lastName = ""
    var addition = ""
    var group = ""
    var role = ""

    var name: String {
      [firstName, addition, lastName].filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  init(_ document: Document, options: ReadingOptions, report: ReadingReport) {
    self.document = document
    self.options = options
    self.report = report
    turns = TurnCollector(limits: options, findsInlineMarks: true)
  }

  static let vocabulary = MarkupVocabulary(PlenarprotokollElement.self)

  func startElement(_ element: MarkupElement) throws {
    depth += 1
    lastLine = element.line
    guard element.name < PlenarprotokollElement.all.count else {
      guard skippedDepth == 0 else { return }
      return unknown.note(parser?.name(of: element.name) ?? "", line: element.line)
    }
    let name = PlenarprotokollElement.all[element.name]
    if skippedDepth > 0 {
      guard name == .rede else { return }
      if skippedSpeeches.count == 0 { skippedSpeeches.line = element.line }
      skippedSpeeches.count += 1
      return
    }
    switch name {
    case .dbtplenarprotokoll:
      hasRoot = hasRoot || depth == 1
      period = element.attribute("wahlperiode") ?? ""
      number = element.attribute("sitzung-nr") ?? ""
      take(day: element.attribute("sitzung-datum"))
      startTime = MarkupReading.time(element.attribute("sitzung-start-uhrzeit")).time
      if place.isEmpty { place = element.attribute("sitzung-ort") ?? "" }
    case .inhaltsverzeichnis, .anlagen, .rednerliste: skippedDepth = depth
    case .datum: take(day: element.attribute("date"))
    case .ort: begin(.ort)
    case .sitzungsverlauf: bodyDepth = depth
    case .sitzungsbeginn:
      if startTime.isEmpty {
        startTime = MarkupReading.time(element.attribute("sitzung-start-uhrzeit")).time
      }
    case .tagesordnungspunkt:
      endParagraph()
      turns.end(line: element.line)
      turns.addHeading(element.attribute("top-id") ?? "", level: 1)
    case .rede:
      endParagraph()
      turns.end(line: element.line)
    case .p: try beginParagraph(element)
    case .redner:
      guard speakerDepth > 0 else { break }
      person = Person(id: element.attribute("id") ?? "")
      personDepth = depth
    case .name:
      // The chair's name stands by itself before each of the chair's turns.
      if bodyDepth > 0, personDepth == 0 {
        endParagraph()
        begin(.name)
      }
    case .vorname, .nachname, .namenszusatz, .fraktion, .rolleLang:
      if personDepth > 0 { begin(name) }
    case .kommentar:
      endParagraph()
      commentDepth = depth
    case .td, .th, .tr, .zitat: endParagraph()
    case .br: turns.text.hasPendingSpace = true
    default: break
    }
  }

  private func beginParagraph(_ element: MarkupElement) throws {
    endParagraph()
    guard bodyDepth > 0 else { return }
    let kind = element.attribute("klasse") ?? ""
    if kind == "redner" {
      speakerDepth = depth
    } else if kind.hasPrefix("T_") || kind == "AL_Partei" || kind == "n" {
      // Headings of items and lists of names.
      if !turns.isOpen { begin(.topTitel) }
    }
  }

  private func begin(_ element: PlenarprotokollElement) {
    captured = element
    capture.begin(depth: depth)
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {
    if skippedDepth > 0 { return }
    if capture.isActive {
      capture.append(bytes)
      try capture.text.check(options, document, line: line)
    } else if personDepth > 0 {
      return
    } else if speakerDepth > 0 {
      label.append(bytes)
    } else if commentDepth > 0 {
      comment.append(bytes)
      try comment.check(options, document, line: line)
    } else if turns.isOpen {
      turns.text.append(bytes)
      try turns.text.check(options, document, line: line)
    } else if bodyDepth > 0 {
      stray.append(bytes)
      try stray.check(options, document, line: line)
    }
  }

  /// The printed label of a paragraph that names who speaks.
  private var label = ParagraphText()

  func endElement(_ code: Int, line: Int) throws {
    lastLine = line
    defer { depth -= 1 }
    if skippedDepth > 0 {
      if skippedDepth == depth { skippedDepth = 0 }
      return
    }
    if let text = capture.end(depth: depth) { try finish(text, line) }
    if depth == personDepth { personDepth = 0 }
    if depth == speakerDepth {
      speakerDepth = 0
      try beginSpeech(line)
    }
    if depth == commentDepth {
      commentDepth = 0
      let text = comment.take()
      turns.addMark(
        SeparateParagraph.markKind(of: text) ?? NoteWording.kind(inline: text) ?? .vocal, text)
    }
    let name = code < PlenarprotokollElement.all.count ? PlenarprotokollElement.all[code] : nil
    switch name {
    case .p, .td, .th, .zitat: endParagraph()
    case .rede, .tagesordnungspunkt, .sitzungsbeginn:
      endParagraph()
      turns.end(line: line)
    case .sitzungsverlauf: bodyDepth = 0
    default: break
    }
  }

  private func finish(_ text: String, _ line: Int) throws {
    switch captured {
    case .ort: if place.isEmpty { place = text }
    case .name: try beginChair(text, line)
    case .vorname: person.firstName = text
    case .nachname: person.lastName = text
    case .namenszusatz: person.addition = text
    case .fraktion: person.group = text
    case .rolleLang: person.role = text
    case .topTitel:
      turns.addHeading(text, level: 2)
    default: break
    }
    captured = nil
  }

  private func beginSpeech(_ line: Int) throws {
    let (printed, words) = Self.parted(label.take())
    if printed.isEmpty, person.name.isEmpty {
      report.warn(.unattributed, line: line, "a paragraph of class “redner” names nobody")
    }
    var voice = Turn.Voice(label: printed)
    voice.name = person.name
    voice.role = person.role.isEmpty ? person.group : person.role
    if !person.id.isEmpty, !person.name.isEmpty {
      voice.personKey = person.id
      var listed =
        people[text: person.id]
        ?? ListedPerson(
          key: person.id, name: person.name,
          identifiers: [Speaker.Identifier(scheme: "bundestag", value: person.id)])
      if listed.roles.isEmpty, !voice.role.isEmpty { listed.roles = [Speaker.Dated(voice.role)] }
      people[text: person.id] = listed
    }
    try turns.begin(Turn(voice: voice), line: line, document: document)
    report.info(.label, line: line, wording: printed, "a paragraph of class “redner”")
    person = Person()
    guard !words.isEmpty else { return }
    var rest = words
    rest.withUTF8 { turns.text.append($0) }
    turns.endParagraph()
  }

  /// The label of a paragraph, and the words behind its colon, of which there are none where the
  /// paragraph is set as it should be.
  private static func parted(_ text: String) -> (label: String, words: String) {
    guard let colon = text.firstIndex(of: ":") else { return (MarkupReading.label(text), "") }
    return (
      MarkupReading.label(String(text[..<colon])),
      MarkupReading.trimmed(String(text[text.index(after: colon)...]))
    )
  }

  private func beginChair(_ text: String, _ line: Int) throws {
    let printed = MarkupReading.label(text)
    turns.end(line: line)
    try turns.begin(Turn(voice: Turn.Voice(label: printed)), line: line, document: document)
    report.info(.label, line: line, wording: printed, "a name before what the chair says")
  }

  private func take(day: String?) {
    guard date == nil, let day else { return }
    let parts = day.split(separator: ".").compactMap { Int($0) }
    date =
      parts.count == 3
      ? try? CalendarDate(year: parts[2], month: parts[1], day: parts[0]) : MarkupReading.date(day)
  }

  private func endParagraph() {
    turns.endParagraph()
    guard !stray.isEmpty else { return stray.removeAll() }
    let text = stray.take()
    if SeparateParagraph.markKind(of: text) == nil {
      report.warn(
        .unattributed, line: lastLine, wording: text, "text outside any speech; kept as a note")
    }
    turns.addMark(.procedural, text)
  }

  func finishTurns() -> [Turn] {
    endParagraph()
    if skippedSpeeches.count > 0 {
      report.warn(
        .unattributed, line: skippedSpeeches.line,
        "\(skippedSpeeches.count) speeches in appendices, which were handed in and not held, are left out"
      )
    }
    return turns.finish(line: lastLine, lead: &lead)
  }
}
