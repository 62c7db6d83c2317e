extension LoadPage {
  /// Lines of steps that a plot of one report shows, besides that the details are of.
  private static let drawnSteps = 6

  static func plots(_ reports: [LoadReport]) -> HTML {
    let limit = reports.lazy.compactMap { $0.objective.flatMap { Limit(objective: $0.text) } }.first
    var html: HTML = ""
    let sweep = SweepPlot(reports: reports, limit: limit)
    if sweep.isWorthwhile {
      html += """
        <h2>Latency against throughput</h2>
        <figure>
        \(Plot.Size.allCases.map { sweep.svg($0, id: "sweep") })
        <figcaption>A point a step: the thick line is p99, the thin line p50, from due. Where the \
        server fell behind there is a cross instead of a dot. \
        \(reports.compactMap { method($0, among: reports) })</figcaption>
        </figure>

        """
    }
    html += percentiles(reports, limit: limit)
    for (index, report) in reports.enumerated() { html += timeLine(report, index, of: reports) }
    return html
  }

  private static func method(_ report: LoadReport, among reports: [LoadReport]) -> HTML? {
    guard report.sweep?.kneeRate != nil, let method = report.sweep?.method, !method.isEmpty
    else { return nil }
    let label = reports.count > 1 ? " of \(PlainText.line(report.label))" : ""
    return "Knee\(label): \(method). "
  }

  private static func percentiles(_ reports: [LoadReport], limit: Limit?) -> HTML {
    let plot = PercentilePlot(lines: lines(reports), limit: limit)
    guard !reports.isEmpty else { return "" }
    guard !plot.lines.isEmpty else {
      return """
        <h2>Latency by percentile</h2>
        <p>Too few calls for any percentile: it takes twenty for a median.</p>

        """
    }
    let single = reports.count == 1 ? reports.first : nil
    let about: HTML =
      if let single, single.steps.count > 1 {
        "From due, for some of the steps; the thin line is the service time at \(single.mainStep.map { single.steps[$0].title } ?? "")."
      } else if single != nil {
        "The thin line is the service time, without the wait of calls for their turn."
      } else {
        "From due, at the step that the comparison is of; thin lines are service times."
      }
    return """
      <h2>Latency by percentile</h2>
      <figure>
      \(Plot.Size.allCases.map { plot.svg($0, id: "percentiles") })
      <figcaption>\(about) Lines end at the last percentile with ten calls beyond it.</figcaption>
      </figure>

      """
  }

  private static func lines(_ reports: [LoadReport]) -> [PercentilePlot.Line] {
    guard reports.count == 1, let report = reports.first else {
      // The names of more would not fit beside each other.
      let hasService = reports.count <= 3
      return reports.enumerated().flatMap { index, report -> [PercentilePlot.Line] in
        guard let main = report.mainStep else { return [] }
        let step = report.steps[main]
        let label = PlainText.line(report.label)
        let due = PercentilePlot.Line(name: label, distribution: step.latency, series: index)
        let service = PercentilePlot.Line(
          name: label, addition: "service", distribution: step.serviceTime, series: index,
          isThin: true)
        return hasService ? [due, service] : [due]
      }
    }
    guard let main = report.mainStep else { return [] }
    let isSingle = report.steps.count == 1
    var lines = drawn(report, main: main).enumerated().map { series, index in
      let step = report.steps[index]
      let name = step.offeredRate == nil ? "from sending" : "from due"
      return PercentilePlot.Line(
        name: isSingle ? name : step.title, distribution: step.latency,
        series: series % Palette.count)
    }
    lines.append(
      PercentilePlot.Line(
        name: isSingle ? "service time" : "service",
        distribution: report.steps[main].serviceTime, series: isSingle ? 2 : 0, isThin: true))
    return lines
  }

  /// The main step first, then the last, and as many others as there is room for, evenly.
  private static func drawn(_ report: LoadReport, main: Int) -> [Int] {
    var steps = [main]
    let shown = report.shownSteps
    let last = shown.count - 1
    if shown[last] != main { steps.append(shown[last]) }
    let stride = max(1, (last + drawnSteps - 1) / drawnSteps)
    for place in Swift.stride(from: 0, to: last, by: stride) where steps.count < drawnSteps {
      if shown[place] != main { steps.append(shown[place]) }
    }
    return steps
  }

  private static func timeLine(_ report: LoadReport, _ index: Int, of reports: [LoadReport]) -> HTML
  {
    guard report.steps.contains(where: { !$0.intervals.isEmpty }) else { return "" }
    let plot = TimePlot(report, of: reports)
    let label = reports.count > 1 ? " of \(PlainText.line(report.label))" : ""
    let drains = report.steps.contains { $0.extent > $0.seconds * 1.1 }
    return """
      <h2>Time line\(label)</h2>
      <figure>
      \(Plot.Size.allCases.map { plot.svg($0, id: "time-\(index)") })
      <figcaption>Calls count where they were complete; their latency is from due.\
      \(drains ? " Shaded: no call was due any more, and those that waited were completed." : "") \
      \(plot.note ?? "")</figcaption>
      </figure>

      """
  }
}
