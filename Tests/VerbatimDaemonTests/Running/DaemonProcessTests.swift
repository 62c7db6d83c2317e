import Foundation
import RPC
import RPCClient
import Testing

@Suite("The program")
struct DaemonProcessTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("good.jsonl", meetingLines("one"))
  }

  private static let plain = ["--insecure-plaintext", "--listen", "127.0.0.1:0"]

  /// Starts a server that is up when this returns, and its port.
  private func serving(_ arguments: [String]) throws -> (DaemonProcess, port: Int) {
    let daemon = try DaemonProcess(arguments)
    let line = try #require(daemon.outputLine())
    #expect(line.hasPrefix("{") == arguments.contains("json"))
    let port = try #require(line.firstMatch(of: #/listening on 127\.0\.0\.1:([0-9]+) \(/#)?.1)
    return (daemon, try #require(Int(port)))
  }

  private func makeCertificates(_ names: [String]) throws -> Bool {
    for name in names {
      let openssl = Process()
      openssl.executableURL = URL(filePath: "/usr/bin/openssl")
      openssl.arguments = [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
        "30", "-subj", "/CN=localhost", "-keyout", "\(folder.path)/\(name).key", "-out",
        "\(folder.path)/\(name).pem",
      ]
      openssl.standardError = FileHandle.nullDevice
      try openssl.run()
      openssl.waitUntilExit()
      guard openssl.terminationStatus == 0 else { return false }
    }
    return true
  }

  @Test("it prints where it listens, says what it serves, and ends with 0 on SIGTERM and SIGINT")
  func orderlyEnd() throws {
    for signal in [SIGTERM, SIGINT] {
      let (daemon, port) = try serving(Self.plain + [folder.path])
      #expect(port > 0)
      let line = try #require(daemon.errorLine(with: "INFO serving"))
      #expect(line.contains("meetings=1 "))
      #expect(line.contains("statements=2"))
      daemon.signal(signal)
      let end = daemon.end()
      #expect(end.code == 0)
      #expect(end.errors.contains("INFO stopped"))
      #expect(daemon.outputLine() == nil)
    }
  }

  @Test("it ends in order where nobody reads standard output any more")
  func closedOutput() throws {
    let (daemon, _) = try serving(Self.plain + [folder.path])
    daemon.closeOutput()
    daemon.signal(SIGTERM)
    let end = daemon.end()
    #expect(end.code == 0)
    #expect(end.errors.contains("INFO stopped"))
    #expect(!end.errors.contains("standard output"))
  }

  @Test("with an access log each call gets a line, whatever became of it; without, none does")
  func accessLog() async throws {
    for isOn in [true, false] {
      let flags = isOn ? ["--access-log", "--log-format", "json"] : []
      let (daemon, port) = try serving(Self.plain + flags + [folder.path])
      let channel = try ClientChannel(
        ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
      let method = MethodDescriptor(service: "no.Service", method: "Nothing", kind: .unary)
      var trace = Metadata()
      trace.append("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", for: "traceparent")
      await #expect(throws: RPCError.self) {
        try await channel.unary(
          method, [1, 2, 3], encoding: .bytes, decoding: .bytes,
          options: CallOptions(timeout: .seconds(3000), metadata: trace))
      }
      channel.close()
      daemon.signal(SIGTERM)
      let lines = daemon.end().errors.split(separator: "\n").filter { $0.contains("no.Service") }
      guard isOn else {
        #expect(lines.isEmpty)
        continue
      }
      #expect(lines.count == 1)
      let record = try #require(
        JSONSerialization.jsonObject(with: Data((lines.first ?? "").utf8)) as? [String: Any])
      #expect(record["message"] as? String == "call")
      #expect(record["method"] as? String == "/no.Service/Nothing")
      #expect(record["status"] as? String == "UNIMPLEMENTED")
      #expect((record["peer"] as? String)?.hasPrefix("127.0.0.1:") == true)
      #expect(record["responses"] as? Int == 0)
      #expect((record["traceparent"] as? String)?.hasPrefix("00-4bf92f35") == true)
      #expect(record["milliseconds"] is Double)
      #expect((record["timeout_milliseconds"] as? Double).map { $0 <= 3_000_000 } == true)
    }
  }

  @Test("a running call is waited for, cut off after the grace, and the end is still orderly")
  func grace() async throws {
    let (daemon, port) = try serving(Self.plain + ["--shutdown-grace", "300ms"])
    let (channel, call) = try await openCall(port: port)
    let start = ContinuousClock.now
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
    #expect(ContinuousClock.now - start >= .milliseconds(300))
    withExtendedLifetime(call) { channel.close() }
  }

  @Test("a second signal ends it at once")
  func secondSignal() async throws {
    let (daemon, port) = try serving(Self.plain + ["--shutdown-grace", "1h"])
    let (channel, call) = try await openCall(port: port)
    daemon.signal(SIGTERM)
    #expect(daemon.errorLine(with: "INFO stopping") != nil)
    // A second one right after the first would count as the same.
    try await Task.sleep(for: .seconds(1))
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 143)
    withExtendedLifetime(call) { channel.close() }
  }

  /// A call whose request never comes, which the server has begun when this returns.
  private func openCall(port: Int) async throws -> (ClientChannel, ClientCallHandle) {
    let channel = try ClientChannel(
      ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
    let call = try await ClientCallHandle.start(
      MethodDescriptor(service: "verbatim.v1.Archive", method: "GetMeeting", kind: .unary),
      on: channel, CallOptions())
    // Its answer shows that what was sent before on the same connection has arrived.
    _ = try await channel.unary(
      MethodDescriptor(service: "grpc.health.v1.Health", method: "Check", kind: .unary), [],
      encoding: .bytes, decoding: .bytes)
    return (channel, call)
  }

  @Test("a signal while it loads ends it in order")
  func signalWhileLoading() throws {
    // A pipe that nobody closes is a document without an end.
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let writer = open(pipe, O_RDWR)
    defer { close(writer) }
    let daemon = try DaemonProcess(Self.plain + ["--log-level", "debug", pipe])
    #expect(daemon.errorLine(with: "loading begins") != nil)
    daemon.signal(SIGTERM)
    let end = daemon.end()
    #expect(end.code == 0)
    #expect(end.errors.contains("stopped while loading"))
  }

  @Test("SIGHUP takes new certificates, and keeps the old ones where the new cannot be used")
  func reload() throws {
    try #require(try makeCertificates(["server", "other"]))
    let (daemon, _) = try serving([
      "--listen", "127.0.0.1:0", "--certificate", folder.path + "/server.pem", "--private-key",
      folder.path + "/server.key",
    ])
    daemon.signal(SIGHUP)
    let renewed = daemon.errorLine(with: "certificates read anew")
    #expect(renewed?.contains("subject=\"CN=localhost\"") == true, "\(renewed ?? "")")
    #expect(renewed?.contains("valid_until=20") == true)
    try FileManager.default.removeItem(atPath: folder.path + "/server.key")
    daemon.signal(SIGHUP)
    let line = daemon.errorLine(with: "the old ones stay")
    #expect(line?.contains("server.key does not exist") == true)
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
  }

  @Test("a port in use is named, with exit code 69")
  func portInUse() throws {
    let (first, port) = try serving(Self.plain)
    let second = try DaemonProcess(["--insecure-plaintext", "--listen", "127.0.0.1:\(port)"])
    let end = second.end()
    #expect(end.code == 69)
    #expect(end.errors.contains("127.0.0.1:\(port): the port is in use"))
    first.signal(SIGTERM)
    #expect(first.end().code == 0)
  }

  @Test("a key that does not fit its certificate is named, with exit code 78")
  func keyMismatch() throws {
    try #require(try makeCertificates(["server", "other"]))
    let daemon = try DaemonProcess([
      "--certificate", folder.path + "/server.pem", "--private-key", folder.path + "/other.key",
    ])
    let end = daemon.end()
    #expect(end.code == 78)
    #expect(end.errors.contains("does not belong to the first certificate"))
  }

  @Test("what cannot be read is told, and the rest is served")
  func badDocuments() throws {
    try folder.write("bad.txt", "no transcript\n")
    let (daemon, _) = try serving(Self.plain + [folder.path])
    #expect(daemon.errorLine(with: "a document was left out")?.contains("/bad.txt") == true)
    #expect(daemon.errorLine(with: "INFO serving")?.contains("meetings=1 ") == true)
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
  }

  @Test("with --strict it does not start then, with exit code 65")
  func strict() throws {
    try folder.write("bad.txt", "no transcript\n")
    let end = try DaemonProcess(Self.plain + ["--strict", folder.path]).end()
    #expect(end.code == 65)
    #expect(end.errors.contains("/bad.txt"))
  }

  @Test("where nothing at all can be read it does not start, with exit code 65")
  func nothingReadable() throws {
    let bad = try folder.write("bad.txt", "no transcript\n")
    #expect(try DaemonProcess(Self.plain + [bad]).end().code == 65)
  }

  @Test("a path that does not exist is named, with exit code 66")
  func missing() throws {
    let end = try DaemonProcess(Self.plain + [folder.path + "/missing"]).end()
    #expect(end.code == 66)
    #expect(end.errors.contains("/missing"))
  }

  @Test("wrong flags end with 64, wrong variables with 78")
  func usage() throws {
    #expect(try DaemonProcess(["--no-such-flag"]).end().code == 64)
    #expect(try DaemonProcess(Self.plain + ["--backlog", "x"]).end().code == 64)
    #expect(try DaemonProcess([]).end().code == 64)
    let end = try DaemonProcess(Self.plain, environment: ["VERBATIM_BACKLOG": "x"]).end()
    #expect(end.code == 78)
    #expect(end.errors.contains("VERBATIM_BACKLOG"))
  }
}
