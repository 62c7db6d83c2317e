import TranscriptReading
import Transcripts

/// One reading of one page of text.
struct PageReading {
  private let text: TextDocument
  private let header: PageHeader
  private let document: Document
  private let options: ReadingOptions

  init(
    _ text: TextDocument, _ header: PageHeader, document: Document, options: ReadingOptions
  ) {
    self.text = text
    self.header = header
    self.document = document
    self.options = options
  }

  func read(report: inout ReadingReport) throws -> Transcript {
    var meeting = Meeting(id: "", date: header.date.date)
    meeting.title = header.title.map { TextHead.plain(text.text(line: $0)) }.joined(separator: " ")
    meeting.endDate = header.date.endDate
    meeting.startTime = header.date.time
    meeting.place = header.date.place
    meeting.language =
      options.language.isEmpty ? TextLanguage.of(text.bytes[...]).tag : options.language
    TextLanguage.check(text.bytes[...], language: options.language, report: &report)
    meeting.source = Meeting.Source(
      format: "page-text", url: address(), sha256: document.digest(of: text.bytes),
      fileName: document.fileName)
    reportHeader(&report)
    if header.date.isDotted {
      try TextHead.checkDottedDay(header.date.date, text, document, options)
    }
    let listed = TextHead.listed(in: text, header.body)
    for line in listed.lines {
      report.info(
        .header, line: line + 1, wording: text.text(line: line), "says who takes part")
    }
    let start = listed.lines.last.map { $0 + 1 } ?? header.body.lowerBound
    var transcript = try LabelledReading(text, document, options: options).read(
      meeting, body: start..<header.body.upperBound,
      people: listed.names + TextHead.people(in: text, from: header.dateLine + 1),
      isMarkdown: document.isMarkdown, isPage: header.isOfPage, report: &report)
    transcript.meeting.lead.insert(contentsOf: listed.lines.map { text.text(line: $0) }, at: 0)
    return transcript
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
    let printed = document.text(line: header.dateLine)
    if let weekday = PrintedWeekday.contradiction(
      in: printed, header.date.date, through: header.date.endDate)
    {
      TextHead.tellWeekday(
        weekday, of: header.date.date, line: header.dateLine + 1, &report)
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
}
