#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
internal import ArgumentParser
internal import VerbatimClient

/// `verbatim delete`
struct DeleteCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Take meetings out of what the server serves.",
    discussion: """
      Their revisions stay in the archive's file as long as it keeps any, and who spoke stays known. Asks \
      before each, unless --yes says so. Prints a line for each.
      """)

  @Argument(help: "Ids of meetings.")
  var meetings: [String]

  @Flag(help: "Do not ask.")
  var yes = false

  @Flag(name: .customLong("dry-run"), help: "Only say what would be removed.")
  var isDryRun = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func run(on console: Console) async throws {
    let isAsking = !yes && !isDryRun
    if isAsking, isatty(STDIN_FILENO) == 0 {
      throw CommandFailure(.usage, "there is nobody to ask: --yes removes without asking")
    }
    let client = try connection.client(console.environment)
    defer { client.close() }
    let options = connection.callOptions
    for id in meetings {
      if isAsking {
        let meeting = try await client.meeting(id, options: options)
        try? console.messages.write(
          "remove \(id), “\(meeting.title)” of \(meeting.date), with \(meeting.statementCount) "
            + "statements? [y/N] ")
        try? console.messages.flush()
        guard readLine()?.lowercased().hasPrefix("y") == true else { continue }
      }
      let deleted = try await client.deleteMeeting(id, isDryRun: isDryRun, options: options)
      try console.output.write(
        "\(deleted.meeting.id) \(deleted.meeting.revision) \(isDryRun ? "would be deleted" : "deleted")\n"
      )
      try console.output.flush()
    }
  }
}
