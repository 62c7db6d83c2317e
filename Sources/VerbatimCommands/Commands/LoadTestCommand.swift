internal import ArgumentParser
internal import LoadReports
internal import LoadTesting
internal import RPCClient

/// `verbatim load-test`
struct LoadTestCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "load-test",
    abstract: "Put a server under load and say how it bears it.",
    discussion: """
      Makes calls at a rate (--rate, --sweep), whatever the server does, and measures how long each \
      took from when it was due: a server that stalls shows it in every call that was due meanwhile. \
      With --concurrency so many calls are kept open instead, which shows what a server can do at most.

      Calls are drawn from what the server's archive holds, by --seed: its meetings, speakers and \
      statements, of an archive with more than 5,000 meetings a sample of all its years. A call without an answer counts with the time it had waited. Calls that are due while \
      no connection is there wait for one; those under way when it breaks fail with UNAVAILABLE. After \
      5 s without any connection the run ends, with a report of what was found by then.

      Ctrl-C ends a run early with its report; once more ends it at once.

        verbatim load-test --rate 5000 --duration 30 --objective 'p99<5ms'
        verbatim load-test --mix get-statement=8,stream-statements=1,count=1 --rate 500,1000,2000
        verbatim load-test --sweep auto --objective 'p99<5ms' --html sweep.html
        verbatim load-test --concurrency 128 --connections 8

      --timeout is each call's, and 20 s unless it is given.

      Ends with \(ExitStatus.objectiveMissed.rawValue) when an objective was missed or the calls were \
      too few to decide it, or more calls failed than --maximum-errors allows; with \
      \(ExitStatus.doubtful.rawValue) when the run is not valid, or the server stalled in it, or the \
      rates above a sweep's bound could not be measured; with \(ExitStatus.unavailable.rawValue) when the server could \
      not be reached or is not trusted, also in the midst of a run; with \
      \(ExitStatus.interrupted.rawValue) after Ctrl-C. A run that had begun is reported all the same. \
      Wrong usage and files end it as they end every command of verbatim.
      """)

  @OptionGroup(title: "Load") var load: LoadOptions
  @OptionGroup(title: "Calls") var calls: LoadCallOptions
  @OptionGroup(title: "Output") var output: LoadOutputOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func run(on console: Console) async throws {
    let files = try output.open()
    let plan = try makePlan(console.environment)
    let line = LiveLine(console.messages)
    let control = console.messages.isTerminal ? LoadControl { line.show($0) } : LoadControl()
    let result: LoadTest.Result
    do {
      result = try await LoadTest(plan, control: control).run()
    } catch {
      line.clear()
      throw error
    }
    line.clear()
    try files.write(result.report, options: output, to: console)
    try console.output.flush()
    if let reason = result.lostReason {
      throw CommandFailure(
        .unavailable, "the server could not be reached any more, and the run ended early: \(reason)"
      )
    }
    if result.wasStopped { throw CommandFailure(.interrupted, "the run was cut short") }
    if let objective = result.report.objective, !objective.isMet {
      throw CommandFailure(
        .objectiveMissed,
        objective.isUndecided == true
          ? "the objective \(objective.text) is not decided: the calls were too few"
          : "the objective \(objective.text) was missed: \(objective.found)")
    }
    if result.hasTooManyErrors {
      throw CommandFailure(.objectiveMissed, "more calls failed than --maximum-errors allows")
    }
    if let doubt = result.report.doubt { throw CommandFailure(.doubtful, doubt) }
  }

  private func makePlan(_ environment: [String: String]) throws -> LoadPlan {
    var client = try connection.configuration(environment)
    client.retryPolicy = nil
    client.maximumResponseSize = calls.maximumResponseSize
    var plan = LoadPlan(
      client: client, label: output.label ?? load.label, program: "verbatim",
      commandLine: CommandLine.arguments, course: load.course)
    plan.arrivals = load.arrivals.arrivals
    plan.mix = calls.mix
    plan.seed = load.seed
    plan.duration = load.duration
    plan.warmUp = load.warmUp
    plan.drain = UInt64(load.drain * 1e9)
    plan.connections = load.connections
    plan.callsPerConnection = load.callsPerConnection
    plan.threads = min(load.threads, load.connections)
    if let timeout = connection.timeout { plan.timeout = UInt64(timeout * 1e9) }
    plan.streamLimit = calls.limit
    plan.objectives = load.objective
    plan.maximumErrors = load.maximumErrors / 100
    plan.serverProcess = load.serverPID
    return plan
  }
}
