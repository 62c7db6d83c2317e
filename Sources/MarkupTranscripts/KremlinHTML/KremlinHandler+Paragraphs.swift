import Markup
import People
import TranscriptReading
import Transcripts

/// What each paragraph of a page is: a turn, more words of one, a note, a pull quote, the lead.
extension KremlinHandler {
  func endParagraph(line: Int) throws {
    defer { paragraph.removeAll() }
    guard !paragraph.text.isEmpty, !isBlank else { return }
    let start = min(paragraphLine, line)
    if turns.isOpen, leadDepth == 0, quoteDepth == 0, note == nil, isPlainWords {
      turns.text.append(paragraph.text)
      return turns.endParagraph()
    }
    if leadDepth == 0, quoteDepth == 0 {
      return try endWords(line: start)
    }
    let text = paragraph.text.string(from: 0)
    if leadDepth > 0 {
      lead.append(text)
      report.info(.header, line: start, wording: text, "the lead")
    } else {
      turns.addMark(.pullQuote, text)
      report.info(.mark, line: start, wording: text, "a pull quote")
    }
  }

  /// A paragraph that is neither of the lead nor a pull quote.
  private func endWords(line: Int) throws {
    switch KremlinLabel.find(in: paragraph, known: knownLabels) {
    case .label(let label):
      endNote(line: line)
      try open(label, line: line)
      turns.text.append(paragraph.text, from: label.wordsStart)
      turns.endParagraph()
    case .refused(let reason):
      let text = paragraph.text.string(from: 0)
      report.warn(.labelRefused, line: line, wording: text, reason)
      addParagraph(text, line: line)
    case .none:
      if turns.isOpen, note == nil, !isBracketed {
        turns.text.append(paragraph.text)
        return turns.endParagraph()
      }
      addParagraph(paragraph.text.string(from: 0), line: line)
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

  /// Whether there is nothing in the paragraph but no-break spaces.
  private var isBlank: Bool {
    paragraph.text.bytes.count <= Self.longestBlank
      && paragraph.text.bytes.allSatisfy { $0 == 0x20 || $0 == 0xC2 || $0 == 0xA0 }
  }

  /// Of what pages put between paragraphs, in bytes.
  private static let longestBlank = 64

  /// Whether the paragraph begins with what a note, an elision or a rule may begin with.
  private var isBracketed: Bool {
    switch paragraph.text.bytes.first {
    case 0x28, 0x5B, 0x3C, 0x2A, 0x23, 0x5F, 0x2D, 0x7E, 0x2E, 0xE2: true
    default: false
    }
  }

  private func open(_ label: KremlinLabel, line: Int) throws {
    knownLabels.insert(label.label)
    var voice = Turn.Voice(label: label.label)
    if !label.personID.isEmpty {
      voice.personKey = label.personID
      if people[text: label.personID] == nil {
        let person = paragraph.people.first { $0.id == label.personID }
        let name = person.map {
          String(
            decoding: paragraph.text.bytes[$0.range.clamped(to: 0..<paragraph.text.count)],
            as: UTF8.self)
        }
        people[text: label.personID] = ListedPerson(
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
      if !hasPlainLabels { opening.append((text, line)) }
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

  /// Reads a page on which nothing in bold is a label once more, by labels in capitals.
  ///
  /// Early pages print "QUESTION: …" and "VLADIMIR PUTIN: …" without any markup. One such line may be
  /// anything; two or more make a transcript.
  private func readPlainLabels() throws {
    let labels = opening.map { Self.capitalLabel($0.text) }
    guard labels.count(where: { $0 != nil }) >= 2 else { return }
    lead.removeLast(opening.count)
    hasPlainLabels = true
    for (paragraph, label) in zip(opening, labels) {
      guard let label else {
        addParagraph(paragraph.text, line: paragraph.line)
        continue
      }
      endNote(line: paragraph.line)
      try turns.begin(
        Turn(voice: Turn.Voice(label: label)), line: paragraph.line, document: document)
      report.info(
        .label, line: paragraph.line, wording: label,
        "in capitals, and no label of this page is bold")
      let words = paragraph.text.utf8.dropFirst(label.utf8.count + 1).drop { $0 <= 0x20 }
      turns.text.append(String(Substring(words)))
      turns.endParagraph()
    }
  }

  /// Longest label in capitals, in bytes.
  private static let maximumCapitals = 80

  /// The label in capitals that a paragraph begins with; nil when there is none.
  private static func capitalLabel(_ text: String) -> String? {
    let head = text.utf8.prefix(maximumCapitals + 1)
    guard let colon = head.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let label = String(text[..<colon])
    let core = LabelAnatomy.splitNotes(label).core
    let letters = core.filter(\.isLetter)
    guard letters.count >= 3, letters.allSatisfy(\.isUppercase),
      !core.contains(where: \.isNumber), text[colon...].contains(where: \.isLetter)
    else { return nil }
    return label
  }

  /// The turns, when the page is at its end.
  func finishTurns() throws -> [Turn] {
    if turns.count == 0, !opening.isEmpty { try readPlainLabels() }
    endNote(line: lastLine)
    return turns.finish(line: lastLine, lead: &lead)
  }
}
