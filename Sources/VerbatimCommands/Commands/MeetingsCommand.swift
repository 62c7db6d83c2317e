internal import ArgumentParser
internal import TranscriptFormats
internal import TranscriptJSON
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// `verbatim meetings`
struct MeetingsCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "meetings",
    abstract: "List meetings by date, place, title and what was said at them.",
    discussion: "Numbers of statements are of all that were made there, with --words, too.")

  @OptionGroup(title: "Which meetings") var dates: DateOptions

  @Option(
    help: ArgumentHelp("Words of the place as printed. May be repeated.", valueName: "place"))
  var place: [String] = []

  @Option(help: ArgumentHelp("Words that stand together in the title.", valueName: "words"))
  var title: String?

  @OptionGroup(title: "Which meetings") var said: SaidOptions

  @Option(help: ArgumentHelp("One meeting by its id, and nothing else.", valueName: "id"))
  var id: String?

  @Option(help: "The oldest or the newest first.")
  var order = OrderArgument.oldest

  @OptionGroup var amount: LimitOptions

  @Option(
    help: ArgumentHelp("Only those that come after the meeting of this id.", valueName: "id"))
  var after: String?

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  private var query: MeetingQuery {
    MeetingQuery(
      from: dates.firstDay, to: dates.lastDay, places: place, title: title ?? "",
      order: order.order, limit: amount.limit, afterID: after ?? "",
      statements: said.filter)
  }

  func validate() throws {
    guard let id else { return }
    if id.isEmpty { throw ValidationError("--id takes a meeting's id") }
    if query != MeetingQuery(order: order.order, limit: amount.limit) {
      throw ValidationError("--id names one meeting: use it without options that choose some")
    }
  }

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    var encoder = ExportWriter()
    if let id {
      let meeting = try await client.meeting(id, options: connection.callOptions)
      try output.write(opening, to: console.output)
      try output.write(record(of: meeting, console, &encoder), to: console.output)
      return
    }
    for line in SearchAdvice.lines(for: said.words) { console.say(line) }
    if let filter = said.filter {
      try await client.tell(of: filter, connection.callOptions, console)
    }
    var count = 0
    let meetings = client.meetings(matching: query, options: connection.callOptions)
    try await console.output.flushingRegularly {
      try await AfterArgument.check(after) {
        for try await meeting in meetings {
          if count == 0 { try output.write(opening, to: console.output) }
          try output.write(record(of: meeting, console, &encoder), to: console.output)
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
      throw CommandFailure(.nothingFound, "no meeting matches")
    }
  }

  private var opening: [UInt8] {
    switch output.format {
    case .text, .jsonl: []
    case .csv:
      CSV.record([
        "id", "date", "end_date", "start_time", "time_zone", "title", "place", "kind", "language",
        "statements", "url", "format", "licence", "file_name", "revision", "lead",
      ])
    case .markdown:
      Array(Markdown.head(["Date", "Meeting", "Place", "Statements", "Id"]).utf8)
    }
  }

  private func record(
    of meeting: Meeting, _ console: Console, _ encoder: inout ExportWriter
  ) -> [UInt8] {
    let title = meeting.title.isEmpty ? "untitled" : meeting.title
    switch output.format {
    case .text:
      let (width, isColoured) = (
        output.display.columns(console), output.display.isColoured(console)
      )
      var line = StyledText()
      line.append("\(meeting.date)  ")
      line.append(title, .label)
      var text = line.lines(width: width, isColoured: isColoured)
      line = StyledText()
      if !meeting.place.isEmpty { line.append(meeting.place + "; ") }
      line.append(
        meeting.statementCount == 1 ? "1 statement" : "\(meeting.statementCount) statements")
      line.append("  " + meeting.id, .note)
      text += line.lines(width: width, indent: 12, isColoured: isColoured)
      return Array(text.utf8)
    case .jsonl:
      encoder.removeAll()
      encoder.write(meeting)
      return encoder.bytes
    case .csv:
      return CSV.record(
        [
          meeting.id, "\(meeting.date)", meeting.endDate?.description ?? "", meeting.startTime,
          meeting.timeZone, meeting.title, meeting.place, meeting.kind, meeting.language,
          "\(meeting.statementCount)", meeting.source.url, meeting.source.format,
          meeting.source.licence, meeting.source.fileName, "\(meeting.revision)",
          meeting.lead.joined(separator: "\n\n"),
        ], isExact: output.cells.exactCells)
    case .markdown:
      return Array(
        Markdown.row([
          "\(meeting.date)", title, meeting.place, "\(meeting.statementCount)", meeting.id,
        ]).utf8)
    }
  }
}
