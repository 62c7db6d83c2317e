/// How metrics are written for those who scrape them.
public enum Exposition: Hashable, Sendable {
  /// OpenMetrics 1.0.
  case openMetrics
  /// Prometheus's text format 0.0.4, for those who ask for nothing newer.
  case prometheus

  /// The form that suits an `Accept` header best; Prometheus's text without one.
  public init(accepting header: String?) {
    self = .prometheus
    for range in (header ?? "").split(separator: ",") {
      let parts = range.split(separator: ";").map { part in
        part.lowercased().filter { $0 != " " && $0 != "\t" && $0 != "\"" }
      }
      guard parts.first == "application/openmetrics-text" else { continue }
      let parameters = parts.dropFirst()
      // A version that this is not, or a weight of nothing.
      if parameters.contains(where: { $0.hasPrefix("version=") && !Self.versions.contains($0) }) {
        continue
      }
      if parameters.contains(where: { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }) {
        continue
      }
      self = .openMetrics
    }
  }

  /// 0.0.1 is what Prometheus called the format before it was 1.0.
  private static let versions: Set<String> = ["version=1.0.0", "version=0.0.1"]

  /// The `Content-Type` of what `render` writes.
  public var contentType: String {
    switch self {
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
    }
  }

  /// The families as text, in the order of their names.
  public func render(_ families: [MetricFamily]) -> String {
    var text = ""
    for family in families.sorted(by: { $0.name < $1.name }) { render(family, to: &text) }
    if self == .openMetrics { text += "# EOF\n" }
    return text
  }

  private func render(_ family: MetricFamily, to text: inout String) {
    guard !family.samples.isEmpty else { return }
    // Prometheus's older format describes counters by the name of their series, and knows no info.
    var described = family.name
    var kind = family.kind.rawValue
    if self == .prometheus {
      if family.kind == .counter { described += "_total" }
      if family.kind == .info {
        described += "_info"
        kind = "gauge"
      }
    }
    if !family.help.isEmpty {
      text += "# HELP \(described) \(escape(family.help, quotes: self == .openMetrics))\n"
    }
    text += "# TYPE \(described) \(kind)\n"
    if self == .openMetrics, !family.unit.isEmpty { text += "# UNIT \(described) \(family.unit)\n" }
    let suffix =
      switch family.kind {
      case .counter: "_total"
      case .info: "_info"
      case .gauge, .histogram: ""
      }
    for sample in family.samples {
      switch sample.value {
      case .integer(let value):
        line(family.name + suffix, sample.labels, String(value), to: &text)
      case .number(let value):
        line(family.name + suffix, sample.labels, Self.number(value), to: &text)
      case .histogram(let value): render(value, family.name, sample.labels, to: &text)
      }
    }
  }

  private func render(
    _ value: HistogramValue, _ name: String, _ labels: [MetricLabel], to text: inout String
  ) {
    var count = 0
    for (index, observations) in value.counts.enumerated() {
      count += observations
      let bound = index < value.bounds.count ? Self.number(value.bounds[index]) : "+Inf"
      line(name + "_bucket", labels + [MetricLabel("le", bound)], String(count), to: &text)
    }
    line(name + "_count", labels, String(count), to: &text)
    line(name + "_sum", labels, Self.number(value.sum), to: &text)
  }

  private func line(
    _ name: String, _ labels: [MetricLabel], _ value: String, to text: inout String
  ) {
    text += name
    if !labels.isEmpty {
      text += "{"
      for (index, label) in labels.enumerated() {
        text += "\(index > 0 ? "," : "")\(label.name)=\"\(escape(label.value, quotes: true))\""
      }
      text += "}"
    }
    text += " \(value)\n"
  }

  private func escape(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The shortest text of the same number; "1.0", "1e-05", "+Inf".
  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return "\(value)"
  }
}
