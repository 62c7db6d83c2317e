/// Rate, latency and failures over the time of a report, its steps one after the other.
struct TimePlot {
  let report: LoadReport
  /// The scales that all reports of a page share.
  let latency: Scale
  let rate: Scale

  init(_ report: LoadReport, of reports: [LoadReport]) {
    self.report = report
    let intervals = reports.flatMap { $0.steps.flatMap(\.intervals) }
    latency = Scale.latency(
      intervals.flatMap { [$0.p50, $0.maximum].compactMap { $0.map { Double($0) } } })
    let rates = intervals.map { Double($0.succeeded) / $0.seconds }
    let offered = reports.flatMap { $0.steps.compactMap(\.offeredRate) }
    rate = Scale.linear(to: 1.05 * max(rates.max() ?? 0, offered.max() ?? 0), ticks: 4)
  }

  func svg(_ size: Plot.Size, id: String) -> HTML {
    let time = TimeLine(steps: report.steps, columns: size == .wide ? 600 : 240)
    let hasFailures = time.points.contains { $0.failed > 0 }
    var plot = Plot(size, height: hasFailures ? 520 : 430, rightMargin: size == .wide ? 90 : 72)
    // The row of the steps' names.
    if report.steps.count == 1 { plot.top = 34 }
    let seconds = Scale.time(to: time.seconds, ticks: size == .wide ? 10 : 5)
    let frame = Frame(plot: plot, seconds: seconds)
    let bottom = hasFailures ? 474.0 : 384
    drawSteps(time, frame, in: &plot, bottom: bottom)
    plot.horizontalAxis(
      seconds.ticks.map { (seconds.position($0), Figure.trimmed($0)) }, top: 44, bottom: bottom,
      title: "seconds")
    drawRate(time, frame, in: &plot)
    drawLatency(time, frame, in: &plot)
    if hasFailures { drawFailures(time, frame, in: &plot) }
    return plot.svg(
      title: "Rate, latency and failures over time", description: description,
      id: "\(id)-\(size.name)")
  }

  /// Places of time.
  private struct Frame {
    var left: Double
    var width: Double
    var seconds: Scale

    init(plot: Plot, seconds: Scale) {
      (left, width, self.seconds) = (plot.left, plot.width, seconds)
    }

    func x(_ time: Double) -> Double { left + seconds.position(time) * width }
  }

  private func drawSteps(_ time: TimeLine, _ frame: Frame, in plot: inout Plot, bottom: Double) {
    var labelled = plot.left - 4
    for (index, stretch) in time.stretches.enumerated() {
      let (start, due, end) = (frame.x(stretch.start), frame.x(stretch.due), frame.x(stretch.end))
      if stretch.isDraining { plot.rectangle(due, 44, end - due, bottom - 44, class: "drain") }
      guard report.steps.count > 1 else { continue }
      if index > 0 { plot.line(start, 30, start, bottom, class: "step") }
      let title = report.steps[index].title
      let (middle, half) = ((start + end) / 2, Double(title.count) * plot.size.letter / 2)
      guard middle - half > labelled + 4 else { continue }
      plot.label(title, middle, 24, anchor: "middle")
      labelled = middle + half
    }
    if report.steps.count > 1 { plot.label("offered", 4, 24, class: "axis") }
  }

  private func drawRate(_ time: TimeLine, _ frame: Frame, in plot: inout Plot) {
    let (top, bottom) = (66.0, 164.0)
    func y(_ value: Double) -> Double { bottom - rate.position(value) * (bottom - top) }
    plot.verticalAxis(rate, top: top, bottom: bottom, title: "calls a second") {
      Figure.trimmed($0)
    }
    if time.intervalsPerPoint > 1 {
      for point in time.points {
        let (x, height) = (frame.x(point.start), y(point.highestRate))
        plot.rectangle(
          x, height, frame.x(point.end) - x, y(point.lowestRate) - height, class: "range")
      }
    }
    for (step, stretch) in zip(report.steps, time.stretches) {
      guard let offered = step.offeredRate else { continue }
      plot.line(
        frame.x(stretch.start), y(offered), frame.x(stretch.due), y(offered), class: "offered")
    }
    let end = drawLine(time, frame, in: &plot, class: "line thick s0") { point in
      let stretch = time.stretches[point.step]
      // The last few calls of a step that kept up are no rate.
      return point.start < stretch.due - 1e-9 || stretch.isDraining ? y(point.rate) : nil
    }
    var labels: [(text: String, y: Double, class: String)] = []
    if let end { labels.append(("achieved", end, "n0")) }
    if let offered = report.steps.last?.offeredRate { labels.append(("due", y(offered), "")) }
    plot.endLabels(labels, top: top, bottom: bottom)
  }

