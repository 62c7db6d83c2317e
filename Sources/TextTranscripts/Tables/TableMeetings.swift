import People
import TranscriptReading
import Transcripts

/// The records of a table by meeting, in the order in which meetings first appear.
struct TableMeetings {
  private let document: Document
  private let options: ReadingOptions
  private let columns: TableColumns
  private var meetings: [TableMeeting] = []
  private var indices: [ExactText: Int] = [:]
  private var voices: [ExactText: Turn.Voice] = [:]
  /// Records with fewer fields than there are columns, and the line of the first.
  private var short = (count: 0, line: 0)

  /// In which order the column of days is written, once it was looked at.
  private var order: ColumnOrder?
  /// The days of all records.
  private let days: () -> [String]

  /// - Parameter days: The days of all records; asked for once, where one may be two.
  init(
    _ document: Document, options: ReadingOptions, columns: TableColumns,
    days: @escaping () -> [String]
  ) {
    self.days = days
    self.document = document
    self.options = options
    self.columns = columns
  }

  var hasStatements: Bool { meetings.contains { !$0.records.isEmpty } }

  /// Adds a record.
  /// - Throws: ``DocumentError`` for what is wrong with it.
  mutating func add(_ record: [String], line: Int, report: inout ReadingReport) throws {
    try checkWidth(record, line)
    let text = columns.field(.text, of: record)
    guard !text.isEmpty else {
      let rest = record.filter { !$0.trimmingSpace().isEmpty }
      if rest.isEmpty {
        report.info(.oddity, line: line, "a record without words; left out")
      } else {
        report.warn(
          .unattributed, line: line, wording: rest.joined(separator: " | "),
          "a record without words, left out; a line break in a text must stand between quotation marks"
        )
      }
      return
    }
    let date = try date(of: record, line, report: &report)
    let identity = columns.field(.meetingID, of: record)
    let title = columns.field(.meeting, of: record)
    let key = (identity.isEmpty ? title : identity) + "\u{0}" + date.description
    let index = indices[text: key] ?? open(key, title, date, record)
    guard meetings[index].records.count < options.maximumStatements else {
      throw document.error(
        .tooLarge, line: line,
        "the meeting has more than \(options.maximumStatements) statements",
        remedy: "split it, or raise the limit for statements of a meeting")
    }
    let start = columns.field(.start, of: record)
    meetings[index].records.append(
      TableMeeting.Record(
        turn: turn(record, text, line, in: index), ordinal: columns.field(.ordinal, of: record),
        time: start.isEmpty ? columns.field(.time, of: record) : start,
        end: columns.field(.end, of: record), isStart: !start.isEmpty))
  }

  /// A delimiter that stands in a text without quotation marks makes two fields of it.
  private mutating func checkWidth(_ record: [String], _ line: Int) throws {
    guard record.count != columns.width else { return }
    guard record.count > columns.width else {
      if short.count == 0 { short.line = line }
      short.count += 1
      return
    }
    guard let surplus = record[columns.width...].first(where: { !$0.trimmingSpace().isEmpty })
    else { return }
    throw document.error(
      .malformed, line: line,
      "the record has \(record.count) fields and the head \(columns.width): “\(surplus.trimmingSpace().prefix(40))” is in no column",
      remedy: "put a text that holds a delimiter between quotation marks, and read again")
  }

  /// A day that may be two, as the column settles it.
  private mutating func open(
    _ day: String, _ line: Int, report: inout ReadingReport
  ) throws -> CalendarDate {
    let order = surveyedOrder()
    if let found = order.found, let date = PrintedDate(day, order: found)?.date {
      if !order.isTold {
        self.order?.isTold = true
        report.info(
          .header, line: line, wording: day,
          "days such as this are read \(found.rawValue), as others of the column are written")
      }
      return date
    }
    throw document.error(
      .incomplete, line: line,
      order.isMixed
        ? "“\(day.prefix(40))” may be two days, and the column has days written in both orders"
        : "“\(day.prefix(40))” may be two days, and no other of the column says which",
      remedy: "say which number is the day", asking: .dayOrder)
  }

