import RPC
import RPCServer
import TLS
import Testing

@testable import VerbatimDaemon

/// What requests may hold and cost, as operators set it.
@Suite("Settings of requests")
struct RequestSettingsTests {
  private func settings(_ flags: [String: [String]]) throws -> Settings {
    try Settings(
      flags: flags.merging(["insecure-plaintext": ["true"]]) { first, _ in first }, environment: [:]
    )
  }

  private func problems(_ flags: [String: [String]]) -> [String] {
    do {
      _ = try settings(flags)
      return []
    } catch {
      return (error as? SettingsErrors)?.errors.map(\.problem) ?? ["\(error)"]
    }
  }

  @Test("each limit can be set, and says its default")
  func values() throws {
    let set = try settings([
      "maximum-open-calls": ["7"], "request-timeout": ["never"],
      "connection-request-memory": ["8MiB"], "request-memory": ["16MiB"],
      "connection-response-memory": ["4MiB"], "response-memory": ["12MiB"],
      "stream-window": ["128KiB"], "connection-window": ["2MiB"],
      "accept-compressed-requests": ["false"], "maximum-inflation-ratio": ["5"],
      "inflation-burst": ["1MiB"], "inflation-per-second": ["1KiB"],
      "response-timeout": ["never"], "inflation-share": ["0.5"], "response-patience": ["3s"],
      "stream-errors-per-second": ["3"], "shutdown-delay": ["5s"],
    ])
    #expect(set.server.maximumOpenCalls == 7)
    #expect(set.server.requestMemory == 16 << 20)
    #expect(set.server.responseMemory == 12 << 20)
    let limits = set.server.limits
    #expect(limits.connectionResponseMemory == 4 << 20)
    #expect(limits.requestTimeout == nil && limits.responseTimeout == nil)
    #expect(set.server.inflationShare == 0.5)
    #expect(set.server.responsePatience == .seconds(3))
    #expect(limits.connectionRequestMemory == 8 << 20)
    #expect(limits.streamWindow == 128 << 10 && limits.connectionWindow == 2 << 20)
    #expect(!limits.acceptsCompressedRequests)
    #expect(limits.maximumInflationRatio == 5)
    #expect(limits.inflationBurst == 1 << 20 && limits.inflationPerSecond == 1 << 10)
    #expect(limits.streamErrorsPerSecond == 3)
    #expect(set.shutdownDelay == .seconds(5))
    let usual = try settings([:]).listing
    for (name, value) in [
      ("maximum-open-calls", "20000"), ("request-timeout", "1m"), ("request-memory", "256MiB"),
      ("tls-groups", "X25519:P-256:P-384"), ("shutdown-delay", "0ms"),
    ] {
      #expect(usual.contains { $0.hasPrefix("\(name) ") && $0.contains(" \(value) ") }, "\(name)")
    }
  }

  @Test("memory that no request of the largest size would fit in is a mistake, which is named")
  func contradictions() {
    for name in ["connection-request-memory", "request-memory"] {
      let problems = problems([name: ["1MiB"]])
      #expect(problems.count == 1)
      #expect(problems.first?.contains("maximum-message-size") == true)
    }
    #expect(
      problems(["connection-request-memory": ["1MiB"], "maximum-message-size": ["64KiB"]]) == [])
  }

  @Test(
    "groups are names with colons between, or the word system",
    arguments: [
      ("X25519", true), ("P-256:X25519", true), ("system", true), ("", false), ("a b", false),
      ("a::b", false),
    ])
  func groups(_ text: String, _ isTaken: Bool) {
    #expect((SettingKind<[String]>.groups.parse(text) != nil) == isTaken)
  }

  @Test("what all limits together come to is told, and follows them")
  func memory() throws {
    let usual = try settings([:])
    let small = try settings([
      "maximum-connections": ["100"], "maximum-open-calls": ["200"], "request-memory": ["8MiB"],
    ])
    #expect(small.server.memoryBound.total < usual.server.memoryBound.total / 20)
    #expect(small.server.memoryBound.requests == 8 << 20)
    #expect(small.memoryLine.hasPrefix("# memory "))
    #expect(small.memoryLine.contains("request-memory 8 MiB"))
    #expect(small.memoryLine.contains("response-memory 512 MiB"))
    let largest = try settings([
      "maximum-connections": ["1000000"], "maximum-open-calls": ["10000000"],
      "request-memory": ["1024GiB"], "maximum-calls": ["100000"],
    ])
    #expect(largest.server.memoryBound.total > usual.server.memoryBound.total)
  }
}
