import Digests
package import TranscriptReading
package import Transcripts

/// Reads plain text whose statements are opened by `Name: text`.
///
/// Lines `Title:`, `Date:`, `Time:`, `Place:` and `URL:` may head it, or a line that is the title; a
/// day is looked for in them, in the file's name (`2019-03-01 …`), and in the reader's options.
package struct PlainTextReader: DocumentReader {
  package let format = "plain-text"

  package init() {}

  /// How many lines with words are looked at to recognise the format.
  private static let sampleLines = 60

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard let first = sample.bytes.first(where: { $0 > 0x20 }), first != 0x3C, first != 0x7B,
      first != 0x5B, EncodingCheck.isText(sample),
      let text = try? TextDocument(
        Document(bytes: sample.cutAtLine(), name: sample.fileName), options: ReadingOptions())
    else { return .no }
    let body = PlainHeader(text).end..<text.lines.count
    let labels = Self.labelCount(text, body)
    return labels.labelled >= 2 && labels.labelled * 4 >= labels.lines ? .possible : .no
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
    let header = PlainHeader(text)
    guard let date = header.date ?? Self.date(in: document.fileName) ?? options.date else {
      throw document.error(
        .incomplete, "nothing says on which day this was",
        remedy: "begin the file with “Date: YYYY-MM-DD”, or give the day when reading",
        asking: .date)
    }
    if header.date == nil {
      report.warn(.header, "the text gives no day; \(date) is from the file’s name or the options")
    }
    var meeting = Meeting(id: "", title: header.title, date: date)
    meeting.startTime = header.time?.time ?? ""
    meeting.timeZone = header.time?.zone ?? ""
    meeting.place = header.place
    meeting.language = options.language
    meeting.source = Meeting.Source(
      format: format, url: header.url, sha256: Digest.sha256(text.bytes),
      fileName: document.fileName)
    TextLanguage.check(text.bytes[...], language: options.language, report: &report)
    let range = header.end..<text.lines.count
    let counted = Self.labelCount(text, range)
    let body = LabelledText(
      text, body: range, title: header.title, isPlain: counted.labelled * 2 >= counted.lines,
      hasPullQuotes: false, report: &report)
    guard body.count > 0 else {
      throw document.error(
        .notATranscript, "no line opens a statement as “Name: text” does",
        remedy: "check the file, or name its format", asking: .format)
    }
    guard body.count <= options.maximumStatements else {
      throw document.error(
        .tooLarge, "the document has more than \(options.maximumStatements) statements",
        remedy: "raise the limit for statements of a meeting")
    }
    meeting.lead = body.lead(report: &report)
    var assembler = TurnAssembler(text, TranscriptBuilder(meeting: meeting))
    body.readStatements(into: &assembler, report: &report)
    try sink(assembler.finish(report: &report))
  }

  /// The day that a file's name begins with.
  private static func date(in fileName: String) -> CalendarDate? {
    CalendarDate(fileName.prefix(10))
  }
}

/// The lines that head plain text.
struct PlainHeader {
  private(set) var title = ""
  private(set) var date: CalendarDate?
  private(set) var time: ClockTime?
  private(set) var place = ""
  private(set) var url = ""
  /// The first line behind the head, from 0.
  private(set) var end = 0

  /// How many lines a head may have.
  private static let maximumLines = 20

  init(_ text: TextDocument) {
    for index in text.lines.indices.prefix(Self.maximumLines) {
      let line = text.lines[index]
      if line.isBlank { continue }
      guard line.range.count <= 1000 else { return }
      let words = text.text(line: index)
      if let printed = PrintedDate(words), date == nil {
        date = printed.date
        place = printed.place
      } else if !read(words) {
        // The first line is the title when it opens no statement.
        guard title.isEmpty, end == 0, LabelCandidate.find(text, line: index) == nil else { return }
        title = words
      }
      end = index + 1
    }
  }

  /// Reads `Key: value`; false when the line is something else.
  private mutating func read(_ line: String) -> Bool {
    guard let colon = line.firstIndex(of: ":") else { return false }
    let value = String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
    switch line[..<colon].lowercased() {
    case "title", "meeting": title = value
    case "date":
      guard let printed = PrintedDate(value) else { return false }
      date = printed.date
      if !printed.place.isEmpty { place = printed.place }
    case "time": time = ClockTime(value)
    case "place", "location", "venue": place = value
    case "url", "source", "link": url = value
    default: return false
    }
    return true
  }
}
