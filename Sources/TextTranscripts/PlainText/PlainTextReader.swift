package import TranscriptReading
package import Transcripts

/// Reads text whose statements are opened by labels, in any of the layouts of ``LabelLayout``.
///
/// YAML, lines of `Key: value`, or a title and a day may head it; a day is looked for in them, in the
/// file's name (`2019-03-01 …`, `GMT20240312…`), and in the reader's options.
package struct PlainTextReader: DocumentReader {
  package let format: String
  private let isMarkdown: Bool
  private let day: CalendarDate?

  /// - Parameters:
  ///   - format: The format's name, where the text was made of a document of another.
  ///   - isMarkdown: Whether it is Markdown whatever the document's name says.
  ///   - day: The day that a document of another format marks as one, where the text prints none.
  package init(
    format: String = "plain-text", isMarkdown: Bool = false, day: CalendarDate? = nil
  ) {
    self.format = format
    self.day = day
    self.isMarkdown = isMarkdown
  }

  package let surest = Recognition.possible

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard Self.mayBegin(sample.bytes), EncodingCheck.isText(sample),
      let text = try? TextDocument(
        Document(bytes: sample.cutAtLine(), name: sample.fileName), options: ReadingOptions()),
      !Documentation.isLikely(text)
    else { return .no }
    let head = TextHead(text)
    let body = head.end..<text.lines.count
    let counted = LabelCount(text, body)
    if counted.labelled >= 2, counted.labelled * 4 >= counted.lines { return .possible }
    let survey = LayoutSurvey(text, body: body, people: head.people, counted: counted)
    if survey.family != nil { return .possible }
    return SmallLabels(text, body: body, limit: Self.sampled).lines.isEmpty ? .no : .possible
  }

  /// How many lines with words are looked at for labels in small letters.
  private static let sampled = 60

  /// Whether a text may begin so: not as JSON does, nor as XML or a page of HTML. Labels in brackets,
  /// `[Ann Vale] words` and `<annvale> words`, begin so too.
  private static func mayBegin(_ bytes: [UInt8]) -> Bool {
    guard
      let start = bytes.firstIndex(where: { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF })
    else { return false }
    let next = bytes[(start + 1)...].first { $0 > 0x20 } ?? 0
    switch bytes[start] {
    case 0x7B: return false
    case 0x5B: return !"[{\"]".utf8.contains(next)
    case 0x3C:
      guard next != 0x21, next != 0x3F, let close = bytes[start...].firstIndex(of: 0x3E) else {
        return false
      }
      let tag = MarkupTag(bytes[(start + 1)..<close])
      if let tag { return inline.contains(tag.name) }
      // Markup ends its elements.
      return !bytes.indices.dropLast().contains { bytes[$0] == 0x3C && bytes[$0 + 1] == 0x2F }
    default: return true
    }
  }

  /// Elements that plain text sets labels off by.
  private static let inline: Set<String> = [
    "b", "strong", "i", "em", "u", "ins", "span", "a", "font",
  ]

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let text = try TextDocument(document, options: options)
    let head = TextHead(text, order: options.dayOrder)
    let date: CalendarDate
    if let day, head.saysNoDay {
      date = day
    } else {
      date = try head.day(document, options, &report)
    }
    try head.checkDottedDay(text, document, options)
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
