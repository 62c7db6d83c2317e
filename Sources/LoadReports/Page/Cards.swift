/// The figures that are looked for first, large.
enum Cards {
  static func html(_ report: LoadReport) -> HTML {
    guard let main = report.mainStep else { return "" }
    let step = report.steps[main]
    var cards: HTML = ""
    func add(_ name: String, _ figure: String, _ about: String) {
      cards += """
        <div><dt>\(name)</dt><dd class="figure">\(figure)</dd><dd>\(about)</dd></div>

        """
    }
    let achieved = step.achievedRate.map { Figure.rate($0) + "/s" } ?? "–"
    var about = "calls a second that succeeded"
    if let offered = step.offeredRate, offered > 0, let rate = step.achievedRate {
      about = "\(Figure.percent(rate / offered)) of \(Figure.rate(offered))/s offered"
    }
    add("Achieved", achieved, about)
    let from = step.offeredRate == nil ? "from sending" : "from due"
    for quantile in [0.5, 0.99, 0.999] {
      guard let value = step.latency.supportedValue(atQuantile: quantile) else { continue }
      let service = step.serviceTime.value(atQuantile: quantile).map { Figure.duration($0) } ?? "–"
      add(
        "\(Figure.quantile(quantile)) \(from)", Figure.duration(value), "service time \(service)")
    }
    if step.latency.count > 0 {
      add(
        "Slowest call", Figure.duration(step.latency.maximum),
        "of \(Figure.count(step.latency.count)) that are counted")
    }
    let counts = step.counts
    let share = Double(counts.failed) / Double(max(1, counts.sent))
    add(
      "Failed", Figure.count(counts.failed),
      "\(Figure.percent(share)) of \(Figure.count(counts.sent)) sent")
    for (name, cpu) in [("Server", step.serverCPU), ("Generator", step.generatorCPU)] {
      guard let cpu, let perCall = step.microsecondsPerCall(cpu), step.extent > 0 else { continue }
      add(
        "\(name) CPU a call", "\(Figure.duration(perCall * 1000))",
        "\(Figure.fixed(cpu / step.extent, 2)) cores busy")
    }
    let heading: HTML =
      report.steps.count > 1 ? "<h3>Of \(report.steps.count) steps, that at \(step.title)</h3>" : ""
    return """
      \(heading)
      <dl class="cards">
      \(cards)</dl>
      """
  }
}
