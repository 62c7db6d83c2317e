internal import ArgumentParser
internal import TranscriptFormats
internal import TranscriptJSON
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// `verbatim speakers`
struct SpeakersCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "speakers",
    abstract: "List speakers, or find those whom a name fits, or who said something.",
    discussion: "Numbers of statements are of all that they made, with --words, too.")

  @Argument(help: "A name as you would type it; every speaker when it is left out.")
  var name: String?

  @Option(help: ArgumentHelp("Only those who spoke at this meeting.", valueName: "id"))
  var meeting: String?

  @OptionGroup var said: SaidOptions

  @OptionGroup var amount: LimitOptions

  @Option(
    help: ArgumentHelp("Only those that come after the speaker of this id.", valueName: "id"))
  var after: String?

  @Option(help: ArgumentHelp("One speaker by their id, and nothing else.", valueName: "id"))
  var id: String?

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func validate() throws {
    guard let id else { return }
    if id.isEmpty { throw ValidationError("--id takes a speaker's id") }
    if name != nil || meeting != nil || after != nil || amount.limit > 0
      || said.filter != nil
    {
      throw ValidationError("--id names one speaker: use it without what chooses some")
    }
  }

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    if let id {
      var encoder = ExportWriter()
      let speaker = try await client.speaker(id, options: connection.callOptions)
      if speaker.id != id { console.say("\(id) was merged into \(speaker.id)") }
      try console.output.write(opening)
      return try output.write(record(of: speaker, console, &encoder), to: console.output)
    }
    let query = SpeakerQuery(
      name: name ?? "", meetingID: meeting ?? "", limit: amount.limit, afterID: after ?? "",
      statements: said.filter)
    for line in SearchAdvice.lines(for: said.words) { console.say(line) }
    if let filter = said.filter {
      try await client.tell(of: filter, connection.callOptions, console)
    }
    let speakers = client.speakers(matching: query, options: connection.callOptions)
    var encoder = ExportWriter()
    var count = 0
    try await console.output.flushingRegularly {
      try await AfterArgument.check(after) {
        for try await speaker in speakers {
          if count == 0 { try console.output.write(opening) }
          let record = record(of: speaker, console, &encoder)
          try output.write(record, to: console.output)
          count += 1
        }
      }
    }
    guard count > 0 else {
      if let filter = said.filter {
        try await NothingFoundAdvice(
          client: client, options: connection.callOptions, console: console
        ).say(on: filter)
      }
      throw CommandFailure(
        .nothingFound,
        name.map { "“\($0)” fits no speaker: `verbatim speakers` lists all" }
          ?? "no speaker matches")
    }
  }

  private var opening: [UInt8] {
    switch output.format {
    case .text, .jsonl: []
    case .csv:
      CSV.record([
        "id", "name", "statements", "first_date", "last_date", "roles", "other_names",
        "identifiers", "merged_into",
      ])
    case .markdown:
      Array(Markdown.head(["Speaker", "Id", "Statements", "From", "To", "Roles"]).utf8)
    }
  }

  private func record(
    of speaker: Speaker, _ console: Console, _ encoder: inout ExportWriter
  ) -> [UInt8] {
    let first = speaker.firstDate?.description ?? ""
    let last = speaker.lastDate?.description ?? ""
    let roles = speaker.roles.map(\.wording).joined(separator: "; ")
    switch output.format {
    case .text:
      let (width, isColoured) = (
        output.display.columns(console), output.display.isColoured(console)
      )
      var line = StyledText()
      line.append(ShownName.text(speaker.name), .label)
      line.append("  " + speaker.id, .note)
      var text = line.lines(width: width, isColoured: isColoured)
      line = StyledText()
      line.append(SpeakerSummary.text(of: speaker))
      let others = SpeakerSummary.otherNames(of: speaker)
      if !others.isEmpty { line.append("; also " + others.joined(separator: ", ")) }
      text += line.lines(width: width, indent: 2, isColoured: isColoured)
      return Array(text.utf8)
    case .jsonl:
      encoder.removeAll()
      encoder.write(bare: speaker)
      return encoder.bytes
    case .csv:
      return CSV.record(
        [
          speaker.id, ShownName.text(speaker.name), "\(speaker.statementCount)", first, last, roles,
          SpeakerSummary.otherNames(of: speaker).joined(separator: "; "),
          speaker.identifiers.map { "\($0.scheme):\($0.value)" }.joined(separator: "; "),
          speaker.mergedInto,
        ], isExact: output.cells.exactCells)
    case .markdown:
      return Array(
        Markdown.row([
          ShownName.text(speaker.name), speaker.id, "\(speaker.statementCount)", first, last, roles,
        ]).utf8)
    }
  }
}
