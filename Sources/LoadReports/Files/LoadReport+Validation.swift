extension LoadReport {
  /// What a report may hold, so that whatever renders one need not fear it.
  enum Bounds {
    /// A sweep of more steps shows nothing that these do not.
    static let steps = 1_000
    /// A day of seconds, or three hours of tenths.
    static let intervals = 100_000
    /// An HdrHistogram of three digits up to 2^62 ns has about 54,000 places.
    static let buckets = 65_536
    /// Methods, statuses, messages, remarks, targets, arguments.
    static let entries = 10_000
    /// Bytes of any text.
    static let text = 65_536
    /// Sums of as many counts as there may be do not overflow.
    static let count = 1 << 46
    /// A century: sums of times stay exact enough, and no conversion to integers fails.
    static let seconds = 3.2e9
    static let nanoseconds: UInt64 = 3_200_000_000_000_000_000
    static let rate = 1e12
    static let cores = 1 << 20
  }

  /// Throws a `LoadReportError` unless every figure is one that a load test can have found.
  func validate() throws {
    try Check(path: "label").text(label)
    try Check(path: "program").text(program)
    try Check(path: "startedAt").text(startedAt)
    try Check(path: "commandLine").texts(commandLine)
    try Check(path: "targets").texts(targets)
    try Check(path: "generator.cores").count(generator.cores, upTo: Bounds.cores)
    try Check(path: "generator.processor").text(generator.processor)
    try Check(path: "generator.system").text(generator.system)
    try Check(path: "transport.connections").count(transport.connections)
    try Check(path: "transport.callsPerConnection").count(transport.callsPerConnection)
    try Check(path: "transport.tlsVersion").text(transport.tlsVersion ?? "")
    try Check(path: "transport.cipher").text(transport.cipher ?? "")
    try Check(path: "plan.loop").text(plan.loop)
    try Check(path: "plan.arrivals").text(plan.arrivals ?? "")
    try Check(path: "plan.warmUpSeconds").number(plan.warmUpSeconds, upTo: Bounds.seconds)
    try Check(path: "plan.mix").size(plan.mix.count, upTo: Bounds.entries)
    for (index, entry) in plan.mix.enumerated() {
      try Check(path: "plan.mix[\(index)].method").text(entry.method)
      try Check(path: "plan.mix[\(index)].weight").number(entry.weight, upTo: Bounds.rate)
    }
    try Check(path: "objective.text").text(objective?.text ?? "")
    try Check(path: "objective.found").text(objective?.found ?? "")
    if let sweep {
      try Check(path: "sweep.method").text(sweep.method)
      let highest = sweep.highestRateWithinObjective ?? 0
      try Check(path: "sweep.highestRateWithinObjective").number(highest, upTo: Bounds.rate)
      try Check(path: "sweep.kneeRate").number(sweep.kneeRate ?? 0, upTo: Bounds.rate)
    }
    try Check(path: "remarks").size(remarks.count, upTo: Bounds.entries)
    for (index, remark) in remarks.enumerated() {
      try Check(path: "remarks[\(index)].text").text(remark.text)
    }
    try Check(path: "steps").size(steps.count, upTo: Bounds.steps)
    for (index, step) in steps.enumerated() { try step.validate(Check(path: "steps[\(index)]")) }
  }

  /// Checks of values at one place of a report.
  struct Check {
    var path: String

    subscript(member: String) -> Check { Check(path: "\(path).\(member)") }

    func fail(_ message: String) -> LoadReportError { LoadReportError(path: path, message) }

    func text(_ text: String) throws {
      if text.utf8.count > Bounds.text {
        throw fail("a text of \(text.utf8.count) bytes, \(Bounds.text) at most")
      }
    }

    func texts(_ texts: [String]) throws {
      try size(texts.count, upTo: Bounds.entries)
      for (index, text) in texts.enumerated() { try Check(path: "\(path)[\(index)]").text(text) }
    }

    func size(_ count: Int, upTo limit: Int) throws {
      if count > limit { throw fail("\(count) entries, \(limit) at most") }
    }

    func count(_ count: Int, upTo limit: Int = Bounds.count) throws {
      if count < 0 { throw fail("\(count) is less than nothing") }
      if count > limit { throw fail("\(count) is more than \(limit)") }
    }

    func number(_ value: Double, upTo limit: Double) throws {
      guard value.isFinite, value >= 0 else { throw fail("\(value) is no such figure") }
      if value > limit { throw fail("\(value) is more than \(limit)") }
    }

    func time(_ nanoseconds: UInt64) throws {
      if nanoseconds > Bounds.nanoseconds { throw fail("\(nanoseconds) ns is more than a century") }
    }

    func counts(_ counts: [String: Int]) throws {
      try size(counts.count, upTo: Bounds.entries)
      for (name, count) in counts {
        try text(name)
        try self[PlainText.line(name, upTo: 60)].count(count)
      }
    }
  }
}