  private func drawLatency(_ time: TimeLine, _ frame: Frame, in plot: inout Plot) {
    let (top, bottom) = (202.0, 384.0)
    func y(_ value: UInt64) -> Double { bottom - latency.position(Double(value)) * (bottom - top) }
    plot.verticalAxis(latency, top: top, bottom: bottom, title: "latency") {
      Figure.tick($0, like: latency.isLogarithmic ? nil : latency.upper)
    }
    var labels: [(text: String, y: Double, class: String)] = []
    let members: [(String, KeyPath<TimeLine.Point, UInt64?>, Int)] = [
      ("max", \.maximum, 2), ("p99", \.p99, 1), ("p50", \.p50, 0),
    ]
    for (name, member, series) in members {
      let weight = series == 2 ? "thin" : "thick"
      let end = drawLine(time, frame, in: &plot, class: "line \(weight) s\(series)") {
        $0[keyPath: member].map(y)
      }
      if let end { labels.append((name, end, "n\(series)")) }
    }
    if labels.isEmpty {
      plot.label(
        "nothing was complete", plot.left + plot.width / 2, 296, anchor: "middle", class: "mark")
    }
    plot.endLabels(labels, top: top, bottom: bottom)
  }

  private func drawFailures(_ time: TimeLine, _ frame: Frame, in plot: inout Plot) {
    let (top, bottom) = (420.0, 474.0)
    let most = time.points.map(\.failed).max() ?? 0
    let scale = Scale.linear(to: Double(most), ticks: 2)
    plot.verticalAxis(scale, top: top, bottom: bottom, title: "failed calls") {
      Figure.trimmed($0)
    }
    for point in time.points where point.failed > 0 {
      let height = max(1, scale.position(Double(point.failed)) * (bottom - top))
      let x = frame.x(point.start)
      let width = max(1, frame.x(point.end) - x - 0.5)
      plot.rectangle(x, bottom - height, width, height, class: "failed")
    }
  }

  /// Draws a line that is level within each point and broken where there is no value; returns the
  /// height of its last value.
  private func drawLine(
    _ time: TimeLine, _ frame: Frame, in plot: inout Plot, class name: String,
    y: (TimeLine.Point) -> Double?
  ) -> Double? {
    var path = PathCommands()
    var step: Int?
    var last: Double?
    for point in time.points {
      if point.step != step { path.lift() }
      step = point.step
      guard let height = y(point) else {
        path.lift()
        continue
      }
      path.point(frame.x(point.start), height)
      path.point(frame.x(point.end), height)
      last = height
    }
    plot.path(path.text, class: name)
    return last
  }

  private var description: String {
    report.steps.map { step in
      let achieved = step.achievedRate.map { Figure.rate($0) } ?? "no"
      let maximum = step.latency.count > 0 ? Figure.duration(step.latency.maximum) : "none"
      return "\(step.title) for \(Figure.seconds(step.seconds)): \(achieved) calls a second "
        + "succeeded, highest latency \(maximum), \(Figure.count(step.counts.failed)) failed."
    }.prefix(40).joined(separator: " ")
  }

  /// How points are to be read, where they stand for several intervals.
  var note: String? {
    let intervals = TimeLine(steps: report.steps, columns: 600).intervalsPerPoint
    guard intervals > 1 else { return nil }
    return "Each point stands for up to \(Figure.count(intervals)) intervals: the rate is their "
      + "mean, with their range shaded, and latencies are the highest of theirs."
  }
}
