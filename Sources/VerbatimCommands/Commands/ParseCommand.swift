internal import ArgumentParser
internal import TranscriptFormats
internal import TranscriptOutput
internal import TranscriptReading
internal import Transcripts

/// `verbatim parse`
struct ParseCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Read transcripts without a server and show what was understood.",
    discussion: """
      What deserves a look is said on standard error. Files that are named must be transcripts; of \
      folders everything that is one is read, and what is not is said. Formats of output beyond \
      those of other commands: score for scoring against ground truth, report for what was read as \
      what and why, report-json for the same as JSON Lines, people for who spoke under which names \
      and roles and when; that is also a merge file to begin with.
      """)

  /// How a reading is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case jsonl
    case csv
    case markdown
    case score
    case report
    case reportJSON = "report-json"
    case people
  }

  @Argument(
    help: "Files and folders; - for standard input.", completion: .file())
  var paths: [String]

  @Option(help: "What to write: the transcript, or how it was read.")
  var format = Format.text

  @OptionGroup(title: "Output") var cells: CellOptions
  @OptionGroup(title: "Output") var display: DisplayOptions
  @OptionGroup(title: "Output") var citation: CitationOptions

  @Flag(help: "End with 65 when there was any warning, or a file of a folder is no transcript.")
  var strict = false

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      """
      The documents' format instead of the one found: \
      \(DocumentFormats.readers.map(\.format).joined(separator: ", ")).
      """, valueName: "format"), completion: .list(DocumentFormats.readers.map(\.format)))
  var documentFormat: String?

  @Option(
    help: ArgumentHelp("The meeting's day, where a document does not say.", valueName: "date"),
    transform: Self.day)
  var date: CalendarDate?

  @Option(
    help: ArgumentHelp(
      "The language of the text as a BCP 47 tag, where a document does not say.", valueName: "tag"))
  var language: String?

  @Option(
    help: ArgumentHelp(
      """
      What columns of tables hold whose heads do not say it: COLUMN=HEAD,…; a head may be a number, \
      from 1. Columns: \(TableHeads.Column.allCases.map(\.rawValue).joined(separator: ", ")).
      """, valueName: "columns"),
    transform: Self.columns)
  var columns: TableHeads?

  @Option(
    help: ArgumentHelp(
      """
      Which number of days such as 3/6/2021 is the day, where a document does not say: day-first or \
      month-first.
      """, valueName: "order"), completion: .list(DayOrder.allCases.map(\.rawValue)))
  var dayOrder: String?

  @Option(
    help: ArgumentHelp(
      """
      The encoding of documents that are no UTF-8 and name none, as iconv(1) knows it: \
      WINDOWS-1251, KOI8-R, WINDOWS-1252.
      """, valueName: "name"))
  var encoding: String?

  @Option(
    help: ArgumentHelp(
      """
      A file that settles who is who across documents: lines like “merge ID -> ID”, “apart ID ID”, \
      “name ID "Name"” and “split ID "Role" -> ID”; splits also by “meeting ID”, “document FILE” and \
      “2015-01-01..2018-12-31”.
      """, valueName: "file"), completion: .file())
  var merge: String?

  private static func day(_ text: String) throws -> CalendarDate {
    do {
      return try CalendarDate(iso: text)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  private static func columns(_ text: String) throws -> TableHeads {
    do {
      return try TableHeads(text)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func validate() throws {
    if let documentFormat, DocumentFormats.reader(named: documentFormat) == nil {
      let known = DocumentFormats.readers.map(\.format).joined(separator: ", ")
      throw ValidationError("--as takes one of: \(known)")
    }
    if let dayOrder, DayOrder(rawValue: dayOrder) == nil {
      throw ValidationError("--day-order takes day-first or month-first, not “\(dayOrder)”")
    }
    if let encoding, !TextEncoding.isKnown(encoding) {
      throw ValidationError("--encoding takes a name that iconv(1) knows, not “\(encoding)”")
    }
  }

  func run(on console: Console) async throws {
    try await run(on: console, heldBytes: HeldDocuments.defaultLimit)
  }

  /// - Parameter heldBytes: Bytes of text that are held of files; beyond, they are read twice.
  func run(on console: Console, heldBytes: Int) async throws {
    var reading = try DocumentReading(command: self, console: console, heldBytes: heldBytes)
    for path in paths {
      try await reading.read(path)
    }
    reading.settlePeople()
    try await reading.writeHeld()
    try reading.writePeople()
    try console.output.flush()
    reading.sayProposals()
    try reading.finish()
  }

  var options: ReadingOptions {
    var options = ReadingOptions(date: date, language: language ?? "")
    options.columns = columns ?? TableHeads()
    options.dayOrder = dayOrder.flatMap(DayOrder.init)
    options.encoding = encoding
    return options
  }

  /// Whether what is written names people by their ids, which all documents have a say in.
  var namesPeople: Bool { format == .jsonl || format == .csv }

  func writer(_ console: Console) -> (any StatementWriter)? {
    switch format {
    case .text:
      TranscriptTextWriter(
        width: display.columns(console), isColoured: display.isColoured(console),
        cites: citation.cite)
    case .jsonl: StatementJSONWriter()
    case .csv: StatementCSVWriter(isExact: cells.exactCells)
    case .markdown: TranscriptMarkdownWriter(cites: citation.cite)
    case .score, .report, .reportJSON, .people: nil
    }
  }
}