extension LoadStep {
  fileprivate typealias Check = LoadReport.Check

  fileprivate func validate(_ check: Check) throws {
    try check["offeredRate"].number(offeredRate ?? 0, upTo: LoadReport.Bounds.rate)
    try check["concurrency"].count(concurrency ?? 0)
    try check["seconds"].number(seconds, upTo: LoadReport.Bounds.seconds)
    for (name, count) in [
      ("due", counts.due), ("sent", counts.sent), ("succeeded", counts.succeeded),
      ("failed", counts.failed), ("unfinished", counts.unfinished), ("late", counts.late),
      ("dropped", counts.dropped), ("completeInTime", counts.completeInTime),
    ] {
      try check["counts"][name].count(count)
    }
    try latency.validate(check["latency"])
    try serviceTime.validate(check["serviceTime"])
    try connect?.validate(check["connect"])
    try tlsHandshake?.validate(check["tlsHandshake"])
    try check["statuses"].counts(statuses)
    try check["failuresByPhase"].counts(failuresByPhase)
    try check["failureMessages"].counts(failureMessages)
    try check["generatorCPU"].number(generatorCPU, upTo: LoadReport.Bounds.seconds)
    try check["generatorBusy"].number(generatorBusy ?? 0, upTo: 1_000)
    try check["generatorHeldUp"].number(generatorHeldUp ?? 0, upTo: 1_000)
    try check["serverCPU"].number(serverCPU ?? 0, upTo: LoadReport.Bounds.seconds)
    try check["bytesReceived"].count(bytesReceived, upTo: .max >> 20)
    try check["methods"].size(methods.count, upTo: LoadReport.Bounds.entries)
    for (index, method) in methods.enumerated() {
      try method.validate(Check(path: "\(check.path).methods[\(index)]"))
    }
    try check["intervals"].size(intervals.count, upTo: LoadReport.Bounds.intervals)
    var end = 0.0
    for (index, interval) in intervals.enumerated() {
      let check = Check(path: "\(check.path).intervals[\(index)]")
      try interval.validate(check)
      // Clocks are rounded when they are written.
      if interval.start < end - 1e-6 { throw check.fail("begins before the one before it ends") }
      end = interval.start + interval.seconds
    }
  }
}

extension LoadStep.Method {
  fileprivate func validate(_ check: LoadReport.Check) throws {
    try check["name"].text(name)
    try check["succeeded"].count(succeeded)
    try check["failed"].count(failed)
    try latency.validate(check["latency"])
    try serviceTime.validate(check["serviceTime"])
    guard let stream else { return }
    try stream.firstMessage.validate(check["stream.firstMessage"])
    try stream.gaps.validate(check["stream.gaps"])
    try check["stream.messages"].count(stream.messages)
    try check["stream.bytes"].count(stream.bytes, upTo: .max >> 20)
  }
}

extension LoadStep.Interval {
  fileprivate func validate(_ check: LoadReport.Check) throws {
    try check["start"].number(start, upTo: LoadReport.Bounds.seconds)
    try check["seconds"].number(seconds, upTo: LoadReport.Bounds.seconds)
    guard seconds > 0 else { throw check["seconds"].fail("no time at all") }
    try check["succeeded"].count(succeeded)
    try check["failed"].count(failed)
    try check["fromWarmUp"].count(fromWarmUp ?? 0)
    try check["messages"].count(messages)
    try check["bytes"].count(bytes, upTo: .max >> 20)
    for time in [p50, p99, maximum] { try check.time(time ?? 0) }
  }
}

extension Distribution {
  fileprivate func validate(_ check: LoadReport.Check) throws {
    try check["count"].count(count)
    try check["minimum"].time(minimum)
    try check["maximum"].time(maximum)
    try check["mean"].number(mean, upTo: Double(LoadReport.Bounds.nanoseconds))
    try check["standardDeviation"]
      .number(standardDeviation, upTo: Double(LoadReport.Bounds.nanoseconds))
    try check["buckets"].size(buckets.count, upTo: LoadReport.Bounds.buckets)
    var sum = 0
    var previous: UInt64?
    for (index, bucket) in buckets.enumerated() {
      let check = LoadReport.Check(path: "\(check.path).buckets[\(index)]")
      try check["value"].time(bucket.value)
      try check["count"].count(bucket.count)
      if bucket.count == 0 { throw check["count"].fail("an empty bucket") }
      if let previous, bucket.value <= previous { throw check["value"].fail("out of order") }
      previous = bucket.value
      sum += bucket.count
    }
    if sum != count {
      throw check["buckets"].fail("their counts make \(sum), not the \(count) of the distribution")
    }
  }
}
