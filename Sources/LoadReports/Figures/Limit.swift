/// A limit of latency that an objective states, so that plots can show it.
struct Limit {
  var quantile: Double
  var nanoseconds: Double

  /// Finds the first limit in objectives such as “p99<5ms, errors<1%”; nil where there is none that
  /// has a place in a plot of latency.
  init?(objective text: String) {
    for part in text.split(separator: ",") {
      if let limit = Self(part) {
        self = limit
        return
      }
    }
    return nil
  }

  private init?(_ text: Substring) {
    let text = text.lowercased().filter { $0 != " " }
    let sides = text.split(separator: "<", maxSplits: 1)
    guard sides.count == 2, sides[0].first == "p" else { return nil }
    let bound = sides[1].drop { $0 == "=" }
    let number = bound.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let units = ["ns": 1.0, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9]
    guard let percentile = Double(sides[0].dropFirst()), (0..<100).contains(percentile),
      let value = Double(number), value > 0, value < 1e6,
      let unit = units[String(bound.dropFirst(number.count))]
    else { return nil }
    quantile = percentile / 100
    nanoseconds = value * unit
  }
}
