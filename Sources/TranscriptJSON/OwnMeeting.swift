import TranscriptReading
import Transcripts

/// A meeting as the project writes it, made into a transcript: what its lines state is kept.
struct OwnMeeting {
  private let document: Document
  private let open: OpenMeeting

  init(_ document: Document, _ open: OpenMeeting) {
    self.document = document
    self.open = open
  }

  /// - Throws: ``DocumentError`` for what is at fault.
  func transcript(_ report: inout ReadingReport) throws -> Transcript {
    var ordered = open.takeStatements { line, ordinal, isSame in
      report.warn(
        .oddity, line: line,
        isSame
          ? "the statement came before, word for word; left out"
          : "number \(ordinal) is there twice; both are kept, in the order of the file")
    }
    guard var meeting = open.meeting ?? synthesized(ordered) else {
      throw document.error(
        .incomplete, line: open.firstLine, "the meeting has no date",
        remedy: "give its line “date”")
    }
    LackingStatements(open, meeting, ordered).tell(&report)
    if meeting.statementCount > 0 { meeting.statementCount = UInt32(ordered.statements.count) }
    var identity = StatementIdentity()
    let prefix = meeting.id + "/"
    for index in ordered.statements.indices {
      if let section = ordered.statements[index].section, section >= meeting.sections.count {
        throw document.error(
          .malformed, line: Int(ordered.lines[index]), "the meeting has no section \(section + 1)",
          remedy: "list it in the meeting’s “sections”")
      }
      ordered.statements[index].ordinal = UInt32(index)
      // One String for all of them.
      ordered.statements[index].meetingID = meeting.id
      if ordered.dateless.contains(index) { ordered.statements[index].date = meeting.date }
      if !ordered.statements[index].id.hasPrefix(prefix) {
        let digits = identity.next(
          label: ordered.statements[index].attribution.label,
          paragraphs: ordered.statements[index].paragraphs)
        ordered.statements[index].id = StatementIdentity.id(digits, of: meeting.id)
      }
    }
    report.meetingCount += 1
    report.statementCount += ordered.statements.count
    return Transcript(
      meeting: meeting, statements: ordered.statements, speakers: open.speakers,
      statedSpeakers: Set(open.speakers.lazy.map(\.id)))
  }

  /// A line of an export may stand without the line that describes its meeting.
  private func synthesized(_ ordered: OpenMeeting.Ordered) -> Meeting? {
    guard let first = ordered.statements.first, !ordered.dateless.contains(0) else { return nil }
    var meeting = Meeting(id: MeetingIdentity.id(forKey: open.key), date: first.date)
    meeting.source = Meeting.Source(format: "jsonl", fileName: document.fileName)
    return meeting
  }
}
