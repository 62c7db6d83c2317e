import Markup
import TranscriptReading
import Transcripts

/// The debate: turns, their labels and notes, the headings above them.
extension AkomaNtosoHandler {
  func startBody(_ name: AkomaNtosoElement, _ element: MarkupElement) throws {
    switch name {
    case .speech, .question, .answer: try beginSpeech(name, element)
    case .from, .num, .heading, .subheading: begin(name)
    case .scene: beginNote(.incident)
    case .narrative: beginNote(.editorialNote)
    case .summary, .other: beginNote(.procedural)
    case .remark, .authorialNote: begin(name)
    case .noteRef:
      let key = AkomaNtosoMeta.key(element.attribute("href"))
      addNote(meta.notes[text: key] ?? element.attribute("marker") ?? "")
    case .recordedTime: recordWithin(element)
    case .ins: cover(.insertion)
    case .omissis: cover(.elision)
    case .br, .hr, .eol, .eop: appendSpace()
    case .toc: skippedDepth = depth
    case .meta, .coverPage, .preface: break
    default:
      if name.isSection, !isQuoting {
        endBlock()
        flushNumber()
        sections.append((depth, turns.section))
      } else if name.isBlock || name.isSection {
        breakBlock()
      }
    }
  }

  /// Whether what is read is said or noted: its sections are those of a quoted text.
  private var isQuoting: Bool { !speeches.isEmpty || !noteKinds.isEmpty || capture.isActive }

  /// A paragraph begins, except behind its own number.
  private func breakBlock() {
    if capture.isActive {
      capture.appendSpace()
    } else if !hasLoneNumber {
      endBlock()
    }
  }

  /// The number of a section, or of a paragraph or an item, which is part of the text.
  func finishNumber(_ text: String) {
    guard isQuoting || sections.last?.depth != depth - 1 else {
      flushNumber()
      number = text
      return
    }
    endBlock()
    if noteKinds.isEmpty, !speeches.isEmpty {
      if !turns.isOpen { return turns.addMark(.procedural, text) }
      turns.text.append(text)
      turns.text.hasPendingSpace = true
    } else {
      block.append(text)
      block.hasPendingSpace = true
    }
    hasLoneNumber = true
  }

  /// A number of a section that no heading followed.
  func flushNumber() {
    guard !number.isEmpty else { return }
    let text = number
    number = ""
    turns.addMark(.procedural, text)
  }

  func endBody(_ name: AkomaNtosoElement?, line: Int) throws {
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
      flushNumber()
    }
  }

  private func beginSpeech(_ name: AkomaNtosoElement, _ element: MarkupElement) throws {
    endBlock()
    flushNumber()
    var voice = Turn.Voice(label: "")
    let by = AkomaNtosoMeta.key(element.attribute("by"))
    let role = AkomaNtosoMeta.key(element.attribute("as"))
    voice.role = meta.roles[text: role] ?? ""
    if let office = meta.roles[text: by], voice.role.isEmpty {
      voice.role = office
    } else if meta.people[text: by] != nil {
      voice.personKey = by
    } else if !by.isEmpty, meta.organisations[text: by] == nil, dangling.insert(by).inserted {
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
    turn.date = MarkupReading.date(element.attribute("startTime"))
    try turns.begin(turn, line: element.line, document: document)
    speeches.append(Speech(depth: depth, turn: turn))
  }

  /// Goes on with the turn that another one interrupted.
  func resume(line: Int) throws {
    guard let speech = speeches.last else { return }
    try turns.begin(speech.turn, line: line, document: document)
  }

  func finishLabel(_ text: String, line: Int) {
    guard !speeches.isEmpty else { return addNote(text) }
    var label = MarkupReading.label(text)
    let bytes = Array(text.utf8)
    // Some files put the first words, or all of them, into the label.
    if let end = Self.labelEnd(bytes) {
      let words = String(decoding: bytes[end.upperBound...].drop { $0 <= 0x20 }, as: UTF8.self)
      if words.contains(where: \.isLetter), turns.isSilent {
        label = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        turns.text.append(words)
        turns.endParagraph()
        report.warn(
          .oddity, line: line, wording: text,
          "words stand in <from> behind the label; they are said")
      }
    }
    speeches[speeches.count - 1].turn.voice.label = label
    turns.update { $0.voice.label = label }
    report.info(.label, line: line, wording: label, "a <from> of a speech")
  }

  /// Longest label that words begin with, in bytes.
  private static let longestLabel = 160

  /// A speech without `from` may print its label at the beginning of its words: "El señor ORTIZ.- ".
  /// It ends with a point and a dash, and the name is in capitals.
  func takeLabelFromWords() {
    guard noteKinds.isEmpty, turns.isOpen, !turns.text.isEmpty,
      let end = Self.labelEnd(turns.text.bytes)
    else { return }
    let label = String(decoding: turns.text.bytes[..<end.lowerBound], as: UTF8.self)
    guard turns.takeLabel(label, from: end.upperBound) else { return }
    speeches[speeches.count - 1].turn.voice.label = label
    report.info(
      .label, line: lastLine, wording: label,
      "capitals, a point and a dash, in a speech without <from>")
  }

  /// The point and dash that end a label with a name in capitals; nil when there is no such label.
  private static func labelEnd(_ bytes: [UInt8]) -> Range<Int>? {
    let limit = min(bytes.count, longestLabel)
    var start = 0
    while start < limit, bytes[start] != 0x2E || dashLength(bytes, start + 1) == 0 { start += 1 }
    guard start < limit else { return nil }
    let end = start..<(start + 1 + dashLength(bytes, start + 1))
    guard end.upperBound == bytes.count || bytes[end.upperBound] == 0x20 else { return nil }
    let label = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
    let hasCapitals = label.split(whereSeparator: { !$0.isLetter }).contains {
      $0.count >= 3 && $0.allSatisfy(\.isUppercase)
    }
    return hasCapitals ? end : nil
  }

  /// How many bytes the dash at an index has: "-", "–" or "—"; 0 when there is none.
  private static func dashLength(_ bytes: [UInt8], _ index: Int) -> Int {
    guard index < bytes.count else { return 0 }
    if bytes[index] == 0x2D { return 1 }
    let isLong =
      index + 2 < bytes.count && bytes[index] == 0xE2 && bytes[index + 1] == 0x80
      && (bytes[index + 2] == 0x93 || bytes[index + 2] == 0x94)
    return isLong ? 3 : 0
  }

  func finishHeading(_ text: String, isSub: Bool, line: Int) {
    guard !isQuoting else {
      // The heading of a quoted text is a paragraph of it.
      breakBlock()
      if noteKinds.isEmpty, turns.isOpen { turns.text.append(text) } else { block.append(text) }
      hasLoneNumber = false
      return endBlock()
    }
    let heading = number.isEmpty ? text : number + " " + text
    number = ""
    turns.addHeading(heading, level: max(1, sections.count + (isSub ? 1 : 0)))
    report.info(.header, line: line, wording: heading, "a heading")
  }

  private func beginNote(_ kind: Mark.Kind) {
    endBlock()
    flushNumber()
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

  func endCovering(line: Int) {
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
}
