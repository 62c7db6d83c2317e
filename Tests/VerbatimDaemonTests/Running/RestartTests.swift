import Foundation
import RPC
import RPCClient
import Synchronization
import TLS
import TestSupport
import Testing

/// Servers that are started anew, one behind the other, while clients use them.
@Suite("Restarts", .serialized) struct RestartTests {
  private static let streams = 200
  private static let workers = 8

  /// Ports that nothing listens on, so that a server can come back to its own.
  func freePorts(_ count: Int) throws -> [Int] {
    let reserved = try (0..<count).map { _ in try ReservedPort() }
    return withExtendedLifetime(reserved) { $0.map(\.number) }
  }

  /// Waiting for a process blocks, which the threads of tasks must not.
  private func offThread<Value>(_ body: @escaping () throws -> Value) async throws -> Value {
    nonisolated(unsafe) let body = body
    return try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        // Nobody else has it: the task waits until it is handed over.
        nonisolated(unsafe) let result = Result { try body() }
        continuation.resume(with: result)
      }
    }
  }

  private func start(
    _ port: Int, _ folder: TemporaryFolder, _ files: TestAuthority.Issued
  ) throws -> DaemonProcess {
    let daemon = try DaemonProcess([
      "--certificate", files.certificateFile, "--private-key", files.privateKeyFile, "--listen",
      "127.0.0.1:\(port)", "--shutdown-grace", "1m", folder.path,
    ])
    #expect(daemon.outputLine()?.hasPrefix("listening on") == true)
    return daemon
  }

  @Test(
    "three restarts behind a second server under load lose no call, over TLS",
    arguments: [ClientConfiguration.LoadBalancing.pickFirst, .roundRobin])
  func restarts(_ balancing: ClientConfiguration.LoadBalancing) async throws {
    let folder = try TemporaryFolder()
    // 400 statements for each stream.
    for number in 0..<200 { try folder.write("\(number).jsonl", meetingLines("m\(number)")) }
    let ports = try freePorts(2)
    let authority = try TestAuthority()
    let files = try authority.issue("server")
    var daemons = try ports.map { try start($0, folder, files) }
    var configuration = ClientConfiguration(
      targets: ports.map { .host("127.0.0.1", port: $0) },
      security: .tls(TLSClientConfiguration(trust: .file(authority.file))))
    configuration.loadBalancing = balancing
    configuration.retryPolicy = RetryPolicy()
    // Each stream's answer stays behind its window until its reader comes back.
    configuration.callWindow = 1024
    let channel = try ClientChannel(configuration)
    let tally = Tally()
    let stream = MethodDescriptor(
      service: "verbatim.v1.Archive", method: "StreamStatements", kind: .serverStreaming)
    let check = MethodDescriptor(
      service: "grpc.health.v1.Health", method: "Check", kind: .unary)

    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<Self.workers {
        group.addTask {
          while !tally.isOver {
            do {
              _ = try await channel.unary(check, [], encoding: .bytes, decoding: .bytes)
              tally.change { $0.unary += 1 }
            } catch {
              tally.change { $0.failures.append("unary: \(error)") }
            }
          }
        }
      }
      for _ in 0..<Self.streams {
        group.addTask {
          while !tally.isOver {
            do {
              var count = 0
              let answers = channel.serverStreaming(
                stream, [], encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes)
              for try await _ in answers {
                count += 1
                // Slow enough that a stream is open whenever its server is stopped.
                if count % 100 == 0 { try await Task.sleep(for: .milliseconds(20)) }
              }
              if count != 400 { tally.change { $0.failures.append("stream: \(count) of 400") } }
              tally.change { $0.streams += 1 }
            } catch {
              tally.change { $0.failures.append("stream: \(error)") }
            }
          }
        }
      }
      try await Task.sleep(for: .milliseconds(500))
      for round in 0..<3 {
        let index = round % 2
        daemons[index].signal(SIGTERM)
        let stopping = daemons[index]
        daemons[index] = try await offThread {
          #expect(stopping.end().code == 0)
          return try start(ports[index], folder, files)
        }
        try await Task.sleep(for: .milliseconds(500))
      }
      tally.change { $0.isOver = true }
      try await group.waitForAll()
    }
    let result = tally.counts
    #expect(result.failures.isEmpty, "\(result.failures.prefix(5))")
    #expect(result.unary > 100)
    #expect(result.streams >= Self.streams)
    print(
      "restarts with \(balancing): \(result.unary) unary calls and \(result.streams) streams, "
        + "\(result.failures.count) failed")
    channel.close()
    for daemon in daemons {
      daemon.signal(SIGTERM)
      #expect(try await offThread { daemon.end().code } == 0)
    }
  }
}

/// Exports by the command line over a restart of the server.
@Suite("Exports over restarts", .serialized) struct ExportRestartTests {
  private static let meetings = 300

  /// One statement each, of more bytes in all than pipes, windows and sockets take.
  private func write(_ words: String, to folder: TemporaryFolder) throws {
    let text = String(repeating: words + " ", count: 25_000 / words.utf8.count)
    let lines = (0..<Self.meetings).map {
      #"{"meeting":"m\#($0 + 1000)","date":"2031-03-01","speaker":"Ada Berg","text":"\#(text)"}"#
    }
    try folder.write("all.jsonl", lines.joined(separator: "\n") + "\n")
  }

  private func start(_ port: Int, _ folder: TemporaryFolder) throws -> DaemonProcess {
    let daemon = try DaemonProcess([
      "--insecure-plaintext", "--listen", "127.0.0.1:\(port)", "--shutdown-grace", "0s",
      folder.path,
    ])
    #expect(daemon.outputLine()?.hasPrefix("listening on") == true)
    return daemon
  }

  @Test(
    "an export goes on after a restart with the same documents, and not with others",
    arguments: ["Words", "Other words"])
  func restart(words: String) throws {
    let folder = try TemporaryFolder()
    try write("Words", to: folder)
    let port = try RestartTests().freePorts(1)[0]
    let daemon = try start(port, folder)
    let export = try ClientProcess([
      "statements", "--format", "jsonl", "--insecure-plaintext", "--server", "127.0.0.1:\(port)",
    ])
    let first = try #require(try export.read(upToCount: 1000))
    daemon.signal(SIGTERM)
    #expect(daemon.end().code == 0)
    try write(words, to: folder)
    let next = try start(port, folder)
    let (code, rest, messages) = export.end()
    let lines = String(decoding: first + rest, as: UTF8.self).split(separator: "\n")
    if words == "Words" {
      #expect(code == 0, "\(messages)")
      #expect(lines.count == Self.meetings)
    } else {
      #expect(code == 4, "\(messages)")
      #expect(messages.contains("archive changed"), "\(messages)")
      #expect(lines.count < Self.meetings)
    }
    #expect(!lines.contains { $0.contains("Other words") })
    next.signal(SIGTERM)
    #expect(next.end().code == 0)
  }
}

/// What the callers of a test have seen.
private final class Tally: Sendable {
  struct Counts {
    var isOver = false
    var unary = 0
    var streams = 0
    var failures: [String] = []
  }

  private let state = Mutex(Counts())

  var counts: Counts { state.withLock { $0 } }
  var isOver: Bool { state.withLock { $0.isOver } }
  func change(_ body: (inout sending Counts) -> Void) { state.withLock { body(&$0) } }
}
