internal import ArchiveProtocol
internal import ArgumentParser
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// `verbatim revisions`
struct RevisionsCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "revisions",
    abstract: "List what an archive keeps of a meeting's past, the newest first.",
    discussion: "Only of a server that keeps its archive in a file (verbatimd --archive).")

  @Argument(help: ArgumentHelp("The meeting's id.", valueName: "meeting"))
  var meeting: String

  @Flag(help: "A line of JSON for each, as the schema calls its fields.")
  var json = false

  @OptionGroup var display: DisplayOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let revisions = try await client.revisions(ofMeeting: meeting, options: connection.callOptions)
    guard !json else {
      for line in RevisionList(revisions).jsonLines {
        try console.output.write(
          console.output.isTerminal ? VisibleText.visible(json: line) : line)
      }
      return
    }
    for revision in revisions {
      var line = StyledText()
      line.append("\(revision.revision)", .label)
      line.append("  \(revision.time)  by \(revision.principal)")
      line.append(
        ", \(revision.statementCount) \(revision.statementCount == 1 ? "statement" : "statements")")
      line.append(", “\(revision.title)”")
      let source = revision.fileName.isEmpty ? revision.url : revision.fileName
      if !source.isEmpty { line.append(", from \(source)", .note) }
      if revision.isCurrent { line.append("  (served)", .note) }
      try console.output.write(
        line.lines(width: display.columns(console), isColoured: display.isColoured(console)))
    }
  }
}
