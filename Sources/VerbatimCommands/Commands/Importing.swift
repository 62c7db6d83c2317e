internal import RPC
internal import RPCClient
internal import Synchronization
internal import TranscriptReading
internal import Transcripts
internal import VerbatimClient

/// The import of one `verbatim import`: reads files as the server takes them, and tells what came of them.
struct Importing {
  private let command: ImportCommand
  private let console: Console
  private let line: ProgressLine
  private var sums = Sums()
  private var failures: [CommandFailure] = []

  private struct Sums {
    var documents = 0
    var outcomes: [MeetingReport.Outcome: Int] = [:]
    var statements = 0
    var warnings = 0
    var passedOver = 0

    func count(_ outcome: MeetingReport.Outcome) -> Int { outcomes[outcome, default: 0] }
  }

  init(_ command: ImportCommand, _ console: Console) {
    self.command = command
    self.console = console
    line = ProgressLine(console.messages)
  }

  mutating func run(_ client: ArchiveClient) async throws {
    let (files, named) = find()
    guard !files.isEmpty else { return }
    let documents = Documents(files: files, command: command)
    defer { line.clear() }
    do {
      for try await report in client.importDocuments(
        documents, options: command.connection.callOptions)
      {
        try tell(report, isNamed: named.contains(report.name))
        line.show("\(sums.documents) of \(files.count) documents")
      }
    } catch let error as RPCError {
      line.clear()
      tellUnread(documents)
      if sums.documents > 0, !command.isDryRun {
        console.say(
          "\(sums.documents) of \(files.count) documents are imported: do the same again for the others"
        )
      }
      throw error
    }
    line.clear()
    tellUnread(documents)
  }

  /// The files there are to read, and the names of those that were named themselves.
  private mutating func find() -> (files: [String], named: Set<String>) {
    var files: [String] = []
    var named: Set<String> = []
    for path in command.paths {
      do {
        let found = try DocumentFinder(paths: [path])
        files += found.documents.map(\.path)
        if found.documents.contains(where: { $0.path == path }) {
          named.insert(command.head(path).name)
        }
        for problem in found.problems { fail(CommandFailure(problem)) }
      } catch let error as DocumentError {
        fail(CommandFailure(error))
      } catch {
        fail(CommandFailure(describing: error))
      }
    }
    return (files, named)
  }

  private mutating func tellUnread(_ documents: Documents) {
    for failure in documents.takeFailures() { fail(failure) }
  }

  private mutating func fail(_ failure: CommandFailure) {
    line.clear()
    console.say(failure.message)
    failures.append(failure)
  }

  // MARK: What came of them

  private mutating func tell(_ report: DocumentReport, isNamed: Bool) throws {
    sums.documents += 1
    sums.warnings += Int(clamping: report.warningCount)
    for meeting in report.meetings {
      sums.outcomes[meeting.outcome, default: 0] += 1
      if [.added, .revised].contains(meeting.outcome) {
        sums.statements += Int(meeting.statementCount)
      }
      try tell(meeting, of: report)
    }
    if !report.error.isEmpty {
      if report.format.isEmpty, !isNamed {
        sums.passedOver += 1
        line.clear()
        console.say("passed over: \(report.error)")
      } else {
        fail(CommandFailure(.data, report.error))
      }
    }
    guard report.warningCount > 0 else { return }
    line.clear()
    guard command.verbose else {
      let first = report.warnings.first.map { warning in
        (warning.line > 0 ? ", the first in line \(warning.line): " : ", the first: ")
          + warning.explanation
      }
      return console.say(
        "\(report.name): \(report.warningCount) places may be read wrongly\(first ?? "")")
    }
    for warning in report.warnings {
      let place = warning.line > 0 ? ":\(warning.line)" : ""
      let wording = warning.wording.isEmpty ? "" : " “\(warning.wording)”"
      console.say(
        "\(report.name)\(place): \(warning.rule)\(wording): \(warning.explanation)")
    }
    let left = report.warningCount - UInt64(report.warnings.count)
    if left > 0 { console.say("\(report.name): and \(left) more") }
  }

  private mutating func tell(_ meeting: MeetingReport, of report: DocumentReport) throws {
    let outcome =
      switch meeting.outcome {
      case .unspecified: "done"
      case .added: "added"
      case .revised: "revised"
      case .unchanged: "unchanged"
      case .repeated: "left out, as the archive has its words"
      case .refused: "refused"
      }
    if meeting.outcome == .refused {
      failures.append(CommandFailure(.data))
      line.clear()
      return console.say("\(report.name): a meeting is refused: \(meeting.problem)")
    }
    guard command.verbose || ![.added, .unchanged].contains(meeting.outcome) else { return }
    line.clear()
    try console.output.write("\(meeting.id) \(meeting.revision) \(outcome): \(report.name)\n")
  }

  /// Sums up, and throws the first failure.
  func finish() throws {
    if sums.documents > 0 {
      var parts = [
        "\(sums.count(.added)) added", "\(sums.count(.revised)) revised",
        "\(sums.count(.unchanged)) unchanged",
      ]
      if sums.count(.repeated) > 0 { parts.append("\(sums.count(.repeated)) left out") }
      if sums.count(.refused) > 0 { parts.append("\(sums.count(.refused)) refused") }
      let would = command.isDryRun ? "dry run, nothing is changed: " : ""
      try console.output.write(
        "\(would)\(sums.documents) documents, meetings: \(parts.joined(separator: ", ")); "
          + "\(sums.statements) statements\n")
    }
    try console.output.flush()
    if let failure = failures.first { throw CommandFailure(failure.status) }
    if command.strict, sums.warnings + sums.passedOver > 0 {
      throw CommandFailure(
        .data,
        "--strict: \(sums.warnings) warnings, \(sums.passedOver) files of folders not read")
    }
    guard sums.documents > sums.passedOver else {
      throw CommandFailure(.nothingFound, "there is no transcript in what was named")
    }
  }
}

/// The files of an import, each read when the server takes the next.
private final class Documents: AsyncSequence, Sendable {
  typealias Element = ImportedDocument

  private let files: [String]
  private let command: ImportCommand
  private let failures = Mutex<[CommandFailure]>([])

  init(files: [String], command: ImportCommand) {
    self.files = files
    self.command = command
  }

  /// Why some could not be read, which then were left out.
  func takeFailures() -> [CommandFailure] { failures.withLock { exchange(&$0, with: []) } }

  func makeAsyncIterator() -> Iterator { Iterator(documents: self) }

  struct Iterator: AsyncIteratorProtocol {
    let documents: Documents
    var position = 0

    mutating func next() async throws -> ImportedDocument? {
      while position < documents.files.count {
        try Task.checkCancellation()
        defer { position += 1 }
        if let document = documents.read(documents.files[position]) { return document }
      }
      return nil
    }
  }

  private func read(_ path: String) -> ImportedDocument? {
    do {
      let document = try Document(path: path)
      return ImportedDocument(
        head: command.head(path),
        bytes: try document.contents(limit: ReadingOptions.defaultMaximumDocumentSize))
    } catch let error as DocumentError {
      failures.withLock { $0.append(CommandFailure(error)) }
    } catch {
      failures.withLock { $0.append(CommandFailure(describing: error)) }
    }
    return nil
  }
}

private func exchange<Value>(_ value: inout Value, with other: Value) -> Value {
  defer { value = other }
  return value
}
