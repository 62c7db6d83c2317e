import Markup
import TranscriptReading
import Transcripts

/// Reads the debate of a TEI document: utterances, their paragraphs, and the notes in between.
struct TEIBody {
  private(set) var turns: TurnCollector
  /// Who speaks, in order; keys of people.
  private(set) var speakers: Set<ExactText> = []
  private(set) var start: (time: String, zone: String) = ("", "")
  /// The language of the document.
  var language = ""

  private let document: Document
  private let options: ReadingOptions
  private var depth = 0
  private var divisions = 0
  private var label: (text: String, line: Int)?
  private var capture = Capture()
  private var captured: TEIElement?
  private var noteKind = Mark.Kind.editorialNote
  private var isSpeakerNote = false
  private var event: Event?
  private var utteranceDepth = 0
  private var stray = ParagraphText()
  private var supplied: (depth: Int, start: Int)?
  /// How deep a `choice` is, and the reading of it that is left out: what is printed stays.
  private var choiceDepth = 0
  private var skippedDepth = 0
  /// The time noted since the last utterance, and the day it was noted with.
  private var nextTime = ""
  private var day: CalendarDate?
  /// The language of the utterance, and of its paragraph before.
  private var utteranceLanguage = ""
  private var spokenLanguage = ""

  /// How deep the sentence and the word being read are; 0 outside.
  private var sentenceDepth = 0
  private var wordDepth = 0
  private var wordHasText = false
  private var wordJoinsNext = false
  private var isJoined = false
  private var hasSentences = false

  private struct Event {
    var depth: Int
    var kind: Mark.Kind
    var fallback: String
    var descriptions: [(language: String, text: String)] = []
  }

  init(_ document: Document, options: ReadingOptions) {
    self.document = document
    self.options = options
    turns = TurnCollector(limits: options, findsInlineMarks: false)
  }

  /// How many utterances there are.
  var count: Int { turns.count }

  mutating func start(
    _ element: TEIElement, _ markup: MarkupElement, depth: Int, report: inout ReadingReport
  ) throws {
    self.depth = depth
    if skippedDepth > 0 { return }
    switch element {
    case .w, .pc:
      if wordDepth == 0 { beginWord(markup) }
    case .s:
      if sentenceDepth == 0 { sentenceDepth = depth }
      hasSentences = true
    case .choice: choiceDepth = depth
    case .corr, .reg, .expan:
      if choiceDepth > 0 { skippedDepth = depth }
    case .seg, .p, .ab, .l, .item, .cell:
      guard !capture.isActive else {
        capture.appendSpace()
        break
      }
      endParagraph(&report, line: markup.line)
      noteLanguage(markup)
    case .u, .sp: try beginUtterance(markup, &report)
    case .div:
      endParagraph(&report, line: markup.line)
      divisions += 1
    case .head:
      endParagraph(&report, line: markup.line)
      begin(.head)
    case .note, .stage, .speaker, .fw: beginNote(element, markup, &report)
    case .gap, .kinesic, .vocal, .incident, .writing, .shift, .pause:
      beginEvent(element, markup, &report)
    case .desc:
      guard event != nil else { break }
      capturedLanguage = markup.attribute("lang") ?? ""
      if captured == .desc { capture.restart() } else { begin(.desc) }
    case .time:
      if captured == .note, noteKind == .time { takeTime(markup) }
      if capture.isActive { capture.appendWordBreak(isEnd: false) }
    case .lb, .pb, .cb:
      if markup.attribute("break", is: "no") {
        // A word goes on over the line's end.
        turns.text.hasPendingSpace = false
        continuesWord = true
      } else if capture.isActive {
        capture.appendSpace()
      } else if sentenceDepth == 0 {
        turns.text.hasPendingSpace = true
      }
    case .supplied, .add:
      if supplied == nil, !capture.isActive { supplied = (depth, turns.text.nextOffset) }
    default: break
    }
  }

  private var capturedLanguage = ""
  /// Whether the word before a line's end goes on behind it.
  private var continuesWord = false

  mutating func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {
    if skippedDepth > 0 { return }
    if capture.isActive {
      capture.append(bytes)
      try capture.text.check(options, document, line: line)
    } else if wordDepth > 0 {
      appendWord(bytes)
      try turns.text.check(options, document, line: line)
    } else if utteranceDepth > 0 {
      // Between words and sentences that are marked as such, white space is layout.
      if sentenceDepth > 0 || hasSentences, bytes.allSatisfy({ $0 <= 0x20 }) { return }
      if continuesWord {
        let rest = bytes[...].drop { $0 <= 0x20 }
        continuesWord = rest.isEmpty
        if !rest.isEmpty { turns.text.append(UnsafeBufferPointer(rebasing: rest)) }
      } else {
        turns.text.append(bytes)
      }
      try turns.text.check(options, document, line: line)
    } else {
      stray.append(bytes)
      try stray.check(options, document, line: line)
    }
  }

