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

  package let surest = Recognition.possible

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard let first = sample.bytes.first(where: { $0 > 0x20 }), first != 0x3C, first != 0x7B,
      first != 0x5B, EncodingCheck.isText(sample),
      let text = try? TextDocument(
        Document(bytes: sample.cutAtLine(), name: sample.fileName), options: ReadingOptions()),
      !Documentation.isLikely(text)
    else { return .no }
    let head = TextHead(text)
    let body = head.end..<text.lines.count
    let counted = LabelCount(text, body)
    if counted.labelled >= 2, counted.labelled * 4 >= counted.lines { return .possible }
    let survey = LayoutSurvey(text, body: body, people: head.people, counted: counted)
    return survey.family != nil ? .possible : .no
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let text = try TextDocument(document, options: options)
    let head = TextHead(text)
    let date = try head.day(document, options, &report)
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
}
