// What the client library costs: bench-client PORT CA.pem views|values|calls
//
// `views` and `values` receive every statement of a server, `calls` asks for single ones, 64 at a time.

import Foundation
import VerbatimClient

func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

let arguments = CommandLine.arguments
let kinds = ["views", "values", "calls"]
guard arguments.count == 4, let port = Int(arguments[1]), kinds.contains(arguments[3]) else {
  print("usage: bench-client PORT CA.pem \(kinds.joined(separator: "|"))")
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
