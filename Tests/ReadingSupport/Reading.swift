import Foundation
package import Testing
import TranscriptFormats
import TranscriptJSON
package import TranscriptReading

package import Transcripts

/// Reads a text, for tests.
package func read(
  _ text: String, name: String = "sample.txt", format: String? = nil,
  options: ReadingOptions = ReadingOptions()
) throws -> (transcripts: [Transcript], report: ReadingReport) {
  try read(Array(text.utf8), name: name, format: format, options: options)
}

package func read(
  _ bytes: [UInt8], name: String = "sample.txt", format: String? = nil,
  options: ReadingOptions = ReadingOptions()
) throws -> (transcripts: [Transcript], report: ReadingReport) {
  var report = ReadingReport(detail: .everything)
  var transcripts: [Transcript] = []
  try DocumentFormats.read(
    bytes: bytes, name: name, format: format, options: options, report: &report
  ) { transcripts.append($0) }
  return (transcripts, report)
}

/// Transcripts as JSON Lines.
package func exported(_ transcripts: [Transcript]) -> [UInt8] {
  var writer = ExportWriter()
  for transcript in transcripts { writer.write(transcript) }
  return writer.bytes
}

/// A page of the layout with these paragraphs behind its lead.
package func page(
  title: String = "Meeting on winter roads",
  date: String = "February 10, 2022, Old Palace, Lindmark",
  lead: String = "Aron Velt held a meeting on winter roads.", _ paragraphs: [String]
) -> String {
  let head = [
    "View settings", "", "Font size:", "Site colours:", "", "Document\u{A0} /", "", title, "", date,
    "", lead, "",
  ]
  return (head + paragraphs.flatMap { [$0, ""] } + [date]).joined(separator: "\n")
}

/// Label and words of every statement.
package func statements(_ transcript: Transcript) -> [[String]] {
  transcript.statements.map { [$0.attribution.label] + $0.paragraphs }
}

/// The shared data for development; tests that need it say so when it is missing.
package enum SharedData {
  package static let folder: String? = {
    let given = ProcessInfo.processInfo.environment["VERBATIM_SHARED_DATA"]
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let beside = root.appendingPathComponent("../shared/data").standardized.path
    return [given, beside].compactMap { $0 }.first {
      FileManager.default.fileExists(atPath: $0 + "/seed")
    }
  }()

  package static var isThere: Bool { folder != nil }
  package static let comment: Comment =
    "needs the shared data: set VERBATIM_SHARED_DATA, or put ../shared/data beside the package"

  /// The files of a folder that end in a suffix.
  package static func files(_ name: String, _ suffix: String) throws -> [String] {
    let path = try #require(folder) + "/" + name
    return try FileManager.default.contentsOfDirectory(atPath: path).filter {
      $0.hasSuffix(suffix)
    }.sorted().map { path + "/" + $0 }
  }
}

/// The samples that ship with the project.
package enum Samples {
  package static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("scripts/samples").path

  package static func read(_ name: String) throws -> Transcript {
    var report = ReadingReport(detail: .everything)
    var found: Transcript?
    try DocumentFormats.read(path: folder + "/" + name, report: &report) { found = $0 }
    return try #require(found)
  }
}
