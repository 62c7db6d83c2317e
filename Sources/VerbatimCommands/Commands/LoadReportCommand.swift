internal import ArgumentParser
internal import LoadReports
internal import TranscriptFormats
internal import TranscriptReading

/// `verbatim load-report`
struct LoadReportCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "load-report",
    abstract: "Show what load tests found, again or beside each other.",
    discussion: """
      Reads what verbatim load-test --json wrote. Without an option that names a file it writes text \
      for people. Of several reports --html makes one page with all of them in each plot and a \
      table that compares them with the first.
      """)

  @Argument(
    help: "Reports in JSON; - for standard input.", completion: .file(extensions: ["json"]))
  var paths: [String]

  @Flag(help: "Write text for people, also beside files.")
  var text = false

  @Option(
    help: ArgumentHelp("A page with plots that opens without a network.", valueName: "file"),
    completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp(
      "The time lines as CSV (RFC 4180), a row an interval; - for standard output.",
      valueName: "file"), completion: .file())
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Latency as an HdrHistogram percentile listing, in milliseconds, of one report; - for "
        + "standard output.", valueName: "file"), completion: .file())
  var hgrm: String?

  @Option(
    help: ArgumentHelp(
      "The step that --hgrm lists, from 1; all of them together by default.", valueName: "number"))
  var step: Int?

  @OptionGroup(title: "Output") var display: DisplayOptions

  /// Columns of text that goes elsewhere than to a terminal.
  private static let usualWidth = 100

  func validate() throws {
    if paths.count > LoadPage.maximumReports {
      throw ValidationError(
        "at most \(LoadPage.maximumReports) reports can be told apart, not \(paths.count)")
    }
    if paths.count > 1, hgrm != nil {
      throw ValidationError("--hgrm lists one report, not \(paths.count)")
    }
    if step != nil, hgrm == nil { throw ValidationError("--step needs --hgrm beside it") }
    let toOutput = [html, csv, hgrm].filter { $0 == "-" }.count + (writesText ? 1 : 0)
    if toOutput > 1 {
      throw ValidationError("standard output takes one of --text, --html, --csv and --hgrm")
    }
  }

  private var writesText: Bool { text || (html == nil && csv == nil && hgrm == nil) }

  func run(on console: Console) async throws {
    let reports = try paths.map(Self.read)
    let steps = reports.first?.steps.count ?? 0
    if let step, !(1...max(1, steps)).contains(step) {
      throw CommandFailure(.usage, "--step \(step): the report has \(steps) steps")
    }
    if let html { try OutputFile(html).write(Array(LoadPage.html(reports).utf8), console) }
    if let csv { try OutputFile(csv).write(LoadReport.csv(reports), console) }
    if let hgrm, let report = reports.first {
      try OutputFile(hgrm).write(report.hgrm(step: step.map { $0 - 1 }), console)
    }
    guard writesText else { return }
    for (index, report) in reports.enumerated() {
      if index > 0 { try console.output.write("\n") }
      try console.output.write(
        report.text(
          width: display.columns(console) ?? Self.usualWidth,
          isStyled: display.isColoured(console)))
    }
  }

  /// Reads a report, or says what is wrong with the file.
  static func read(_ path: String) throws -> LoadReport {
    let document = try Document(path: path)
    do {
      return try LoadReport(json: document.contents(limit: LoadReport.maximumJSONSize))
    } catch let error as LoadReportError {
      throw CommandFailure(.data, "\(document.name) is no report of a load test: \(error)")
    }
  }
}
