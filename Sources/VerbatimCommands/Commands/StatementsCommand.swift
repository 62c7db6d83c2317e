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
      taken up again, also when the server was started anew meanwhile, as long as it serves the same; \
      to go on with one that was ended, give the last id to --after. As jsonl, meetings without a statement are among the \
      others, unless options choose among the statements of a meeting; what is written so is read \
      back as it was.
      """)

  @OptionGroup(title: "Which statements") var selection: StatementSelection
  @OptionGroup(title: "Which statements") var said: WordsOption

  @Option(help: ArgumentHelp("One statement by its id, and nothing else.", valueName: "id"))
  var id: String?

  @Option(help: "The oldest or the newest first.")
  var order = OrderArgument.oldest

  @OptionGroup var amount: LimitOptions

  @Option(
    help: ArgumentHelp("Only those that come after the statement of this id.", valueName: "id"))
  var after: String?

  @Option(
    help: ArgumentHelp(
      "Only from the archive of this fingerprint, as it is said when an answer breaks off.",
      valueName: "fingerprint"))
  var archive: String?

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Output") var citation: CitationOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  /// Answers of at most so many statements look up what they need; larger ones list it.
  private static let fewStatements: UInt64 = 20

  private var filter: StatementFilter { selection.filter(words: said.query) }

  func validate() throws {
    try said.check(selection)
    guard let id else { return }
    if id.isEmpty { throw ValidationError("--id takes a statement's id") }
    if filter != StatementFilter() || after != nil || archive != nil {
      throw ValidationError("--id names one statement: use it without options that choose some")
    }
  }

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let lookup = PatientLookup(client: client, options: connection.callOptions)
    if id == nil {
      try await SelectionCheck(client: client, options: lookup.options, console: console)
        .check(selection, words: said.query)
      try await client.tell(of: filter, lookup.options, console)
    }
    let begin = try await place(lookup)
    let count = try await console.output.flushingRegularly {
      try await output.format == .jsonl
        ? export(lookup, console, begin)
        : print(lookup, console, begin)
    }
    guard count > 0 else {
      try await NothingFoundAdvice(client: client, options: lookup.options, console: console)
        .say(on: filter)
      throw CommandFailure(.nothingFound, "no statement matches")
    }
  }

  /// The day of the statement that `--after` names, where the answer begins.
  private func place(_ lookup: PatientLookup) async throws -> CalendarDate? {
    guard let after, !after.isEmpty else { return nil }
    return try await AfterArgument.check(after) {
      try await lookup.client.statement(after, options: lookup.options).date
    }
  }

  /// Writes JSON Lines; how many.
  private func export(
    _ lookup: PatientLookup, _ console: Console, _ begin: CalendarDate?
  ) async throws -> Int {
    let needsFew = id != nil || (1...Self.fewStatements).contains(amount.limit)
    var export = StatementExport(
      console: console, output: output, part: part,
      meetings: MeetingMerge(
        lookup, matching: needsFew ? nil : meetings(from: begin), order: order.order,
        keepsEmpty: includesEmptyMeetings),
      speakers: SpeakerDirectory(lookup, matching: needsFew ? nil : speakers))
    if let id {
      try await export.write(lookup.client.statement(id, options: lookup.options))
      return export.count
    }
    let views = lookup.client.statementViews(
      matching: filter, order: order.order, limit: amount.limit, after: after ?? "",
      archive: archive ?? "", options: lookup.options)
    var last: StatementView?
    var answer = views.makeAsyncIterator()
    do {
      while let view = try await answer.next() {
        if last == nil { export.keep(to: answer.archive ?? "") }
        if let needs = try export.writeAlone(view) {
          try await export.write(view.statement(), needing: needs)
        }
        last = view
      }
      if last == nil { export.keep(to: answer.archive ?? "") }
      if includesEmptyMeetings { try await export.writeRest() }
      if isWhole { try await export.writeSilent() }
    } catch {
      throw brokenOff(error, after: last?.id, of: answer.archive)
    }
    return export.count
  }

  /// Writes what is for people and tables; how many.
  private func print(
    _ lookup: PatientLookup, _ console: Console, _ begin: CalendarDate?
  ) async throws -> Int {
    let needsFew = id != nil || (1...Self.fewStatements).contains(amount.limit)
    var printer = StatementPrinter(
      console: console, output: output, citation: citation,
      meetings: MeetingMerge(
        lookup, matching: needsFew ? nil : meetings(from: begin), order: order.order),
      speakers: output.format == .csv
        ? SpeakerDirectory(lookup, matching: needsFew ? nil : speakers) : nil)
    if let id {
      try await printer.print(lookup.client.statement(id, options: lookup.options))
      return printer.count
    }
    let statements = lookup.client.statements(
      matching: filter, order: order.order, limit: amount.limit, after: after ?? "",
      archive: archive ?? "", options: lookup.options)
    var last: Statement?
    var answer = statements.makeAsyncIterator()
    do {
      while let statement = try await answer.next() {
        if last == nil { printer.keep(to: answer.archive ?? "") }
        if try !printer.printOfSameMeeting(statement) { try await printer.print(statement) }
        last = statement
      }
    } catch {
      throw brokenOff(error, after: last?.id, of: answer.archive)
    }
    return printer.count
  }

  /// The error of an answer that broke off, with where it did.
  private func brokenOff(
    _ error: any Error, after last: String?, of archive: String?
  ) -> any Error {
    guard let last, !(error is OutputClosed) else { return error }
    var failure = CommandFailure(describing: error)
    switch failure.status {
    case .unavailable, .deadline, .protocolError:
      failure.message += "; the answer is not complete: go on with --after \(last)"
      if let archive { failure.message += " --archive \(archive)" }
      if includesEmptyMeetings {
        failure.message +=
          ", which gives statements alone, without the meetings and speakers that have none"
      }
    default: break
    }
    return failure
  }
}

extension StatementsCommand {
  /// Whether statements are chosen by more than their meeting and day.
  private var choosesStatements: Bool {
    let filter = self.filter
    return !filter.speakerIDs.isEmpty || !filter.speakerNames.isEmpty || !filter.kinds.isEmpty
      || !filter.words.isEmpty
  }

  /// Which meetings the answer may hold in part.
  fileprivate var part: MeetingPart {
    MeetingPart(
      choosesStatements: choosesStatements || id != nil || amount.limit > 0,
      from: filter.from, to: filter.to, isContinuation: after != nil,
      order: order.order)
  }

  /// Whether meetings without statements belong to the answer: not where statements are chosen, so
  /// that a meeting without any is not meant.
  fileprivate var includesEmptyMeetings: Bool {
    !choosesStatements && id == nil && amount.limit == 0 && after == nil
  }

  /// Whether the answer is the whole archive.
  fileprivate var isWhole: Bool {
    includesEmptyMeetings && filter == StatementFilter()
  }

  /// The meetings that the statements can be of, from a day on in their order; few may be of others that
  /// began before it.
  fileprivate func meetings(from begin: CalendarDate?) -> MeetingQuery {
    let filter = self.filter
    var query = MeetingQuery(
      places: filter.places, order: order.order, ids: filter.meetingIDs,
      statements: includesEmptyMeetings ? nil : filter)
    if includesEmptyMeetings {
      query.from = filter.from
      query.to = filter.to
    } else if order == .oldest {
      query.from = begin
    } else {
      query.to = begin
    }
    return query
  }

  /// The people whom the statements can need.
  fileprivate var speakers: SpeakerQuery {
    SpeakerQuery(statements: filter == StatementFilter() ? nil : filter)
  }
}

/// Prints statements as they come.
struct StatementPrinter {
  private let console: Console
  private let output: OutputOptions
  private var meetings: MeetingMerge
  /// Whom the writer is to know before their first statement; nil where it names nobody.
  private var speakers: SpeakerDirectory?
  private var known: Set<ExactText> = []
  private var writer: any StatementWriter
  private var meeting: Meeting?
  private var record: [UInt8] = []
  /// Statements that were printed.
  private(set) var count = 0

  init(
    console: Console, output: OutputOptions, citation: CitationOptions, meetings: MeetingMerge,
    speakers: SpeakerDirectory?
  ) {
    self.speakers = speakers
    self.console = console
    self.output = output
    self.meetings = meetings
    writer = output.statementWriter(console, citation)
  }

  /// Takes meetings from this archive only; to be called before anything is printed.
  mutating func keep(to archive: String) {
    meetings.keep(to: archive)
    speakers?.keep(to: archive)
  }

  /// Prints a statement of the same meeting as the one before, by somebody who is known; whether it is
  /// one.
  mutating func printOfSameMeeting(_ statement: Statement) throws -> Bool {
    guard let meeting, meeting.id == statement.meetingID, !isNew(statement.attribution.speakerID)
    else { return false }
    try write(statement, in: meeting, isFirst: false)
    return true
  }

  /// Prints a statement.
  mutating func print(
    _ statement: Statement, isolation: isolated (any Actor)? = #isolation
  ) async throws {
    let current = meeting?.id == statement.meetingID ? meeting : nil
    let isFirst = current == nil
    let meeting: Meeting
    if let current {
      meeting = current
    } else {
      meeting = try await meetings.meeting(statement.meetingID, on: statement.date)
      self.meeting = meeting
    }
    let speaker = statement.attribution.speakerID
    if isNew(speaker), let people = try await speakers?.take([speaker]) {
      known.insert(ExactText(speaker))
      writer.begin(speakers: people, silent: [])
    }
    if count == 0 { try output.write(writer.opening(), to: console.output) }
    try write(statement, in: meeting, isFirst: isFirst)
  }

  private func isNew(_ speakerID: String) -> Bool {
    speakers != nil && !speakerID.isEmpty && !known.contains(ExactText(speakerID))
  }

  private mutating func write(
    _ statement: Statement, in meeting: Meeting, isFirst: Bool
  ) throws {
    record.removeAll(keepingCapacity: true)
    writer.write(statement, in: meeting, isFirst: isFirst, to: &record)
    try output.write(record, to: console.output)
    if count == 0 { try console.output.flush() }
    count += 1
  }
}
