internal import ArgumentParser
internal import TranscriptFormats
internal import TranscriptReading
internal import Transcripts
internal import VerbatimClient

/// `verbatim import`
struct ImportCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Have the server read documents and keep what they hold.",
    discussion: """
      The server reads them as `verbatim parse` does, and says of each what came of it once it is on its \
      disk. Of folders everything that is a transcript is taken, and what is not is said. What the archive \
      has changes nothing, so that an import that broke off is done again from its beginning. Prints a \
      line for each meeting that is revised, left out or refused, and sums up; --verbose also those that \
      are new, and each place that may be read wrongly.
      """)

  @Argument(help: "Files and folders; - for standard input.", completion: .file())
  var paths: [String]

  @Flag(name: .customLong("dry-run"), help: "Only say what would be done.")
  var isDryRun = false

  @Flag(help: "Take nothing of a document that may be read wrongly, and end with 65 then.")
  var strict = false

  @Flag(help: "Say what came of each meeting, and what may be read wrongly.")
  var verbose = false

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

  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  private static func day(_ text: String) throws -> CalendarDate {
    do {
      return try CalendarDate(iso: text)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func validate() throws {
    if let documentFormat, DocumentFormats.reader(named: documentFormat) == nil {
      let known = DocumentFormats.readers.map(\.format).joined(separator: ", ")
      throw ValidationError("--as takes one of: \(known)")
    }
  }

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    var importing = Importing(self, console)
    // What is said of a document is on the disk, whatever comes of this program.
    try await console.output.flushingRegularly { try await importing.run(client) }
    try importing.finish()
  }

  /// What the server is told of a document.
  func head(_ path: String) -> DocumentHead {
    DocumentHead(
      name: path == DocumentFinder.standardInput ? "standard input" : path,
      format: documentFormat ?? "", date: date, language: language ?? "", isDryRun: isDryRun,
      isStrict: strict)
  }
}
