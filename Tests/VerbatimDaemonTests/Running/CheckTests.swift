import Foundation
import Testing

@Suite("A check of documents")
struct CheckTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("a.jsonl", meetingLines("one"))
  }

  private func check(_ arguments: String...) throws -> (code: Int32, records: [[String: Any]]) {
    let end = try DaemonProcess(
      ["--check", "--log-format", "json"] + arguments + [folder.path]
    ).end()
    return (
      end.code,
      try end.errors.split(separator: "\n").map {
        try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
      }
    )
  }

  @Test("it needs neither certificate nor port, and says what would be served")
  func good() throws {
    let (code, records) = try check()
    #expect(code == 0)
    let last = try #require(records.last)
    #expect(last["message"] as? String == "the server would serve")
    #expect(last["meetings"] as? Int == 1)
    #expect(last["statements"] as? Int == 2)
  }

  @Test("it says what loading would: failures with document and line, repeats, what is replaced")
  func findings() throws {
    try folder.write("b.jsonl", meetingLines("one"))
    try folder.write("c.jsonl", meetingLines("one", statements: 3))
    try folder.write("d.jsonl", "{\"meeting\": 7\n")
    for name in ["e", "f"] {
      try folder.write(
        "\(name).txt",
        "Date: 2031-03-01\n\nAda Berg: Words of \(name).\n\nJon Aasen: I see.\n\nAda Berg: Good.\n")
    }
    let (code, records) = try check()
    #expect(code == 0)
    func record(_ document: String) -> [String: Any]? {
      records.first { ($0["document"] as? String)?.hasSuffix("/" + document) == true }
    }
    #expect((record("b.jsonl")?["same_as_document"] as? String)?.hasSuffix("/a.jsonl") == true)
    #expect((record("c.jsonl")?["replaced_document"] as? String)?.hasSuffix("/a.jsonl") == true)
    #expect(record("d.jsonl")?["line"] as? Int == 1)
    #expect(record("d.jsonl")?["level"] as? String == "error")
    #expect((record("f.txt")?["other_document"] as? String)?.hasSuffix("/e.txt") == true)
    let loaded = try #require(records.first { $0["message"] as? String == "documents loaded" })
    #expect(loaded["meetings"] as? Int == 3)
    #expect(loaded["replaced"] as? Int == 1)
    #expect(loaded["repeated"] as? Int == 1)
    #expect(loaded["left_out"] as? Int == 1)
    #expect(records.last?["meetings"] as? Int == loaded["meetings"] as? Int)
    #expect(records.last?["statements"] as? Int == loaded["statements"] as? Int)
    #expect(try check("--strict").code == 65)
    for record in records {
      for key in record.keys {
        #expect(key.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(key)")
      }
    }
  }

  @Test("each place that may be read wrongly is told with its line and words")
  func warnings() throws {
    try folder.write(
      "odd.jsonl",
      #"{"meeting":"m","date":"2031-03-01","speaker":"Ada Berg","text":"Hm.","mood":"good"}"# + "\n"
    )
    let (code, records) = try check()
    #expect(code == 0)
    let warning = try #require(records.first { $0["level"] as? String == "warning" })
    #expect((warning["document"] as? String)?.hasSuffix("/odd.jsonl") == true)
    #expect(warning["line"] as? Int == 1)
    #expect(warning["wording"] as? String == "mood")
  }

  @Test("an empty folder is a warning, and the day of a folder's documents can be told")
  func emptyAndDateless() throws {
    let empty = folder.path + "/empty"
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    let end = try DaemonProcess(["--check", empty]).end()
    #expect(end.code == 0)
    #expect(end.errors.contains("WARNING the archive would be empty"))
    let text = try folder.write(
      "dateless.txt", "Ada Berg: Good.\n\nJon Aasen: Yes.\n\nAda Berg: Well.\n")
    let refused = try DaemonProcess(["--check", text]).end()
    #expect(refused.code == 65)
    #expect(refused.errors.contains("--document-date"))
    let told = try DaemonProcess(["--check", "--document-date", "2031-03-01", text]).end()
    #expect(told.code == 0)
    #expect(told.errors.contains("meetings=1"))
  }

  @Test("an archive without a meeting warns at a start, and a wrong setting is a JSON record too")
  func empty() async throws {
    let empty = folder.path + "/empty"
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    let daemon = try DaemonProcess(
      ["--insecure-plaintext", "--listen", "127.0.0.1:0", "--require-documents", empty],
      environment: ["VERBATIM_IDLE_TIMOUT": "1s", "VERBATIM_ADMIN_LISTEN": "127.0.0.1:0"])
    #expect(daemon.errorLine(with: "did_you_mean=VERBATIM_IDLE_TIMEOUT") != nil)
    let line = try #require(daemon.errorLine(with: "admin page and metrics"))
    let port = try #require(
      line.firstMatch(of: /127\.0\.0\.1:([0-9]+)/).flatMap { Int($0.1) })
    #expect(daemon.errorLine(with: "WARNING the archive is empty") != nil)
    let ready = try await httpGet("/readyz", port: port)
    #expect(ready.status == 503)
    #expect(ready.body.contains("holds no meeting"))
    #expect(try await httpGet("/livez", port: port).status == 200)
    daemon.signal(SIGHUP)
    #expect(daemon.errorLine(with: "this server has no certificates") != nil)
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
    let wrong = try DaemonProcess(["--log-format", "json", "--backlog", "x"]).end()
    #expect(wrong.code == 64)
    for line in wrong.errors.split(separator: "\n") {
      #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)")
    }
    let listing = try DaemonProcess(["--print-settings"])
    #expect(listing.outputLine()?.hasPrefix("documents ") == true)
    #expect(listing.end().code == 0)
  }
}
