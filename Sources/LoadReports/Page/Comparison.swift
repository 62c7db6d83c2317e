/// The figures of several reports beside each other, with their ratio to those of the first.
enum Comparison {
  private struct Row: Sendable {
    var name: String
    var value: @Sendable (LoadReport, LoadStep) -> Double?
    var text: @Sendable (Double) -> String
  }

  private static let rows: [Row] = {
    func quantile(_ quantile: Double) -> Row {
      Row(
        name: "\(Figure.quantile(quantile)) from due",
        value: { $1.latency.supportedValue(atQuantile: quantile).map { Double($0) } },
        text: { Figure.duration($0) })
    }
    let rate = { @Sendable (rate: Double) in Figure.rate(rate) + "/s" }
    let processor = { @Sendable (cpu: Double) in Figure.duration(cpu * 1000) }
    return [
      Row(
        name: "highest rate within the objective",
        value: { report, _ in report.sweep?.highestRateWithinObjective }, text: rate),
      Row(name: "knee", value: { report, _ in report.sweep?.kneeRate }, text: rate),
      Row(name: "offered", value: { $1.offeredRate }, text: rate),
      Row(name: "achieved", value: { $1.achievedRate }, text: rate),
      quantile(0.5), quantile(0.9), quantile(0.99), quantile(0.999), quantile(0.9999),
      Row(
        name: "slowest call",
        value: { $1.latency.count > 0 ? Double($1.latency.maximum) : nil },
        text: { Figure.duration($0) }),
      Row(
        name: "p99 service time",
        value: { $1.serviceTime.supportedValue(atQuantile: 0.99).map { Double($0) } },
        text: { Figure.duration($0) }),
      Row(
        name: "failed",
        value: { $1.counts.sent > 0 ? Double($1.counts.failed) / Double($1.counts.sent) : nil },
        text: { Figure.percent($0) }),
      Row(
        name: "server CPU a call", value: { $1.serverCPU.flatMap($1.microsecondsPerCall) },
        text: processor),
      Row(
        name: "generator CPU a call", value: { $1.microsecondsPerCall($1.generatorCPU) },
        text: processor),
    ]
  }()

  static func html(_ reports: [LoadReport]) -> HTML {
    let steps = reports.map { report in report.mainStep.map { report.steps[$0] } }
    let rates = Set(steps.compactMap { $0?.offeredRate })
    let note =
      rates.count > 1
      ? " The steps compared had different rates: their latencies are those of different loads."
      : ""
    var table = PageTable(
      "Figures, and how many times those of the first report",
      [""] + reports.map { PlainText.line($0.label, upTo: 40) })
    for row in rows {
      let values = zip(reports, steps).map { report, step in
        step.flatMap { row.value(report, $0) }
      }
      guard values.contains(where: { $0 != nil }) else { continue }
      table.add(
        row.name,
        values.enumerated().map { index, value -> HTML in
          let text = value.map { row.text($0) } ?? "–"
          guard index > 0 else { return "\(text)" }
          guard let value, let first = values[0], first > 0 else {
            return #"\#(text)<span class="ratio"></span>"#
          }
          let ratio = value / first
          return """
            \(text)<span class="ratio">×\(Figure.ratio(ratio))</span>
            """
        })
    }
    return """
      <h2>Comparison</h2>
      <p>Latencies and counts are those of one step of each report, at the rate offered.\(note)</p>
      \(table.html)
      """
  }
}
