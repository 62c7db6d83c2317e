internal import ArgumentParser
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// `verbatim diff`
struct DiffCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changed of a meeting from one revision to another.",
    discussion: """
      Without numbers the two newest revisions that are kept are compared, with one that and the newest. A \
      line a statement, with its place: “-” was taken out, “+” put in, “~” has changed. Words that were taken \
      out stand in [-…-], new ones in {+…+}; “…” stands for words that are the same, “¶” where a paragraph begins. \
      Ends with 0, whether anything has changed or not.
      """)

  @Argument(help: ArgumentHelp("The meeting's id.", valueName: "meeting"))
  var meeting: String

  @Argument(help: ArgumentHelp("The revision to begin with.", valueName: "from"))
  var from: UInt32?

  @Argument(help: ArgumentHelp("The revision to end with.", valueName: "to"))
  var to: UInt32?

  @OptionGroup var display: DisplayOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func validate() throws {
    if from == 0 || to == 0 { throw ValidationError("revisions are numbered from 1") }
  }

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let options = connection.callOptions
    let kept = try await client.revisions(ofMeeting: meeting, options: options)
    let (old, new) = try compared(kept)
    func read(_ revision: UInt32) async throws -> (meeting: Meeting, statements: [Statement]) {
      (
        try await client.meeting(meeting, revision: revision, options: options),
        try await client.statements(ofMeeting: meeting, revision: revision, options: options)
      )
    }
    let difference = RevisionDifference(
      from: try await read(old.revision), to: try await read(new.revision))
    for (sign, revision, style) in [
      ("---", old, StyledText.Style.removed), ("+++", new, .added),
    ] {
      var line = StyledText()
      line.append("\(sign) \(meeting) revision \(revision.revision)", style)
      line.append("  \(revision.time) by \(revision.principal)", .note)
      try write(line, console)
    }
    let lines = difference.lines()
    for line in lines { try write(line, console) }
    if lines.isEmpty { console.say("nothing that is shown has changed") }
  }

  private func write(_ line: StyledText, _ console: Console) throws {
    try console.output.write(
      line.lines(width: display.columns(console), isColoured: display.isColoured(console)))
  }

  private func compared(
    _ kept: [MeetingRevision]
  ) throws -> (MeetingRevision, MeetingRevision) {
    func find(_ number: UInt32) throws -> MeetingRevision {
      if let revision = kept.first(where: { $0.revision == number }) { return revision }
      throw CommandFailure(
        .nothingFound,
        "revision \(number) of \(meeting) is not kept; there are "
          + kept.map { "\($0.revision)" }.joined(separator: ", "))
    }
    guard let newest = kept.first else {
      throw CommandFailure(.nothingFound, "nothing is kept of \(meeting)")
    }
    if let from { return (try find(from), try to.map { try find($0) } ?? newest) }
    guard kept.count > 1 else {
      throw CommandFailure(
        .nothingFound, "of \(meeting) only revision \(newest.revision) is kept: nothing to compare")
    }
    return (kept[1], newest)
  }
}