  mutating func end(
    _ element: TEIElement?, depth: Int, line: Int, report: inout ReadingReport
  ) {
    self.depth = depth
    if skippedDepth > 0 {
      if skippedDepth == depth { skippedDepth = 0 }
      return
    }
    if choiceDepth == depth { choiceDepth = 0 }
    if let text = capture.end(depth: depth) { finish(text, &report, line: line) }
    if element == .time, capture.isActive { capture.appendWordBreak(isEnd: true) }
    if let open = event, open.depth == depth { finishEvent(open) }
    if let open = supplied, open.depth == depth {
      turns.addCoveringMark(.insertion, from: open.start)
      supplied = nil
    }
    if wordDepth == depth {
      wordDepth = 0
      turns.text.hasPendingSpace = !wordJoinsNext
      isJoined = wordJoinsNext
    }
    if sentenceDepth == depth { sentenceDepth = 0 }
    switch element {
    case .seg, .p, .ab, .l, .item, .cell:
      if capture.isActive { capture.appendSpace() } else { endParagraph(&report, line: line) }
    case .u, .sp:
      guard utteranceDepth == depth else { break }
      endParagraph(&report, line: line)
      turns.end(line: line)
      utteranceDepth = 0
    case .div:
      endParagraph(&report, line: line)
      divisions -= 1
    default: break
    }
  }

  /// The turns; notes without a turn become the lead.
  mutating func finish(line: Int, lead: inout [String], report: inout ReadingReport) -> [Turn] {
    dropLabel(&report)
    endParagraph(&report, line: line)
    return turns.finish(line: line, lead: &lead)
  }

  private mutating func begin(_ element: TEIElement) {
    captured = element
    capture.begin(depth: depth)
  }

  private mutating func beginUtterance(
    _ markup: MarkupElement, _ report: inout ReadingReport
  ) throws {
    endParagraph(&report, line: markup.line)
    guard utteranceDepth == 0 else {
      throw document.error(
        .malformed, line: markup.line, "an utterance begins within another",
        remedy: "end the first one before it")
    }
    let who = markup.attribute("who") ?? ""
    // Several at once are nobody in particular.
    let isChorus = who.split(separator: " ").count > 1
    let key = isChorus ? "" : TEIPeople.key(who)
    if !key.isEmpty { speakers.insert(key) }
    var voice = Turn.Voice(label: MarkupReading.label(label?.text ?? ""), personKey: key)
    let analysis = markup.attribute("ana") ?? ""
    // "#chair", or "speaker:chair" of a taxonomy in another file.
    let roles = analysis.split(separator: " ").compactMap { word in
      word.split(whereSeparator: { $0 == "#" || $0 == ":" }).last.map(String.init)
    }.filter(Self.roles.contains)
    voice.isRoleOfStatement = !roles.isEmpty
    voice.role = roles.first { $0 != "regular" } ?? ""
    utteranceLanguage = markup.attribute("lang") ?? ""
    if utteranceLanguage.isEmpty { utteranceLanguage = language }
    spokenLanguage = utteranceLanguage
    if utteranceLanguage != language {
      voice.delivery = Attribution.Delivery(mode: .direct, language: utteranceLanguage)
    }
    let line = label?.line ?? markup.line
    var turn = Turn(voice: voice, date: day)
    if isChorus {
      turn.settled = Attribution(label: voice.label, certainty: .group, delivery: voice.delivery)
    }
    let begin = MarkupReading.time(markup.attribute("start")).time
    let end = MarkupReading.time(markup.attribute("end")).time
    let timing = Statement.Timing(start: begin.isEmpty ? nextTime : begin, end: end)
    if !timing.start.isEmpty || !end.isEmpty { turn.timing = timing }
    nextTime = ""
    try turns.begin(turn, line: line, document: document)
    report.info(
      .label, line: line, wording: voice.label,
      label == nil ? "an utterance without a printed label" : "the label of an utterance")
    label = nil
    utteranceDepth = depth
  }

  /// ParlaMint's types of speakers; "regular" is no role.
  private static let roles = ["chair", "guest", "regular"]

  private mutating func beginNote(
    _ element: TEIElement, _ markup: MarkupElement, _ report: inout ReadingReport
  ) {
    guard !capture.isActive else { return }
    let type = element == .stage ? "procedural" : markup.attribute("type") ?? ""
    // Within an utterance a label stands before its words.
    isSpeakerNote =
      (element == .speaker || type == "speaker")
      && (utteranceDepth == 0 || turns.isSilent && turns.label.isEmpty)
    if isSpeakerNote, utteranceDepth == 0 { dropLabel(&report) }
    noteKind = Self.kind(note: type)
    begin(.note)
  }

