import Markup
package import TranscriptReading
package import Transcripts

/// Reads ParlaMint TEI: transcripts, plain or with linguistic annotation (`.ana`), and the roots of
/// corpora, which include transcripts.
///
/// An utterance (`u`) is a statement, its label the `note[@type=speaker]` before it. In annotated
/// files the text is put together from `w` and `pc`: a space between two unless the first says
/// `join="right"` or the second `join="left"`.
///
/// People stand in the document, or in files beside it. For people who are missing these files of
/// the same folder and of the folder above it (corpora keep transcripts in a folder a year) are looked
/// at, in this order, and no other, nor any of another machine:
/// 1. `CORPUS-listPerson.xml` and `CORPUS-listOrg.xml`, 2. `CORPUS.xml` and `CORPUS.ana.xml`,
/// 3. `listPerson.xml`, `listOrg.xml`, `listperson.xml` and `listorg.xml`, where `CORPUS` is the
/// document's file name up to its first `_` ("ParlaMint-AT"), without the "-en" of translations.
///
/// A root is read with all it includes from its own folder; what it includes from elsewhere is
/// reported and left out.
package struct ParlaMintReader: DocumentReader {
  package let format = "parlamint-tei"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    let sniff = MarkupSniff(sample)
    switch sniff.root {
    case "TEI", "teiCorpus":
      return sniff.contains("ParlaMint") || sniff.contains("parla.") || sniff.contains("<u ")
        ? .certain : .likely
    case "listPerson", "listOrg": return .likely
    default: return .no
    }
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let (handler, digest) = try parse(document, options, &report)
    if handler.hasText, handler.body.count > 0 || handler.header.day != nil {
      let people = people(for: handler, document, options, &report)
      return try sink(
        transcript(handler, digest, people, document, options, &report))
    }
    guard !handler.includes.isEmpty else {
      throw document.error(
        .notATranscript, "the document lists people or terms and holds no debate",
        remedy: "read the transcripts; lists beside them are found by their names")
    }
    try readIncluded(by: handler, document, options, &report, sink)
  }

  private func parse(
    _ document: Document, _ options: ReadingOptions, _ report: inout ReadingReport
  ) throws -> (TEIHandler, [UInt8]) {
    let handler = TEIHandler(document, options: options, report: report)
    defer { report = handler.report }
    let source = try MarkupReading.parse(
      document, as: .xml, vocabulary: TEIHandler.vocabulary, options: options, handler: handler)
    handler.unknown.report(to: &handler.report)
    return (handler, source.digest)
  }

  private func transcript(
    _ handler: TEIHandler, _ digest: [UInt8], _ people: TEIPeople, _ document: Document,
    _ options: ReadingOptions, _ report: inout ReadingReport
  ) throws -> Transcript {
    let header = handler.header
    guard let date = date(of: header) ?? options.date else {
      throw document.error(
        .incomplete, "the header does not give the day (settingDesc/setting/date/@when)",
        remedy: "give the day of the meeting", asking: .date)
    }
    for (witness, day) in [("setting", header.day), ("source", header.sourceDay)] {
      guard let day, day != date, day != header.lastDay else { continue }
      report.warn(
        .dateDisagreement, wording: day.description,
        "the \(witness) says \(day) and \(date) is taken")
    }
    var meeting = Meeting(id: "", date: date)
    if let last = header.lastDay, last > date { meeting.endDate = last }
    meeting.title = header.title
    meeting.place = header.place
    meeting.language = header.language.isEmpty ? options.language : header.language
    meeting.kind = header.kind
    meeting.source = Meeting.Source(
      format: format, url: header.address, sha256: digest, licence: header.licence,
      fileName: document.fileName)
    handler.report = report
    let turns = handler.finishTurns(lead: &meeting.lead)
    report = handler.report
    meeting.sections = handler.body.turns.sections
    (meeting.startTime, meeting.timeZone) = handler.body.start
    var builder = TranscriptBuilder(meeting: meeting, sourceKey: header.identifier)
    for key in handler.body.speakers.sorted().map(\.text) where !key.isEmpty {
      if let person = people.person(key) {
        builder.addPerson(person)
      } else {
        report.warn(
          .oddity, wording: key,
          "no list of people says who this is; the printed label, or else this key, is the name")
        builder.addPerson(
          ListedPerson(
            key: key, name: key,
            identifiers: [Speaker.Identifier(scheme: "parlamint", value: key)]))
      }
    }
    var strangeDays: Set<CalendarDate> = []
    var voices = ListedVoices()
    for turn in turns {
      var turn = turn
      let isListed = people.people[text: turn.voice.personKey] != nil
      if !isListed, !turn.voice.label.isEmpty { turn.voice.personKey = "" }
      voices.settle(&turn.voice) { people.person($0) }
      if turn.settled == nil, turn.voice.personKey.isEmpty, turn.voice.label.isEmpty {
        turn.settled = Attribution(
          role: turn.voice.role, certainty: turn.voice.role.isEmpty ? .unnamed : .roleOnly,
          delivery: turn.voice.delivery)
      }
      turn.date = day(turn.date, of: meeting, &strangeDays)
      builder.append(turn)
    }
    for strange in strangeDays.sorted() {
      report.warn(
        .dateDisagreement, wording: strange.description,
        "a note of time is of \(strange) and the meeting of \(date); the meeting's is taken")
    }
    return builder.finish(report: &report)
  }

  /// The day of a statement that a note of time gave; nil where it is the meeting's. A sitting may
  /// go on past midnight, but not for days that its header does not name.
  private func day(
    _ noted: CalendarDate?, of meeting: Meeting, _ strange: inout Set<CalendarDate>
  ) -> CalendarDate? {
    guard let noted, noted != meeting.date else { return nil }
    let last = (meeting.endDate ?? meeting.date).daysSinceEpoch + 1
    if noted > meeting.date, noted.daysSinceEpoch <= last { return noted }
    strange.insert(noted)
    return nil
  }

  /// The day of the setting, unless the source and the document's id agree on another: headers are
  /// copied from sitting to sitting.
  private func date(of header: TEIHeader) -> CalendarDate? {
    let named = CalendarDate.first(in: header.identifier)
    if let named, named == header.sourceDay { return named }
    return header.day ?? header.sourceDay
  }

  // MARK: Files beside the document

  /// The people of a document, with those of the lists beside it when some are missing.
  private func people(
    for handler: TEIHandler, _ document: Document, _ options: ReadingOptions,
    _ report: inout ReadingReport
  ) -> TEIPeople {
    var people = handler.people
    let corpus = document.fileName.prefix { $0 != "_" && $0 != "." }
    let corpora = corpus.hasSuffix("-en") ? [corpus, corpus.dropLast(3)] : [corpus]
    let named = corpora.flatMap { corpus in
      ["\(corpus)-listPerson.xml", "\(corpus)-listOrg.xml", "\(corpus).xml", "\(corpus).ana.xml"]
    }
    let names = named + ["listPerson.xml", "listOrg.xml", "listperson.xml", "listorg.xml"]
    for name in names where name != document.fileName {
      let isMissing = handler.body.speakers.contains { people.people[$0] == nil }
      let isAboutOrganisations = name.lowercased().hasSuffix("listorg.xml")
      guard isMissing || isAboutOrganisations,
        let list = companion(name, of: document, &report)
          ?? companion(name, of: document, isAbove: true, &report)
      else { continue }
      if let found = self.list(list, language: handler.header.language, options, &report) {
        people.merge(found)
        report.info(
          .header, wording: name, "people and organisations from a file beside the document")
      }
    }
    return people
  }

  /// A file beside a document; nil when there is none, and, with a warning, when it cannot be opened.
  private func companion(
    _ name: String, of document: Document, isAbove: Bool = false, line: Int? = nil,
    _ report: inout ReadingReport
  ) -> Document? {
    do {
      return try document.companion(name, isAbove: isAbove)
    } catch {
      report.warn(.oddity, line: line, wording: name, "a file beside the document: \(error)")
      return nil
    }
  }

  /// The people of a file; nil, with a warning, when it cannot be read.
  private func list(
    _ document: Document, language: String, _ options: ReadingOptions,
    _ report: inout ReadingReport
  ) -> TEIPeople? {
    // What is unknown in a list beside a hundred transcripts would be reported a hundred times.
    var own = ReadingReport(document: document.name, detail: .none)
    do {
      let handler = TEIHandler(document, options: options, report: own)
      handler.preferredLanguage = language
      _ = try MarkupReading.parse(
        document, as: .xml, vocabulary: TEIHandler.vocabulary, options: options, handler: handler)
      own = handler.report
      return handler.people
    } catch {
      report.warn(.oddity, wording: document.fileName, "a list beside the document: \(error)")
      return nil
    }
  }

  /// Reads what the root of a corpus includes.
  private func readIncluded(
    by root: TEIHandler, _ document: Document, _ options: ReadingOptions,
    _ report: inout ReadingReport, _ sink: (Transcript) throws -> Void
  ) throws {
    var people = root.people
    var transcripts: [String] = []
    for (name, line) in root.includes {
      let warnings = report.warningCount
      guard let included = companion(name, of: document, line: line, &report) else {
        if report.warningCount == warnings {
          report.warn(
            .oddity, line: line, wording: name,
            "not in this folder, so it is not read with the corpus; read it by itself")
        }
        continue
      }
      if name.lowercased().contains("listperson") || name.lowercased().contains("listorg") {
        if let found = list(included, language: root.header.language, options, &report) {
          people.merge(found)
        }
      } else {
        transcripts.append(name)
      }
    }
    for name in transcripts {
      guard let included = companion(name, of: document, &report) else { continue }
      let (handler, digest) = try parse(included, options, &report)
      guard handler.hasText else {
        report.info(.header, wording: name, "included, and holds no debate")
        continue
      }
      var known = handler.people
      known.merge(people)
      try sink(transcript(handler, digest, known, included, options, &report))
    }
    guard report.meetingCount > 0 || !transcripts.isEmpty else {
      throw document.error(
        .notATranscript, "none of the transcripts that the corpus includes is in its folder",
        remedy: "read the transcripts themselves; their people are found beside them")
    }
  }
}
