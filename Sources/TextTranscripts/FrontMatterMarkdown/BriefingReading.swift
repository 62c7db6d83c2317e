import People
import TranscriptReading
import Transcripts

/// One reading of the text behind front matter.
struct BriefingReading {
  private let text: TextDocument
  private var assembler: TurnAssembler
  private var notes = NoteKinds()
  /// Lines of the paragraph being put together; empty when there is none.
  private var block = 0..<0
  /// Where the words of its first line begin.
  private var blockStart = 0
  private var paragraph = ParagraphLines()
  private var place: [String] = []
  private var labels: CapitalLabels
  private let start: Int
  private let title: String

  init(
    _ text: TextDocument, from start: Int, meeting: Meeting, labels: CapitalLabels,
    people: [String]
  ) {
    self.text = text
    self.start = start
    title = meeting.title
    self.labels = labels
    assembler = TurnAssembler(text, TranscriptBuilder(meeting: meeting))
    for person in people { assembler.addPerson(person) }
  }

  mutating func read(
    _ document: Document, _ options: ReadingOptions, report: inout ReadingReport
  ) throws -> Transcript {
    for index in text.lines.indices[start...] {
      if text.lines[index].isBlank {
        endBlock(&report)
        continue
      }
      let isBroken = text.isAfterHardBreak(index)
      if block.isEmpty || isBroken,
        let label = labels.label(
          text, line: index, isFirst: !assembler.isOpen, &report)
      {
        endBlock(&report)
        try checkCount(document, options)
        assembler.open(
          Turn.Voice(label: label.label), line: index,
          kind: label.isQuestion ? .question : .speech)
        report.info(.label, line: index + 1, wording: label.label, "opens a statement")
        block = index..<index + 1
        blockStart = label.textStart
        continue
      }
      if !block.isEmpty, !isBroken, assembler.isOpen,
        let label = labels.exactLabel(text, line: index)
      {
        endBlock(&report)
        try checkCount(document, options)
        assembler.open(
          Turn.Voice(label: label.label), line: index,
          kind: label.isQuestion ? .question : .speech)
        report.warn(
          .label, line: index + 1, wording: label.label,
          "opens a statement, though no blank line stands before it")
        block = index..<index + 1
        blockStart = label.textStart
        continue
      }
      if block.isEmpty || isBroken, assembler.isOpen {
        LookalikeLabel.warn(
          text, line: index, LookalikeLabel.Setting(isJudged: false, isAlone: true),
          report: &report)
        labels.warnOfBeginning(text, line: index, report: &report)
      }
      // A line break in the source, not one of the wrapping.
      if !block.isEmpty, isBroken, assembler.isOpen { endBlock(&report) }
      if block.isEmpty {
        block = index..<index
        blockStart = text.lines[index].start
      }
      block = block.lowerBound..<index + 1
    }
    endBlock(&report)
    finishPlace()
    return assembler.finish(report: &report)
  }

  private func checkCount(_ document: Document, _ options: ReadingOptions) throws {
    guard assembler.count < options.maximumStatements else {
      throw document.error(
        .tooLarge, "the document has more than \(options.maximumStatements) statements",
        remedy: "raise the limit for statements of a meeting")
    }
  }

  /// Puts the lines of a paragraph together and says what it is.
  private mutating func endBlock(_ report: inout ReadingReport) {
    guard !block.isEmpty else { return }
    let block = block
    self.block = 0..<0
    for index in block {
      let line = text.lines[index]
      let from = index == block.lowerBound ? blockStart : line.start
      if from < line.end { paragraph.add(from..<line.end, of: text) }
    }
    if let found = paragraph.take(isMarkdown: true, line: block.lowerBound, report: &report) {
      take(found, lines: block, &report)
    }
  }

  /// Takes a paragraph's words, as UTF-8 without markup, for what they are.
  private mutating func take(
    _ words: ParagraphLines.Words, lines: Range<Int>, _ report: inout ReadingReport
  ) {
    let (first, last) = (lines.lowerBound, lines.upperBound - 1)
    words.words.withUnsafeBufferPointer { bytes in
      func wording() -> String { String(decoding: bytes, as: UTF8.self) }
      if !assembler.isOpen, bytes.count <= 64, readDate(wording(), line: first, &report) { return }
      if let kind = SeparateParagraph.markKind(of: bytes, notes: &notes) {
        assembler.addMark(kind, wording(), line: last)
        report.info(.mark, line: first + 1, wording: wording(), "a paragraph of its own: \(kind)")
        return
      }
      if Self.mayBeTime(bytes), readTime(wording(), line: first, &report) { return }
      if !assembler.isOpen {
        if isHeader(wording(), lines: lines) {
          report.info(.header, line: first + 1, wording: wording(), "before the remarks")
          return
        }
        openUnlabelled(line: first, &report)
      }
      assembler.addParagraph(bytes, struck: words.struck, line: last)
    }
  }

