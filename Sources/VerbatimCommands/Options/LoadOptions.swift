internal import ArgumentParser
internal import LoadTesting

/// How calls are due.
enum ArrivalsArgument: String, ExpressibleByArgument, CaseIterable {
  case uniform
  case poisson

  var arrivals: Arrivals { self == .uniform ? .uniform : .poisson }
}

/// Options that say how much load is made, and what is to hold under it.
struct LoadOptions: ParsableArguments {
  /// Enough for any machine of today; more is a slip of the keyboard.
  private static let highestRate = 10_000_000.0
  private static let mostConnections = 10_000
  private static let mostCalls = 10_000
  private static let usualSweepSteps = 8

  @Option(
    help: ArgumentHelp(
      "Calls a second, whatever the server does; several with commas are run one after another.",
      valueName: "rate,…"), transform: Self.rates)
  var rate: [Double]?

  @Option(
    help: ArgumentHelp(
      "Calls that are kept open instead, each followed by another; several with commas.",
      valueName: "count,…"), transform: Self.counts)
  var concurrency: [Int]?

  @Option(
    help: ArgumentHelp(
      """
      Rates from LOW to HIGH in STEPS (\(Self.usualSweepSteps)), then between them for the highest that \
      keeps the objective. auto finds the bounds by a second of --concurrency.
      """, valueName: "low:high[:steps]|auto"), transform: Self.sweep)
  var sweep: LoadPlan.Sweep?

  @Option(help: "How calls of a rate lie in time: poisson is how independent users come.")
  var arrivals = ArrivalsArgument.uniform

  @Option(help: ArgumentHelp("Length of each rate or concurrency.", valueName: "seconds"))
  var duration = 10.0

  @Option(help: ArgumentHelp("Time before each that is not measured.", valueName: "seconds"))
  var warmUp = 1.0

  @Option(
    help: ArgumentHelp(
      "How long calls that are open at the end are waited for.", valueName: "seconds"))
  var drain = 5.0

  @Option(help: ArgumentHelp("Connections, dealt to the servers in turn.", valueName: "count"))
  var connections = 1

  @Option(
    help: ArgumentHelp("Calls open at once on a connection, at most.", valueName: "count"))
  var callsPerConnection = 100

  @Option(help: ArgumentHelp("Event loops that make the load.", valueName: "count"))
  var threads = 1

  @Option(
    help: ArgumentHelp("The same seed makes the same calls at the same times.", valueName: "number")
  )
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      """
      What is to hold: p99<5ms, max<1s, mean<2ms, errors<0.1%. May be repeated. When it does not, or \
      the calls are too few to say so, the command ends with \(ExitStatus.objectiveMissed.rawValue).
      """, valueName: "condition"), transform: Self.objective)
  var objective: [Objective] = []

  @Option(
    help: ArgumentHelp(
      "Calls that may fail before the command ends as if an objective was missed.",
      valueName: "percent"))
  var maximumErrors = 1.0

  @Option(
    name: .customLong("server-pid"),
    help: ArgumentHelp(
      "The server's process on this machine, whose CPU is told; found by its port by default.",
      valueName: "pid"))
  var serverPID: Int32?

  func validate() throws {
    switch (rate, concurrency, sweep) {
    case (_?, nil, nil), (nil, _?, nil), (nil, nil, _?): break
    default: throw ValidationError("give one of --rate, --concurrency and --sweep")
    }
    func check(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws {
      guard range.contains(value) else {
        throw ValidationError(
          "--\(name) takes \(DurationText.rounded(range.lowerBound)) to "
            + "\(DurationText.rounded(range.upperBound))")
      }
    }
    try check("duration", duration, 0.1...86_400)
    try check("warm-up", warmUp, 0...3600)
    try check("drain", drain, 0...3600)
    try check("connections", Double(connections), 1...Double(Self.mostConnections))
    try check("calls-per-connection", Double(callsPerConnection), 1...Double(Self.mostCalls))
    try check("threads", Double(threads), 1...256)
    try check("maximum-errors", maximumErrors, 0...100)
    if let most = concurrency?.max(), most > connections * callsPerConnection {
      throw ValidationError(
        "--concurrency \(most) is more than --connections \(connections) carry: raise them, or "
          + "--calls-per-connection \(callsPerConnection)")
    }
  }

  var course: LoadPlan.Course {
    if let sweep { return .sweep(sweep) }
    if let concurrency { return .steps(concurrency.map { .closed(concurrency: $0) }) }
    return .steps((rate ?? []).map { .open(rate: $0) })
  }

  /// What a run is called unless it is given a name.
  var label: String {
    func list(_ values: [String]) -> String { values.joined(separator: ", ") }
    if let concurrency { return "concurrency " + list(concurrency.map { "\($0)" }) }
    if let rate { return "rate " + list(rate.map(DurationText.rounded)) }
    return "sweep"
  }

  // MARK: Reading

  private static func number(_ text: some StringProtocol, _ option: String) throws -> Double {
    guard let value = Double(text), value > 0, value <= highestRate else {
      throw ValidationError(
        "--\(option) takes calls a second above 0 and up to \(Int(highestRate)), not “\(text)”")
    }
    return value
  }

  private static func rates(_ text: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false)
      .map { try number($0, "rate") }
  }

  private static func counts(_ text: String) throws -> [Int] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map {
      guard let count = Int($0), count > 0 else {
        throw ValidationError("--concurrency takes numbers of calls above 0, not “\($0)”")
      }
      return count
    }
  }

  private static func sweep(_ text: String) throws -> LoadPlan.Sweep {
    if text == "auto" { return LoadPlan.Sweep(low: nil, high: nil, steps: usualSweepSteps) }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else {
      throw ValidationError("--sweep takes LOW:HIGH, LOW:HIGH:STEPS or auto, not “\(text)”")
    }
    let low = try number(parts[0], "sweep")
    let high = try number(parts[1], "sweep")
    let steps = parts.count == 3 ? Int(parts[2]) ?? 0 : usualSweepSteps
    guard high > low, (2...100).contains(steps) else {
      throw ValidationError("--sweep takes a HIGH above LOW and 2 to 100 steps, not “\(text)”")
    }
    return LoadPlan.Sweep(low: low, high: high, steps: steps)
  }

  private static func objective(_ text: String) throws -> Objective {
    guard let objective = Objective(text) else {
      throw ValidationError(
        "“\(text)” is no objective: write p99<5ms, max<1s, mean<2ms or errors<0.1%")
    }
    return objective
  }
}

/// Options that say which calls are made.
struct LoadCallOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Methods and their weights, get-statement=8,count=1; one method alone is all there is. Methods: \
      \(Workload.allCases.map(\.rawValue).joined(separator: ", ")).
      """, valueName: "method=weight,…"),
    transform: Self.mix)
  var mix = Mix(.getStatement)

  @Option(help: ArgumentHelp("Messages of a stream, at most; 0 means all.", valueName: "count"))
  var limit: UInt64 = 100

  @Option(help: ArgumentHelp("Largest message that is taken.", valueName: "bytes"))
  var maximumResponseSize = 4 * 1024 * 1024

  private static func mix(_ text: String) throws -> Mix {
    switch Mix.parse(text) {
    case .success(let mix): return mix
    case .failure(let error): throw ValidationError(error.description)
    }
  }

  func validate() throws {
    if maximumResponseSize < 1 { throw ValidationError("--maximum-response-size takes 1 or more") }
  }
}
