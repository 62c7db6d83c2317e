internal import ArgumentParser
internal import TranscriptOutput

/// How answers are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case jsonl
  case csv
  case markdown
}

/// Options of every command that writes data.
struct OutputOptions: ParsableArguments {
  @Option(
    help: """
      text for people, jsonl that this project reads back, csv (RFC 4180, with a header), or markdown.
      """)
  var format = OutputFormat.text

  @OptionGroup var cells: CellOptions
  @OptionGroup var display: DisplayOptions

  /// Writes bytes of this format, safe for a terminal if they go to one.
  func write(_ bytes: [UInt8], to output: TextOutput) throws {
    guard output.isTerminal else { return try output.write(bytes) }
    switch format {
    case .text: try output.write(bytes)  // Made visible where it was put together.
    case .jsonl: try output.write(VisibleText.visible(json: bytes))
    case .csv, .markdown: try output.write(VisibleText.visible(data: bytes))
    }
  }

  /// A writer of statements in this format.
  func statementWriter(
    _ console: Console, _ citation: CitationOptions
  ) -> any StatementWriter {
    switch format {
    case .text:
      TranscriptTextWriter(
        width: display.columns(console), isColoured: display.isColoured(console),
        cites: citation.cite)
    case .jsonl: StatementJSONWriter()
    case .csv: StatementCSVWriter(isExact: cells.exactCells)
    case .markdown: TranscriptMarkdownWriter(cites: citation.cite)
    }
  }
}

/// Options of commands that write statements.
struct CitationOptions: ParsableArguments {
  @Flag(
    help: """
      Write below each statement what one cites it by, where the format has no columns for it: its id, \
      the time it was made, and the address of its source.
      """)
  var cite = false
}

/// How fields of csv are written.
struct CellOptions: ParsableArguments {
  @Flag(
    help: """
      Fields of csv as they are. Otherwise those that a spreadsheet would run, beginning with = + - @, \
      get an apostrophe before them, which this project takes away when it reads them.
      """)
  var exactCells = false
}

/// How text for people looks.
struct DisplayOptions: ParsableArguments {
  enum Colour: String, ExpressibleByArgument, CaseIterable {
    case auto
    case always
    case never
  }

  @Option(
    name: [.customLong("color"), .customLong("colour")],
    help: "Colour: auto means on a terminal, unless the environment variable NO_COLOR is set.")
  var colour = Colour.auto

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Columns of a line of text; by default those of the terminal, otherwise no limit.",
      valueName: "columns"),
    transform: { text in
      guard let number = Int(text) else {
        throw ValidationError("--width takes 20 to 10000 columns, not “\(text)”")
      }
      return number
    })
  var width: Int?

  func validate() throws {
    if let width, !(20...10_000).contains(width) {
      throw ValidationError("--width takes 20 to 10000 columns, not \(width)")
    }
  }

  func columns(_ console: Console) -> Int? { width ?? console.width }

  func isColoured(_ console: Console) -> Bool {
    switch colour {
    case .always: true
    case .never: false
    // https://no-color.org: when present and not empty, whatever its value.
    case .auto:
      console.output.isTerminal && (console.environment["NO_COLOR"] ?? "").isEmpty
        && console.environment["TERM"] != "dumb"
    }
  }
}
