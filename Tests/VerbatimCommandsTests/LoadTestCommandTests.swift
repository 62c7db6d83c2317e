import Foundation
import LoadReports
import LoadTesting
import RPC
import RPCServer
import TLS
import TestSupport
import Testing

@testable import VerbatimCommands

struct LoadTestCommandTests {
  // Machines on which all tests run at once take their time.
  private static let quick = ["--duration", "0.3", "--warm-up", "0", "--timeout", "300"]

  /// Whether a run went as planned. Machines on which all tests run at once hold a generator up.
  private static func isDone(_ result: CommandResult) -> Bool {
    result.status == .success || result.status == .doubtful
  }

  @Test(
    "odd but sound rates, sweeps and objectives are borne",
    arguments: [
      ["--sweep", "0.1:0.4:2"], ["--sweep", "0.001:0.002:3"], ["--rate", "1e-300"],
      ["--rate", "0.4", "--arrivals", "poisson"], ["--rate", "1e-300", "--arrivals", "poisson"],
      ["--sweep", "1e-300:1e-299:2"], ["--sweep", "9:9.0000001:2"],
      ["--rate", "3", "--objective", "max<1e11s"], ["--concurrency", "1", "--threads", "9"],
      ["--rate", "2.5,1e-9", "--connections", "3", "--threads", "2"],
      ["--rate", "10", "--mix", "get-statement=1e308,count=1e308"],
    ])
  func odd(arguments: [String]) async throws {
    try await TestArchive.with { archive in
      let result = await archive.run(
        ["load-test"] + arguments
          + ["--duration", "0.1", "--warm-up", "0", "--timeout", "300", "--drain", "60"])
      #expect(Self.isDone(result) || result.status == .objectiveMissed, "\(result.messages)")
      #expect(!result.output.isEmpty)
    }
  }

  @Test(
    "an objective that so few calls cannot decide ends with 2, and is not called met",
    arguments: ["p99.99<300s", "p99<300s", "errors<1%"])
  func undecided(objective: String) async throws {
    try await TestArchive.with { archive in
      let result = await archive.run(
        ["load-test", "--rate", "10", "--objective", objective] + Self.quick)
      #expect(result.status == .objectiveMissed)
      #expect(result.messages.contains("\(objective) is not decided"), "\(result.messages)")
      #expect(result.output.contains("OBJECTIVE NOT DECIDED"))
    }
  }

  @Test(
    "wrong arguments end with 64 and say what is wrong",
    arguments: [
      ([], "one of --rate, --concurrency and --sweep"),
      (["--rate", "1", "--concurrency", "1"], "one of --rate, --concurrency and --sweep"),
      (["--rate", "0"], "--rate takes calls a second above 0"),
      (["--rate", "10,x"], "--rate takes calls a second above 0"),
      (["--concurrency", "0"], "--concurrency takes numbers"),
      (["--concurrency", "101"], "more than --connections 1 carry"),
      (["--sweep", "5"], "--sweep takes LOW:HIGH"),
      (["--sweep", "9:5"], "a HIGH above LOW"), (["--sweep", "5:9:1"], "2 to 100 steps"),
      (["--rate", "1", "--objective", "fast"], "is no objective"),
      (["--rate", "1", "--objective", "p99<1e300s"], "is no objective"),
      (["--rate", "inf"], "--rate takes calls"), (["--rate", "nan"], "--rate takes calls"),
      (["--sweep", "1:inf"], "--sweep takes calls"),
      (["--rate", "1", "--drain", "nan"], "--drain"),
      (["--rate", "1", "--mix", "count=inf"], "has no weight"),
      (["--rate", "1", "--mix", "count=nan"], "has no weight"),
      (["--rate", "1", "--mix", "get-word"], "is no method of a mix"),
      (["--rate", "1", "--duration", "0"], "--duration takes"),
      (["--rate", "1", "--warm-up", "-1"], "--warm-up"),
      (["--rate", "1", "--maximum-errors", "101"], "--maximum-errors takes"),
      (["--rate", "1", "--threads", "0"], "--threads takes"),
      (["--rate", "1", "--arrivals", "never"], "--arrivals"),
      (["--rate", "1", "--overlay", "x.json"], "--overlay needs --html"),
      (["--rate", "1", "--json", "-", "--csv", "-"], "standard output takes one"),
      (["--rate", "1", "--json", "a", "--csv", "a"], "a file each"),
    ])
  func wrongArguments(arguments: [String], reason: String) async {
    let result = await CommandResult.of(["load-test"] + arguments)
    #expect(result.status == .usage)
    #expect(result.output == "")
    #expect(result.messages.contains(reason), "\(result.messages)")
  }

