import Markup
package import TranscriptReading
package import Transcripts

/// Reads the XML in which the Bundestag publishes its plenary records since 2017
/// (`dbtplenarprotokoll`).
///
/// `rede` holds turns that a paragraph of class `redner` opens, with the speaker's number, name,
/// parliamentary group or office; what the chair says stands behind a `name` by itself. `kommentar` is a
/// note. Tables of contents, lists of speakers and appendices are left out.
package struct PlenarprotokollReader: DocumentReader {
  package let format = "dbtplenarprotokoll"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    MarkupSniff(sample).root == "dbtplenarprotokoll" ? .certain : .no
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let handler = PlenarprotokollHandler(document, options: options, report: report)
    defer { report = handler.report }
    let source = try MarkupReading.parse(
      document, as: .xml, vocabulary: PlenarprotokollHandler.vocabulary, options: options,
      handler: handler)
    guard handler.hasRoot else {
      throw document.error(
        .notATranscript, "the root element is not <dbtplenarprotokoll>", remedy: "name its format",
        asking: .format)
    }
    handler.unknown.report(to: &handler.report)
    guard let date = handler.date ?? CalendarDate.inFileName(document.fileName) ?? options.date
    else {
      throw document.error(
        .incomplete, "neither “sitzung-datum” nor the file's name gives the day of the sitting",
        remedy: "give the day of the meeting", asking: .date)
    }
    var meeting = Meeting(id: "", date: date)
    let turns = handler.finishTurns()
    let sitting = [handler.period, handler.number].filter { !$0.isEmpty }.joined(separator: "/")
    meeting.title =
      sitting.isEmpty ? "Deutscher Bundestag" : "Deutscher Bundestag, Plenarprotokoll \(sitting)"
    meeting.lead = handler.lead
    meeting.sections = handler.turns.sections
    meeting.startTime = handler.startTime
    meeting.place = handler.place
    meeting.language = options.language.isEmpty ? "de" : options.language
    meeting.source = Meeting.Source(
      format: format, sha256: source.digest, fileName: document.fileName)
    var builder = TranscriptBuilder(meeting: meeting, sourceKey: "")
    for key in handler.people.keys.sorted() {
      if let person = handler.people[key] { builder.addPerson(person) }
    }
    for turn in turns { builder.append(turn) }
    if turns.isEmpty {
      handler.report.warn(.unattributed, "no <rede> and no <name> opens a statement")
    }
    try sink(builder.finish(report: &handler.report))
  }
}