  /// Whether a paragraph is short enough for ``readTime(_:line:_:)`` and begins with no letter, or
  /// with "END".
  private static func mayBeTime(_ words: UnsafeBufferPointer<UInt8>) -> Bool {
    guard words.count <= 120 else { return false }
    return !(0x41...0x5A).contains(words[0] & 0xDF) || words.starts(with: "END".utf8)
  }

  /// "(January 20, 2025)" before the remarks is the day they were made on; the front matter's may be
  /// the day they were published on.
  private mutating func readDate(
    _ words: String, line: Int, _ report: inout ReadingReport
  ) -> Bool {
    guard words.hasPrefix("("), words.hasSuffix(")"),
      let printed = PrintedDate(String(words.dropFirst().dropLast()))
    else { return false }
    let published = assembler.meeting.date
    if printed.date == published {
      report.info(.header, line: line + 1, wording: words, "the day")
    } else {
      report.warn(
        .dateDisagreement, line: line + 1, wording: words,
        "the front matter says \(published), the text \(printed.date); the text’s is taken")
      assembler.meeting.date = printed.date
    }
    return true
  }

  /// "2:16 P.M. EDT" at the beginning is the meeting's time; at the end, also behind "END", a mark.
  private mutating func readTime(
    _ words: String, line: Int, _ report: inout ReadingReport
  ) -> Bool {
    var wording = words
    if wording.hasPrefix("END") { wording = String(wording.dropFirst(3)) }
    guard let clock = ClockTime(wording) else {
      guard words == "END" else { return false }
      assembler.addMark(.procedural, words, line: line)
      return true
    }
    if !assembler.isOpen, assembler.meeting.startTime.isEmpty {
      assembler.meeting.startTime = clock.time
      assembler.meeting.timeZone = clock.zone
      report.info(.header, line: line + 1, wording: words, "the time of the beginning")
      finishPlace()
      // What follows is speech, whether a label opens it or not.
    } else {
      assembler.addMark(.time, words, line: line)
      report.info(.mark, line: line + 1, wording: words, "a time")
    }
    return true
  }

  /// Whether a paragraph before the first statement is place, title or publisher, not speech.
  private mutating func isHeader(_ words: String, lines: Range<Int>) -> Bool {
    guard assembler.meeting.startTime.isEmpty || words.utf8.count < 60 && !endsSentence(words),
      !endsSentence(words), words.utf8.count <= 300
    else { return false }
    for index in lines {
      let line = MarkdownText(text.text(line: index)).text
      let letters = line.filter(\.isLetter)
      if letters.isEmpty { continue }
      let folded = FoldedText.fold(line)
      if letters.allSatisfy(\.isUppercase) && letters.count > 6
        || folded.hasPrefix("office of") || folded.hasPrefix("for immediate release")
        || folded.hasPrefix("the white house office")
      {
        assembler.meeting.lead.append(line)
      } else {
        place.append(line)
      }
    }
    return true
  }

  private func endsSentence(_ words: String) -> Bool {
    guard let last = words.last(where: { !"”’\"')*".contains($0) }) else { return false }
    // "Washington, D.C." ends no sentence.
    return last == "?" || last == "!" || last == "…" || last == "—"
      || last == "." && !words.hasSuffix("D.C.") && !words.hasSuffix("U.S.")
        && words.utf8.count > 60
  }

  private mutating func finishPlace() {
    guard assembler.meeting.place.isEmpty else { return }
    let printed = place.joined(separator: ", ")
    // A list, a link or a heading before the first label is no place.
    if place.count <= 8, PrintedDate.isPlace(printed.replacing(/\d:\d/, with: "")) {
      assembler.meeting.place = printed
    } else {
      assembler.meeting.lead += place
    }
  }

  /// Words before any label are those of the one whom the title names.
  private mutating func openUnlabelled(line: Int, _ report: inout ReadingReport) {
    var voice = Turn.Voice(label: "")
    if let speaker = Self.speaker(ofTitle: title) {
      let anatomy = LabelAnatomy(speaker) { _ in false }
      voice.name = anatomy.voice == .person ? anatomy.name : ""
      voice.role = anatomy.role
      report.info(
        .label, line: line + 1, wording: speaker,
        "words without a label: the title names who speaks")
    } else {
      report.warn(
        .unattributed, line: line + 1, "words without a label, and the title names no one speaker")
    }
    assembler.open(voice, line: line)
  }

  /// "Remarks as Prepared for Delivery by First Lady Jill Biden at Business Roundtable" gives
  /// "First Lady Jill Biden"; nil when the title names several or none.
  static func speaker(ofTitle title: String) -> String? {
    let tokens = LabelToken.tokens(of: title)
    guard let by = tokens.firstIndex(where: { $0.folded == "by" }) else { return nil }
    var end = by + 1
    while end < tokens.count, tokens[end].isCapitalised, !tokens[end].isConnector || end == by + 1 {
      end += 1
      if tokens[end - 1].endsClause { break }
    }
    guard end > by + 1, end == tokens.count || tokens[end].folded != "and" else { return nil }
    return String(title[tokens[by + 1].range.lowerBound..<tokens[end - 1].range.upperBound])
  }
}
