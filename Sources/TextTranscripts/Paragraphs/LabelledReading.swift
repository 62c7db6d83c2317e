import TranscriptReading
import Transcripts

/// One reading of a body of labelled text, whatever stands at its head.
struct LabelledReading {
  private let text: TextDocument
  private let document: Document
  private let options: ReadingOptions

  init(_ text: TextDocument, _ document: Document, options: ReadingOptions) {
    self.text = text
    self.document = document
    self.options = options
  }

  /// - Parameters:
  ///   - meeting: What the head says.
  ///   - people: Names that the head lists.
  ///   - mayBeEmpty: Whether a meeting without statements is one all the same.
  ///   - isPage: Whether the text is a page's: what its body is, and pull quotes within it.
  ///   - survey: The survey of the body, where one was made.
  func read(
    _ meeting: Meeting, body range: Range<Int>, people: [String], isMarkdown: Bool,
    isPage: Bool = false, mayBeEmpty: Bool = true, survey: LayoutSurvey? = nil,
    report: inout ReadingReport
  ) throws -> Transcript {
    // Pages print their labels plainly.
    let survey = isPage ? nil : survey ?? LayoutSurvey(text, body: range, people: people)
    var body = LabelledText(
      text, body: range, title: meeting.title, people: people, survey: survey,
      isMarkdown: isMarkdown, report: &report)
    if isPage, body.count == 0 {
      // A cover sheet is set as the head of a page, and the labels below it may end in stops.
      let survey = LayoutSurvey(text, body: range, people: people)
      if survey.family != nil {
        body = LabelledText(
          text, body: range, title: meeting.title, people: people, survey: survey,
          isMarkdown: isMarkdown, report: &report)
      }
    }
    guard body.count > 0 || mayBeEmpty else {
      throw document.error(
        .notATranscript, "no line opens a statement as “Name: text” does",
        remedy: "check the file, or name its format", asking: .format)
    }
    guard body.count <= options.maximumStatements else {
      throw document.error(
        .tooLarge, "the document has more than \(options.maximumStatements) statements",
        remedy: "raise the limit for statements of a meeting")
    }
    body.coverage.check(report: &report)
    body.tellMeetings(meeting, report: &report)
    var meeting = meeting
    meeting.lead += body.lead(report: &report)
    var assembler = TurnAssembler(text, TranscriptBuilder(meeting: meeting))
    for person in people { assembler.addPerson(person) }
    body.readStatements(into: &assembler, report: &report)
    return assembler.finish(report: &report)
  }
}

extension Document {
  /// Whether its name is that of a Markdown file.
  var isMarkdown: Bool {
    let name = fileName.lowercased()
    return [".md", ".markdown", ".mdown", ".mkd"].contains { name.hasSuffix($0) }
  }
}
