internal import LoadReports

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The files that a load test's report goes to, opened before the run: a path that cannot be written
/// is told at once and not after minutes.
struct LoadReportFiles {
  private var files: [String: OutputFile] = [:]
  private let earlier: [LoadReport]

  init(_ options: LoadOutputOptions) throws {
    for path in [options.json, options.csv, options.hgrm, options.html].compactMap(\.self) {
      // Not cut off yet: a run that fails leaves the last one's report.
      files[path] = try OutputFile(path)
    }
    earlier = try options.overlay.map(Self.read)
  }

  private static func read(_ path: String) throws -> LoadReport {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.noInput, "\(path) cannot be opened")
    }
    do {
      return try LoadReport(json: Array(data))
    } catch {
      throw CommandFailure(.data, "\(path): \(error)")
    }
  }

  /// Writes the report in every form that was asked for; the text for people goes to standard output
  /// unless data goes there.
  func write(_ report: LoadReport, options: LoadOutputOptions, to console: Console) throws {
    try put(report.json(), options.json, console)
    if options.csv != nil { try put(report.csv(), options.csv, console) }
    if options.hgrm != nil { try put(report.hgrm(), options.hgrm, console) }
    if options.html != nil {
      try put(Array(LoadPage.html(earlier + [report]).utf8), options.html, console)
    }
    guard !options.takesStandardOutput else { return }
    let text = report.text(
      width: options.display.columns(console) ?? LoadOutputOptions.usualWidth,
      isStyled: options.display.isColoured(console))
    try console.output.write(text)
  }

  private func put(_ bytes: [UInt8], _ path: String?, _ console: Console) throws {
    guard let path else { return }
    try files[path]?.write(bytes, console)
  }
}

extension LoadOutputOptions {
  func open() throws -> LoadReportFiles { try LoadReportFiles(self) }
}
