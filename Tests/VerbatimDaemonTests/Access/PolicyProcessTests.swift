import AccessPolicy
import Foundation
import RPC
import RPCClient
import TLS
import TestSupport
import Testing

/// The program with a policy, from the file to the log.
@Suite struct PolicyProcessTests {
  private let folder: TemporaryFolder
  private static let count = MethodDescriptor(
    service: "verbatim.v1.Archive", method: "CountStatements", kind: .unary)

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("documents/good.jsonl", meetingLines("one"))
  }

  private func call(_ configuration: ClientConfiguration, token: String?) async -> StatusCode {
    var configuration = configuration
    configuration.bearerToken = token
    do {
      let channel = try ClientChannel(configuration)
      defer { channel.close() }
      _ = try await channel.unary(Self.count, [], encoding: .bytes, decoding: .bytes)
      return .ok
    } catch { return (error as? RPCError)?.code ?? .unknown }
  }

  /// Does something while another call is under way: one of reflection, which has been answered once and goes
  /// on as long as its requests do.
  private func withCallUnderWay(
    _ configuration: ClientConfiguration, token: String, _ body: () async throws -> Void
  ) async throws {
    var configuration = configuration
    configuration.bearerToken = token
    let channel = try ClientChannel(configuration)
    defer { channel.close() }
    let (ends, end) = AsyncStream<Void>.makeStream()
    let answers = channel.bidirectionalStreaming(
      MethodDescriptor(
        service: "grpc.reflection.v1.ServerReflection", method: "ServerReflectionInfo",
        kind: .bidirectionalStreaming), encoding: .bytes, decoding: .bytes
    ) { writer in
      // list_services = ""
      try await writer.write([0x3a, 0])
      for await _ in ends {}
    }
    var iterator = answers.makeAsyncIterator()
    _ = try await iterator.next()
    try await body()
    end.finish()
    while try await iterator.next() != nil {}
  }

  @Test("a policy is read anew on SIGHUP; one that cannot be used is told, and the old one stays")
  func reload() async throws {
    let (first, second) = (AccessToken.random(), AccessToken.random())
    func policy(_ token: AccessToken, calls: Int) -> String {
      "anonymous may nothing\ndesk may read\ndesk token \(token.digest)\ndesk calls-at-once \(calls)"
    }
    let file = try folder.write("policy", policy(first, calls: 1000))
    let sockets = (calls: "\(folder.path)/calls.sock", admin: "\(folder.path)/admin.sock")
    let daemon = try DaemonProcess([
      "--insecure-plaintext", "--listen", "unix:\(sockets.calls)", "--policy", file,
      "--access-log", "--admin-listen", "unix:\(sockets.admin)", folder.path + "/documents",
    ])
    _ = try #require(daemon.outputLine())
    let target = ClientConfiguration(
      targets: [.unixSocket(path: sockets.calls)], security: .insecurePlaintext)
    #expect(await call(target, token: first.text) == .ok)
    #expect(await call(target, token: nil) == .unauthenticated)
    #expect(await call(target, token: second.text) == .unauthenticated)

    try folder.write("policy", policy(first, calls: 1000) + "\ndesk may writ")
    daemon.signal(SIGHUP)
    let refused = try #require(daemon.errorLine(with: "the old one stays"))
    #expect(refused.contains("line 5, column 1: "), "\(refused)")
    #expect(await call(target, token: first.text) == .ok)

    try folder.write("policy", policy(second, calls: 1))
    daemon.signal(SIGHUP)
    #expect(daemon.errorLine(with: "policy read anew") != nil)
    #expect(await call(target, token: first.text) == .unauthenticated)
    #expect(await call(target, token: second.text) == .ok)
    try await withCallUnderWay(target, token: second.text) {
      #expect(await call(target, token: second.text) == .resourceExhausted)
    }

    let metrics = try await httpGet("/metrics", socket: sockets.admin).body
    for line in [
      "verbatim_calls_denied_total{reason=\"no_credential\"} 1",
      "verbatim_calls_denied_total{reason=\"unknown_token\"} 2",
      "verbatim_calls_denied_total{reason=\"calls_at_once\"} 1",
      "verbatim_policy_reloads_total{result=\"success\"} 1",
      "verbatim_policy_reloads_total{result=\"failure\"} 1", "verbatim_policy_reload_failing 0",
    ] {
      #expect(metrics.contains("\n\(line)\n"), "\(line)")
    }
    daemon.signal(SIGTERM)
    let end = daemon.end()
    #expect(end.code == 0)
    #expect(end.errors.contains("principal=desk"))
    #expect(end.errors.contains("calls-at-once: the policy gives this principal 1 calls"))
    for token in [first, second] { #expect(!end.errors.contains(token.text)) }
  }

  @Test("who follows and may not any more is ended, and who still may goes on")
  func revoked() async throws {
    let (kept, revoked) = (AccessToken.random(), AccessToken.random())
    let lines = "anonymous may nothing\ndesk may read\ndesk token \(kept.digest)\n"
    let file = try folder.write("policy", lines + "desk token \(revoked.digest)")
    let socket = "\(folder.path)/calls.sock"
    let daemon = try DaemonProcess([
      "--insecure-plaintext", "--listen", "unix:\(socket)", "--policy", file,
      "--archive", folder.path + "/archive.db", "--follow-heartbeat", "1s",
      folder.path + "/documents",
    ])
    _ = try #require(daemon.outputLine())
    let follow = MethodDescriptor(
      service: "verbatim.v1.Archive", method: "FollowStatements", kind: .serverStreaming)
    func follower(_ token: AccessToken) throws -> (ClientChannel, ResponseStream<[UInt8]>) {
      var target = ClientConfiguration(
        targets: [.unixSocket(path: socket)], security: .insecurePlaintext)
      target.bearerToken = token.text
      let channel = try ClientChannel(target)
      return (
        channel, channel.serverStreaming(follow, [], encoding: .bytes, decoding: .bytes)
      )
    }
    let (first, going) = try follower(kept)
    let (second, ending) = try follower(revoked)
    defer {
      first.close()
      second.close()
    }
    var (goes, ends) = (going.makeAsyncIterator(), ending.makeAsyncIterator())
    #expect(try await goes.next() != nil)
    #expect(try await ends.next() != nil)
    try folder.write("policy", lines)
    daemon.signal(SIGHUP)
    #expect(daemon.errorLine(with: "policy read anew") != nil)
    let error = await #expect(throws: RPCError.self) { while try await ends.next() != nil {} }
    #expect(error?.code == .unauthenticated)
    // A heartbeat of after that.
    for _ in 1...3 { #expect(try await goes.next() != nil) }
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
  }

  @Test(
    "a policy that cannot be used keeps the server from starting, and says where it is wrong",
    arguments: [
      ("desk may writ", Int32(78), "line 1, column 10: “writ” is no right"),
      ("desk may read\ndesk token vbt_aaaa", 78, "line 2, column 12: this is a token itself"),
      (nil, 66, "there is no such file"),
    ])
  func unusable(policy: String?, code: Int32, message: String) throws {
    let file = try policy.map { try folder.write("policy", $0) } ?? folder.path + "/none"
    for check in [[], ["--check"]] {
      let daemon = try DaemonProcess(
        check + [
          "--insecure-plaintext", "--listen", "127.0.0.1:0", "--policy", file,
          folder.path + "/documents",
        ])
      let end = daemon.end()
      #expect(end.code == code)
      #expect(end.errors.contains(message), "\(end.errors)")
    }
  }

  @Test("what a policy can hardly mean is told at the start")
  func doubts() throws {
    let file = try folder.write(
      "policy", "desk may read\nclerk may read\nclerk certificate dns clerk.example")
    let daemon = try DaemonProcess([
      "--insecure-plaintext", "--listen", "127.0.0.1:0", "--policy", file,
      folder.path + "/documents",
    ])
    #expect(daemon.errorLine(with: "neither token nor certificate")?.contains("desk") == true)
    #expect(daemon.errorLine(with: "nobody can show without TLS") != nil)
    _ = daemon.outputLine()
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
  }
}
