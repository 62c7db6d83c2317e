internal import ArgumentParser
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// `verbatim statements`
struct StatementsCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "statements",
    abstract: "Stream what was said: by speaker, dates, meeting, place and kind.",
    discussion: """
      Statements come as they are found, in the order they were made. A name that fits several \
      people means all of them; who they are is said on standard error. An answer that broke off is \
      taken up again; to go on with one that was ended, give the last id to --after. As jsonl, \
      meetings without a statement follow behind all others, unless options choose among the \
      statements of a meeting.
      """)

  @OptionGroup(title: "Which statements") var selection: StatementSelection

  @Option(help: ArgumentHelp("One statement by its id, and nothing else.", valueName: "id"))
  var id: String?

  @Option(help: "The oldest or the newest first.")
  var order = OrderArgument.oldest

  @OptionGroup var amount: LimitOptions

  @Option(
    help: ArgumentHelp("Only those that come after the statement of this id.", valueName: "id"))
  var after: String?

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Output") var citation: CitationOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func validate() throws {
    guard let id else { return }
    if id.isEmpty { throw ValidationError("--id takes a statement's id") }
    if selection.filter != StatementFilter() || after != nil {
      throw ValidationError("--id names one statement: use it without options that choose some")
    }
  }

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let options = connection.callOptions
    var printer = StatementPrinter(
      console: console, output: output, citation: citation,
      meetings: MeetingLookup(client: client, options: options))
    if let id {
      try await printer.print(client.statement(id, options: options))
      return
    }
    try await SpeakerChoice(client: client, options: options, console: console)
      .check(selection)
    let statements = client.statements(
      matching: selection.filter, order: order.order, limit: amount.limit, after: after ?? "",
      options: options)
    try await console.output.flushingRegularly {
      try await AfterArgument.check(after) {
        for try await statement in statements { try await printer.print(statement) }
      }
      if let query = emptyMeetings, printer.printsEmptyMeetings {
        let meetings = client.meetings(matching: query, options: options)
        for try await meeting in meetings
        where meeting.statementCount == 0 && selection.chooses(meeting) {
          try printer.print(empty: meeting)
        }
      }
    }
    guard printer.count > 0 else {
      throw CommandFailure(.nothingFound, "no statement matches")
    }
  }
}

extension StatementsCommand {
  /// Among which meetings those without statements belong to the answer; nil when what was asked for
  /// is a choice of statements, so that a meeting without any is not in it.
  fileprivate var emptyMeetings: MeetingQuery? {
    let filter = selection.filter
    guard filter.speakerIDs.isEmpty, filter.speakerNames.isEmpty, filter.kinds.isEmpty,
      amount.limit == 0,
      after == nil
    else { return nil }
    return MeetingQuery(
      from: filter.from, to: filter.to, places: filter.places, order: order.order)
  }
}

extension StatementSelection {
  /// Whether a meeting is among those that are named, if any are.
  fileprivate func chooses(_ meeting: Meeting) -> Bool {
    self.meeting.isEmpty || self.meeting.contains(meeting.id)
  }
}

/// Prints statements as they come.
struct StatementPrinter {
  private let console: Console
  private let output: OutputOptions
  private var meetings: MeetingLookup
  private var writer: any StatementWriter
  private var meetingID: String?
  private var record: [UInt8] = []
  /// Statements and meetings without any that were printed.
  private(set) var count = 0

  init(
    console: Console, output: OutputOptions, citation: CitationOptions, meetings: MeetingLookup
  ) {
    self.console = console
    self.output = output
    self.meetings = meetings
    writer = output.statementWriter(console, citation)
  }

  mutating func print(_ statement: Statement) async throws {
    let isFirst = statement.meetingID != meetingID
    let found = try await meetings.meeting(of: statement, withSpeakers: writer.writesSpeakers)
    if count == 0 { try output.write(writer.opening(), to: console.output) }
    record.removeAll(keepingCapacity: true)
    writer.write(
      statement, in: found.meeting, speakers: found.speakers, isFirst: isFirst, to: &record)
    try output.write(record, to: console.output)
    if count == 0 { try console.output.flush() }
    meetingID = statement.meetingID
    count += 1
  }

  /// Whether the format has a place for meetings without statements.
  var printsEmptyMeetings: Bool { writer.writesEmptyMeetings }

  mutating func print(empty meeting: Meeting) throws {
    try output.write(writer.record(ofEmpty: meeting, speakers: []), to: console.output)
    count += 1
  }
}

/// The meetings that statements belong to, looked up when they are needed.
struct MeetingLookup {
  /// Meetings of several days take turns; more than these do not at once.
  private static let capacity = 32

  let client: ArchiveClient
  let options: CallOptions
  private var known: [String: (meeting: Meeting, speakers: [Speaker])] = [:]

  init(client: ArchiveClient, options: CallOptions) {
    self.client = client
    self.options = options
  }

  mutating func meeting(
    of statement: Statement, withSpeakers: Bool
  ) async throws -> (meeting: Meeting, speakers: [Speaker]) {
    let id = statement.meetingID
    if let known = known[id] { return known }
    var found: (meeting: Meeting, speakers: [Speaker])
    do {
      found = (try await client.meeting(id, options: options), [])
    } catch let error as RPCError where error.code == .notFound {
      // It left the archive while the answer was on its way.
      found = (Meeting(id: id, date: statement.date), [])
    }
    if withSpeakers {
      for try await speaker in client.speakers(
        matching: SpeakerQuery(meetingID: id), options: options)
      {
        found.speakers.append(speaker)
      }
    }
    if known.count >= Self.capacity { known.removeAll() }
    known[id] = found
    return found
  }
}
