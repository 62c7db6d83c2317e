import Markup
package import TranscriptReading
package import Transcripts

/// Reads saved pages of en.kremlin.ru, as the site serves them (2009-2020 and later).
///
/// Title, lead, day, time and place come from the head of the article; what `masha-ignore` and
/// `hidden-copy` mark is chrome. Statements begin at bold labels (``KremlinLabel``); block quotes are
/// pull quotes; what precedes the first label is the meeting's lead.
package struct KremlinReader: DocumentReader {
  package let format = "kremlin-html"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    let sniff = MarkupSniff(sample)
    guard sniff.root?.lowercased() == "html" else { return .no }
    if sniff.contains("read__internal_content"), sniff.contains("entry-title") { return .certain }
    return sniff.contains("kremlin.ru") ? .likely : .no
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let handler = KremlinHandler(document, options: options, report: report)
    defer { report = handler.report }
    let source = try MarkupReading.parse(
      document, as: .html, vocabulary: Self.vocabulary, options: options, handler: handler)
    guard handler.hasTitle, handler.hasContent else {
      throw document.error(
        .notATranscript,
        "the page has no \(handler.hasTitle ? "text (.read__internal_content)" : "title (h1.entry-title)")",
        remedy: "save the page of one event of en.kremlin.ru, as HTML, or name its format",
        asking: .format)
    }
    // libxml2 may have waited with the end of the text for the end of the page.
    guard !handler.isCutOff || Self.holdsEndTag(source.tail) else {
      throw document.error(
        .malformed, line: handler.lastLine, "the page ends within its text",
        remedy: "save the whole page")
    }
    handler.unknown.report(to: &handler.report)
    var meeting = handler.meeting
    guard let date = handler.date ?? options.date else {
      throw document.error(
        .incomplete, "the page does not give its day (time.read__published)",
        remedy: "give the day of the meeting", asking: .date)
    }
    meeting.date = date
    let turns = try handler.finishTurns()
    meeting.lead = handler.lead
    meeting.sections = handler.turns.sections
    if meeting.language.isEmpty { meeting.language = options.language }
    meeting.source.format = format
    meeting.source.sha256 = source.digest
    meeting.source.fileName = document.fileName
    var builder = TranscriptBuilder(meeting: meeting, sourceKey: handler.sourceKey)
    for person in handler.people.values.sorted(by: { $0.key < $1.key }) {
      builder.addPerson(person)
    }
    for turn in turns { builder.append(turn) }
    try sink(builder.finish(report: &handler.report))
  }

  /// Whether there is an end tag of `html`.
  private static func holdsEndTag(_ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { start in
      bytes[start] == UInt8(ascii: "<")
        && bytes[start...].prefix(6).elementsEqual("</html".utf8) { $0 | 0x20 == $1 | 0x20 }
    }
  }

  private static let vocabulary = MarkupVocabulary(PageElement.self)
}
