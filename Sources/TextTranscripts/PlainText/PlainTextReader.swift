package import TranscriptReading
package import Transcripts

/// Reads text whose statements are opened by labels, in any of the layouts of ``LabelLayout``.
///
/// YAML, lines of `Key: value`, or a title and a day may head it; a day is looked for in them, in the
/// file's name (`2019-03-01 …`, `GMT20240312…`), and in the reader's options.
package struct PlainTextReader: DocumentReader {
  package let format: String
  private let isMarkdown: Bool

  /// - Parameters:
  ///   - format: The format's name, where the text was made of a document of another.
  ///   - isMarkdown: Whether it is Markdown whatever the document's name says.
  package init(format: String = "plain-text", isMarkdown: Bool = false) {
    self.format = format
    self.isMarkdown = isMarkdown
  }

  /// How many lines with words are looked at to recognise the format.
  private static let sampleLines = 60

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard let first = sample.bytes.first(where: { $0 > 0x20 }), first != 0x3C, first != 0x7B,
      first != 0x5B, EncodingCheck.isText(sample),
      let text = try? TextDocument(
        Document(bytes: sample.cutAtLine(), name: sample.fileName), options: ReadingOptions())
    else { return .no }
    let head = TextHead(text)
    let body = head.end..<text.lines.count
    let labels = Self.labelCount(text, body)
    if labels.labelled >= 2, labels.labelled * 4 >= labels.lines { return .possible }
    return LayoutSurvey(text, body: body, people: head.people).family != nil ? .possible : .no
  }

  /// How many of the first lines with words begin with what may be a label.
  static func labelCount(
    _ text: TextDocument, _ body: Range<Int>
  ) -> (labelled: Int, lines: Int) {
    var (labelled, lines) = (0, 0)
    for index in body where !text.lines[index].isBlank {
      lines += 1
      if let candidate = LabelCandidate.find(text, line: index),
        LabelShape(LabelJudge.key(text.text(candidate.label)), isKnown: { _ in false }).kind
          != .none
      {
        labelled += 1
      }
      if lines == sampleLines { break }
    }
    return (labelled, lines)
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let text = try TextDocument(document, options: options)
    let head = TextHead(text)
    let date = try Self.date(document, head, options, &report)
    var meeting = Meeting(id: "", title: head.title, date: date)
    meeting.endDate = head.date == nil ? nil : head.endDate
    meeting.startTime = head.time
    meeting.timeZone = head.zone
    meeting.place = head.place
    meeting.lead = head.remarks
    meeting.language = head.language.isEmpty ? options.language : head.language
    meeting.source = Meeting.Source(
      format: format, url: head.url, sha256: document.digest(of: text.bytes),
      fileName: document.fileName)
    TextLanguage.check(text.bytes[...], language: meeting.language, report: &report)
    let transcript = try LabelledReading(text, document, options: options).read(
      meeting, body: head.end..<text.lines.count, people: head.people,
      isMarkdown: isMarkdown || document.isMarkdown, mayBeEmpty: false, report: &report)
    try sink(transcript)
  }

  /// The day of the meeting: what the head gives, else the file's name, else the options.
  static func date(
    _ document: Document, _ head: TextHead, _ options: ReadingOptions, _ report: inout ReadingReport
  ) throws -> CalendarDate {
    if let date = head.date { return date }
    guard let date = CalendarDate.inFileName(document.fileName) ?? options.date else {
      if let doubtful = head.doubtfulDay {
        throw document.error(
          .incomplete, line: doubtful.line,
          "“\(doubtful.wording.prefix(40))” is no day, or may be two",
          remedy: "write it as YYYY-MM-DD, or give the day when reading", asking: .date)
      }
      throw document.error(
        .incomplete, "nothing says on which day this was",
        remedy: "begin the file with “Date: YYYY-MM-DD”, or give the day when reading",
        asking: .date)
    }
    report.warn(.header, "the text gives no day; \(date) is from the file’s name or the options")
    return date
  }
}
