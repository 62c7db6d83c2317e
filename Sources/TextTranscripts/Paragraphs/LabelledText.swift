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
    let inserted = InsertedMatter(text, body: body)
    if let survey, let family = survey.family {
      var found = survey.openings(report: &report)
      inserted.open(&found, report: &report)
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
      inserted.open(&found, report: &report)
      found.dropDashes(text)
      openings = found
      partsOfLabels = labels.partsOfLabels
      hasPullQuotes = survey == nil
      self.isMarkdown = isMarkdown
      isWrapped = false
    }
    first = openings.first?.firstLine ?? body.upperBound
    tellLookalikes(survey?.family, people: people, report: &report)
  }

  /// Says which paragraphs begin in the shape of a label that is not taken for one.
  private func tellLookalikes(
    _ family: LabelLayout.Family?, people: [String], report: inout ReadingReport
  ) {
    let isStopped = family == .stopped
    let setting = LookalikeLabel.Setting(
      isStopped: isStopped, isAlone: !hasPullQuotes, isDashed: family == .dashed)
    guard openings.count > 0 else { return }
    warnOfNumbers(report: &report)
    let isTabbed = family == .dashed && isMostlyTabbed
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
      if family == .dashed, isTabbed { warnOfTab(index, report: &report) }
      // "Ann Vale, Bo Lind" below "SPEAKERS".
      if index < first, !people.isEmpty, isList(index, of: people) { continue }
      LookalikeLabel.warn(text, line: index, setting, isLead: index < first, report: &report)
    }
  }

  /// Fewest labels with numbers before them that tell of numbered lines.
  private static let fewestNumbered = 3

  /// Warns where numbers that rise stand before the labels: lines are numbered, and those without a label
  /// have their numbers as words.
  private func warnOfNumbers(report: inout ReadingReport) {
    var (last, count, line) = (-1, 0, first)
    for index in body where openings.opens(index) {
      guard let label = openings[index]?.label, let number = Int(label.prefix { $0.isNumber }),
        label.drop(while: \.isNumber).first?.isWhitespace == true
      else { continue }
      guard number > last else { return }
      if count == 0 { line = index }
      (last, count) = (number, count + 1)
    }
    guard count >= Self.fewestNumbered, count * 2 > openings.count else { return }
    report.warn(
      .oddity, line: line + 1, wording: openings[line]?.label ?? "",
      "the lines seem to be numbered: their numbers are read as part of labels and words")
  }

  /// Whether a tab ends the labels.
  private var isMostlyTabbed: Bool {
    var tabbed = 0
    for index in body {
      guard let opening = openings[index], opening.textStart > 0 else { continue }
      if text.bytes[opening.textStart - 1] == 0x09 { tabbed += 1 }
    }
    return tabbed * 2 > openings.count
  }

  /// Longest label before a tab, in bytes.
  private static let longestTabbed = 60

  /// Warns of a line with a tab where tabs end labels.
  private func warnOfTab(_ index: Int, report: inout ReadingReport) {
    let line = text.lines[index]
    guard let tab = text.bytes[line.range].prefix(Self.longestTabbed).firstIndex(of: 0x09) else {
      return
    }
    report.warn(
      .labelRefused, line: index + 1, wording: text.text(line.start..<tab),
      "stands before a tab, as the document’s labels do, and was refused; its words go on with those before"
    )
  }

  /// Whether a line is a list of people whom the head lists.
  private func isList(_ index: Int, of people: [String]) -> Bool {
    let names = HeadPeople(TextHead.plain(text.text(line: index))).names
    return !names.isEmpty && names.allSatisfy(people.contains)
  }

  /// Says where another meeting seems to begin.
  func tellMeetings(_ meeting: Meeting, report: inout ReadingReport) {
    InsertedMatter(text, body: body).tellMeetings(meeting, openings, report: &report)
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
    let furniture = PageFurniture(
      text, body: first..<body.upperBound, openings: openings, day: assembler.meeting.date)
    furniture.tell(text, report: &report)
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
