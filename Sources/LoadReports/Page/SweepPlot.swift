/// Latency against the rate that was achieved, a point a step: flat while the server keeps up, a
/// wall where it does not.
struct SweepPlot {
  let reports: [LoadReport]
  let limit: Limit?

  private struct Point {
    var rate: Double
    var p50: Double
    var high: Double?
    var step: LoadStep
  }

  private static func points(_ report: LoadReport) -> [Point] {
    report.shownSteps.map { report.steps[$0] }.compactMap { step in
      guard let rate = step.achievedRate, let p50 = step.latency.supportedValue(atQuantile: 0.5)
      else { return nil }
      return Point(
        rate: rate, p50: Double(p50),
        high: step.latency.supportedValue(atQuantile: 0.99).map { Double($0) }, step: step)
    }
  }

  /// Whether there is more than a point to draw.
  var isWorthwhile: Bool { reports.contains { Self.points($0).count > 1 } }

  func svg(_ size: Plot.Size, id: String) -> HTML {
    let (top, bottom) = (52.0, 350.0)
    var plot = Plot(size, height: 396, rightMargin: size == .wide ? 170 : 100)
    let points = reports.map(Self.points)
    let all = points.flatMap { $0 }
    let latency = Scale.latency(
      all.flatMap { [$0.p50] + ($0.high.map { [$0] } ?? []) }
        + (limit.map { [$0.nanoseconds] } ?? []))
    let knees = reports.compactMap { $0.sweep?.kneeRate }
    let rates = Scale.linear(
      to: max(all.map(\.rate).max() ?? 1, knees.max() ?? 0), ticks: size == .wide ? 8 : 4)
    let (left, width) = (plot.left, plot.width)
    func x(_ rate: Double) -> Double { left + rates.position(rate) * width }
    func y(_ value: Double) -> Double { bottom - latency.position(value) * (bottom - top) }

    plot.verticalAxis(latency, top: top, bottom: bottom, title: "latency") {
      Figure.tick($0, like: latency.isLogarithmic ? nil : latency.upper)
    }
    plot.horizontalAxis(
      rates.ticks.map { (rates.position($0), Figure.trimmed($0)) }, top: top, bottom: bottom,
      title: "calls a second that succeeded")
    if let limit {
      let height = y(limit.nanoseconds)
      plot.rectangle(plot.left, top, plot.width, height - top, class: "forbidden")
      plot.line(plot.left, height, plot.right, height, class: "limit")
      plot.label(
        "\(Figure.quantile(limit.quantile)) must stay below \(Figure.tick(limit.nanoseconds))",
        plot.left + 6, height - 6, class: "mark")
    }
    drawKnees(in: &plot, x: x, bottom: bottom)
    var labels: [(text: String, y: Double, class: String)] = []
    for (index, points) in points.enumerated() {
      let series = index % Palette.count
      let prefix = reports.count > 1 ? PlainText.line(reports[index].label) : ""
      for (name, isThin) in [("p50", true), ("p99", false)] {
        var path = PathCommands()
        let values = points.compactMap { point in
          (isThin ? point.p50 : point.high).map { (x: x(point.rate), y: y($0), point: point) }
        }
        for value in values { path.point(value.x, value.y) }
        plot.path(path.text, class: "line \(isThin ? "thin" : "thick") s\(series)")
        for value in values {
          draw(value.point, name, prefix, value.x, value.y, series: series, in: &plot)
        }
        guard let last = values.last else { continue }
        labels.append((plot.endName(prefix, name), last.y, "n\(series)"))
      }
    }
    plot.endLabels(labels, top: top, bottom: bottom)
    return plot.svg(
      title: "Latency against throughput", description: description, id: "\(id)-\(size.name)")
  }

  /// Round where the server kept up, a cross where it fell behind.
  private func draw(
    _ point: Point, _ name: String, _ prefix: String, _ x: Double, _ y: Double, series: Int,
    in plot: inout Plot
  ) {
    let value = name == "p50" ? point.p50 : point.high ?? 0
    let isBehind = point.step.isBehind
    let words: HTML =
      "<title>\(prefix) \(point.step.title) offered, \(Figure.rate(point.rate))/s achieved: \(name) \(Figure.duration(value))\(isBehind ? ", fell behind" : "")</title>"
    if isBehind {
      let commands = "M\(-5.0) \(-5.0)L\(5.0) \(5.0)M\(-5.0) \(5.0)L\(5.0) \(-5.0)"
      plot += """
        <path class="cross c\(series)" transform="translate(\(x) \(y))" d="\(commands)">\(words)</path>
        """
    } else {
      plot += """
        <circle class="dot n\(series)" cx="\(x)" cy="\(y)" r="\(name == "p50" ? 3.0 : 4.5)">\
        \(words)</circle>
        """
    }
  }

  /// Knees, and the highest rates within the objective, as upright lines whose names stand in rows.
  private func drawKnees(in plot: inout Plot, x: (Double) -> Double, bottom: Double) {
    var marks: [(x: Double, text: String)] = []
    for report in reports {
      let prefix = reports.count > 1 ? PlainText.line(report.label, upTo: 12) + " " : ""
      if let rate = report.sweep?.kneeRate {
        marks.append((x(rate), "\(prefix)knee \(Figure.rate(rate))/s"))
      }
      if let rate = report.sweep?.highestRateWithinObjective, rate != report.sweep?.kneeRate {
        marks.append((x(rate), "\(prefix)best \(Figure.rate(rate))/s"))
      }
    }
    var ends = [Double](repeating: -.infinity, count: 3)
    for mark in marks.sorted(by: { $0.x < $1.x }) {
      plot.line(mark.x, 40, mark.x, bottom, class: "knee")
      let width = Double(mark.text.count) * plot.size.letter
      let isLeft = mark.x + width + 4 > plot.size.width - 4
      let start = isLeft ? mark.x - width - 4 : mark.x + 4
      guard let row = ends.indices.first(where: { ends[$0] + 8 < start }) else { continue }
      ends[row] = start + width
      plot.label(mark.text, start, 12 + 14 * Double(row), class: "mark")
    }
  }

  private var description: String {
    reports.map { report in
      let points = Self.points(report).map { point in
        let high = point.high.map { ", p99 \(Figure.duration($0))" } ?? ""
        return "\(Figure.rate(point.rate))/s p50 \(Figure.duration(point.p50))\(high)"
          + (point.step.isBehind ? " (fell behind)" : "")
      }
      return "\(PlainText.line(report.label)): \(points.prefix(60).joined(separator: "; "))."
    }.joined(separator: " ")
  }
}

/// The series that colours and dashes tell apart.
enum Palette {
  static let count = 8
}
