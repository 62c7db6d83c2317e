internal import ArgumentParser
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// What commands that decide who is who have in common.
struct DecisionOptions: ParsableArguments {
  @Flag(name: .customLong("dry-run"), help: "Only say what would be decided.")
  var isDryRun = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  /// Has `body` decide, and prints a line for each decision.
  func run(
    on console: Console,
    _ body: (ArchiveClient, _ isDryRun: Bool) async throws -> DecisionReport
  ) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let report = try await body(client, isDryRun)
    for decision in report.decisions {
      let isUndone = decision.undone > 0
      let outcome =
        isDryRun
        ? (isUndone ? "would be undone" : "would be decided") : isUndone ? "undone" : "decided"
      let number = isDryRun && !isUndone ? "" : "\(decision.number)  "
      try console.output.write("\(number)\(VisibleText.visible(decision.text))  \(outcome)\n")
    }
    let count = report.statementCount
    try console.output.write(
      "\(count) \(count == 1 ? "statement" : "statements") of somebody else"
        + (isDryRun ? " then\n" : " now\n"))
    try console.output.flush()
  }
}
