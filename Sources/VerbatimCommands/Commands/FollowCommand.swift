internal import ArchiveProtocol
internal import ArgumentParser
internal import Synchronization
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// `verbatim follow`
struct FollowCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "follow",
    abstract: "Print what is added to the archive, revised and removed, as it happens.",
    discussion: """
      Begins with what happens from now on, unless told otherwise, and does not end by itself. A \
      connection that breaks is made again, and nothing is missed meanwhile. With --place-file the next \
      run goes on where this one ended: what was printed last may come once more if it was killed, and \
      nothing is missed. Only a server with --archive can be followed.

      A letter to the desk for each statement about the harbour:
        verbatim follow --words '~harbour' --place-file harbour.place --exec 'mail -s news desk'
      """)

  @OptionGroup(title: "Which statements") var selection: StatementSelection
  @OptionGroup(title: "Which statements") var said: WordsOption

  @Flag(help: "Begin with all that is there.")
  var fromStart = false

  @Option(
    help: ArgumentHelp(
      "Go on behind this place, as `place` of a line of jsonl: log/sequence or log/sequence/part.",
      valueName: "place"),
    transform: { text in
      guard let place = ChangePlace(text) else {
        throw ValidationError("--after takes LOG/SEQUENCE or LOG/SEQUENCE/PART, not “\(text)”")
      }
      return place
    })
  var after: ChangePlace?

  @Option(
    help: ArgumentHelp(
      "Go on behind the place that this file holds, if there is one, and keep there how far it got.",
      valueName: "file"), completion: .file())
  var placeFile: String?

  @Flag(help: "End when all that happened until then was printed.")
  var untilCaughtUp = false

  @Option(
    help: ArgumentHelp(
      """
      Have the shell run this for each event, one after another, with the event as a line of JSON on its \
      standard input and VERBATIM_KIND, VERBATIM_STATEMENT, VERBATIM_MEETING and VERBATIM_PLACE in its \
      environment. Ends when it fails, and that event comes again.
      """, valueName: "command"))
  var exec: String?

  /// How events are written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case jsonl
  }

  @Option(
    help: """
      text for people, or jsonl: FollowStatementsResponse of the protocol as JSON, one a line.
      """)
  var format = Format.text

  @OptionGroup(title: "Output") var display: DisplayOptions
  @OptionGroup(title: "Output") var citation: CitationOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func validate() throws {
    try said.check(selection)
    if [fromStart, after != nil].filter({ $0 }).count > 1 {
      throw ValidationError("--from-start and --after say different beginnings: take one")
    }
  }

  func run(on console: Console) async throws {
    var configuration = try connection.configuration(console.environment)
    // A server that is only silent is noticed: it says something every few seconds.
    configuration.keepalive = ClientKeepalive(interval: .seconds(300))
    // However long it takes a server to come back.
    let client = try ArchiveClient(configuration, resumption: Resumption(maximumAttempts: .max))
    defer { client.close() }
    for line in SearchAdvice.lines(for: said.query) { console.say(line) }
    var keeper = try placeFile.map { try PlaceFile($0) }
    let begin = keeper?.place ?? after ?? (fromStart ? ChangePlace() : nil)
    var printer = EventPrinter(
      client: client, console: console, options: connection.callOptions, format: format,
      writer: TranscriptTextWriter(
        width: display.columns(console), isColoured: display.isColoured(console),
        cites: citation.cite))
    var events = client.follow(
      matching: selection.filter(words: said.query), after: begin, options: connection.callOptions,
      broken: Outage(console).tell
    ).makeAsyncIterator()
    do {
      try await console.output.flushingRegularly {
        while let event = try await events.next() {
          if event.kind == .caughtUp {
            try console.output.flush()
            try keeper?.keep(event.place)
            if untilCaughtUp { return }
            continue
          }
          if let exec {
            try EventAction(exec).run(event, console.environment)
            try keeper?.keep(event.place)
          } else {
            try await printer.print(event)
            try keeper?.note(event.place) { try console.output.flush() }
          }
        }
      }
    } catch {
      // However it ended: what was printed does not come again.
      try keeper?.keepNoted { try console.output.flush() }
      guard let error = error as? RPCError, error.code == .aborted, begin != nil else {
        throw error
      }
      throw CommandFailure(
        .incomplete,
        "\(error.message); begin anew with --from-start"
          + (placeFile.map { ", and remove \($0)" } ?? ""))
    }
  }
}

/// Says that the server cannot be reached, once for each time that it is lost.
private final class Outage: Sendable {
  private let console: Console
  private let last = Mutex<ContinuousClock.Instant?>(nil)

  /// Attempts that follow one another so soon are of one outage.
  private static let patience = ArchiveEvents.longestDelay * 2

  init(_ console: Console) { self.console = console }

  func tell(_ error: RPCError, delay: Duration) {
    let isNew = last.withLock { last in
      defer { last = .now }
      return last.map { ContinuousClock.now - $0 > Self.patience } ?? true
    }
    guard isNew else { return }
    console.say("the connection is lost and made again, however long it takes: \(error.message)")
  }
}

/// Writes what happens.
private struct EventPrinter {
  let client: ArchiveClient
  let console: Console
  let options: CallOptions
  let format: FollowCommand.Format
  var writer: TranscriptTextWriter
  private var meeting: Meeting?
  private var record: [UInt8] = []

  init(
    client: ArchiveClient, console: Console, options: CallOptions, format: FollowCommand.Format,
    writer: TranscriptTextWriter
  ) {
    self.client = client
    self.console = console
    self.options = options
    self.format = format
    self.writer = writer
  }

  mutating func print(_ event: ArchiveEvent) async throws {
    guard format == .text else {
      let line = event.jsonLine
      return try console.output.write(
        console.output.isTerminal ? VisibleText.visible(json: line) : line)
    }
    record.removeAll(keepingCapacity: true)
    switch event.kind {
    case .added: break
    case .revised: note("revised: \(event.statement?.id ?? "")")
    case .removed: note("removed: \(event.statementID) of \(event.meetingID)")
    case .forgotten:
      note("how \(event.meetingID) was before is no longer kept; this is all of it now:")
    case .settled:
      note("who is who was settled otherwise: what was printed before may be of others")
    case .caughtUp, .heartbeat: return
    }
    if let statement = event.statement {
      let isFirst = meeting?.id != statement.meetingID
      if isFirst { meeting = try await meeting(of: statement) }
      writer.write(statement, in: meeting!, isFirst: isFirst, to: &record)
    } else {
      meeting = nil
    }
    try console.output.write(record)
  }

  /// The meeting as it is now; only what the statement says of it, where that is no longer there.
  private func meeting(of statement: Statement) async throws -> Meeting {
    do {
      return try await client.meeting(statement.meetingID, options: options)
    } catch let error as RPCError where error.code == .notFound {
      return Meeting(id: statement.meetingID, title: statement.meetingID, date: statement.date)
    }
  }

  private mutating func note(_ text: String) {
    record.append(contentsOf: "[\(VisibleText.visible(text))]\n".utf8)
  }
}
