internal import ArgumentParser
internal import LoadReports

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Options that say where what a load test found is written to.
struct LoadOutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Everything as JSON; - for standard output.", valueName: "file"),
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

  func validate() throws {
    if [json, csv, hgrm, html].filter({ $0 == "-" }).count > 1 {
      throw ValidationError("standard output takes one of --json, --csv, --hgrm and --html")
    }
    if !overlay.isEmpty, html == nil {
      throw ValidationError("--overlay needs --html beside it")
    }
  }
}
