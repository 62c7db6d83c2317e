// Times queries on the in-memory archive, in process and on one thread, and checks every answer
// against a plain scan.
import Archive
import Foundation
import Transcripts

let usage = """
  usage: bench-queries PREFIX [ROUNDS [CLASS]]
         bench-queries PREFIX --frames FILE
         bench-queries PREFIX --commands

  Loads PREFIX.jsonl, runs the classes of PREFIX.queries.json and prints the
  median and the 99th percentile of each in microseconds.

    q1   a speaker in a year, first 100 statements, copied out
    q2   the number of the same, all of them
    q3   all statements of a week, copied out
    q4   a speaker's statements of a year with a word, the first 20, copied out
    q5   the number of statements with two words
    q6   the number of statements with a phrase
    q7   a speaker's statements with a phrase, the first 20, copied out
    q8   the number of statements with a word, by year
    search  the ten most relevant with two words, with snippets and total, copied out
    q9   everything by the speaker who speaks most, copied out
    q10  one statement by its id, copied out

  ROUNDS is how often each query is timed (3); a round before that warms up. CLASS runs only one
  class, for a profiler. Build it with
  `swift build -c release --product bench-queries`.

  --frames writes every statement as gRPC frames it to FILE, for other engines to load. --commands says
  what loading came to and answers commands of standard input, a line of JSON each, for measuring engines
  in turn: `check CLASS` tells answers, bytes, a digest of each query's ids and what searches put first,
  after comparing them with a plain scan's; `time CLASS ROUNDS SECONDS` the median and the
  99th percentile, of fewer queries where it takes longer.
  """

let arguments = CommandLine.arguments
let isForProgram = arguments.count > 2 && arguments[2].hasPrefix("--")
guard (2...4).contains(arguments.count), !arguments.contains("--help"),
  isForProgram
    ? arguments.count == 4 && arguments[2] == "--frames"
      || arguments.count == 3 && arguments[2] == "--commands"
    : arguments.count < 3 || Int(arguments[2]).map({ $0 > 0 }) ?? false
else {
  print(usage)
  exit(arguments.contains("--help") ? 0 : 64)
}

do {
  if isForProgram {
    try serve(prefix: arguments[1], frames: arguments.count > 3 ? arguments[3] : nil)
  } else {
    try bench(
      prefix: arguments[1], rounds: arguments.count > 2 ? Int(arguments[2])! : 3,
      only: arguments.count > 3 ? arguments[3] : nil)
  }
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
      + "\(snapshot.speakerCount) speakers in \(rounded(Date().timeIntervalSince(started))) s, "
      + "\(rounded(corpus.parsing / .seconds(1))) of them for parsing; "
      + "statements \(bytes.statements >> 20) MiB, indexes \(bytes.indexes >> 20) MiB, words \(bytes.words >> 20) MiB, "
      + "\(snapshot.segmentCount) segment(s)")
  printMemory()

  let runner = Runner(snapshot: snapshot, corpus: corpus)
  let queries = Queries(try QueryMix(path: prefix + ".queries.json"), corpus)
  var verified = 0
  for name in queries.names { verified += try runner.check(name, queries).queries }
  print("answers of \(verified) queries equal a plain scan's")
  for name in queries.names where only == nil || only == name {
    // One query a round says little.
    report(name, try runner.time(name, queries, rounds: name == "q9" ? max(rounds, 50) : rounds))
  }
  print("(checksum \(runner.checksum))")
}

/// Answers the commands of standard input, or writes the statements to `frames`.
func serve(prefix: String, frames: String?) throws {
  let archive = Archive()
  let started = Date()
  let corpus = try Corpus(path: prefix + ".jsonl", into: archive)
  let seconds = Date().timeIntervalSince(started)
  let runner = Runner(snapshot: archive.snapshot, corpus: corpus)
  if let frames { return try runner.write(to: frames) }
  let queries = Queries(try QueryMix(path: prefix + ".queries.json"), corpus)
  let bytes = archive.snapshot.byteCounts
  answer(
    """
    {"engine": "verbatim", "statements": \(archive.snapshot.statementCount), \
    "load_seconds": \(seconds), "parse_seconds": \(corpus.parsing / .seconds(1)), \
    "index_bytes": \(bytes.indexes + bytes.words)}
    """)
  while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("check", 2):
      let sum = try runner.check(words[1], queries)
      let digests = sum.digests.map { String(format: "\"%016lx\"", $0) }
      let hits = sum.hits.map { page in
        "[" + page.map { "[\"\($0.id)\", \($0.score)]" }.joined(separator: ", ") + "]"
      }
      answer(
        """
        {"answers": \(sum.answers), "bytes": \(sum.bytes), \
        "digests": [\(digests.joined(separator: ", "))], "hits": [\(hits.joined(separator: ", "))]}
        """)
    case ("time", 4):
      runner.seconds = Double(words[3]) ?? .infinity
      let samples = try runner.time(words[1], queries, rounds: Int(words[2]) ?? 1)
      answer(
        """
        {"p50": \(samples[samples.count / 2]), "p99": \(samples[samples.count * 99 / 100]), \
        "samples": \(samples.count)}
        """)
    default: throw CorpusError(description: "a command is check CLASS or time CLASS ROUNDS SECONDS")
    }
  }
}

func answer(_ line: String) {
  print(line)
  fflush(nil)
}

func report(_ name: String, _ samples: [Double]) {
  let p50 = samples[samples.count / 2]
  let p99 = samples[min(samples.count - 1, samples.count * 99 / 100)]
  print("\(name)  p50 \(rounded(p50)) µs  p99 \(rounded(p99)) µs  (\(samples.count) samples)")
}

func rounded(_ value: Double) -> String { String(format: "%.2f", value) }

/// Memory of the process without the mapped corpus, where the system tells.
func printMemory() {
  guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
    let line = status.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon") })
  else { return }
  print("memory \(line.filter(\.isNumber)) kB")
}
