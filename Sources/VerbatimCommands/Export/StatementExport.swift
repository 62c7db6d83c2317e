internal import TranscriptJSON
internal import TranscriptFormats
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// Statements as the project's own JSON Lines, which are read back as they were: a statement a line,
/// each meeting on its first line, each speaker on the first line that needs them or behind them all.
struct StatementExport {
  private let console: Console
  private let output: OutputOptions
  private var meetings: MeetingMerge
  private var speakers: SpeakerDirectory
  private let part: MeetingPart
  private var writer = ExportWriter()
  /// Statements, and meetings and speakers without any, that were written.
  private(set) var count = 0

  init(
    console: Console, output: OutputOptions, part: MeetingPart, meetings: MeetingMerge,
    speakers: SpeakerDirectory
  ) {
    self.part = part
    self.console = console
    self.output = output
    self.meetings = meetings
    self.speakers = speakers
  }

  /// Takes what lines need from this archive only; to be called before anything is written.
  mutating func keep(to archive: String) {
    meetings.keep(to: archive)
    speakers.keep(to: archive)
  }

  /// Writes a statement where its line needs nothing else; otherwise says what it needs.
  mutating func writeAlone(_ view: StatementView) throws -> ExportWriter.Needs? {
    let needs: ExportWriter.Needs? = view.withMessage { message in
      let needs = writer.needs(of: message)
      guard needs.meetingID == nil, needs.speakerIDs.isEmpty else { return needs }
      writer.write(message)
      return nil
    }
    if needs == nil { try flush() }
    return needs
  }

  /// Writes a statement.
  mutating func write(
    _ statement: Statement, isolation: isolated (any Actor)? = #isolation
  ) async throws {
    try await write(statement, needing: writer.needs(of: statement))
  }

  /// Writes a statement with what its line needs.
  mutating func write(
    _ statement: Statement, needing needs: ExportWriter.Needs,
    isolation: isolated (any Actor)? = #isolation
  ) async throws {
    var meeting: Meeting?
    if let id = needs.meetingID {
      meeting = try await meetings.meeting(id, on: statement.date)
      for meeting in meetings.takeEmpty() {
        writer.write(meeting)
        try flush()
      }
    }
    let people = needs.speakerIDs.isEmpty ? [] : try await speakers.take(needs.speakerIDs)
    writer.write(
      statement, meeting: meeting,
      isPart: meeting.map { part.isPart($0, first: statement) } ?? false, speakers: people)
    try flush()
  }

  /// Writes the meetings without statements that are left.
  mutating func writeRest(isolation: isolated (any Actor)? = #isolation) async throws {
    for meeting in meetings.takeEmpty() {
      writer.write(meeting)
      try flush()
    }
    while let meeting = try await meetings.nextEmpty() {
      writer.write(meeting)
      try flush()
    }
  }

  /// Writes the speakers who have said nothing.
  mutating func writeSilent(isolation: isolated (any Actor)? = #isolation) async throws {
    for speaker in try await speakers.takeRest() {
      writer.write(silent: speaker)
      try flush()
    }
  }

  private mutating func flush() throws {
    try output.write(writer.bytes, to: console.output)
    writer.removeAll()
    // Who looks on sees at once that something was found.
    if count == 0 { try console.output.flush() }
    count += 1
  }
}
