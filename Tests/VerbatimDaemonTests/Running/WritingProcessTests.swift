import AccessPolicy
import Foundation
import Testing

/// `verbatim import`, `put` and `delete` against the program.
@Suite("Writing with the programs", .serialized)
struct WritingProcessTests {
  let folder: TemporaryFolder
  private var archive: String { folder.path + "/archive" }

  init() throws {
    folder = try TemporaryFolder()
    let token = AccessToken.random()
    try folder.write("token", token.text)
    try folder.write("policy", "desk may import delete\ndesk token \(token.digest)")
  }

  /// Lets the principal do this, from the next start or SIGHUP on.
  private func permit(_ rights: String) throws {
    let policy = try String(contentsOfFile: folder.path + "/policy", encoding: .utf8)
    let lines = policy.split(separator: "\n").dropFirst()
    try folder.write("policy", "desk may \(rights)\n" + lines.joined(separator: "\n"))
  }

  private func serving(_ arguments: [String]) throws -> (DaemonProcess, port: String) {
    let daemon = try DaemonProcess(
      ["--insecure-plaintext", "--listen", "127.0.0.1:0", "--policy", folder.path + "/policy"]
        + arguments)
    let line = try #require(daemon.outputLine())
    let port = try #require(line.firstMatch(of: #/listening on 127\.0\.0\.1:([0-9]+) \(/#)?.1)
    return (daemon, String(port))
  }

  private func verbatim(
    _ port: String, _ arguments: String...
  ) throws -> (code: Int32, output: String, errors: String) {
    let end = try ClientProcess(
      arguments + [
        "--server", "127.0.0.1:\(port)", "--insecure-plaintext", "--token-file",
        folder.path + "/token",
      ]
    ).end()
    return (end.code, String(decoding: end.output, as: UTF8.self), end.errors)
  }

