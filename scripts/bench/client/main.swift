// Receives every statement of a server and says what that cost: bench-client PORT CA [views|values]

import Foundation
import VerbatimClient

func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let port = Int(arguments[1]) else {
  print("usage: bench-client PORT CA.pem views|values")
  exit(64)
}
let client = try ArchiveClient(host: "127.0.0.1", port: port, trust: .file(arguments[2]))
// Connecting and certificates are not part of it.
_ = try await client.isServing()
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
default:
  for try await statement in client.statements() {
    count += 1
    for paragraph in statement.paragraphs { bytes += paragraph.utf8.count }
  }
}
let cpu = cpuSeconds() - before
print(
  "\(count) statements, \(bytes) bytes of text, \(String(format: "%.3f", cpu)) CPU s, "
    + "\(ContinuousClock.now - start)")
client.close()
