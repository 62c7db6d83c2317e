import People
import TranscriptReading
import Transcripts

/// Puts the lines of JSON Lines together into meetings, one at a time.
struct MeetingStream {
  private let document: Document
  private let options: ReadingOptions
  private var builder: TranscriptBuilder?
  private var key = ""
  /// Keys of meetings that are complete, to find those that are split.
  private var done: Set<String> = []
  private var reportedKeys: Set<String> = []
  private var lastOrdinal: UInt64?
  private var count = 0

  init(_ document: Document, _ options: ReadingOptions) {
    self.document = document
    self.options = options
  }

  /// Adds a line; hands over the meeting before it when it begins another.
  mutating func add(
    _ bytes: UnsafeBufferPointer<UInt8>, number: Int, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let line: StatementLine
    do {
      line = try StatementLine(bytes, maximumDepth: options.maximumDepth)
    } catch let fault as JSONScanner.Fault {
      throw document.error(
        .malformed, line: number, "\(fault.problem), at byte \(fault.byte) of the line",
        remedy: "each line must be one JSON object with a statement")
    }
    if let unknown = line.unknownKey, reportedKeys.count < 1000,
      reportedKeys.insert(unknown).inserted
    {
      report.warn(
        .unknownElement, line: number, wording: unknown, "no layout has this key; left out")
    }
    let key = line.meeting?.id ?? line.meetingKey
    guard !key.isEmpty else {
      throw document.error(
        .incomplete, line: number, "the statement names no meeting",
        remedy: "give each line “meeting” or “meetingId”")
    }
    if builder == nil || key != self.key {
      _ = try finish(report: &report, sink: sink)
      guard done.insert(key).inserted else {
        throw document.error(
          .malformed, line: number, "meeting “\(key.prefix(80))” goes on after another meeting",
          remedy: "sort the file so that the statements of a meeting stand together")
      }
      try begin(line, key: key, number: number)
    }
    if line.paragraphs != nil || line.attribution != nil { try append(line, number, &report) }
  }

  private mutating func begin(_ line: StatementLine, key: String, number: Int) throws {
    self.key = key
    lastOrdinal = nil
    count += 1
    var meeting: Meeting
    if let given = line.meeting {
      meeting = given
    } else {
      guard let date = line.date.isEmpty ? options.date : CalendarDate(line.date) else {
        throw document.error(
          .incomplete, line: number,
          line.date.isEmpty
            ? "the statement has no date" : "“\(line.date.prefix(40))” is no day YYYY-MM-DD",
          remedy: "give the first line of each meeting “date”")
      }
      meeting = Meeting(id: MeetingIdentity.id(forKey: key), date: date)
      meeting.title = line.title
      meeting.place = line.place
      meeting.language = options.language
      if let clock = ClockTime(line.time) {
        meeting.startTime = clock.time
        meeting.timeZone = clock.zone
      }
      meeting.source = Meeting.Source(
        format: "jsonl", url: line.url, fileName: document.fileName)
    }
    builder = TranscriptBuilder(meeting: meeting)
    builder?.settledSpeakers = line.speakers
  }

  private mutating func append(
    _ line: StatementLine, _ number: Int, _ report: inout ReadingReport
  ) throws {
    guard let meeting = builder?.meeting, builder!.turnCount < options.maximumStatements else {
      throw document.error(
        .tooLarge, line: number,
        "the meeting has more than \(options.maximumStatements) statements",
        remedy: "raise the limit for statements of a meeting")
    }
    var turn = Turn(voice: Turn.Voice(label: line.speaker))
    turn.paragraphs = line.paragraphs ?? []
    turn.kind = line.kind ?? .speech
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
    if let attribution = line.attribution {
      turn.settled = attribution
      turn.voice.label = attribution.label
      turn.lines = line.lines
      turn.marks = line.marks
      turn.kind = line.kind ?? .unspecified
      if line.id.hasPrefix(meeting.id + "/") { turn.id = line.id }
    } else {
      let number = UInt32(clamping: number)
      turn.lines = number...number
      for (index, paragraph) in turn.paragraphs.enumerated() {
        turn.marks += InlineMarks.marks(in: paragraph, index: UInt32(index))
      }
      if let role = line.role {
        // A layout with a role gives names, unless it gives none.
        turn.voice.role = role
        if !LabelWords.unnamed.contains(NameFolding.fold(line.speaker)) {
          turn.voice.name = line.speaker
        }
      }
    }
    if let ordinal = line.ordinal {
      if let last = lastOrdinal, ordinal <= last {
        report.warn(
          .oddity, line: number,
          "number \(ordinal) follows number \(last); statements are kept in the order of the file")
      }
      lastOrdinal = ordinal
    }
    builder!.append(turn)
  }

  /// Hands over the meeting that is open; whether there was any in the file.
  mutating func finish(
    report: inout ReadingReport, sink: (Transcript) throws -> Void
  ) throws -> Bool {
    if var finished = builder.take() { try sink(finished.finish(report: &report)) }
    return count > 0
  }
}