  /// A day written with dots, which is the day first unless the column says otherwise.
  private mutating func dotted(
    _ day: String, _ date: CalendarDate, _ line: Int, report: inout ReadingReport
  ) throws -> CalendarDate {
    let order = surveyedOrder()
    if order.found == .monthFirst || order.isMixed {
      return try open(day, line, report: &report)
    }
    if order.found == nil, !order.isTold {
      self.order?.isTold = true
      report.warn(
        .header, line: line, wording: day,
        "days written with dots are read with the day before the month; say which number is the day "
          + "where they are not (day-order)")
    }
    return date
  }

  private mutating func surveyedOrder() -> ColumnOrder {
    if let order { return order }
    let found = ColumnOrder(days())
    order = found
    return found
  }

  private mutating func date(
    of record: [String], _ line: Int, report: inout ReadingReport
  ) throws -> CalendarDate {
    let day = columns.field(.date, of: record)
    guard day.isEmpty else {
      if let date = CalendarDate(day.prefix(10)) { return date }
      let order = options.dayOrder ?? order?.found
      if let printed = PrintedDate(day, order: order) {
        guard printed.isDotted else { return printed.date }
        return try dotted(day, printed.date, line, report: &report)
      }
      if order == nil, PrintedDate(day, order: .dayFirst) != nil {
        return try open(day, line, report: &report)
      }
      throw document.error(
        .malformed, line: line, "“\(day.prefix(40))” is no day YYYY-MM-DD, or may be two",
        remedy: "mend the record and read again")
    }
    // "2022-09-14 10:00:05"
    for column in [.time, .start] as [TableColumns.Column] {
      let field = columns.field(column, of: record)
      if field.utf8.count > 10, let date = CalendarDate(field.prefix(10)) { return date }
    }
    if let date = CalendarDate.inFileName(document.fileName) ?? options.date { return date }
    throw document.error(
      .incomplete, line: line, "nothing says on which day this was",
      remedy:
        "name the column of days (“date=HEAD” among the columns), or give the day when reading",
      asking: .date)
  }

  private mutating func open(
    _ key: String, _ title: String, _ date: CalendarDate, _ record: [String]
  ) -> Int {
    var meeting = Meeting(id: "", title: title, date: date)
    meeting.place = columns.field(.place, of: record)
    let language = columns.field(.language, of: record)
    meeting.language = language.isEmpty ? options.language : language
    meeting.source.url = columns.field(.url, of: record)
    indices[text: key] = meetings.count
    meetings.append(TableMeeting(meeting: meeting, identity: columns.field(.meetingID, of: record)))
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
    let voice = voices[text: voiceKey] ?? Self.voice(field, name, role)
    voices[text: voiceKey] = voice
    var turn = Turn(voice: voice)
    if field.isEmpty { turn.settled = Attribution(role: role, certainty: .unnamed) }
    // A line break of Windows is one character.
    turn.paragraphs = text.split(whereSeparator: \.isNewline)
      .map { String($0).trimmingSpace() }.filter { !$0.isEmpty }
    for (paragraph, words) in turn.paragraphs.enumerated() {
      turn.marks += InlineMarks.marks(in: words, index: UInt32(paragraph))
    }
    addNotes(columns.field(.notes, of: record), to: &turn)
    switch columns.field(.kind, of: record).lowercased() {
    case "question": turn.kind = .question
    case "answer": turn.kind = .answer
    case "interjection": turn.kind = .interjection
    default: break
    }
    turn.section = meetings[index].section(columns.field(.section, of: record))
    let number = UInt32(clamping: line)
    turn.lines = number...number
    return turn
  }

  /// Notes are marks at the end of the words, but for those that stand within them, which are marks
  /// already.
  private func addNotes(_ notes: String, to turn: inout Turn) {
    guard !notes.isEmpty else { return }
    var within: [String: Int] = [:]
    for mark in turn.marks { within[mark.wording, default: 0] += 1 }
    let end = UInt32(turn.paragraphs.count)
    for line in notes.split(whereSeparator: \.isNewline) {
      let note = String(line).trimmingSpace()
      if note.isEmpty { continue }
      if let count = within[note], count > 0 {
        within[note] = count - 1
        continue
      }
      let kind =
        SeparateParagraph.markKind(of: note) ?? NoteWording.kind(inline: note) ?? .editorialNote
      turn.marks.append(Mark(kind: kind, paragraph: end, wording: note))
    }
  }

