internal import ArgumentParser
internal import TranscriptReading
internal import TranscriptJSON
internal import Transcripts
internal import VerbatimClient

/// `verbatim put`
struct PutCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "put",
    abstract: "Put meetings of an export into the archive, as they are.",
    discussion: """
      Takes JSON Lines as `verbatim statements --format jsonl` and `verbatim parse --format jsonl` write \
      them: ids of meetings, statements and speakers are those of the lines. Each meeting is put in whole \
      or not at all. Prints a line for each.
      """)

  @Argument(help: "Files of JSON Lines; - for standard input.", completion: .file())
  var paths: [String] = ["-"]

  @Option(
    help: ArgumentHelp(
      """
      Only put a meeting that has this revision in the archive, 0 for one that it does not have.
      """, valueName: "revision"))
  var expect: UInt32?

  @Flag(name: .customLong("dry-run"), help: "Only say what would be done.")
  var isDryRun = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    var count = 0
    for path in paths {
      var transcripts: [Transcript] = []
      var report = ReadingReport(document: path, format: "jsonl", detail: .warnings)
      try JSONLinesReader().read(
        Document(path: path), options: ReadingOptions(), report: &report
      ) { transcripts.append($0) }
      if report.warningCount > 0 { console.say(String(report.text.dropLast())) }
      for transcript in transcripts {
        let put = try await client.put(
          transcript, expecting: expect, isDryRun: isDryRun, options: connection.callOptions)
        let meeting = put.meeting
        count += 1
        try console.output.write("\(meeting.id) \(meeting.revision) \(meeting.outcome)\n")
        try console.output.flush()
      }
    }
    guard count > 0 else {
      throw CommandFailure(.nothingFound, "there is no meeting in what was named")
    }
  }
}
