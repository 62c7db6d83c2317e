import TranscriptReading
import Transcripts

/// The records of one meeting.
struct TableMeeting {
  /// A statement, and what only all of the meeting's records tell the meaning of.
  struct Record {
    var turn: Turn
    /// Its number in the meeting, as printed; may be empty.
    var ordinal: String
    /// A time of the recording or of the day, as printed; may be empty.
    var time: String
    /// That of its end.
    var end: String
    /// Whether the table calls it a beginning, as those of a recording are called.
    var isStart: Bool

    /// The line it was read from.
    var line: Int? { turn.lines.map { Int($0.lowerBound) } }
  }

  var meeting: Meeting
  var records: [Record] = []
  private var sections: [ExactText: Int] = [:]

  /// The id that the table gives the meeting; may be empty.
  let identity: String

  init(meeting: Meeting, identity: String = "") {
    self.meeting = meeting
    self.identity = identity
  }

  /// How many days lie between the first and the last of two parts of a meeting.
  func days(with other: TableMeeting) -> Int32 {
    let days = [meeting.date, meeting.endDate ?? meeting.date, other.meeting.date]
      .map(\.daysSinceEpoch)
    return (days.max() ?? 0) - (days.min() ?? 0)
  }

  /// Takes the records of another day of the meeting.
  mutating func join(_ other: TableMeeting) {
    let (own, day) = (meeting.date, other.meeting.date)
    let last = max(meeting.endDate ?? own, day)
    for index in records.indices where records[index].turn.date == nil {
      records[index].turn.date = own
    }
    for var record in other.records {
      record.turn.date = day
      record.turn.section = record.turn.section.flatMap {
        section(other.meeting.sections[$0].heading)
      }
      records.append(record)
    }
    meeting.date = min(own, day)
    meeting.endDate = last
    for index in records.indices where records[index].turn.date == meeting.date {
      records[index].turn.date = nil
    }
  }

  /// The index of the section with a heading, which is added where it is new; nil for none.
  mutating func section(_ heading: String) -> Int? {
    guard !heading.isEmpty else { return nil }
    if let known = sections[text: heading] { return known }
    sections[text: heading] = meeting.sections.count
    meeting.sections.append(Meeting.Section(heading: heading))
    return meeting.sections.count - 1
  }

  /// Puts the records in the order of their numbers, if each has one of its own.
  mutating func order(_ report: inout ReadingReport) {
    guard records.contains(where: { !$0.ordinal.isEmpty }) else { return }
    var seen: Set<Int> = []
    var numbered: [(number: Int, record: Record)] = []
    for record in records {
      guard let number = Int(record.ordinal), seen.insert(number).inserted else {
        return report.warn(
          .oddity, line: record.line, wording: record.ordinal,
          "this is no number of its own; statements are kept in the order of the file")
      }
      numbered.append((number, record))
    }
    let isOrdered = zip(numbered, numbered.dropFirst()).allSatisfy { $0.number < $1.number }
    guard !isOrdered else { return }
    report.info(
      .oddity, line: records.first?.line,
      "the records stand in another order than that of their numbers, which is taken")
    records = numbered.sorted { $0.number < $1.number }.map(\.record)
  }

  /// A recording that begins later than this, in thousandths of a second, is hardly one: "14:30" is
  /// half past two then.
  private static let latestBeginning = 5 * 60 * 1000
  /// Sittings that begin earlier, by the hour, are rarer than excerpts of recordings.
  private static let earliestSitting = "06"

  /// Tells what the times of records are: of a recording, where they ascend from near its beginning or
  /// are called beginnings and cannot be hours and minutes, or else of the day.
  mutating func tellTimes(_ report: inout ReadingReport) {
    let timed = records.indices.filter { !records[$0].time.isEmpty }
    guard let first = timed.first else { return }
    if isOfRecording(timed) {
      for index in timed {
        records[index].turn.timing = Self.recordingTime(records[index].time).map {
          Statement.Timing(
            start: $0.description,
            end: Self.recordingTime(records[index].end).map(\.description) ?? "")
        }
      }
      return
    }
    for index in timed {
      guard let time = StartTime(records[index].time) else {
        report.warn(
          .oddity, line: records[index].line, wording: records[index].time,
          "this is no time of day such as 10:30, 10:30:15 or 2019-03-01T10:30:15Z; left out")
        continue
      }
      records[index].turn.timing = Statement.Timing(
        start: Self.full(time), end: StartTime(records[index].end).map(Self.full) ?? "")
      if index == first, time.time >= Self.earliestSitting {
        (meeting.startTime, meeting.timeZone) = (time.time, time.zone)
      }
    }
    report.info(
      .header, line: records[first].line, wording: records[first].time,
      "the times of the table are those of the day")
  }

  private func isOfRecording(_ timed: [Int]) -> Bool {
    let times = timed.map { records[$0].time }
    let offsets = times.compactMap(Self.recordingTime)
    guard offsets.count == times.count, let first = offsets.first else { return false }
    if first.milliseconds < Self.latestBeginning,
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 })
    {
      return true
    }
    return timed.allSatisfy { records[$0].isStart } && !times.allSatisfy(Self.isHourAndMinute)
  }

  /// "14:30", which may be a quarter of an hour of a recording, too.
  private static func isHourAndMinute(_ time: String) -> Bool {
    time.utf8.count { $0 == UInt8(ascii: ":") } == 1
      && time.utf8.allSatisfy { $0 == UInt8(ascii: ":") || (0x30...0x39).contains($0) }
      && StartTime(time) != nil
  }

  /// `HH:MM:SS`.
  private static func full(_ time: StartTime) -> String {
    time.time.utf8.count == 5 ? time.time + ":00" : time.time
  }

  /// A time of a recording, in seconds or as `[HH:]MM:SS`.
  static func recordingTime(_ text: String) -> CueTime? {
    if let time = CueTime(text) { return time }
    guard let seconds = Double(text), seconds.isFinite, (0..<1e7).contains(seconds) else {
      return nil
    }
    return CueTime(seconds: seconds)
  }
}