  private static func voice(_ field: String, _ name: String, _ role: String) -> Turn.Voice {
    var voice = Turn.Voice(field: field)
    if !name.isEmpty, name != field { voice.name = name }
    voice.role = role
    if !role.isEmpty { voice.isRoleOfStatement = true }
    return voice
  }

  /// Longest meeting that an id is believed to be of, in days; those of terms and years are not.
  private static let longestMeeting: Int32 = 14

  /// The meetings, those of one id and of days near each other as one, in the order of the file.
  /// - Throws: ``DocumentError`` where one has too many statements.
  private func joined(_ report: inout ReadingReport) throws -> [TableMeeting] {
    var found: [(first: Int, meeting: TableMeeting)] = []
    var ofIdentity: [ExactText: [Int]] = [:]
    for (index, part) in meetings.enumerated() {
      if part.identity.isEmpty {
        found.append((index, part))
      } else {
        ofIdentity[text: part.identity, default: []].append(index)
      }
    }
    for parts in ofIdentity.values.sorted(by: { $0[0] < $1[0] }) {
      let start = found.count
      // By their days, so that those of the file's order make no other meetings.
      for index in parts.sorted(by: { meetings[$0].meeting.date < meetings[$1].meeting.date }) {
        let part = meetings[index]
        if found.count > start, let last = found.indices.last,
          found[last].meeting.days(with: part) < Self.longestMeeting
        {
          try checkCount(found[last].meeting.records.count + part.records.count, part)
          found[last].meeting.join(part)
          found[last].first = min(found[last].first, index)
        } else {
          found.append((index, part))
        }
      }
      if found.count > start + 1, let first = parts.first {
        report.warn(
          .oddity, line: meetings[first].records.first?.line, wording: meetings[first].identity,
          "this id is of \(found.count - start) meetings, for its days lie \(Self.longestMeeting) days "
            + "apart or more: \(found[start...].map(\.meeting.meeting.date.description).joined(separator: ", "))"
        )
      }
    }
    return found.sorted { $0.first < $1.first }.map(\.meeting)
  }

  private func checkCount(_ count: Int, _ part: TableMeeting) throws {
    guard count > options.maximumStatements else { return }
    throw document.error(
      .tooLarge, line: part.records.first?.line,
      "the meeting “\(part.identity.prefix(40))” has more than \(options.maximumStatements) statements",
      remedy: "split it, or raise the limit for statements of a meeting")
  }

  /// Hands the meetings over.
  /// - Parameter keepsIDs: Whether the table's ids of meetings are theirs, as in tables of this project:
  ///   a meeting held twice is two there, whatever its title and day.
  func finish(
    digest: [UInt8], format: String, keepsIDs: Bool, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    if short.count > 0 {
      report.warn(
        .oddity, line: short.line,
        "\(short.count) records have fewer fields than the head, the first of them here; a line "
          + "break in a text must stand between quotation marks")
    }
    let joined = try joined(&report)
    var counts: [String: Int] = [:]
    for meeting in joined { counts[meeting.identity, default: 0] += 1 }
    for var open in joined {
      open.order(&report)
      open.tellTimes(&report)
      var meeting = open.meeting
      if keepsIDs, counts[open.identity] == 1, MeetingIdentity.isValid(open.identity) {
        meeting.id = open.identity
      }
      if meeting.title.isEmpty { meeting.title = document.stem }
      meeting.source = Meeting.Source(
        format: format, url: meeting.source.url, sha256: digest, fileName: document.fileName)
      var builder = TranscriptBuilder(meeting: meeting)
      for record in open.records { builder.append(record.turn) }
      try sink(builder.finish(report: &report))
    }
  }
}
