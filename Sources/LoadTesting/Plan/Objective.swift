package import LoadReports

/// What is to hold of a step: "p99<5ms", "max<=1s", "mean<2ms", "errors<0.1%".
package struct Objective: Sendable, Hashable {
  enum Figure: Sendable, Hashable {
    case quantile(Double)
    case mean
    case maximum
    /// The share of calls that did not succeed.
    case errors
  }

  /// As typed.
  package let text: String
  let figure: Figure
  /// Nanoseconds, or a share.
  let bound: Double
  let isInclusive: Bool

  /// Of a bound, in any unit: far longer than any call is waited for.
  private static let highest = 1e12

  private static let units: [(name: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9),
  ]

  /// Nil when the text is none of the forms above.
  package init?(_ text: String) {
    let compact = text.filter { !$0.isWhitespace }
    guard let sign = compact.firstIndex(of: "<") else { return nil }
    let name = compact[..<sign].lowercased()
    var value = compact[compact.index(after: sign)...]
    let isInclusive = value.hasPrefix("=")
    if isInclusive { value = value.dropFirst() }
    self.text = compact
    self.isInclusive = isInclusive
    switch name {
    case "mean", "average": figure = .mean
    case "max", "maximum", "p100": figure = .maximum
    case "errors": figure = .errors
    default:
      guard name.hasPrefix("p"), let percentile = Double(name.dropFirst()),
        percentile > 0, percentile < 100
      else { return nil }
      figure = .quantile(percentile / 100)
    }
    if figure == .errors {
      guard value.hasSuffix("%"), let share = Double(value.dropLast()), (0...100).contains(share)
      else { return nil }
      bound = share / 100
      return
    }
    guard let unit = Self.units.first(where: { Self.number(value, before: $0.name) != nil }),
      let number = Self.number(value, before: unit.name), number > 0, number < Self.highest
    else { return nil }
    bound = number * unit.nanoseconds
  }

  private static func number(_ text: Substring, before unit: String) -> Double? {
    text.hasSuffix(unit) ? Double(text.dropLast(unit.count)) : nil
  }

  /// The share of values that the figure needs to see beyond it; nil for figures that need none.
  var quantile: Double? {
    if case .quantile(let quantile) = figure { quantile } else { nil }
  }

  /// The figure of a step; nil when it has none, for nothing was complete.
  func figure(of step: LoadStep) -> Double? {
    switch figure {
    case .quantile(let quantile): step.latency.value(atQuantile: quantile).map { Double($0) }
    case .mean: step.latency.count > 0 ? step.latency.mean : nil
    case .maximum: step.latency.count > 0 ? Double(step.latency.maximum) : nil
    case .errors:
      step.counts.due > 0
        ? Double(step.counts.due - step.counts.succeeded) / Double(step.counts.due) : nil
    }
  }

  /// Whether it holds; a step without the figure does not keep it.
  package func isMet(by step: LoadStep) -> Bool {
    guard let value = figure(of: step) else { return false }
    return isInclusive ? value <= bound : value < bound
  }

  /// What was found, in words: "p99 was 3.2 ms".
  func found(in step: LoadStep) -> String {
    let name = text.prefix { $0 != "<" }
    guard let value = figure(of: step) else { return "\(name) is not known: no call was complete" }
    let shown =
      figure == .errors ? "\(DurationText.rounded(value * 100)) %" : DurationText.text(value)
    return "\(name) was \(shown)"
  }
}

/// Times in the unit that people read them in.
package enum DurationText {
  /// "3.2 ms" for 3,200,000 nanoseconds.
  package static func text(_ nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<1e3: "\(rounded(nanoseconds)) ns"
    case ..<1e6: "\(rounded(nanoseconds / 1e3)) µs"
    case ..<1e9: "\(rounded(nanoseconds / 1e6)) ms"
    default: "\(rounded(nanoseconds / 1e9)) s"
    }
  }

  /// Three significant digits, without a fraction of zeros.
  package static func rounded(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "0" }
    guard value.magnitude < 1e15 else { return "\(value)" }
    let digits = value.magnitude < 10 ? 100.0 : value.magnitude < 100 ? 10.0 : 1.0
    let scale = value.magnitude < 0.1 ? 10_000.0 : digits
    let result = (value * scale).rounded() / scale
    return result == result.rounded() ? "\(Int(result))" : "\(result)"
  }
}
