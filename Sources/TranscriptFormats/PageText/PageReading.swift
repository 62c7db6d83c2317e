import Transcripts

/// One reading of one page of text.
struct PageReading {
  private let text: TextDocument
  private let header: PageHeader
  private let document: Document
  private let options: ReadingOptions
  private var labels: LabelFinder

  init(
    _ text: TextDocument, _ header: PageHeader, document: Document, options: ReadingOptions
  ) {
    self.text = text
    self.header = header
    self.document = document
    self.options = options
    let title = header.title.map { text.text(line: $0) }.joined(separator: " ")
    labels = LabelFinder(text, body: header.body, title: title)
  }

  mutating func read(report: inout ReadingReport) throws -> Transcript {
    var meeting = Meeting(id: "", date: header.date.date)
    meeting.title = header.title.map { text.text(line: $0) }.joined(separator: " ")
    meeting.endDate = header.date.endDate
    meeting.startTime = header.date.time
    meeting.place = header.date.place
    meeting.language = options.language.isEmpty ? "en" : options.language
    meeting.source = Meeting.Source(
      format: "page-text", url: address(), sha256: Digest.sha256(text.bytes),
      fileName: document.fileName)
    reportHeader(&report)
    let openings = labels.openings(report: &report)
    guard openings.count <= options.maximumStatements else {
      throw document.error(
        .tooLarge, "the document has more than \(options.maximumStatements) statements",
        remedy: "raise the limit for statements of a meeting")
    }
    let firstOpening = openings.keys.min() ?? header.body.upperBound
    readLead(until: firstOpening, into: &meeting, report: &report)
    var assembler = TurnAssembler(text, TranscriptBuilder(meeting: meeting))
    readStatements(from: firstOpening, openings, into: &assembler, report: &report)
    return assembler.finish(report: &report)
  }

  private func reportHeader(_ report: inout ReadingReport) {
    let document = text
    for index in document.lines.indices where !document.lines[index].isBlank {
      if index >= header.dateLine { break }
      if !header.title.contains(index) {
        report.info(
          .chrome, line: index + 1, wording: document.text(line: index), "stands before the title")
      }
    }
    for line in header.title {
      report.info(.header, line: line + 1, wording: document.text(line: line), "the title")
    }
    report.info(
      .header, line: header.dateLine + 1, wording: document.text(line: header.dateLine),
      "day and place")
    if header.title.isEmpty {
      report.warn(.header, line: header.dateLine + 1, "there is no title above the date line")
    }
    guard let closing = header.closingDateLine else { return }
    report.info(
      .chrome, line: closing + 1, wording: document.text(line: closing),
      "repeats the date behind the text")
    for index in document.lines.indices[(closing + 1)...] where !document.lines[index].isBlank {
      report.info(
        .chrome, line: index + 1, wording: document.text(line: index), "stands behind the text")
    }
    if let other = header.otherDate {
      let date = header.date.date
      report.warn(
        .dateDisagreement, line: closing + 1, wording: document.text(line: closing),
        "the page begins with \(date) and ends with \(other.date); the first is taken")
    }
  }

  /// The page's address, where its foot prints one.
  private func address() -> String {
    guard let closing = header.closingDateLine else { return "" }
    for index in text.lines.indices[(closing + 1)...] where text.lines[index].range.count <= 400 {
      let line = text.text(line: index)
      if let word = line.split(whereSeparator: \.isWhitespace).last(where: {
        $0.hasPrefix("http://") || $0.hasPrefix("https://")
      }) {
        return String(word)
      }
      if line.hasPrefix("Direct link"), let word = line.split(whereSeparator: \.isWhitespace).last,
        word.contains("."), word.contains("/")
      {
        return "https://" + word
      }
    }
    return ""
  }

  /// What stands before the first statement: paragraphs of nobody's speech, and a heading.
  private func readLead(
    until end: Int, into meeting: inout Meeting, report: inout ReadingReport
  ) {
    for index in header.body where index < end && !text.lines[index].isBlank {
      let line = text.text(line: index)
      meeting.lead.append(line)
      report.info(.header, line: index + 1, wording: line, "before the first statement: lead")
    }
  }

  private mutating func readStatements(
    from start: Int, _ openings: [Int: LabelFinder.Opening], into assembler: inout TurnAssembler,
    report: inout ReadingReport
  ) {
    // The words of each line of speech, for pull quotes to be found among them.
    var ranges: [Range<Int>] = []
    var rangeOfLine: [Int: Int] = [:]
    rangeOfLine.reserveCapacity(header.body.count)
    for index in header.body where index >= start && !text.lines[index].isBlank {
      rangeOfLine[index] = ranges.count
      ranges.append((openings[index]?.textStart ?? text.lines[index].start)..<text.lines[index].end)
    }
    let quotes = PullQuotes(text, ranges)
    var index = start
    while index < header.body.upperBound {
      defer { index += 1 }
      if text.lines[index].isBlank { continue }
      let line = text.lines[index]
      if let opening = openings[index] {
        assembler.open(Turn.Voice(label: opening.label), line: opening.firstLine)
        if opening.textStart < line.end {
          assembler.addParagraph(opening.textStart..<line.end, line: index)
        }
        continue
      }
      if labels.isPartOfLabel(index) { continue }
      let kind = text.bytes.withUnsafeBufferPointer {
        SeparateParagraph.markKind(of: UnsafeBufferPointer(rebasing: $0[line.range]))
      }
      if let kind {
        let wording = text.text(line: index)
        assembler.addMark(kind, wording, line: index)
        report.info(.mark, line: index + 1, wording: wording, "a paragraph of its own: \(kind)")
      } else if let last = noteEnd(from: index, openings) {
        let wording = (index...last).filter { !text.lines[$0].isBlank }.map { text.text(line: $0) }
          .joined(separator: "\n")
        assembler.addMark(.editorialNote, wording, line: last)
        report.info(
          .mark, line: index + 1, wording: wording, "an editorial note to line \(last + 1)")
        index = last
      } else if let number = rangeOfLine[index], quotes.isPullQuote(number, of: ranges) {
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
  private func noteEnd(from start: Int, _ openings: [Int: LabelFinder.Opening]) -> Int? {
    let bytes = text.bytes
    let line = text.lines[start]
    guard bytes[line.start] == 0x28 || bytes[line.start] == 0x5B else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      guard SeparateParagraph.opensNote(UnsafeBufferPointer(rebasing: bytes[line.range])) else {
        return nil
      }
      var paragraphs = 1
      var index = start + 1
      while index < header.body.upperBound, paragraphs < Self.maximumNote {
        let next = text.lines[index]
        if !next.isBlank {
          if openings[index] != nil { return nil }
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
