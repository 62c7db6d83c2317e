internal import FoundationEssentials
internal import Histogram
package import LoadReports
internal import NIOCore
internal import NIOPosix
internal import RPC
internal import RPCClient
internal import TLS
internal import VerbatimClient

/// A load test of a server: connections, then one step after another, then a report.
package struct LoadTest: Sendable {
  /// What a run came to, beside its report.
  package struct Result: Sendable {
    package var report: LoadReport
    /// Whether it was stopped by `LoadControl`.
    package var wasStopped: Bool
    /// Why no server could be reached any more, if that ended the run.
    package var lostReason: String?
    /// Whether more calls failed than the plan allows.
    package var hasTooManyErrors: Bool
  }

  /// Time between the order to begin and the first due call, so that every loop is there for it.
  private static let lead: UInt64 = 5_000_000

  /// The least time for each call that fetches what is asked for later.
  private static let fetchTimeout: UInt64 = 20_000_000_000

  let plan: LoadPlan
  let control: LoadControl

  package init(_ plan: LoadPlan, control: LoadControl = LoadControl()) {
    self.plan = plan
    self.control = control
  }

  /// Fetches what is asked for, connects, runs and reports. Throws `RPCError` when the server cannot be
  /// reached or its archive cannot be read, NOT_FOUND when the archive has nothing to ask for, and
  /// `TLSError` when certificate files cannot be used.
  package func run() async throws -> Result {
    try await withTaskCancellationHandler {
      try await runUntilStopped()
    } onCancel: {
      control.stop()
    }
  }

  private func runUntilStopped() async throws -> Result {
    let startedAt = Date.now.formatted(.iso8601)
    let pool = try await makePool()
    var targets: [[Endpoint]] = []
    for target in plan.client.targets {
      do throws(RPCClient.Resolver.Unresolved) {
        targets.append(try await RPCClient.Resolver.resolve([target]))
      } catch {
        throw RPCError(.unavailable, error.reason)
      }
    }
    let tls: TLSContextSource? =
      if case .tls(let configuration) = plan.client.security {
        try TLSContextSource(configuration)
      } else { nil }
    let shared = LoadShared(plan: plan, pool: pool, tls: tls, targets: targets, control: control)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: plan.threads)
    let loops = LoopSet(group, shared)
    do {
      let result = try await run(on: loops, startedAt: startedAt)
      await loops.stop()
      try? await group.shutdownGracefully()
      return result
    } catch {
      await loops.stop()
      try? await group.shutdownGracefully()
      throw error
    }
  }

  private func makePool() async throws -> RequestPool {
    let client = try ArchiveClient(plan.client)
    defer { client.close() }
    // The limit of the calls that are measured says nothing of those that prepare them.
    let patience = max(plan.timeout, Self.fetchTimeout)
    let options = CallOptions(timeout: .nanoseconds(Int64(clamping: patience)))
    let sample = try await ArchiveSample.fetch(
      from: client, for: plan.mix, seed: plan.seed, options: options)
    if let lack = sample.lack(for: plan.mix) { throw RPCError(.notFound, lack) }
    return try RequestPool(
      sample, mix: plan.mix, seed: plan.seed, streamLimit: plan.streamLimit)
  }

  private func run(on loops: LoopSet, startedAt: String) async throws -> Result {
    try await loops.connect()
    let process = await serverProcess(loops)
    var course = StepCourse(plan)
    if let concurrency = course.calibration(plan) {
      let step = try await run(
        .closed(concurrency: concurrency), number: 0, on: loops, process, seconds: 1, warmUp: 0.5)
      course.calibrated(Double(step.tally.counts.succeeded) / step.seconds)
    }
    var steps: [MeasuredStep] = []
    while !control.isStopped, steps.last?.lostReason == nil, let pace = course.next() {
      control.beginStep(steps.count)
      let step = try await run(
        pace, number: steps.count, on: loops, process, seconds: plan.duration, warmUp: plan.warmUp)
      steps.append(step)
      course.add(step, objectives: plan.objectives)
    }
    let transport = try await loops.transport()
    return ReportWriter(plan: plan, course: course, steps: steps).result(
      startedAt: startedAt, tlsVersion: transport?.version, cipher: transport?.cipher,
      wasStopped: control.isStopped)
  }

  private func serverProcess(_ loops: LoopSet) async -> Int32? {
    if let process = plan.serverProcess { return process }
    guard let isHere = try? await loops.isServerHere(), isHere, plan.client.targets.count == 1
    else {
      return nil
    }
    switch plan.client.targets[0] {
    case .host(_, let port): return ServerProcess.listening(on: port)
    case .unixSocket(let path): return ServerProcess.listening(onSocket: path)
    case .inProcess: return ProcessInfo.processInfo.processIdentifier
    }
  }

  // MARK: A step

  private func run(
    _ pace: LoadPlan.Pace, number: Int, on loops: LoopSet, _ process: Int32?, seconds: Double,
    warmUp: Double
  ) async throws -> MeasuredStep {
    let start = LoadLoop.clock + Self.lead
    let length = Self.intervalLength(seconds)
    let parts = try loops.begin(intervalLength: length) { part, count in
      StepRun(
        pace, arrivals: plan.arrivals, mix: plan.mix,
        // Each step draws anew, as its number says.
        seed: plan.seed &+ UInt64(number) &* 0x9e37_79b9_7f4a_7c15, start: start,
        warmUp: UInt64(warmUp * 1e9), duration: UInt64(seconds * 1e9), intervalLength: length,
        part: part, of: count)
    }
    // Woken early by cancellation, which ends the step soon.
    try? await Task.sleep(for: .nanoseconds(Int64(Self.lead)) + .seconds(warmUp))
    let before = (own: ProcessorTime.ofProcess(), server: process.flatMap(ProcessorTime.of))
    let found = try await EventLoopFuture.whenAllSucceed(parts, on: parts[0].eventLoop).get()
    let after = (own: ProcessorTime.ofProcess(), server: process.flatMap(ProcessorTime.of))
    var tally = StepTally(plan.mix)
    for part in found { tally.add(part.tally) }
    let measured = found.map { $0.end > $0.measureFrom ? Double($0.end - $0.measureFrom) : 0 }
    var serverCPU: Double?
    if let before = before.server, let after = after.server { serverCPU = after - before }
    return MeasuredStep(
      pace: pace, tally: tally, plannedSeconds: seconds, seconds: (measured.max() ?? 0) / 1e9,
      intervalLength: Double(length) / 1e9, generatorCPU: after.own - before.own,
      serverCPU: serverCPU, busy: found.compactMap(\.busy).max(),
      heldUp: found.compactMap(\.heldUp).max(),
      wasCut: found.contains(where: \.wasCut),
      lostReason: found.lazy.compactMap(\.lostReason).first)
  }

  /// Round lengths such that a step has some tens of intervals.
  static func intervalLength(_ seconds: Double) -> UInt64 {
    let lengths: [Double] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900]
    return UInt64((lengths.first { seconds / $0 <= 120 } ?? 3600) * 1e9)
  }
}

/// A step that was run, before it is put in a report.
struct MeasuredStep: Sendable {
  var pace: LoadPlan.Pace
  var tally: StepTally
  var plannedSeconds: Double
  var seconds: Double
  var intervalLength: Double
  var generatorCPU: Double
  var serverCPU: Double?
  /// Share of the time that the busiest loop was at work.
  var busy: Double?
  /// The largest share of the time that a loop was ready to work and had no processor.
  var heldUp: Double?
  var wasCut: Bool
  var lostReason: String?
}