  @Test("an export is imported by whoever may settle who is who, and by nobody else")
  func peopleRight() throws {
    let (daemon, port) = try serving(["--archive", archive])
    let path = try folder.write(
      "documents/export.jsonl",
      #"{"id":"b/0","meetingId":"b","ordinal":0,"date":"2031-05-12","kind":"KIND_SPEECH","#
        + #""attribution":{"label":"X","speakerId":"ada-berg","certainty":"CERTAINTY_IDENTIFIED"},"#
        + #""paragraphs":["Yes."],"meeting":{"id":"b","title":"Council","date":"2031-05-12"},"#
        + #""speakers":[{"id":"ada-berg","name":"Ada Berg"}]}"# + "\n")
    let refused = try verbatim(port, "import", path)
    #expect(refused.code != 0)
    #expect(refused.errors.contains("that takes the right “people”"), "\(refused)")
    try permit("import delete people")
    daemon.signal(SIGHUP)
    var report = refused
    for _ in 0..<100 where report.code != 0 {
      usleep(50_000)
      report = try verbatim(port, "import", path)
    }
    #expect(report.output.contains("1 added"), "\(report)")
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
  }

  @Test("a copy of a running server is restored, and served as it was")
  func backup() throws {
    let policy = try String(contentsOfFile: folder.path + "/policy", encoding: .utf8)
    let (daemon, port) = try serving(["--archive", archive, try minutes("a.txt", "It begins.")])
    let copy = folder.path + "/copy"
    let refused = try verbatim(port, "backup", copy)
    #expect(refused.code == 77, "\(refused)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy {
        !$0.hasPrefix("copy")
      })
    try folder.write("policy", policy.replacing("may import", with: "may admin import"))
    daemon.signal(SIGHUP)
    var taken = refused
    for _ in 0..<100 where taken.code != 0 {
      usleep(50_000)
      taken = try verbatim(port, "backup", copy)
    }
    #expect(taken.output.hasPrefix("\(copy): "), "\(taken)")
    #expect(taken.output.contains(" bytes, change 1 of the archive "))
    let again = try verbatim(port, "backup", copy)
    #expect(again.code == 74)
    #expect(again.errors.contains("--force"))
    #expect(try verbatim(port, "backup", copy, "--force").code == 0)
    let before = try verbatim(port, "statements").output
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)

    let restored = folder.path + "/restored"
    func restore(_ arguments: String...) throws -> (code: Int32, output: String, errors: String) {
      let end = try ClientProcess(["restore", copy, restored] + arguments).end()
      return (end.code, String(decoding: end.output, as: UTF8.self), end.errors)
    }
    let put = try restore()
    #expect(put.code == 0, "\(put.errors)")
    #expect(
      put.output.hasPrefix(
        "\(restored): 1 meetings, 3 statements, change 1 of the archive "))
    #expect(try restore().code == 74)
    #expect(try restore("--force").code == 0)
    let (server, next) = try serving(["--archive", restored])
    #expect(try verbatim(next, "statements").output == before)
    server.signal(SIGTERM)
    #expect(server.end().code == 0)
  }

  private func minutes(_ name: String, _ words: String) throws -> String {
    try folder.write(
      "documents/" + name,
      "Date: 2031-03-01\n\nJon Aasen: \(words)\n\nAda Berg: I see.\n\nJon Aasen: Good.\n")
  }

  @Test("a document of the start is unchanged when it is imported, and is revised as one is")
  func sameAsAtStart() throws {
    let path = try minutes("a.txt", "The morning begins.")
    _ = try minutes("b.txt", "The afternoon begins.")
    try folder.write("documents/c.jsonl", meetingLines("one", statements: 5))
    let documents = folder.path + "/documents"
    let (daemon, port) = try serving(["--archive", archive, documents])
    let same = try verbatim(port, "import", documents, "--strict")
    #expect(same.code == 0, "\(same.errors)")
    #expect(
      same.output == "3 documents, meetings: 0 added, 0 revised, 3 unchanged; 0 statements\n")
    _ = try minutes("a.txt", "The morning ends.")
    let dry = try verbatim(port, "import", path, "--dry-run")
    #expect(dry.output.hasPrefix("2031-03-01"))
    let change = "nothing is changed: 1 documents, meetings: 0 added, 1 revised"
    #expect(dry.output.contains(change))
    let revised = try verbatim(port, "import", path)
    #expect(revised.output.contains(" 2 revised: \(path)\n"))
    let id = try #require(
      revised.output.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("2031-") })
    let revisions = try verbatim(port, "revisions", String(id)).output.split(separator: "\n")
    #expect(revisions.count == 2)
    #expect(revisions.first?.hasPrefix("2  ") == true)
    #expect(revisions.first?.contains("by desk, 3 statements") == true)
    #expect(revisions.first?.hasSuffix("from a.txt  (served)") == true)
    #expect(revisions.last?.contains("by start, 3 statements") == true)
    let changes = try verbatim(port, "diff", String(id)).output
    #expect(changes.contains("~ 1  Jon Aasen: The morning [-begins.-] {+ends.+}\n"), "\(changes)")
    #expect(try verbatim(port, "diff", String(id), "3").code == 1)
    daemon.signal(SIGKILL)
    _ = daemon.end()
    let (again, next) = try serving(["--archive", archive])
    let same2 = try verbatim(next, "import", documents)
    #expect(same2.output.contains("0 added, 0 revised, 3 unchanged"))
    again.signal(SIGTERM)
    #expect(again.end().code == 0)
  }

  @Test("what was exported is put elsewhere with its ids, and can be deleted")
  func putAndDelete() throws {
    try folder.write("c.jsonl", meetingLines("one", statements: 5))
    try permit("import delete people")
    let (daemon, port) = try serving(["--archive", archive])
    #expect(try verbatim(port, "import", folder.path + "/c.jsonl").code == 0)
    let exported = try verbatim(port, "statements", "--format", "jsonl")
    let file = try folder.write("export.jsonl", exported.output)
    let same = try verbatim(port, "put", file, "--expect", "1")
    #expect(same.code == 0, "\(same.errors)")
    let id = try #require(same.output.split(separator: " ").first.map(String.init))
    let asking = try verbatim(port, "delete", id)
    #expect(asking.code == 64)
    #expect(asking.errors.contains("--yes"))
    #expect(try verbatim(port, "delete", id, "--dry-run").output.hasSuffix("would be deleted\n"))
    let deleted = try verbatim(port, "delete", id, "--yes")
    #expect(deleted.output.hasSuffix(" deleted\n"))
    #expect(try verbatim(port, "statements").code == 1)
    #expect(try verbatim(port, "delete", id, "--yes").code == 1)
    let put = try verbatim(port, "put", file, "--expect", "0")
    #expect(put.output.hasSuffix(" added\n"), "\(put.errors)")
    #expect(try verbatim(port, "statements", "--format", "jsonl").output.contains("statement 4"))
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
  }

  @Test("what cannot be read is said, and the rest is taken")
  func unreadable() throws {
    let path = try minutes("a.txt", "The morning begins.")
    try folder.write("documents/noise.bin", bytes: [0, 1, 2, 3])
    let (daemon, port) = try serving(["--archive", archive])
    let folded = try verbatim(port, "import", folder.path + "/documents")
    #expect(folded.code == 0, "\(folded.errors)")
    #expect(folded.errors.contains("passed over: "))
    #expect(folded.output.contains("1 added"))
    let named = try verbatim(port, "import", folder.path + "/documents/noise.bin", path)
    #expect(named.code == 65)
    #expect(named.output.contains("1 unchanged"))
    #expect(try verbatim(port, "import", folder.path + "/nothing").code == 66)
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
  }

  @Test("a server without a file says what it lacks")
  func withoutFile() throws {
    let path = try minutes("a.txt", "The morning begins.")
    let (daemon, port) = try serving([])
    let refused = try verbatim(port, "import", path)
    #expect(refused.code == 69)
    #expect(refused.errors.contains("--archive FILE"))
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
  }
}
