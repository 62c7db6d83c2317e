/// Latency by percentile, on HdrHistogram's axis of 1/(1-percentile): as much room for each nine.
struct PercentilePlot {
  /// A line, and how it is drawn.
  struct Line {
    var name: String
    /// What is not cut off when the name is.
    var addition = ""
    var distribution: Distribution
    /// Which colour and dashes, from 0.
    var series: Int
    /// Service time, beside the latency of the same calls.
    var isThin = false
  }

  var lines: [Line]
  var limit: Limit?

  init(lines: [Line], limit: Limit?) {
    // Fewer than twenty calls carry no median.
    self.lines = lines.filter { $0.distribution.supports(quantile: 0.5) }
    self.limit = limit
  }

  /// The axis: 1/(1-p) as a power of ten.
  private var nines: Double {
    lines.map { logarithm(Double($0.distribution.count) / 10) }.max() ?? 1
  }

  func svg(_ size: Plot.Size, id: String) -> HTML {
    let (top, bottom) = (34.0, 330.0)
    var plot = Plot(size, height: 376, rightMargin: size == .wide ? 170 : 112)
    let curves = lines.map { Self.curve($0.distribution) }
    let scale = Scale.latency(
      curves.flatMap { $0.map(\.value) } + (limit.map { [$0.nanoseconds] } ?? []))
    let nines = max(nines, 0.31)
    let format = { Figure.tick($0, like: scale.isLogarithmic ? nil : scale.upper) }
    let (left, width) = (plot.left, plot.width)
    func x(_ power: Double) -> Double { left + min(1, power / nines) * width }
    func y(_ value: Double) -> Double { bottom - scale.position(value) * (bottom - top) }

    plot.verticalAxis(scale, top: top, bottom: bottom, title: "latency", format: format)
    plot.horizontalAxis(
      Self.marks.filter { $0.power <= nines + 1e-6 }.map { ($0.power / nines, $0.text) },
      top: top, bottom: bottom, title: "percentile of the calls")
    draw(limit, in: &plot, top: top, x: x, y: y, nines: nines)
    var labels: [(text: String, y: Double, class: String)] = []
    for (line, curve) in zip(lines, curves) {
      var path = PathCommands()
      for point in curve { path.point(x(point.power), y(point.value)) }
      let weight = line.isThin ? "thin" : "thick"
      plot.path(path.text, class: "line \(weight) s\(line.series)")
      guard let end = curve.last else { continue }
      let name = plot.endName(line.name, line.addition)
      labels.append((name, y(end.value), "n\(line.series)"))
      for mark in Self.marks where mark.power <= end.power + 1e-9 && !line.isThin {
        guard let value = line.distribution.value(atQuantile: mark.quantile), mark.quantile > 0
        else { continue }
        plot += """
          <circle class="dot n\(line.series)" cx="\(x(mark.power))" cy="\(y(Double(value)))" r="3.5">\
          <title>\(line.name), \(Figure.quantile(mark.quantile)): \(Figure.duration(value))</title>\
          </circle>
          """
      }
    }
    plot.endLabels(labels, top: top, bottom: bottom)
    return plot.svg(
      title: "Latency by percentile", description: description, id: "\(id)-\(size.name)")
  }

  private func draw(
    _ limit: Limit?, in plot: inout Plot, top: Double, x: (Double) -> Double,
    y: (Double) -> Double, nines: Double
  ) {
    guard let limit else { return }
    let power = logarithm(1 / (1 - limit.quantile))
    let height = y(limit.nanoseconds)
    let end = x(power)
    plot.rectangle(plot.left, top, end - plot.left, height - top, class: "forbidden")
    plot.path(
      "M\(HTML.coordinate(plot.left)) \(HTML.coordinate(height))H\(HTML.coordinate(end))"
        + (power <= nines ? "V\(HTML.coordinate(top))" : ""), class: "limit")
    plot.label(
      "\(Figure.quantile(limit.quantile)) must stay below \(Figure.tick(limit.nanoseconds))",
      plot.left + 6, height - 6 < top + 10 ? height + 15 : height - 6, class: "mark")
  }

  /// What the lines show, in words.
  var description: String {
    lines.map { line in
      let values = Distribution.toldQuantiles.compactMap { quantile in
        line.distribution.supportedValue(atQuantile: quantile)
          .map { "\(Figure.quantile(quantile)) \(Figure.duration($0))" }
      }
      return "\(line.name) \(line.addition): \(values.joined(separator: ", "))."
    }.joined(separator: " ")
  }

  private static let marks: [(power: Double, quantile: Double, text: String)] = [
    (0, 0, "0 %"), (logarithm(2), 0.5, "50 %"), (1, 0.9, "90 %"), (2, 0.99, "99 %"),
    (3, 0.999, "99.9 %"), (4, 0.9999, "99.99 %"), (5, 0.99999, "99.999 %"),
    (6, 0.999_999, "99.9999 %"), (7, 0.999_999_9, "99.99999 %"),
  ]

  /// The line up to the highest percentile that the sample carries, a point for each two pixels.
  private static func curve(_ distribution: Distribution) -> [(power: Double, value: Double)] {
    let count = Double(distribution.count)
    let highest = logarithm(count / 10)
    var points = [(power: 0.0, value: Double(distribution.minimum))]
    var seen = 0
    for bucket in distribution.buckets {
      // Every call up to the last of the bucket is at most this slow.
      seen += bucket.count
      let rest = count - Double(seen)
      let power = rest > 0 ? min(highest, logarithm(count / rest)) : highest
      let value = Double(min(bucket.value, distribution.maximum))
      guard let last = points.last, power - last.power >= highest / 400 || power >= highest
      else { continue }
      points.append((power, value))
      if power >= highest { break }
    }
    return points
  }
}
