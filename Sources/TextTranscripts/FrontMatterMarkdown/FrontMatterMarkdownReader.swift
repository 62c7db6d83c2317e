package import TranscriptReading
package import Transcripts

/// Reads Markdown with YAML front matter: hard-wrapped remarks and briefings whose labels are in
/// capitals, questions opened by "Q".
package struct FrontMatterMarkdownReader: DocumentReader {
  package let format = "front-matter-markdown"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard FrontMatter.mayBegin(sample.bytes), EncodingCheck.isText(sample),
      let text = try? TextDocument(
        Document(bytes: sample.cutAtLine(), name: sample.fileName), options: ReadingOptions())
    else { return .no }
    let found = FrontMatter.recognise(text)
    return found.hasDay ? .certain : found.isThere ? .possible : .no
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let text = try TextDocument(document, options: options)
    guard let matter = FrontMatter(text) else {
      throw document.error(
        .notATranscript, line: 1,
        "it does not begin with front matter of at most \(FrontMatter.maximumLines) lines between two lines “---”",
        remedy: "check the file, or name its format", asking: .format)
    }
    if let fault = matter.fault {
      report.warn(
        .header, line: fault.line,
        "the front matter is not YAML (\(fault.problem)); each line is read as “key: value”")
    }
    let head = TextHead(matter, of: text, order: options.dayOrder)
    let date = try head.day(document, options, &report)
    var meeting = Meeting(id: "", title: head.title, date: date)
    meeting.place = head.place
    meeting.language = matter.values["lang"] ?? matter.values["language"] ?? options.language
    TextLanguage.check(text.bytes[...], language: meeting.language, report: &report)
    if meeting.language.isEmpty { meeting.language = TextLanguage.of(text.bytes[...]).tag }
    meeting.kind = matter.values["tags"] ?? matter.values["categories"] ?? ""
    meeting.source = Meeting.Source(
      format: format, url: head.url,
      sha256: document.digest(of: text.bytes), licence: matter.values["license"] ?? "",
      fileName: document.fileName)
    for key in matter.values.keys.sorted() {
      let value = matter.values[key] ?? ""
      report.info(.header, wording: value, "front matter: \(key)")
    }
    for key in matter.nested {
      report.info(.header, wording: key, "front matter: more than a text; not read")
    }
    if let published = matter.values["published_time"],
      let day = CalendarDate(published.prefix(10)),
      day != date
    {
      report.info(
        .dateDisagreement, wording: published,
        "published on \(day), which is not the day of the meeting, \(date)")
    }
    let labels = CapitalLabels(text, from: matter.end, people: head.people)
    var survey: LayoutSurvey?
    if isBriefing(labels, text, matter, head, &survey) {
      var reading = BriefingReading(
        text, from: matter.end, meeting: meeting, labels: labels, people: head.people)
      try sink(reading.read(document, options, report: &report))
    } else {
      if let clock = ClockTime(head.time) { meeting.startTime = clock.time }
      let transcript = try LabelledReading(text, document, options: options).read(
        meeting, body: matter.end..<text.lines.count, people: head.people, isMarkdown: true,
        survey: survey, report: &report)
      try sink(transcript)
    }
  }

  /// Whether labels in capitals and "Q" explain more of a text than those of any other layout, or it
  /// is a speech of the one whom its title names.
  /// - Parameter survey: Takes the survey of the body, where one is made.
  private func isBriefing(
    _ labels: CapitalLabels, _ text: TextDocument, _ matter: FrontMatter, _ head: TextHead,
    _ survey: inout LayoutSurvey?
  ) -> Bool {
    if labels.setsUpInitials { return false }
    if labels.count >= 2, labels.otherCount * 4 <= labels.count { return true }
    // "Q" stands in no other layout.
    if labels.questionCount >= 1, labels.count >= 3, labels.otherCount <= labels.count {
      return true
    }
    if labels.otherCount * 4 > labels.count { return false }
    let other = LayoutSurvey(text, body: matter.end..<text.lines.count, people: head.people)
    survey = other
    if other.family != nil, other.lines.count > labels.count { return false }
    if labels.count > 0 { return true }
    return BriefingReading.speaker(ofTitle: head.title) != nil
      || other.counted.labelled < 2 && head.people.isEmpty
        && !head.title.isEmpty && matter.values["source_url"] != nil
  }
}
