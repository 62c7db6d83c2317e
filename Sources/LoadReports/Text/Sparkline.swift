/// A row of bars, a character each.
enum Sparkline {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// Values as bars up to `maximum`; a space where there is none. On a logarithmic scale the lowest
  /// bar stands for the least value.
  static func bars(_ values: [Double?], maximum: Double, isLogarithmic: Bool) -> String {
    let present = values.compactMap { $0 }.filter { $0 > 0 }
    let least = present.min() ?? 1
    return String(
      values.map { value -> Character in
        guard let value else { return " " }
        guard value > 0, maximum > 0 else { return bars[0] }
        var height = value / maximum
        if isLogarithmic {
          height = maximum > least ? log(value / least) / log(maximum / least) : 0
        }
        return bars[min(7, max(0, Int((height * 7).rounded())))]
      })
  }

  /// The logarithm to base 2, exact enough for bars.
  private static func log(_ value: Double) -> Double {
    value > 0 ? Double(value.exponent) + value.significand - 1 : 0
  }
}
