import Foundation
import LoadReports
import Testing

@testable import VerbatimCommands

struct LoadReportCommandTests {
  /// A run of forty calls that took a millisecond each.
  static func report(_ label: String) throws -> String {
    let times = Distribution(
      count: 40, minimum: 1_000_000, mean: 1e6, standardDeviation: 0, maximum: 1_000_000,
      buckets: [.init(value: 1_000_447, count: 40)])
    let step = LoadStep(
      offeredRate: 40, concurrency: nil, seconds: 1,
      counts: .init(due: 40, sent: 40, succeeded: 40, completeInTime: 40), latency: times,
      serviceTime: times, methods: [], statuses: ["OK": 40], failuresByPhase: [:],
      failureMessages: [:], connect: nil, tlsHandshake: nil,
      intervals: [
        .init(
          start: 0, seconds: 1, succeeded: 40, failed: 0, messages: 40, bytes: 4_000,
          p50: 1_000_447, p99: 1_000_447, maximum: 1_000_000)
      ], generatorCPU: 0.01, serverCPU: nil, bytesReceived: 4_000)
    let report = LoadReport(
      label: label, program: "verbatim", commandLine: ["verbatim", "load-test"],
      startedAt: "2026-01-02T03:04:05Z", generator: .init(cores: 2, processor: "", system: ""),
      targets: ["127.0.0.1:7443"],
      transport: .init(connections: 1, callsPerConnection: 1, tlsVersion: nil, cipher: nil),
      plan: .init(
        loop: "open", arrivals: "uniform", seed: 1, warmUpSeconds: 0,
        mix: [.init(method: "verbatim.v1.Archive/GetStatement", weight: 1)]), steps: [step])
    return String(decoding: try report.json(), as: UTF8.self)
  }

  private func folder() throws -> ParseCommandTests.Folder {
    try ParseCommandTests.Folder([
      "a.json": Self.report("first"), "b.json": Self.report("second"), "c.json": "{\"version\":1}",
      "d.json": "what?",
    ])
  }

  @Test("reports are told as text, the verdict first, one below the other")
  func text() async throws {
    let folder = try folder()
    let result = await CommandResult.of(
      ["load-report", folder.path + "/a.json", folder.path + "/b.json"])
    #expect(result.status == .success, "\(result.messages)")
    #expect(result.output.hasPrefix("BELOW SATURATION — the rate of 40/s"))
    #expect(result.output.contains("\n\nBELOW SATURATION"))
    #expect(result.output.contains("\nfirst: GetStatement\n"))
    #expect(result.output.contains("\nsecond: GetStatement\n"))
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test("files get the page, the rows and the listing, and nothing else is written")
  func files() async throws {
    let folder = try folder()
    try Data("longer than what comes".utf8).write(to: URL(fileURLWithPath: folder.path + "/x.csv"))
    let result = await CommandResult.of([
      "load-report", folder.path + "/a.json", "--html", folder.path + "/x.html", "--csv",
      folder.path + "/x.csv", "--hgrm", folder.path + "/x.hgrm", "--step", "1",
    ])
    #expect(result.status == .success, "\(result.messages)")
    #expect(result.output == "" && result.messages == "")
    let html = try String(contentsOfFile: folder.path + "/x.html", encoding: .utf8)
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("<h1>first</h1>"))
    let csv = try String(contentsOfFile: folder.path + "/x.csv", encoding: .utf8)
    #expect(csv.hasPrefix("label,step,"))
    #expect(csv.hasSuffix("first,1,40,,0,1,40,0,40,40,4000,1000447,1000447,1000000,0\r\n"))
    let hgrm = try String(contentsOfFile: folder.path + "/x.hgrm", encoding: .utf8)
    #expect(hgrm.contains("Total count    =           40]"))
  }

  @Test("a page of several reports holds them all")
  func overlay() async throws {
    let folder = try folder()
    let result = await CommandResult.of([
      "load-report", folder.path + "/a.json", folder.path + "/b.json", "--html", "-",
    ])
    #expect(result.status == .success, "\(result.messages)")
    #expect(result.output.contains("2 load tests compared"))
  }

  @Test("what is no report ends with 65 and says what is wrong where")
  func data() async throws {
    let folder = try folder()
    let empty = await CommandResult.of(["load-report", folder.path + "/c.json"])
    #expect(empty.status == .data)
    #expect(empty.messages.contains("c.json is no report of a load test: label: missing"))
    let words = await CommandResult.of(["load-report", folder.path + "/d.json"])
    #expect(words.status == .data)
    #expect(words.messages.contains("d.json is no report of a load test: not JSON"))
    #expect(words.output == "")
  }

  @Test("a file that cannot be opened ends with 66, one that cannot be written with 74")
  func inputOutput() async throws {
    let folder = try folder()
    let missing = await CommandResult.of(["load-report", folder.path + "/none.json"])
    #expect(missing.status == .noInput)
    #expect(missing.messages.contains("none.json: there is no such file"))
    let closed = await CommandResult.of([
      "load-report", folder.path + "/a.json", "--html", folder.path + "/no/x.html",
    ])
    #expect(closed.status == .inputOutput)
    #expect(closed.messages.contains("/no/x.html cannot be written"))
    if FileManager.default.fileExists(atPath: "/dev/full") {
      let full = await CommandResult.of([
        "load-report", folder.path + "/a.json", "--csv", "/dev/full",
      ])
      #expect(full.status == .inputOutput, "\(full.messages)")
    }
  }

  @Test(
    "arguments that make no sense together are refused",
    arguments: [
      ["--text", "--html", "-"], ["--csv", "-", "--hgrm", "-"], ["--step", "1"],
      ["--step", "7", "--hgrm", "-"], ["b.json", "--hgrm", "-"],
      ["2", "3", "4", "5", "6", "7", "8", "9"],
    ])
  func usage(_ arguments: [String]) async throws {
    let folder = try folder()
    let result = await CommandResult.of(["load-report", folder.path + "/a.json"] + arguments)
    #expect(result.status == .usage, "\(result.messages)")
  }
}
