internal import ArgumentParser
internal import LoadReports

/// Options that say where what a load test found is written to.
struct LoadOutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Everything as JSON; - for standard output, in place of the text.", valueName: "file"),
    completion: .file())
  var json: String?

  @Option(
    help: ArgumentHelp("The time line as CSV; - for standard output.", valueName: "file"),
    completion: .file())
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "The latency's distribution as HdrHistogram prints it; - for standard output.",
      valueName: "file"), completion: .file())
  var hgrm: String?

  @Option(
    help: ArgumentHelp("A page with plots that opens without a network.", valueName: "file"),
    completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp(
      "JSON of an earlier run that the page of --html shows beside this one. May be repeated.",
      valueName: "file"), completion: .file())
  var overlay: [String] = []

  @Option(help: ArgumentHelp("What this run is called where several are shown.", valueName: "name"))
  var label: String?

  @OptionGroup var display: DisplayOptions

  /// Columns of the text where it goes to no terminal.
  static let usualWidth = 100

  private var paths: [String] { [json, csv, hgrm, html].compactMap(\.self) }

  /// Whether data goes to standard output in place of the text for people.
  var takesStandardOutput: Bool { paths.contains("-") }

  func validate() throws {
    if paths.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard output takes one of --json, --csv, --hgrm and --html")
    }
    let files = paths.filter { $0 != "-" }
    if Set(files).count < files.count {
      throw ValidationError("--json, --csv, --hgrm and --html need a file each")
    }
    if overlay.count >= LoadPage.maximumReports {
      throw ValidationError(
        "at most \(LoadPage.maximumReports) reports can be told apart, not \(overlay.count + 1)")
    }
    if !overlay.isEmpty, html == nil {
      throw ValidationError("--overlay needs --html beside it")
    }
  }
}
