import Foundation
import RPC
import RPCServer
import TLS
import Testing
import Transcripts

@testable import VerbatimCommands

struct FailureTests {
  @Test("a server that is not there ends with 69 at once, in one line that names it")
  func unreachable() async throws {
    let archive = try await TestArchive()
    await archive.server.shutdown(grace: .zero)
    for command in ["statements", "meetings", "speakers", "count", "health"] {
      let result = await archive.run(command)
      #expect(result.status == .unavailable)
      #expect(
        result.messages == "verbatim: cannot connect to \(archive.address): nothing listens there "
          + "(connection refused): check --server and that verbatimd runs there\n")
    }
  }

  @Test("a host that does not exist is named")
  func unknownHost() async {
    let result = await CommandResult.of(
      ["health", "--server", "no-such-host.invalid:1", "--insecure-plaintext"])
    #expect(result.status == .unavailable)
    #expect(result.messages.contains("cannot connect to no-such-host.invalid:1"))
    #expect(result.messages.split(separator: "\n").count == 1)
  }

  @Test("a server whose certificate is not trusted, or for another name, says what to give")
  func trust() async throws {
    let certificates = try Certificates()
    let archive = try await TestArchive(
      security: .tls(
        TLSServerConfiguration(
          certificateFile: certificates.path("server.pem"),
          privateKeyFile: certificates.path("server.key"))))
    func health(_ options: String...) async -> CommandResult {
      await CommandResult.of(["health", "--server", archive.address] + options)
    }
    let trusted = await health("--ca", certificates.path("ca.pem"))
    #expect(trusted.status == .success)
    let variable = await CommandResult.of(
      ["health"],
      environment: ["VERBATIM_SERVER": archive.address, "VERBATIM_CA": certificates.path("ca.pem")])
    #expect(variable.status == .success)
    let system = await health()
    #expect(system.status == .unavailable)
    #expect(system.messages.contains("--ca FILE"), "\(system.messages)")
    #expect(system.messages.split(separator: "\n").count == 1)
    let other = await health("--ca", certificates.path("ca.pem"), "--server-name", "other.example")
    #expect(other.status == .unavailable)
    #expect(other.messages.contains("other.example"), "\(other.messages)")
    #expect(other.messages.contains("--server-name"), "\(other.messages)")
    let missing = await health("--ca", "/no/such/ca.pem")
    #expect(missing.status == .noInput)
    #expect(missing.messages.contains("/no/such/ca.pem"))
    let plain = await health("--insecure-plaintext")
    #expect(plain.status == .unavailable)
    #expect(plain.messages.contains("speaks TLS on this port"), "\(plain.messages)")
    #expect(plain.messages.contains("leave out --insecure-plaintext"), "\(plain.messages)")
    await archive.server.shutdown(grace: .zero)
  }

  @Test("a server without TLS is told from one that is not trusted")
  func noTLS() async throws {
    let archive = try await TestArchive()
    let result = await CommandResult.of(["health", "--server", archive.address])
    #expect(result.status == .unavailable)
    #expect(result.messages.contains("--insecure-plaintext"), "\(result.messages)")
    await archive.server.shutdown(grace: .zero)
  }

  @Test("a limit that is reached is not told as a matter of now")
  func limits() {
    let failure = CommandFailure(
      describing: RPCError(.resourceExhausted, "a message of 9 bytes is larger than the limit"))
    #expect(failure.message.contains("a limit was reached"))
    #expect(!failure.message.contains("now"))
  }

  @Test("a server that wants a certificate gets the one that is named")
  func clientCertificate() async throws {
    let certificates = try Certificates()
    var tls = TLSServerConfiguration(
      certificateFile: certificates.path("server.pem"),
      privateKeyFile: certificates.path("server.key"))
    tls.clientCertificates = .required(.file(certificates.path("ca.pem")))
    let archive = try await TestArchive(security: .tls(tls))
    let base = ["health", "--server", archive.address, "--ca", certificates.path("ca.pem")]
    let shown = await CommandResult.of(
      base + [
        "--certificate", certificates.path("client.pem"), "--key", certificates.path("client.key"),
      ])
    #expect(shown.status == .success, "\(shown.messages)")
    let none = await CommandResult.of(base)
    #expect(none.status == .unavailable)
    #expect(none.messages.contains("--certificate FILE"), "\(none.messages)")
    await archive.server.shutdown(grace: .zero)
  }

  @Test(
    "each status of a call has its exit code",
    arguments: [
      (StatusCode.invalidArgument, VerbatimCommands.ExitStatus.usage), (.notFound, .nothingFound),
      (.deadlineExceeded, .deadline), (.permissionDenied, .notPermitted),
      (.unauthenticated, .notPermitted), (.unavailable, .unavailable),
      (.resourceExhausted, .unavailable), (.unimplemented, .protocolError),
      (.internalError, .protocolError), (.dataLoss, .protocolError), (.cancelled, .unavailable),
    ])
  func statuses(code: StatusCode, status: VerbatimCommands.ExitStatus) {
    #expect(CommandFailure(describing: RPCError(code, "reason")).status == status)
  }

  @Test("a name without a word in it is the caller's mistake")
  func emptyName() async throws {
    try await TestArchive.with { archive in
      let result = await archive.run("statements", "--speaker", "...")
      #expect(result.status == .usage)
      #expect(result.messages.contains("the server refuses the request: name"))
    }
  }

  @Test("a deadline that passes ends with 75")
  func deadline() async throws {
    try await TestArchive.with { archive in
      let result = await archive.run("statements", "--timeout", "0.000001")
      #expect(result.status == .deadline)
      #expect(result.messages.contains("--timeout"))
    }
  }

  @Test("a reader who has seen enough ends the command quietly")
  func closedOutput() async throws {
    try await TestArchive.with { archive in
      let messages = Collected()
      let console = Console(
        output: TextOutput(isTerminal: false) { _ in throw OutputClosed() },
        messages: TextOutput(isTerminal: false) { messages.append($0) }, environment: [:])
      let status = await Program.run(
        ["statements", "--server", archive.address, "--insecure-plaintext"], on: console)
      #expect(status == .success)
      #expect(messages.text == "")
    }
  }

  @Test("output that cannot be written ends with 74")
  func fullDisk() async throws {
    try await TestArchive.with { archive in
      let messages = Collected()
      let console = Console(
        output: TextOutput(isTerminal: false) { _ in throw OutputError(description: "no space") },
        messages: TextOutput(isTerminal: false) { messages.append($0) }, environment: [:])
      for command in ["statements", "health", "count"] {
        let status = await Program.run(
          [command, "--server", archive.address, "--insecure-plaintext"], on: console)
        #expect(status == .inputOutput)
      }
      #expect(messages.text.contains("no space"))
    }
  }

  @Test("cancelling ends with 130")
  func cancellation() async throws {
    try await TestArchive.with { archive in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return await archive.run("statements")
      }
      #expect(await task.value.status == .interrupted)
    }
  }
}

/// Development certificates in a folder of their own.
final class Certificates {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("verbatim-commands-\(UUID().uuidString)")

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let process = Process()
    process.executableURL = root.appendingPathComponent("scripts/make-certs")
    process.arguments = [folder.path]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}
