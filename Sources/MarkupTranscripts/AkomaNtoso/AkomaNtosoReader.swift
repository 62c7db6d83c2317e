import Markup
package import TranscriptReading
package import Transcripts

/// Reads debates in Akoma Ntoso, whatever their namespace: elements are told by their local names.
///
/// - The title is `docTitle` in the document's language, else the first, else `longTitle`, else the
///   first heading of the preface, else the paragraph that names the `session`.
/// - The day is `docDate`, else `date` in the preface or on the cover, else that of the first
///   `recordedTime`, else `FRBRWork/FRBRdate`; where they disagree the report says so.
/// - People are `TLCPerson`, roles `TLCRole`; `by` may name either.
package struct AkomaNtosoReader: DocumentReader {
  package let format = "akoma-ntoso"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    let sniff = MarkupSniff(sample)
    guard sniff.root == "akomaNtoso" else { return .no }
    return sniff.contains("<debate") || sniff.contains(":debate") ? .certain : .likely
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let handler = AkomaNtosoHandler(document, options: options, report: report)
    defer { report = handler.report }
    let source = try MarkupReading.parse(
      document, as: .xml, vocabulary: AkomaNtosoHandler.vocabulary, options: options,
      handler: handler)
    guard handler.hasDebate else {
      throw document.error(
        .notATranscript, "there is no <debate> in the document",
        remedy: "bills, acts and judgments are not transcripts")
    }
    handler.unknown.report(to: &handler.report)
    var meeting = Meeting(id: "", date: try date(handler, document, options))
    let meta = handler.meta
    meeting.title = title(handler)
    let turns = handler.finishTurns()
    meeting.lead = handler.lead.filter { $0 != meeting.title }
    meeting.sections = handler.turns.sections
    (meeting.startTime, meeting.timeZone) = handler.start
    meeting.place = handler.place
    meeting.language = meta.language.isEmpty ? options.language : meta.language
    meeting.kind = handler.kind
    meeting.source = Meeting.Source(
      format: format, url: meta.workURI.contains("://") ? meta.workURI : "", sha256: source.digest,
      fileName: document.fileName)
    var builder = TranscriptBuilder(meeting: meeting, sourceKey: meta.workURI)
    let used = Set(texts: turns.map(\.voice.personKey))
    for key in meta.people.keys.sorted() where used.contains(key) {
      if let person = meta.people[key] { builder.addPerson(person) }
    }
    var voices = ListedVoices()
    for turn in turns {
      var turn = turn
      voices.settle(&turn.voice) { meta.people[text: $0] }
      if turn.voice.personKey.isEmpty, turn.voice.label.isEmpty, turn.voice.role.isEmpty {
        turn.settled = Attribution(certainty: .unnamed)
      }
      turn.date = day(turn.date, of: meeting, handler)
      builder.append(turn)
    }
    try sink(builder.finish(report: &handler.report))
  }

  /// The day of a speech whose time says it; nil where that is the meeting's. A sitting may go on past
  /// midnight, but not for days.
  private func day(
    _ noted: CalendarDate?, of meeting: Meeting, _ handler: AkomaNtosoHandler
  ) -> CalendarDate? {
    guard let noted, noted != meeting.date else { return nil }
    if noted.daysSinceEpoch == meeting.date.daysSinceEpoch + 1 { return noted }
    let isKnown = handler.recordedDates.contains(noted)
    if !isKnown {
      handler.recordedDates.append(noted)
      handler.report.warn(
        .dateDisagreement, wording: noted.description,
        "a speech is of \(noted) and the meeting of \(meeting.date); the meeting's is taken")
    }
    return nil
  }

  private func title(_ handler: AkomaNtosoHandler) -> String {
    let language = handler.meta.language
    let own = handler.titles.first { !language.isEmpty && $0.block.hasSuffix("_" + language) }
    if let title = own ?? handler.titles.first { return title.text }
    if !handler.longTitle.isEmpty, handler.headings.count <= 1 { return handler.longTitle }
    return handler.headings.first ?? (handler.session.isEmpty ? handler.longTitle : handler.session)
  }

  private func date(
    _ handler: AkomaNtosoHandler, _ document: Document, _ options: ReadingOptions
  ) throws -> CalendarDate {
    let candidates: [(String, CalendarDate?)] = [
      ("docDate", handler.documentDates.first),
      ("date in the preface", handler.sessionDates.first),
      ("recordedTime", handler.recordedDates.first),
      ("FRBRWork/FRBRdate", handler.meta.workDate),
    ]
    let known = candidates.compactMap { name, date in date.map { (name, $0) } }
    guard let (name, date) = known.first else {
      guard let date = options.date else {
        throw document.error(
          .incomplete, "the document does not give its day", remedy: "give the day of the meeting",
          asking: .date)
      }
      return date
    }
    for (other, otherDate) in known where otherDate != date {
      handler.report.warn(
        .dateDisagreement, wording: otherDate.description,
        "\(name) says \(date) and \(other) says \(otherDate); the first is taken")
    }
    return date
  }
}
