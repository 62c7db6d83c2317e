import Foundation
import LoadReports
import RPC
import RPCClient
import RPCServer
import Synchronization
import TestSupport
import Testing

@testable import LoadTesting

struct LoadTestTests {
  private func check(_ step: LoadStep) {
    let counts = step.counts
    #expect(counts.due == counts.sent + counts.dropped)
    #expect(counts.sent == counts.succeeded + counts.failed + counts.unfinished)
    #expect(step.statuses.values.reduce(0, +) == counts.succeeded + counts.failed)
    #expect(step.methods.reduce(0) { $0 + $1.succeeded } == counts.succeeded)
    #expect(step.methods.reduce(0) { $0 + $1.failed } == counts.failed)
    #expect(step.intervals.reduce(0) { $0 + $1.succeeded } == counts.succeeded)
    #expect(step.latency.count == step.methods.reduce(0) { $0 + $1.latency.count })
  }

  @Test("an open loop makes the calls that are due, on several loops and connections")
  func openLoop() async throws {
    try await TestArchive.with { archive in
      var plan = archive.plan(.steps([.open(rate: 200), .open(rate: 400)]))
      plan.connections = 3
      plan.threads = 2
      let result = try await LoadTest(plan).run()
      #expect(result.report.steps.map(\.counts.due) == [100, 200])
      for step in result.report.steps {
        check(step)
        #expect(step.counts.succeeded == step.counts.due)
        #expect(step.latency.count == step.counts.due)
        #expect(step.bytesReceived > 0)
        #expect(step.generatorCPU > 0)
      }
      #expect(result.report.steps[0].connect?.count == 3)
      #expect(result.report.transport.tlsVersion == "plaintext")
      #expect(!result.hasTooManyErrors && !result.wasStopped && result.lostReason == nil)
    }
  }

  @Test("a closed loop keeps a server busy with no more calls than it was told")
  func closedLoop() async throws {
    try await TestArchive.with { archive in
      let plan = archive.plan(.steps([.closed(concurrency: 8)]), duration: 0.3)
      let report = try await LoadTest(plan).run().report
      check(report.steps[0])
      #expect(report.steps[0].counts.succeeded > 8)
      #expect(report.steps[0].counts.failed == 0)
      #expect(report.remarks.contains { $0.text.contains("closed loop") })
    }
  }

  @Test("every method of the service can be called, and streams are measured as such")
  func methods() async throws {
    try await TestArchive.with { archive in
      let mix = Mix(Workload.allCases.map { Mix.Entry(workload: $0, weight: 1) })
      var plan = archive.plan(.steps([.open(rate: 400)]), mix: mix)
      plan.streamLimit = 7
      let report = try await LoadTest(plan).run().report
      let step = report.steps[0]
      check(step)
      #expect(step.counts.succeeded == 200, "\(step.failureMessages)")
      #expect(step.methods.map(\.name) == mix.entries.map(\.workload.name))
      for (method, entry) in zip(step.methods, mix.entries) {
        #expect(method.succeeded > 0)
        #expect((method.stream != nil) == entry.workload.isStream)
        guard let stream = method.stream else { continue }
        #expect(stream.firstMessage.count == method.succeeded)
        #expect(stream.messages <= 7 * method.succeeded)
        #expect(stream.gaps.count == stream.messages - method.succeeded)
      }
      let statements = step.methods.first { $0.name.hasSuffix("StreamStatements") }
      #expect(statements?.stream?.messages == 7 * (statements?.succeeded ?? 0))
    }
  }

  @Test("a server that stalls shows it in every call that was due meanwhile")
  func stall() async throws {
    let stall = 0.4
    // The event loop of the server sleeps once, in the midst of the run.
    let trouble: @Sendable (Int, ServerCallInfo) -> Void = { number, _ in
      if number == 400 { Thread.sleep(forTimeInterval: stall) }
    }
    try await TestArchive.with(trouble: trouble) { archive in
      var plan = archive.plan(.steps([.open(rate: 500)]), duration: 2)
      plan.callsPerConnection = 10
      let step = try await LoadTest(plan).run().report.steps[0]
      check(step)
      #expect(step.counts.due == 1000)
      #expect(step.counts.succeeded == 1000)
      // 200 calls were due while the server slept; half of them waited for over half of that.
      func above(_ distribution: Distribution, _ seconds: Double) -> Int {
        distribution.buckets.reduce(0) { $0 + (Double($1.value) >= seconds * 1e9 ? $1.count : 0) }
      }
      #expect(above(step.latency, stall / 2) >= 95)
      #expect(above(step.latency, stall * 0.95) >= 5)
      #expect(Double(step.latency.maximum) >= stall * 0.95 * 1e9)
      #expect(step.counts.late >= 150)
    }
  }

