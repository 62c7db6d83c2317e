import Foundation
import RPC
import RPCClient
import Testing

@Suite("The order of starting")
struct StartOrderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let plain = [
    "--insecure-plaintext", "--listen", "127.0.0.1:0", "--log-level", "debug",
  ]

  /// A pipe: a document that is not at its end before it is closed.
  private func endlessDocument() throws -> (path: String, writer: Int32) {
    let path = folder.path + "/endless.jsonl"
    try #require(mkfifo(path, 0o600) == 0)
    let writer = open(path, O_RDWR | O_CLOEXEC)
    try #require(writer >= 0)
    return (path, writer)
  }

  /// The port in "…=127.0.0.1:PORT" or "…=http://127.0.0.1:PORT/".
  private func port(in line: String?) throws -> Int {
    let line = try #require(line)
    let digits = try #require(line.range(of: "127.0.0.1:")).upperBound
    return try #require(Int(line[digits...].prefix { $0.isNumber }))
  }

  @Test("ports are taken first, progress is shown, and who connected meanwhile is served after all")
  func order() async throws {
    let document = try endlessDocument()
    try folder.write("first.jsonl", meetingLines("one"))
    let daemon = try DaemonProcess(
      Self.plain + ["--admin-listen", "127.0.0.1:0", folder.path + "/first.jsonl", document.path])
    let port = try port(in: daemon.errorLine(with: "DEBUG bound"))
    let admin = try self.port(in: daemon.errorLine(with: "admin page and metrics"))
    #expect(daemon.errorLine(with: "loading begins") != nil)

    // A second server learns at once that the port is taken.
    let second = try DaemonProcess([
      "--insecure-plaintext", "--listen", "127.0.0.1:\(port)", document.path,
    ]).end()
    #expect(second.code == 69)
    #expect(second.errors.contains("the port is in use"))

    var health = try await httpGet("/healthz", port: admin)
    while !health.body.hasPrefix("loading: 1 of 2 documents") {
      try #require(health.status == 503)
      try await Task.sleep(for: .milliseconds(20))
      health = try await httpGet("/healthz", port: admin)
    }
    #expect(try await httpGet("/", port: admin).body.contains("<progress max=\"2\" value=\"1\">"))

    let channel = try ClientChannel(
      ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
    async let answer = channel.unary(
      MethodDescriptor(service: "grpc.health.v1.Health", method: "Check", kind: .unary), [],
      encoding: .bytes, decoding: .bytes)
    let line = Array(meetingLines("two", statements: 1).utf8)
    #expect(write(document.writer, line, line.count) == line.count)
    close(document.writer)

    #expect(daemon.outputLine()?.hasPrefix("listening on 127.0.0.1:\(port) ") == true)
    #expect(try await answer == [8, 1])
    #expect(daemon.errorLine(with: "INFO serving")?.contains("meetings=2 ") == true)
    #expect(try await httpGet("/healthz", port: admin).status == 200)
    let metrics = try await httpGet("/metrics", port: admin).body
    #expect(metrics.contains("\nverbatim_archive_statements 3\n"))
    #expect(
      metrics.contains(
        #"rpc_server_duration_seconds_count{rpc_system="grpc",rpc_service="grpc.health.v1.Health","#
          + #"rpc_method="Check",rpc_grpc_status_code="0"} 1"#))
    channel.close()
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
  }

  @Test("a signal while several documents load ends it in order, and leaves no socket's file")
  func signalWhileLoading() throws {
    let document = try endlessDocument()
    defer { close(document.writer) }
    for number in 0..<20 { try folder.write("more/\(number).jsonl", meetingLines("m\(number)")) }
    let socket = folder.path + "/server.sock"
    let daemon = try DaemonProcess([
      "--insecure-plaintext", "--listen", "unix:\(socket)", "--log-level", "debug",
      folder.path + "/more", document.path,
    ])
    #expect(daemon.errorLine(with: "loading begins") != nil)
    #expect(FileManager.default.fileExists(atPath: socket))
    daemon.signal(SIGTERM)
    let end = daemon.end()
    #expect(end.code == 0)
    #expect(end.errors.contains("stopped while loading"))
    #expect(!FileManager.default.fileExists(atPath: socket))
  }

  @Test("an admin port in use ends the start if it was chosen, and is a warning if it was not")
  func adminPortInUse() throws {
    let first = try DaemonProcess(Self.plain + ["--admin-listen", "127.0.0.1:0"])
    let taken = try port(in: first.errorLine(with: "admin page and metrics"))
    let second = try DaemonProcess(Self.plain + ["--admin-listen", "127.0.0.1:\(taken)"]).end()
    #expect(second.code == 69)
    #expect(second.errors.contains("cannot start the admin listener"))
    #expect(second.errors.contains("127.0.0.1:\(taken): the port is in use"))
    first.signal(SIGTERM)
    #expect(first.end().code == 0)

    // Two with the default: one of them at most gets the port, and both serve.
    let both = try (0..<2).map { _ in
      try DaemonProcess(Self.plain, environment: ["VERBATIM_ADMIN_LISTEN": ""])
    }
    var warnings = 0
    for daemon in both {
      #expect(daemon.outputLine()?.hasPrefix("listening on ") == true)
    }
    for daemon in both {
      daemon.signal(SIGTERM)
      let end = daemon.end()
      #expect(end.code == 0)
      if end.errors.contains("WARNING no admin page and metrics") { warnings += 1 }
    }
    #expect(warnings >= 1)
  }
}
