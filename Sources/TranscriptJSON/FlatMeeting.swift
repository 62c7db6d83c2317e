import People
import TranscriptReading
import Transcripts

/// A meeting of a flat layout, made into a transcript: who speaks is settled from what is printed.
struct FlatMeeting {
  private let document: Document
  private let options: ReadingOptions
  private let open: OpenMeeting
  private let voices: FieldVoices

  init(
    _ document: Document, _ options: ReadingOptions, _ open: OpenMeeting, _ voices: FieldVoices
  ) {
    self.document = document
    self.options = options
    self.open = open
    self.voices = voices
  }

  /// - Throws: ``DocumentError`` for what is at fault.
  func transcript(_ report: inout ReadingReport) throws -> Transcript {
    let lines = open.orderedFlat { line, ordinal in
      report.warn(
        .oddity, line: line,
        "number \(ordinal) is there twice; statements are kept in the order of the file")
    }
    let meeting: Meeting
    if let stated = open.meeting {
      meeting = stated
      compare(lines, with: stated, &report)
    } else {
      meeting = try described(by: lines, &report)
    }
    if !open.speakers.isEmpty {
      report.warn(
        .unknownElement, line: open.firstLine, wording: "speakers",
        "who speaks is settled from what is printed where lines have no “attribution”; what is "
          + "described of \(open.speakers.count) speakers is left out")
    }
    var builder = TranscriptBuilder(meeting: meeting)
    for index in lines.indices {
      builder.append(
        try turn(lines[index].statement, lines[index].line, meeting))
    }
    return builder.finish(report: &report)
  }

  /// What the first line that says something says of the meeting.
  private func described(
    by lines: [(line: Int, statement: FlatLine)], _ report: inout ReadingReport
  ) throws -> Meeting {
    guard let first = lines.first else {
      throw document.error(.incomplete, line: open.firstLine, "the meeting has no statement")
    }
    let printed = first.statement.date
    guard let date = printed.isEmpty ? options.date : CalendarDate(printed) else {
      throw document.error(
        .incomplete, line: first.line,
        printed.isEmpty
          ? "the statement has no date" : "“\(printed.prefix(40))” is no day YYYY-MM-DD",
        remedy: "give the first line of each meeting “date”, as 2019-03-01",
        asking: printed.isEmpty ? .date : nil)
    }
    var meeting = Meeting(id: MeetingIdentity.id(forKey: open.key), date: date)
    // What is not a day is told with its line.
    let days = lines.compactMap { CalendarDate($0.statement.date) }
    meeting.date = days.min() ?? date
    if let last = days.max(), last > meeting.date { meeting.endDate = last }
    meeting.language = options.language
    meeting.title = one(lines, "title", { $0.title }, &report)
    meeting.place = one(lines, "place", { $0.place }, &report)
    meeting.source = Meeting.Source(
      format: "jsonl", url: one(lines, "url", { $0.url }, &report), fileName: document.fileName)
    let time = one(lines, "time", { $0.time }, &report)
    if let start = StartTime(time) {
      (meeting.startTime, meeting.timeZone) = (start.time, start.zone)
    } else if !time.isEmpty {
      report.warn(
        .oddity, line: first.line, wording: time,
        "this is no time of day such as 10:30, 10:30:15 or 2019-03-01T10:30:15Z; left out")
    }
    return meeting
  }

  /// Says where lines have something else to say of their meeting than the object that describes it.
  private func compare(
    _ lines: [(line: Int, statement: FlatLine)], with meeting: Meeting,
    _ report: inout ReadingReport
  ) {
    let start = StartTime(time: meeting.startTime, zone: meeting.timeZone)
    let fields: [(name: String, value: (borrowing FlatLine) -> String, isSame: (String) -> Bool)] =
      [
        ("title", { $0.title }, { $0.isExactly(meeting.title) }),
        ("place", { $0.place }, { $0.isExactly(meeting.place) }),
        ("url", { $0.url }, { $0.isExactly(meeting.source.url) }),
        ("time", { $0.time }, { $0 == start.time || StartTime($0) == start }),
      ]
    for field in fields {
      let other = lines.first {
        let value = field.value($0.statement)
        return !value.isEmpty && !field.isSame(value)
      }
      guard let other else { continue }
      report.warn(
        .oddity, line: other.line, wording: field.value(other.statement),
        "the meeting’s “\(field.name)” is another in the object that describes it, which is kept")
    }
  }

  /// What the lines say of their meeting in a field: the same, or nothing.
  private func one(
    _ lines: [(line: Int, statement: FlatLine)], _ name: String,
    _ field: (borrowing FlatLine) -> String, _ report: inout ReadingReport
  ) -> String {
    var found = ""
    for index in lines.indices {
      let value = field(lines[index].statement)
      if value.isEmpty || value.isExactly(found) { continue }
      guard found.isEmpty else {
        report.warn(
          .oddity, line: lines[index].line, wording: value,
          "the meeting’s “\(name)” was another before; what came first is kept")
        break
      }
      found = value
    }
    return found
  }

  private func turn(
    _ line: FlatLine, _ number: Int, _ meeting: Meeting
  ) throws -> Turn {
    var turn = Turn(voice: voices.voice(of: line.speaker))
    turn.paragraphs = line.paragraphs
    turn.kind = line.kind
    turn.timing = line.timing
    turn.section = line.section
    if let section = line.section, section >= meeting.sections.count {
      throw document.error(
        .malformed, line: number, "the meeting has no section \(section + 1)",
        remedy: "list it in the meeting’s “sections”")
    }
    if !line.date.isEmpty {
      guard let date = CalendarDate(line.date) else {
        throw document.error(
          .malformed, line: number, "“\(line.date.prefix(40))” is no day YYYY-MM-DD",
          remedy: "write days as 2019-03-01")
      }
      if date != meeting.date { turn.date = date }
    }
    let place = UInt32(clamping: number)
    turn.lines = place...place
    for (index, paragraph) in turn.paragraphs.enumerated() {
      turn.marks += InlineMarks.marks(in: paragraph, index: UInt32(index))
    }
    if let role = line.role {
      // A layout with a role gives names, unless it gives none.
      turn.voice.role = role
      if !voices.isUnnamed(line.speaker) {
        turn.voice.name = line.speaker
      }
    }
    return turn
  }
}