  private static func kind(note type: String) -> Mark.Kind {
    switch type {
    case "time": .time
    case "procedural", "summary", "narrative", "vote", "voting", "vote-ayes", "vote-noes", "quorum",
      "chairpersons", "president", "presiding", "debate", "division", "agenda":
      .procedural
    case "language": .language
    case "gap": .elision
    case "applause", "laughter", "exclamation", "interruption", "shouting": .vocal
    case "action", "speaker_action", "kinesic", "gesture": .kinesic
    case "incident", "pause", "break", "signal": .incident
    default: .editorialNote
    }
  }

  private mutating func beginEvent(
    _ element: TEIElement, _ markup: MarkupElement, _ report: inout ReadingReport
  ) {
    guard event == nil, !capture.isActive else { return }
    let kind: Mark.Kind =
      switch element {
      case .kinesic: .kinesic
      case .vocal: .vocal
      case .gap: .elision
      default: .incident
      }
    let fallback = markup.attribute("reason") ?? markup.attribute("type") ?? element.rawValue
    event = Event(depth: depth, kind: kind, fallback: fallback)
    capturedLanguage = ""
    begin(.desc)
  }

  private mutating func finishEvent(_ open: Event) {
    event = nil
    let own = open.descriptions.first { $0.language == language }
    turns.addMark(open.kind, (own ?? open.descriptions.first)?.text ?? open.fallback)
  }

  private mutating func finish(_ text: String, _ report: inout ReadingReport, line: Int) {
    switch captured {
    case .head:
      turns.addHeading(text, level: max(1, divisions))
      report.info(.header, line: line, wording: text, "a heading")
    case .note:
      if isSpeakerNote, utteranceDepth > 0 {
        let label = MarkupReading.label(text)
        turns.update { $0.voice.label = label }
        report.info(.label, line: line, wording: label, "the label within an utterance")
      } else if isSpeakerNote {
        label = (text, line)
      } else {
        turns.addMark(noteKind, text)
        report.info(.mark, line: line, wording: text, "a note")
      }
    case .desc:
      if !text.isEmpty { event?.descriptions.append((capturedLanguage, text)) }
    default: break
    }
    captured = nil
  }

  /// Takes the time of a note: the first is the meeting's, each that of the utterance behind it.
  private mutating func takeTime(_ markup: MarkupElement) {
    let value = markup.attribute("when") ?? markup.attribute("from")
    let time = MarkupReading.time(value)
    if start.time.isEmpty { start = time }
    if utteranceDepth == 0, !time.time.isEmpty { nextTime = time.time }
    if let noted = MarkupReading.date(value) { day = noted }
  }

  /// The language of a paragraph: that of the first is the utterance's, a change of it is a mark.
  private mutating func noteLanguage(_ markup: MarkupElement) {
    guard utteranceDepth > 0, depth > utteranceDepth else { return }
    let own = markup.attribute("lang") ?? utteranceLanguage
    guard own != spokenLanguage else { return }
    if turns.isSilent {
      let delivery =
        own == language ? nil : Attribution.Delivery(mode: .direct, language: own)
      turns.update { $0.voice.delivery = delivery }
    } else {
      turns.addMark(.language, own)
    }
    spokenLanguage = own
  }

  /// A label that no utterance followed is a note.
  private mutating func dropLabel(_ report: inout ReadingReport) {
    guard let unused = label else { return }
    label = nil
    report.warn(
      .labelRefused, line: unused.line, wording: unused.text, "no utterance follows this label")
    turns.addMark(.editorialNote, unused.text)
  }

  private mutating func beginWord(_ markup: MarkupElement) {
    wordDepth = depth
    wordHasText = false
    let joinsBoth = markup.attribute("join", is: "both")
    wordJoinsNext = joinsBoth || markup.attribute("join", is: "right")
    if isJoined || joinsBoth || markup.attribute("join", is: "left") {
      turns.text.hasPendingSpace = false
    } else {
      turns.text.hasPendingSpace = true
    }
  }

  /// Words come without the white space that the layout puts around them.
  private mutating func appendWord(_ bytes: UnsafeBufferPointer<UInt8>) {
    var bytes = bytes[...]
    if !wordHasText { bytes = bytes.drop { $0 <= 0x20 } }
    guard !bytes.isEmpty else { return }
    wordHasText = true
    turns.text.append(UnsafeBufferPointer(rebasing: bytes))
  }

  private mutating func endParagraph(_ report: inout ReadingReport, line: Int) {
    turns.endParagraph()
    isJoined = false
    hasSentences = false
    guard !stray.isEmpty else { return stray.removeAll() }
    let text = stray.take()
    report.warn(
      .unattributed, line: line, wording: text, "text outside any utterance; kept as a note")
    turns.addMark(.editorialNote, text)
  }
}
