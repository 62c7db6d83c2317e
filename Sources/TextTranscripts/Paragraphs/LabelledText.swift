import TranscriptReading
import Transcripts

/// The part of a text document that holds statements opened by labels at the beginning of lines.
struct LabelledText {
  private let text: TextDocument
  private let body: Range<Int>
  private let openings: LineTable
  /// Lines that are the first parts of labels.
  private let partsOfLabels: Set<Int>
  /// Whether paragraphs may repeat others as decoration.
  private let hasPullQuotes: Bool
  /// Whether the words are Markdown: their markup goes, and adjacent lines are one paragraph.
  private let isMarkdown: Bool
  /// Whether adjacent lines that are not set in are one paragraph.
  private let isWrapped: Bool
  /// The line that opens the first statement; the body's end when there is none.
  private let first: Int

  /// - Parameters:
  ///   - people: Names that the head lists.
  ///   - survey: How the body's labels are set; nil for a page, whose labels are plain. Pages have pull
  ///     quotes, too: in a plain transcript who repeats a sentence has said it twice.
  init(
    _ text: TextDocument, body: Range<Int>, title: String, people: [String] = [],
    survey: LayoutSurvey?, isMarkdown: Bool = false, report: inout ReadingReport
  ) {
    self.text = text
    self.body = body
    if let survey, let family = survey.family {
      var found = survey.openings(report: &report)
      found.dropDashes(text)
      openings = found
      partsOfLabels = []
      hasPullQuotes = false
      self.isMarkdown = isMarkdown || family == .emphasised
      isWrapped = family == .stopped
    } else {
      var labels = LabelFinder(
        text, body: body, title: title, people: people, isPlain: survey?.isMostlyLabels ?? false)
      var found = labels.openings(report: &report)
      if found.first.map({ SmallLabels.isSmall($0.label) }) ?? true {
        let small = SmallLabels(text, body: body)
        if small.lines.count > found.count {
          found = LabelFinder.openings(small, text, body, report: &report)
        }
      }
      found.dropDashes(text)
      openings = found
      partsOfLabels = labels.partsOfLabels
      hasPullQuotes = survey == nil
      self.isMarkdown = isMarkdown
      isWrapped = false
    }
    first = openings.first?.firstLine ?? body.upperBound
    tellLookalikes(isStopped: survey?.family == .stopped, report: &report)
    tellWritten(title: title, report: &report)
  }

  /// Longest line that says what is inserted, in bytes.
  private static let longestInsert = 240

  /// Says where a written statement is inserted, and where another meeting seems to begin.
  private func tellWritten(title: String, report: inout ReadingReport) {
    let title = FoldedText.fold(title)
    for index in body
    where index > first && !text.lines[index].isBlank && !openings.opens(index)
      && text.lines[index].range.count <= Self.longestInsert
    {
      let line = text.lines[index]
      let byte = text.bytes[line.start]
      guard byte == 0x5B || byte == 0x28 || (0x41...0x5A).contains(byte) || byte >= 0xC3 else {
        continue
      }
      let words = FoldedText.fold(text.text(line: index))
      if words.contains("prepared statement of"), words.hasSuffix("follows") || byte != 0x5B {
        report.warn(
          .unattributed, line: index + 1, wording: text.text(line: index),
          "a written statement seems to follow; its words go on with those before")
      } else if title.contains(" "), words == title,
        let next = ((index + 1)..<min(index + 5, body.upperBound)).first(where: {
          !text.lines[$0].isBlank
        }), PrintedDate(text.text(line: next)) != nil
      {
        report.warn(
          .unattributed, line: index + 1, wording: text.text(line: index),
          "the title stands again above a day: another meeting may begin here, and is not parted")
      }
    }
  }

  /// Says which paragraphs begin in the shape of a label that is not taken for one.
  private func tellLookalikes(isStopped: Bool, report: inout ReadingReport) {
    let setting = LookalikeLabel.Setting(isStopped: isStopped, isAlone: !hasPullQuotes)
    guard openings.count > 0 else { return }
    let within = LabelsWithin(openings, body: body)
    for index in body where index >= first && !text.lines[index].isBlank {
      let start = openings[index]?.textStart ?? text.lines[index].start
      within.warn(text, start..<text.lines[index].end, line: index, report: &report)
    }
    for index in body
    where !text.lines[index].isBlank && !openings.opens(index) && !partsOfLabels.contains(index) {
      if isMarkdown || isWrapped && !isStopped, index > body.lowerBound,
        !text.lines[index - 1].isBlank
      {
        continue
      }
      LookalikeLabel.warn(text, line: index, setting, isLead: index < first, report: &report)
    }
  }

  /// What its statements and its lead hold, for what is left out to be told.
  var coverage: Coverage { Coverage(text, body: body, first: first, openings: openings) }