  @Test("what a server refuses is counted by status, and too much of it is told")
  func refusals() async throws {
    let trouble: @Sendable (Int, ServerCallInfo) throws(RPCError) -> Void = {
      number, call throws(RPCError) in
      if call.path.hasSuffix("GetStatement"), number % 2 == 0 {
        throw RPCError(.resourceExhausted, "come back later")
      }
    }
    try await TestArchive.with(trouble: trouble) { archive in
      var plan = archive.plan(.steps([.open(rate: 200)]))
      plan.objectives = [Objective("errors<1%")!]
      let result = try await LoadTest(plan).run()
      let step = result.report.steps[0]
      check(step)
      #expect(step.statuses == ["OK": 50, "RESOURCE_EXHAUSTED": 50])
      #expect(step.failuresByPhase == ["call": 50])
      #expect(step.failureMessages == ["RESOURCE_EXHAUSTED: come back later": 50])
      #expect(step.latency.count == 50)
      #expect(result.hasTooManyErrors)
      #expect(result.report.objective?.isMet == false)
    }
  }

  @Test("a server that goes away in the midst of a run leaves a report of what was before")
  func deadServer() async throws {
    try await TestArchive.with { archive in
      var plan = archive.plan(.steps([.open(rate: 200), .open(rate: 200)]), duration: 60)
      plan.patience = 300_000_000
      let shutdown = Task {
        while archive.trouble.count < 100 { try await Task.sleep(for: .milliseconds(5)) }
        await archive.server.shutdown(grace: .zero)
      }
      let result = try await LoadTest(plan).run()
      try await shutdown.value
      #expect(result.report.steps.count == 1)
      let step = result.report.steps[0]
      check(step)
      #expect(step.counts.succeeded > 0)
      #expect(step.counts.dropped > 0)
      #expect(step.seconds < 60)
      #expect(result.lostReason?.contains("127.0.0.1:\(archive.port)") == true)
      #expect(result.report.remarks.contains { $0.text.contains("could be reached any more") })
      #expect((step.failuresByPhase["connect"] ?? 0) > 0)
    }
  }

  @Test("a run that is stopped reports what it has")
  func stopped() async throws {
    try await TestArchive.with { archive in
      let plan = archive.plan(.steps([.open(rate: 200)]), duration: 60)
      let task = Task { try await LoadTest(plan).run() }
      while archive.trouble.count < 60 { try await Task.sleep(for: .milliseconds(5)) }
      task.cancel()
      let result = try await task.value
      #expect(result.wasStopped)
      check(result.report.steps[0])
      #expect(result.report.steps[0].counts.succeeded > 0)
      #expect(result.report.steps[0].counts.due < 12_000)
      #expect(result.report.remarks.contains { $0.text.contains("cut short") })
    }
  }

  @Test("calls that take longer than their limit fail, and their waiting counts")
  func timeouts() async throws {
    let trouble: @Sendable (Int, ServerCallInfo) -> Void = { number, _ in
      if number == 100 { Thread.sleep(forTimeInterval: 0.5) }
    }
    try await TestArchive.with(trouble: trouble) { archive in
      var plan = archive.plan(.steps([.open(rate: 200)]), duration: 1)
      plan.timeout = 100_000_000
      let step = try await LoadTest(plan).run().report.steps[0]
      check(step)
      #expect((step.statuses["DEADLINE_EXCEEDED"] ?? 0) > 0)
      #expect(step.latency.count == step.counts.due)
      #expect(step.latency.maximum >= 99_000_000)
    }
  }

  @Test("a server that is not there, and an archive that is empty, are errors")
  func unusable() async throws {
    try await TestArchive.with(meetings: 0) { archive in
      let plan = archive.plan(.steps([.open(rate: 10)]))
      await #expect { try await LoadTest(plan).run() } throws: {
        ($0 as? RPCError)?.code == .notFound
      }
    }
    let port = try ReservedPort()
    let archive = try await TestArchive()
    var plan = archive.plan(.steps([.open(rate: 10)]))
    await archive.server.shutdown(grace: .zero)
    plan.client = ClientConfiguration(
      host: "127.0.0.1", port: port.number, security: .insecurePlaintext)
    await #expect { try await LoadTest(plan).run() } throws: {
      ($0 as? RPCError)?.code == .unavailable
    }
  }

  @Test("a sweep without bounds finds them, and stops where the server falls behind")
  func sweep() async throws {
    try await TestArchive.with { archive in
      var plan = archive.plan(
        .sweep(LoadPlan.Sweep(low: nil, high: nil, steps: 2)), duration: 0.2)
      plan.objectives = [Objective("p50<10s")!]
      let report = try await LoadTest(plan).run().report
      #expect(!report.steps.isEmpty)
      #expect(report.sweep != nil)
      #expect(report.remarks.contains { $0.text.contains("the rates were chosen") })
    }
  }

  @Test("whoever watches sees each interval once")
  func progress() async throws {
    try await TestArchive.with { archive in
      let lines = Mutex<[LoadControl.Line]>([])
      let control = LoadControl { line in lines.withLock { $0.append(line) } }
      var plan = archive.plan(.steps([.open(rate: 200)]), duration: 1)
      plan.connections = 2
      plan.threads = 2
      let report = try await LoadTest(plan, control: control).run().report
      let seen = lines.withLock { $0 }
      #expect(seen.map(\.index) == Array(0..<seen.count))
      #expect(seen.count >= 9)
      let succeeded = seen.reduce(0) { $0 + $1.succeeded }
      #expect(succeeded <= report.steps[0].counts.succeeded)
      #expect(succeeded > 100)
    }
  }
}
