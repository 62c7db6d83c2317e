// What the client library costs: bench-client PORT CA.pem views|values|calls
//
// `views` and `values` receive every statement of a server, `calls` asks for single ones, 64 at a time.
//
// bench-client PORT CA.pem checks SECONDS [STREAMS_PORT] asks fifty times a second whether the server is
// serving, and prints median, 99th percentile (milliseconds) and number of these calls, and the bytes of
// text that four streams of everything brought meanwhile: from STREAMS_PORT, and over the same connection
// where that is PORT.
//
// bench-client PORT CA.pem imports CLIENTS MEETINGS STATEMENTS text|jsonl|put writes invented meetings of so many statements
// into a server with an empty archive, each by a call of its own; with 0 clients all on one stream. As
// documents of plain text, of JSON Lines, or as messages; shows the token of VERBATIM_TOKEN.

import Foundation
import VerbatimClient

func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Receives everything, over and over, until the task is cancelled.
func stream(_ client: ArchiveClient) async -> Int {
  var bytes = 0
  while !Task.isCancelled {
    do {
      for try await view in client.statementViews() {
        for index in 0..<view.paragraphCount { bytes += view.withParagraph(index) { $0.count } }
      }
    } catch {
      if !Task.isCancelled { print("a stream failed: \(error)") }
      break
    }
  }
  return bytes
}

/// Asks each fiftieth of a second, one call after the other; milliseconds.
func checks(_ client: ArchiveClient, seconds: Double) async throws -> [Double] {
  var times: [Double] = []
  let clock = ContinuousClock()
  var due = clock.now
  let end = due + .seconds(seconds)
  while due < end {
    try await clock.sleep(until: due, tolerance: .zero)
    let begun = clock.now
    _ = try await client.isServing()
    times.append((clock.now - begun) / .milliseconds(1))
    due = max(due + .milliseconds(20), clock.now)
  }
  return times.sorted()
}

let arguments = CommandLine.arguments
if arguments.count == 8, arguments[3] == "imports", let port = Int(arguments[1]),
  let count = Int(arguments[4]), let meetings = Int(arguments[5]),
  let statements = Int(arguments[6])
{
  let clients = try (0..<max(1, count)).map { _ in
    var configuration = ClientConfiguration(
      host: "127.0.0.1", port: port,
      security: .tls(TLSClientConfiguration(trust: .file(arguments[2]))))
    configuration.bearerToken = ProcessInfo.processInfo.environment["VERBATIM_TOKEN"]
    return try ArchiveClient(configuration)
  }
  let imports = Imports(meetings: meetings, statements: statements, form: arguments[7])
  if count == 0 {
    try await imports.inBulk(clients[0])
  } else {
    try await imports.singly(clients)
  }
  exit(0)
} else if (5...6).contains(arguments.count), arguments[3] == "checks", let port = Int(arguments[1]),
  let seconds = Double(arguments[4])
{
  let client = try ArchiveClient(host: "127.0.0.1", port: port, trust: .file(arguments[2]))
  _ = try await client.isServing()
  let streamsPort = arguments.count == 6 ? Int(arguments[5]) : nil
  let other = try streamsPort.map {
    $0 == port
      ? client : try ArchiveClient(host: "127.0.0.1", port: $0, trust: .file(arguments[2]))
  }
  let streams = Task {
    await withTaskGroup(of: Int.self) { group in
      if let other { for _ in 0..<4 { group.addTask { await stream(other) } } }
      var bytes = 0
      for await more in group { bytes += more }
      return bytes
    }
  }
  try await Task.sleep(for: .milliseconds(500))
  let times = try await checks(client, seconds: seconds)
  streams.cancel()
  let bytes = await streams.value
  print(times[times.count / 2], times[times.count * 99 / 100], times.count, bytes)
  exit(0)
}
let kinds = ["views", "values", "calls"]
guard arguments.count == 4, let port = Int(arguments[1]), kinds.contains(arguments[3]) else {
  print("usage: bench-client PORT CA.pem \(kinds.joined(separator: "|"))")
  print("       bench-client PORT CA.pem checks SECONDS [STREAMS_PORT]")
  print("       bench-client PORT CA.pem imports CLIENTS MEETINGS STATEMENTS text|jsonl|put")
  exit(64)
}
let client = try ArchiveClient(host: "127.0.0.1", port: port, trust: .file(arguments[2]))
// Connecting and certificates are not part of it.
_ = try await client.isServing()
var ids: [String] = []
if arguments[3] == "calls" {
  for try await statement in client.statements(limit: 1000) { ids.append(statement.id) }
}
let before = cpuSeconds()
let start = ContinuousClock.now
var count = 0
var bytes = 0
switch arguments[3] {
case "views":
  for try await view in client.statementViews() {
    count += 1
    for index in 0..<view.paragraphCount { bytes += view.withParagraph(index) { $0.count } }
  }
case "calls":
  let (tasks, calls) = (64, 3000)
  bytes = try await withThrowingTaskGroup(of: Int.self) { group in
    for task in 0..<tasks {
      group.addTask { [ids] in
        var bytes = 0
        for call in 0..<calls {
          let statement = try await client.statement(ids[(task * calls + call) % ids.count])
          for paragraph in statement.paragraphs { bytes += paragraph.utf8.count }
        }
        return bytes
      }
    }
    var bytes = 0
    for try await more in group { bytes += more }
    return bytes
  }
  count = tasks * calls
default:
  for try await statement in client.statements() {
    count += 1
    for paragraph in statement.paragraphs { bytes += paragraph.utf8.count }
  }
}
let cpu = cpuSeconds() - before
print(
  "\(count) statements, \(bytes) bytes of text, \(String(format: "%.3f", cpu)) CPU s, "
    + "\(String(format: "%.2f", cpu / Double(count) * 1e6)) µs each, \(ContinuousClock.now - start)"
)
client.close()