  /// How many statements there are.
  var count: Int { openings.count }

  /// The paragraphs before the first statement, which are nobody's speech.
  func lead(report: inout ReadingReport) -> [String] {
    var lead: [String] = []
    for index in body where index < first && !text.lines[index].isBlank {
      var line = text.text(line: index)
      if isMarkdown { line = MarkdownText(line).text.trimmingSpace() }
      if line.isEmpty { continue }
      lead.append(line)
      report.info(.header, line: index + 1, wording: line, "before the first statement: lead")
    }
    return lead
  }

  /// Reads the statements into a transcript.
  func readStatements(into assembler: inout TurnAssembler, report: inout ReadingReport) {
    let closing = ClosingMatter(text, body: first..<body.upperBound, openings: openings)
    let furniture = PageFurniture(text, body: first..<body.upperBound, openings: openings)
    if isMarkdown || isWrapped {
      var reading = JoinedLines(
        text, body: first..<body.upperBound, openings: openings, isMarkdown: isMarkdown,
        closing: closing, furniture: furniture)
      return reading.read(into: &assembler, report: &report)
    }
    let start = first
    // The words of each line of speech, for pull quotes to be found among them.
    var ranges: [Range<Int>] = []
    var isOpening: [Bool] = []
    for index in body where index >= start && !text.lines[index].isBlank {
      let opening = openings[index]
      ranges.append((opening?.textStart ?? text.lines[index].start)..<text.lines[index].end)
      isOpening.append(opening != nil)
    }
    let quotes = hasPullQuotes ? PullQuotes(text, ranges, isOpening: isOpening) : nil
    var notes = NoteKinds()
    var index = start
    var number = -1
    while index < body.upperBound {
      defer { index += 1 }
      if text.lines[index].isBlank { continue }
      number += 1
      let line = text.lines[index]
      if let opening = openings[index] {
        let next = isOpening[(number + 1)...].firstIndex(of: true) ?? isOpening.count
        assembler.open(
          opening.voice, line: opening.firstLine, paragraphs: next - number,
          time: opening.time)
        if opening.textStart < line.end {
          assembler.addParagraph(opening.textStart..<line.end, line: index)
        }
        continue
      }
      if partsOfLabels.contains(index) { continue }
      let kind = text.bytes.withUnsafeBufferPointer {
        let bytes = UnsafeBufferPointer(rebasing: $0[line.range])
        return SeparateParagraph.markKind(of: bytes, notes: &notes) ?? LoneLine.kind(bytes)
      }
      if let kind {
        let wording = text.text(line: index)
        assembler.addMark(kind, wording, line: index)
        report.info(.mark, line: index + 1, wording: wording, "a paragraph of its own: \(kind)")
      } else if let last = noteEnd(from: index) {
        let wording = (index...last).filter { !text.lines[$0].isBlank }.map { text.text(line: $0) }
          .joined(separator: "\n")
        assembler.addMark(.editorialNote, wording, line: last)
        report.info(
          .mark, line: index + 1, wording: wording, "an editorial note to line \(last + 1)")
        number += text.lines[index + 1...last].count(where: { !$0.isBlank })
        index = last
      } else if furniture.lines.contains(index) {
        furniture.add(index, of: text, to: &assembler, report: &report)
      } else if closing.lines.contains(index) {
        closing.add(index, of: text, to: &assembler, report: &report)
      } else if let quotes, quotes.isPullQuote(number) {
        let wording = text.text(line: index)
        assembler.addMark(.pullQuote, wording, line: index)
        report.info(.mark, line: index + 1, wording: wording, "a pull quote: the text has it too")
      } else {
        assembler.addParagraph(line.range, line: index)
      }
    }
  }

  /// How many paragraphs a note may have.
  private static let maximumNote = 12

  /// The last line of a note in brackets that goes on over several paragraphs; nil when none begins
  /// at this line.
  private func noteEnd(from start: Int) -> Int? {
    let bytes = text.bytes
    let line = text.lines[start]
    guard bytes[line.start] == 0x28 || bytes[line.start] == 0x5B else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      guard SeparateParagraph.opensNote(UnsafeBufferPointer(rebasing: bytes[line.range])) else {
        return nil
      }
      var paragraphs = 1
      var index = start + 1
      while index < body.upperBound, paragraphs < Self.maximumNote {
        let next = text.lines[index]
        if !next.isBlank {
          if openings.opens(index) { return nil }
          paragraphs += 1
          if SeparateParagraph.closesNote(
            UnsafeBufferPointer(rebasing: bytes[next.range]), opening: bytes[line.start])
          {
            return index
          }
        }
        index += 1
      }
      return nil
    }
  }
}