  @Test("a run writes its report for people, and nothing beside it where nobody looks on")
  func text() async throws {
    try await TestArchive.with { archive in
      let result = await archive.run(["load-test", "--rate", "100"] + Self.quick)
      #expect(Self.isDone(result), "\(result.messages)")
      if result.status == .success { #expect(result.messages == "") }
      #expect(result.output.contains("p50"))
    }
  }

  @Test("data goes where it is sent, in every form, and earlier runs are read back")
  func files() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("verbatim-load-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    try await TestArchive.with { archive in
      let first = await archive.run(
        [
          "load-test", "--rate", "100", "--json", path("a.json"), "--csv", path("a.csv"),
          "--hgrm", path("a.hgrm"), "--label", "first run",
        ] + Self.quick)
      #expect(Self.isDone(first), "\(first.messages)")
      let report = try LoadReport(json: Array(Data(contentsOf: folder.appending(path: "a.json"))))
      #expect(report.label == "first run")
      #expect(report.steps[0].counts.due == 30)
      #expect(report.steps[0].counts.succeeded == 30)
      #expect(try String(contentsOfFile: path("a.csv"), encoding: .utf8).contains("\n"))
      #expect(try String(contentsOfFile: path("a.hgrm"), encoding: .utf8).contains("#[Max"))
      let second = await archive.run(
        [
          "load-test", "--concurrency", "2", "--json", "-", "--html", path("b.html"), "--overlay",
          path("a.json"), "--seed", "9",
        ] + Self.quick)
      #expect(Self.isDone(second), "\(second.messages)")
      let other = try LoadReport(json: Array(second.output.utf8))
      #expect(other.plan.loop == "closed")
      #expect(other.plan.seed == 9)
      let page = try String(contentsOfFile: path("b.html"), encoding: .utf8)
      #expect(page.contains("first run"))
      #expect(page.contains("concurrency 2"))
    }
  }

  @Test("files that cannot be written or read are told before any load is made")
  func wrongFiles() async throws {
    let unwritable = await CommandResult.of(
      ["load-test", "--rate", "1", "--json", "/no/such/folder/a.json"])
    #expect(unwritable.status == .inputOutput)
    #expect(unwritable.messages.contains("/no/such/folder/a.json"))
    let missing = await CommandResult.of(
      ["load-test", "--rate", "1", "--html", "-", "--overlay", "/no/such/a.json"])
    #expect(missing.status == .noInput)
    let wrong = await CommandResult.of(
      ["load-test", "--rate", "1", "--html", "-", "--overlay", #filePath])
    #expect(wrong.status == .data)
    #expect(wrong.messages.contains("LoadTestCommandTests.swift"))
  }

  @Test("a missed objective ends with 2 after the report, a kept one with 0")
  func objectives() async throws {
    try await TestArchive.with { archive in
      let missed = await archive.run(
        ["load-test", "--rate", "100", "--objective", "p50<1ns"] + Self.quick)
      #expect(missed.status == .objectiveMissed)
      #expect(missed.status.rawValue == 2)
      #expect(missed.messages.contains("p50<1ns was missed: p50 was"), "\(missed.messages)")
      #expect(!missed.output.isEmpty)
      let kept = await archive.run(
        [
          "load-test", "--rate", "100", "--objective", "p50<60s", "--objective", "errors<50%",
        ] + Self.quick)
      #expect(Self.isDone(kept), "\(kept.messages)")
    }
  }

  @Test("a server that is not there ends with 69, an empty archive with 1, an unknown CA with 69")
  func unusable() async throws {
    let port = try ReservedPort()
    let unreachable = await CommandResult.of([
      "load-test", "--rate", "10", "--server", "127.0.0.1:\(port.number)", "--insecure-plaintext",
      // Machines on which all tests run at once take their time.
      "--timeout", "300",
    ])
    withExtendedLifetime(port) {}
    #expect(unreachable.status == .unavailable)
    #expect(unreachable.messages.contains("nothing listens there"))
    #expect(unreachable.output == "")
    try await TestArchive.with([]) { archive in
      let empty = await archive.run("load-test", "--rate", "10")
      #expect(empty.status == .nothingFound)
      #expect(empty.messages.contains("holds no meeting"))
    }
    let certificates = try Certificates()
    let archive = try await TestArchive(
      security: .tls(
        TLSServerConfiguration(
          certificateFile: certificates.path("server.pem"),
          privateKeyFile: certificates.path("server.key"))))
    let untrusted = await CommandResult.of(
      ["load-test", "--rate", "10", "--server", archive.address])
    #expect(untrusted.status == .unavailable)
    #expect(untrusted.messages.contains("--ca FILE"), "\(untrusted.messages)")
    let trusted = await CommandResult.of(
      [
        "load-test", "--rate", "100", "--server", archive.address, "--json", "-", "--ca",
        certificates.path("ca.pem"),
      ] + Self.quick)
    #expect(Self.isDone(trusted), "\(trusted.messages)")
    let report = try LoadReport(json: Array(trusted.output.utf8))
    #expect(report.transport.tlsVersion == "TLS 1.3")
    #expect(report.transport.cipher?.hasPrefix("TLS_") == true)
    #expect(report.steps[0].tlsHandshake?.count == 1)
    await archive.server.shutdown(grace: .zero)
  }

  @Test("the live line says what the last interval was like")
  func liveLine() {
    let line = LiveLine.text(
      .init(step: 1, index: 11, succeeded: 9998, seconds: 1, p50: 210_000, p99: nil, errors: 3))
    #expect(line == "step 2  12 s  9998 calls/s  p50 210 µs  p99 -  3 errors")
  }
}
