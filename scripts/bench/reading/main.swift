// Reads documents and says what came of it.
//
//   bench-reading --report FILE…         what was read as what
//   bench-reading [--rounds N] FILE…     size, statements, MB/s, CPU and memory, file by file
//   bench-reading [--rounds N] --enlarge MB FILE…
//                                        the same for one long document made of all the files,
//                                        which must be of one format; it is written to a temporary
//                                        file and read from there
//
// MB/s are by CPU time, the best round of N, because others may use the machine. Memory is the
// highest resident size while one round reads, above what the process had before.
import Foundation
import TranscriptFormats
import TranscriptJSON
import TranscriptReading
import Transcripts

var reports = false
var rounds = 5
var enlargedTo: Int?
var files: [String] = []
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--report": reports = true
  case "--rounds": rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
  case "--enlarge": enlargedTo = arguments.popFirst().flatMap { Int($0) }
  default: files.append(argument)
  }
}

if let megabytes = enlargedTo, let first = files.first {
  let documents = try files.map { try Document(path: $0).contents(limit: .max) }
  let sample = try Document(path: first).sample()
  guard let format = DocumentFormats.reader(for: sample)?.format,
    let enlargement = Enlargement(documents, format: format)
  else {
    FileHandle.standardError.write(Data("\(first): cannot be enlarged\n".utf8))
    exit(65)
  }
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("bench-reading-\(getpid())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let long = folder.appendingPathComponent(URL(fileURLWithPath: first).lastPathComponent)
  try Data(enlargement.document(byteCount: megabytes * 1_000_000)).write(to: long)
  measure([long.path], rounds: rounds)
} else if reports {
  for file in files {
    var report = ReadingReport(detail: .everything)
    defer { print(report.text, terminator: "") }
    do {
      try DocumentFormats.read(path: file, report: &report) { _ in }
    } catch {
      print("\(error)")
    }
  }
} else {
  measure(files, rounds: rounds)
}

func measure(_ files: [String], rounds: Int) {
  for file in files {
    do {
      print(try Measurement(of: file, rounds: rounds))
    } catch {
      print("\(error)")
    }
  }
}
