import Markup
package import TranscriptReading
package import Transcripts

/// Reads the XML of ParlParse and publicwhip: debates of the British parliaments.
///
/// The format has no header: the day and the kind come from the ids of headings and speeches
/// (`uk.org.publicwhip/debate/2009-10-27a.225.1`), and the title from the kind. `speech` with a speaker is a statement, `speech`
/// with `nospeaker` is procedure; `p class="italic"` is procedure too. There is no printed label:
/// the name that the file gives stands for it.
package struct PublicWhipReader: DocumentReader {
  package let format = "publicwhip"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    MarkupSniff(sample).root == "publicwhip" ? .certain : .no
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let handler = PublicWhipHandler(document, options: options, report: report)
    defer { report = handler.report }
    let source = try MarkupReading.parse(
      document, as: .xml, vocabulary: PublicWhipHandler.vocabulary, options: options,
      handler: handler)
    guard handler.hasRoot else {
      throw document.error(
        .notATranscript, "the root element is not <publicwhip>", remedy: "name its format",
        asking: .format)
    }
    handler.unknown.report(to: &handler.report)
    let fromName = CalendarDate.first(in: document.fileName)
    guard let date = handler.header.date ?? fromName ?? options.date else {
      throw document.error(
        .incomplete, "neither an id nor the file's name gives the day of the sitting",
        remedy: "give the day of the meeting", asking: .date)
    }
    if let fromName, fromName != date {
      handler.report.warn(
        .dateDisagreement, wording: document.fileName,
        "the file's name says \(fromName) and its ids say \(date); the ids are taken")
    }
    var meeting = Meeting(id: "", date: date)
    let turns = handler.finishTurns()
    meeting.title = handler.header.title
    meeting.lead = handler.lead
    meeting.sections = handler.turns.sections
    meeting.startTime = handler.header.startTime
    meeting.language = options.language.isEmpty ? "en" : options.language
    meeting.kind = handler.header.kind
    meeting.source = Meeting.Source(
      format: format, url: handler.header.address, sha256: source.digest,
      fileName: document.fileName)
    var builder = TranscriptBuilder(meeting: meeting, sourceKey: handler.header.sourceKey)
    for key in handler.people.keys.sorted() {
      if let person = handler.people[key] { builder.addPerson(person) }
    }
    var voices = ListedVoices()
    for turn in turns {
      var turn = turn
      voices.settle(&turn.voice) { handler.people[text: $0] }
      if turn.voice.personKey.isEmpty, turn.voice.label.isEmpty {
        turn.settled = Attribution(role: turn.voice.role, certainty: .unnamed)
      }
      builder.append(turn)
    }
    try sink(builder.finish(report: &handler.report))
  }
}
