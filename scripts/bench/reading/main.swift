// Reads documents and says what came of it.
//
//   bench-reading --score FILE…      a line of JSON for each document, for scoring
//   bench-reading --report FILE…     what was read as what
//   bench-reading [--rounds N] FILE… bytes, statements, seconds and MB/s, file by file
import TranscriptFormats
import Transcripts

var mode = "bench"
var rounds = 5
var files: [String] = []
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--score", "--report": mode = argument
  case "--rounds": rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
  default: files.append(argument)
  }
}
for file in files {
  do {
    switch mode {
    case "--score":
      var report = ReadingReport(detail: .none)
      try DocumentFormats.read(path: file, report: &report) {
        print(ScoreLine.render($0, source: file))
      }
    case "--report":
      var report = ReadingReport(detail: .everything)
      defer { print(report.text, terminator: "") }
      try DocumentFormats.read(path: file, report: &report) { _ in }
    default:
      let bytes = try Document(path: file).contents(limit: .max)
      var best = Duration.seconds(1_000_000)
      var report = ReadingReport(detail: .none)
      for _ in 0..<rounds {
        report = ReadingReport(detail: .none)
        let taken = try ContinuousClock().measure {
          try DocumentFormats.read(bytes: bytes, name: file, report: &report) { _ in }
        }
        best = min(best, taken)
      }
      let seconds =
        Double(best.components.seconds) + Double(best.components.attoseconds) / 1e18
      let rate = Double(bytes.count) / seconds / 1e6
      print(
        "\(file): \(report.format), \(bytes.count) bytes, \(report.statementCount) statements,",
        "\(seconds) s, \(Int(rate)) MB/s (best of \(rounds))")
    }
  } catch {
    print("\(error)")
  }
}
