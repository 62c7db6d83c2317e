import People
import TranscriptReading
import Transcripts

/// The records of a table by meeting, in the order in which meetings first appear.
struct TableMeetings {
  private struct Open {
    var meeting: Meeting
    var turns: [Turn] = []
    var sections: [String: Int] = [:]
  }

  private let document: Document
  private let options: ReadingOptions
  private let columns: TableColumns
  private var meetings: [Open] = []
  private var indices: [String: Int] = [:]
  private var voices: [String: Turn.Voice] = [:]

  init(_ document: Document, options: ReadingOptions, columns: TableColumns) {
    self.document = document
    self.options = options
    self.columns = columns
  }

  var hasStatements: Bool { meetings.contains { !$0.turns.isEmpty } }

  /// Adds a record.
  /// - Returns: What is wrong with it.
  mutating func add(_ record: [String], line: Int, report: inout ReadingReport) -> String? {
    let text = columns.field(.text, of: record)
    let day = columns.field(.date, of: record)
    let title = columns.field(.meeting, of: record)
    guard !text.isEmpty else {
      report.info(.oddity, line: line, "a record without words; left out")
      return nil
    }
    let date =
      day.isEmpty
      ? CalendarDate.inFileName(document.fileName) ?? options.date
      : CalendarDate(day.prefix(10)) ?? PrintedDate(day)?.date
    guard let date else {
      return day.isEmpty
        ? "nothing says on which day this was" : "“\(day.prefix(40))” is no day YYYY-MM-DD"
    }
    let identity = columns.field(.meetingID, of: record)
    let key = (identity.isEmpty ? title : identity) + "\u{0}" + date.description
    let index = indices[key] ?? open(key, title, date, record)
    guard meetings[index].turns.count < options.maximumStatements else {
      return "the meeting has more than \(options.maximumStatements) statements"
    }
    meetings[index].turns.append(turn(record, text, line, in: index))
    return nil
  }

  private mutating func open(
    _ key: String, _ title: String, _ date: CalendarDate, _ record: [String]
  ) -> Int {
    var meeting = Meeting(id: "", title: title, date: date)
    meeting.place = columns.field(.place, of: record)
    let language = columns.field(.language, of: record)
    meeting.language = language.isEmpty ? options.language : language
    meeting.source.url = columns.field(.url, of: record)
    indices[key] = meetings.count
    meetings.append(Open(meeting: meeting))
    return meetings.count - 1
  }

  private mutating func turn(
    _ record: [String], _ text: String, _ line: Int, in index: Int
  ) -> Turn {
    let printed = columns.field(.speaker, of: record)
    let name = columns.field(.name, of: record)
    let role = columns.field(.role, of: record)
    let field = printed.isEmpty ? name : printed
    let voiceKey = field + "\u{0}" + name + "\u{0}" + role
    let voice = voices[voiceKey] ?? Self.voice(field, name, role)
    voices[voiceKey] = voice
    var turn = Turn(voice: voice)
    if field.isEmpty { turn.settled = Attribution(role: role, certainty: .unnamed) }
    turn.paragraphs = text.split(separator: "\n", omittingEmptySubsequences: true)
      .map { String($0).trimmingSpace() }.filter { !$0.isEmpty }
    for (paragraph, words) in turn.paragraphs.enumerated() {
      turn.marks += InlineMarks.marks(in: words, index: UInt32(paragraph))
    }
    let start = columns.field(.start, of: record)
    let time = start.isEmpty ? columns.field(.time, of: record) : start
    if let begin = Self.time(time) {
      let end = Self.time(columns.field(.end, of: record))
      turn.timing = Statement.Timing(start: begin, end: end ?? "")
    }
    switch columns.field(.kind, of: record).lowercased() {
    case "question": turn.kind = .question
    case "answer": turn.kind = .answer
    case "interjection": turn.kind = .interjection
    default: break
    }
    let section = columns.field(.section, of: record)
    if !section.isEmpty {
      let known = meetings[index].sections[section] ?? meetings[index].meeting.sections.count
      if known == meetings[index].meeting.sections.count {
        meetings[index].meeting.sections.append(Meeting.Section(heading: section))
        meetings[index].sections[section] = known
      }
      turn.section = known
    }
    let number = UInt32(clamping: line)
    turn.lines = number...number
    return turn
  }

  private static func voice(_ field: String, _ name: String, _ role: String) -> Turn.Voice {
    var voice = Turn.Voice(field: field)
    if !name.isEmpty, name != field { voice.name = name }
    voice.role = role
    if !role.isEmpty { voice.isRoleOfStatement = true }
    return voice
  }

  /// A time of the recording, in seconds or as `HH:MM:SS`.
  private static func time(_ text: String) -> String? {
    if let time = CueTime(text) { return time.description }
    guard let seconds = Double(text), seconds.isFinite, (0..<1e7).contains(seconds) else {
      return nil
    }
    return CueTime(milliseconds: Int((seconds * 1000).rounded())).description
  }

  /// Hands the meetings over.
  func finish(
    digest: [UInt8], format: String, report: inout ReadingReport, sink: (Transcript) throws -> Void
  ) throws {
    for open in meetings {
      var meeting = open.meeting
      if meeting.title.isEmpty {
        let name = document.fileName
        meeting.title = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
      }
      meeting.source = Meeting.Source(
        format: format, url: meeting.source.url, sha256: digest, fileName: document.fileName)
      var builder = TranscriptBuilder(meeting: meeting)
      for turn in open.turns { builder.append(turn) }
      try sink(builder.finish(report: &report))
    }
  }
}
