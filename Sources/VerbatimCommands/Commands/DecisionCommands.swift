internal import ArgumentParser
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// `verbatim merge`
struct MergeCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Say that several speakers of a server's archive are one person.",
    discussion: """
      The ids that are given up still find the person. The decision holds for whatever is imported later, and \
      is taken back by verbatim decisions --undo. Takes the right people, and as long as the server takes to \
      start from its file.
      """)

  @Argument(help: "Ids that are given up.")
  var ids: [String]

  @Option(help: ArgumentHelp("The id that is kept.", valueName: "id"))
  var into: String

  @OptionGroup var deciding: DecisionOptions

  func run(on console: Console) async throws {
    try await deciding.run(on: console) { client, isDryRun in
      try await client.mergeSpeakers(
        ids, into: into, isDryRun: isDryRun, options: deciding.connection.callOptions)
    }
  }
}

/// `verbatim split`
struct SplitCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Say that a part of what a speaker said is somebody else's.",
    discussion: """
      Which part is said by one of --role, --meeting, --document, and --from with --to. Of several splits that \
      fit a statement the first counts. Taken back by verbatim decisions --undo. Takes the right people.
      """)

  @Argument(help: "The speaker's id.")
  var id: String

  @Option(help: ArgumentHelp("Whose it is: an id that is there, or a new one.", valueName: "id"))
  var into: String

  @Option(help: "What was said in this role.")
  var role: String?

  @Option(help: ArgumentHelp("What was said at the meeting of this id.", valueName: "id"))
  var meeting: String?

  @Option(help: ArgumentHelp("What was said in the document of this name.", valueName: "file"))
  var document: String?

  @Option(
    help: ArgumentHelp("What was said from this day, month or year on.", valueName: "date"),
    transform: DateArgument.init)
  var from: DateArgument?

  @Option(
    help: ArgumentHelp("What was said to this day, or the end of it.", valueName: "date"),
    transform: DateArgument.init)
  var to: DateArgument?

  @OptionGroup var deciding: DecisionOptions

  func run(on console: Console) async throws {
    var conditions: [SplitCondition] = []
    if let role { conditions.append(.role(role)) }
    if let meeting { conditions.append(.meeting(meeting)) }
    if let document { conditions.append(.document(document)) }
    if from != nil || to != nil { conditions.append(.days(from?.first, to?.last)) }
    guard conditions.count == 1 else {
      throw CommandFailure(
        .usage, "say which part it is by one of --role, --meeting, --document, and --from with --to"
      )
    }
    try await deciding.run(on: console) { client, isDryRun in
      try await client.splitSpeaker(
        id, conditions[0], into: into, isDryRun: isDryRun,
        options: deciding.connection.callOptions)
    }
  }
}

/// `verbatim apart`
struct ApartCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "apart",
    abstract: "Say that two speakers of a server's archive are two people.",
    discussion: """
      They cannot be merged then. Taken back by verbatim decisions --undo. Takes the right people.
      """)

  @Argument(help: "An id.")
  var id: String

  @Argument(help: "The other one.")
  var other: String

  @OptionGroup var deciding: DecisionOptions

  func run(on console: Console) async throws {
    try await deciding.run(on: console) { client, isDryRun in
      try await client.keepApart(
        id, other, isDryRun: isDryRun, options: deciding.connection.callOptions)
    }
  }
}

/// `verbatim name`
struct NameCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "name",
    abstract: "Say which name of a speaker to show.",
    discussion: "Taken back by verbatim decisions --undo. Takes the right people.")

  @Argument(help: "The speaker's id.")
  var id: String

  @Argument(help: "The name.")
  var name: String

  @OptionGroup var deciding: DecisionOptions

  func run(on console: Console) async throws {
    try await deciding.run(on: console) { client, isDryRun in
      try await client.nameSpeaker(
        id, name, isDryRun: isDryRun, options: deciding.connection.callOptions)
    }
  }
}

/// `verbatim decisions`
struct DecisionsCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "decisions",
    abstract: "List what is decided about who is who, or take a decision back.",
    discussion: """
      Each is a line of a merge file. Those without a number stand in the merge file that the server was \
      started with, and are taken back there. Takes the right people.
      """)

  @Option(help: ArgumentHelp("Take the decision of this number back.", valueName: "number"))
  var undo: UInt64?

  @Flag(help: "List those that were undone, too.")
  var all = false

  @OptionGroup var deciding: DecisionOptions

  func run(on console: Console) async throws {
    if let undo {
      return try await deciding.run(on: console) { client, isDryRun in
        try await client.undoDecision(
          undo, isDryRun: isDryRun, options: deciding.connection.callOptions)
      }
    }
    guard !deciding.isDryRun else {
      throw CommandFailure(.usage, "--dry-run goes with --undo")
    }
    let client = try deciding.connection.client(console.environment)
    defer { client.close() }
    for decision in try await client.decisions(
      includingUndone: all, options: deciding.connection.callOptions)
    {
      var line = VisibleText.visible(decision.text)
      if decision.number > 0 {
        line = "\(decision.number)  \(line)  \(decision.time)  by \(decision.principal)"
      }
      if decision.undone > 0 { line += "  (undone)" }
      if !decision.problem.isEmpty { line += "  (set aside: \(decision.problem))" }
      try console.output.write(line + "\n")
    }
  }
}
