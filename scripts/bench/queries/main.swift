// Times queries on the in-memory archive, in process and on one thread, and checks every answer
// against a plain scan.
import Archive
import Foundation
import Transcripts

let usage = """
  usage: bench-queries PREFIX [ROUNDS [CLASS]]

  Loads PREFIX.jsonl, runs the classes q1, q2, q3, q9 and q10 of PREFIX.queries.json and prints the
  median and the 99th percentile of each in microseconds.

    q1   a speaker in a year, first 100 statements, copied out
    q2   the number of the same, all of them
    q3   all statements of a week, copied out
    q9   everything by the speaker who speaks most, copied out
    q10  one statement by its id, copied out

  ROUNDS is how often each query is timed (3); a round before that warms up. CLASS runs only one
  class, for a profiler. Build it with
  `swift build -c release --product bench-queries`.
  """

let arguments = CommandLine.arguments
guard (2...4).contains(arguments.count), !arguments.contains("--help"),
  let rounds = arguments.count > 2 ? Int(arguments[2]) : 3, rounds > 0
else {
  print(usage)
  exit(arguments.contains("--help") ? 0 : 64)
}

do {
  try bench(prefix: arguments[1], rounds: rounds, only: arguments.count > 3 ? arguments[3] : nil)
} catch {
  FileHandle.standardError.write(Data("bench-queries: \(error)\n".utf8))
  exit(1)
}

func bench(prefix: String, rounds: Int, only: String?) throws {
  let archive = Archive()
  let started = Date()
  let corpus = try Corpus(path: prefix + ".jsonl", into: archive)
  let snapshot = archive.snapshot
  let bytes = snapshot.byteCounts
  print(
    "loaded \(snapshot.statementCount) statements of \(snapshot.meetingCount) meetings and "
      + "\(snapshot.speakerCount) speakers in \(rounded(Date().timeIntervalSince(started))) s; "
      + "statements \(bytes.statements >> 20) MiB, indexes \(bytes.indexes >> 20) MiB, "
      + "\(snapshot.segmentCount) segment(s)")
  printMemory()

  let mix = try QueryMix(path: prefix + ".queries.json")
  let runner = Runner(snapshot: snapshot, corpus: corpus)
  func statements(_ speaker: String?, _ from: String?, _ to: String?, limit: UInt64 = 0) throws
    -> StatementQuery
  {
    StatementQuery(
      filter: StatementFilter(
        speakerNames: speaker.map { [$0] } ?? [], from: from.flatMap { CalendarDate($0) },
        to: to.flatMap { CalendarDate($0) }), limit: limit)
  }
  let q1 = try mix.q1.map { try statements($0[0], $0[1], $0[2], limit: 100) }
  let q3 = try mix.q3.map { try statements(nil, $0[0], $0[1]) }
  let q9 = try mix.q9.map { try statements($0[0], nil, nil) }
  let q10 = mix.q10.map { corpus.id(corpus.rows[$0[0]]) }

  try verify(q1: q1, q3: q3, q9: q9, q10: q10, runner)
  var checksum = 0
  func run<Query>(
    _ name: String, _ queries: [Query], rounds: Int, _ body: (Query) throws -> Int
  ) rethrows {
    guard only == nil || only == name else { return }
    report(name, try runner.time(queries, rounds: rounds) { checksum &+= try body($0) })
  }
  try run("q1", q1, rounds: rounds) { try runner.deliver($0) }
  try run("q2", q1, rounds: rounds) { Int(try snapshot.count($0.filter).total) }
  try run("q3", q3, rounds: rounds) { try runner.deliver($0) }
  try run("q9", q9, rounds: max(rounds, 50)) { try runner.deliver($0) }
  run("q10", q10, rounds: rounds) { runner.deliver(id: $0) }
  print("(checksum \(checksum))")
}

func verify(
  q1: [StatementQuery], q3: [StatementQuery], q9: [StatementQuery], q10: [String],
  _ runner: Runner
) throws {
  for query in q1 + q3 + q9 {
    let filter = query.filter
    let days = filter.from.map { $0.daysSinceEpoch...filter.to!.daysSinceEpoch }
    let all = runner.scan(speaker: filter.speakerNames.first, days: days)
    let expected = query.limit == 0 ? all : Array(all.prefix(Int(query.limit)))
    let answer = try runner.answer(query)
    guard answer.ids == expected, try runner.deliver(query) == answer.byteCount,
      try runner.snapshot.count(filter).total == UInt64(all.count)
    else {
      throw CorpusError(description: "another answer than a plain scan's for \(filter)")
    }
  }
  for id in q10 where runner.deliver(id: id) == 0 {
    throw CorpusError(description: "\(id) is not found")
  }
  print("answers of \(q1.count + q3.count + q9.count) queries equal a plain scan's")
}

func report(_ name: String, _ samples: [Double]) {
  let p50 = samples[samples.count / 2]
  let p99 = samples[min(samples.count - 1, samples.count * 99 / 100)]
  print("\(name)  p50 \(rounded(p50)) µs  p99 \(rounded(p99)) µs  (\(samples.count) samples)")
}

func rounded(_ value: Double) -> String { String(format: "%.2f", value) }

/// Memory of the process, where the system tells.
func printMemory() {
  guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
    return
  }
  for line in status.split(separator: "\n") where line.hasPrefix("Rss") || line.hasPrefix("VmHWM") {
    print(line.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }
}
