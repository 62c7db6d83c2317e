import TranscriptReading
import Transcripts

/// What the readers of subtitles share.
enum SubtitleReading {
  /// Reads a document.
  static func read(
    _ document: Document, format: String, isWebVTT: Bool, options: ReadingOptions,
    report: inout ReadingReport, sink: (Transcript) throws -> Void
  ) throws {
    let text = try TextDocument(document, options: options)
    for (index, line) in text.lines.enumerated() where line.range.count > options.maximumLineSize {
      throw document.error(
        .tooLarge, line: index + 1,
        "a line is longer than \(options.maximumLineSize) bytes",
        remedy: "this is no transcript, or raise the limit for the length of lines")
    }
    let list = CueList(text, isWebVTT: isWebVTT, report: &report)
    guard !list.cues.isEmpty else {
      throw document.error(
        .notATranscript, line: 1, "there is no subtitle in it (“START --> END”)",
        remedy: "get the file again, or name its format", asking: .format)
    }
    let head = SubtitleHead(list.remarks, report: &report)
    guard let date = head.date ?? CalendarDate.inFileName(document.fileName) ?? options.date
    else {
      throw document.error(
        .incomplete, "subtitles do not say on which day this was",
        remedy: "begin the file's name with the day, YYYY-MM-DD, or give the day when reading",
        asking: .date)
    }
    var reading = SubtitleTurns(text, document, options: options)
    try reading.read(list.cues, report: &report)
    var meeting = Meeting(id: "", date: date)
    meeting.title = head.title.isEmpty ? document.stem : head.title
    meeting.place = head.place
    meeting.language = head.language.isEmpty ? options.language : head.language
    TextLanguage.check(text.bytes[...], language: meeting.language, report: &report)
    meeting.source = Meeting.Source(
      format: format, url: head.address, sha256: document.digest(of: text.bytes),
      fileName: document.fileName)
    meeting.lead = head.lead
    let turns = reading.finish(lead: &meeting.lead)
    var builder = TranscriptBuilder(meeting: meeting)
    for turn in turns { builder.append(turn) }
    if turns.isEmpty {
      report.warn(.unattributed, "no subtitle holds any words: nobody speaks in this document")
    }
    try sink(builder.finish(report: &report))
  }
}

/// What the head and the comments of subtitles say of the recording.
struct SubtitleHead {
  private(set) var title = ""
  private(set) var date: CalendarDate?
  private(set) var place = ""
  private(set) var language = ""
  private(set) var address = ""
  /// What they say besides.
  private(set) var lead: [String] = []

  init(_ remarks: [(text: String, line: Int)], report: inout ReadingReport) {
    for (text, line) in remarks {
      let colon = text.firstIndex(of: ":")
      let value = colon.map { String(text[text.index(after: $0)...].drop(while: \.isWhitespace)) }
      switch (colon.map { text[..<$0].lowercased() }, value) {
      case ("title", let value?), ("meeting", let value?): title = value
      case ("date", let value?): date = CalendarDate(value) ?? PrintedDate(value)?.date ?? date
      case ("place", let value?), ("location", let value?): place = value
      case ("language", let value?): language = value
      case ("url", let value?), ("source", let value?): address = value
      case ("kind", _), ("x-timestamp-map=local", _): continue
      default:
        if title.isEmpty, line == 0 { title = text } else { lead.append(text) }
      }
      report.info(.header, line: line + 1, wording: text, "of the recording")
    }
  }
}
