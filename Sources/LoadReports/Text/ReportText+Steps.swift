extension ReportText {
  /// What stands in place of a percentile that the sample does not carry.
  static let tooFew = "too few"

  /// A percentile as the sample carries it.
  static func value(_ distribution: Distribution, _ quantile: Double) -> String {
    guard distribution.count > 0 else { return "–" }
    return distribution.supportedValue(atQuantile: quantile).map { Figure.duration($0) } ?? tooFew
  }

  static func maximum(_ distribution: Distribution) -> String {
    distribution.count > 0 ? Figure.duration(distribution.maximum) : "–"
  }

  /// All steps, a line each.
  mutating func steps() {
    heading("Steps")
    let hasServer = report.steps.contains { $0.serverCPU != nil }
    let hasFailed = report.total(\.failed) > 0
    var table = TextTable(
      ["offered", "", "achieved", "p50", "p99", "p99.9", "max"] + (hasFailed ? ["failed"] : [])
        + ["gen. CPU"] + (hasServer ? ["server CPU"] : []))
    let isClosed = report.steps.allSatisfy { $0.offeredRate == nil }
    for step in report.shownSteps.map({ report.steps[$0] }) {
      let perCall = { (cpu: Double?) in
        cpu.flatMap { step.microsecondsPerCall($0) }.map { Figure.fixed($0, 1) + " µs" } ?? "–"
      }
      table.add(
        [
          step.title, mark(of: step), step.achievedRate.map { Figure.rate($0) } ?? "–",
          Self.value(step.latency, 0.5), Self.value(step.latency, 0.99),
          Self.value(step.latency, 0.999), Self.maximum(step.latency),
        ] + (hasFailed ? [Figure.count(step.counts.failed)] : []) + [perCall(step.generatorCPU)]
          + (hasServer ? [perCall(step.serverCPU)] : []))
    }
    add(table)
    paragraph((isClosed ? "" : "latency is from the moment a call was due; ") + "CPU is a call")
    if let sweep = report.sweep {
      if sweep.kneeRate == nil {
        paragraph("no knee: no rate from which on latency rose steeply or calls queued up")
      } else if !sweep.method.isEmpty {
        paragraph("knee: \(sweep.method)")
      }
    }
  }

  private func mark(of step: LoadStep) -> String { StepMark(step, in: report).words }

  /// One step in full.
  mutating func details(of step: LoadStep) {
    rates(of: step)
    latency(of: step)
    timeLine(of: step)
    if step.methods.count > 1 { methods(of: step) }
    streams(of: step)
    connecting(of: step)
    processors(of: step)
  }

  private mutating func rates(of step: LoadStep) {
    let achieved = step.achievedRate.map { Figure.rate($0) + "/s" } ?? "–"
    let counts = step.counts
    if report.steps.count > 1 { heading("The step at \(step.title)") } else { heading("Calls") }
    var rate = "achieved \(achieved)"
    if let offered = step.offeredRate {
      rate = "offered \(Figure.rate(offered))/s, " + rate
      if let share = step.achievedRate.map({ $0 / offered }), offered > 0 {
        rate += " (\(Figure.percent(share)))"
      }
    }
    if step.seconds > 0, step.bytesReceived > 0 {
      rate += ", \(Figure.bytes(Double(step.bytesReceived) / step.extent))/s received"
    }
    paragraph(rate)
    let rare = [
      ("unfinished", counts.unfinished), ("late", counts.late), ("dropped", counts.dropped),
    ]
    let numbers = [
      ("due", counts.due), ("sent", counts.sent), ("succeeded", counts.succeeded),
      ("failed", counts.failed),
    ]
    paragraph(
      (numbers + rare.filter { $0.1 > 0 }).map { "\($0.0) \(Figure.count($0.1))" }.joined(
        separator: ", "))
  }

  private mutating func latency(of step: LoadStep) {
    let due = step.latency
    let isOpen = step.offeredRate != nil
    heading("Latency")
    guard due.count > 0 else { return add("  no call was complete") }
    var table = TextTable(["", isOpen ? "from due" : "from sending", "service time"])
    for quantile in Distribution.toldQuantiles {
      table.add([
        Figure.quantile(quantile), Self.value(due, quantile),
        Self.value(step.serviceTime, quantile),
      ])
      if !due.supports(quantile: quantile) { break }
    }
    table.add(["max", Self.maximum(due), Self.maximum(step.serviceTime)])
    table.add(["mean", Figure.duration(due.mean), Figure.duration(step.serviceTime.mean)])
    add(table)
    if let quantile = Distribution.toldQuantiles.first(where: { !due.supports(quantile: $0) }) {
      let needed = Int((10 / (1 - quantile)).rounded())
      paragraph(
        "\(Figure.quantile(quantile)) and beyond: too few calls "
          + "(\(Figure.count(due.count)), it takes \(Figure.count(needed)))")
    }
  }

  private mutating func timeLine(of step: LoadStep) {
    guard step.intervals.count > 1 else { return }
    let columns = max(10, min(60, width - 30))
    let points = TimeLine(steps: [step], columns: columns).points
    guard points.count > 1 else { return }
    heading("Time line, \(Figure.seconds(step.extent))")
    let rates = points.map { Optional($0.rate) }
    let highest = points.map(\.rate).max() ?? 0
    add(
      "  rate    " + Sparkline.bars(rates, maximum: highest, isLogarithmic: false)
        + "  up to \(Figure.rate(highest))/s")
    for (name, member) in [("p50", \TimeLine.Point.p50), ("max", \TimeLine.Point.maximum)] {
      let values = points.map { point in point[keyPath: member].map { Double($0) } }
      let present = values.compactMap { $0 }
      guard let least = present.min(), let most = present.max() else { continue }
      let isLogarithmic = most > 50 * max(1, least)
      add(
        "  \(name)     " + Sparkline.bars(values, maximum: most, isLogarithmic: isLogarithmic)
          + "  \(Figure.duration(least)) to \(Figure.duration(most))")
    }
    guard points.contains(where: { $0.failed > 0 }) else { return }
    let failed = points.map { point in point.failed > 0 ? Double(point.failed) : nil }
    let most = failed.compactMap { $0 }.max() ?? 0
    add("  failed  " + Sparkline.bars(failed, maximum: most, isLogarithmic: false))
  }
}
