/// Figures as people read them: units, thousands separated, no digits that mean nothing.
enum Figure {
  /// With so many decimals; an en dash for what is no number.
  static func fixed(_ value: Double, _ places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e15 else { return value.isFinite ? "\(value)" : "–" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
  }

  /// 12,345
  static func count(_ count: Int) -> String { grouped(String(count)) }

  /// Calls, statements or bytes a second, without the unit.
  static func rate(_ rate: Double) -> String {
    rate >= 100 ? grouped(fixed(rate, 0)) : trimmed(rate, places: rate >= 10 ? 1 : 2)
  }

  /// Three digits of a time in nanoseconds, and its unit.
  static func duration(_ nanoseconds: Double) -> String {
    let (unit, scale) = unit(for: nanoseconds)
    let value = nanoseconds / scale
    let places = scale == 1 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
    return grouped(fixed(value, places)) + " " + unit
  }

  static func duration(_ nanoseconds: UInt64) -> String { duration(Double(nanoseconds)) }

  /// A time on an axis: no digits after the last that is not 0, in the unit of `reference`.
  static func tick(_ nanoseconds: Double, like reference: Double? = nil) -> String {
    guard nanoseconds != 0 else { return "0" }
    let (unit, scale) = unit(for: reference ?? nanoseconds)
    return trimmed(nanoseconds / scale) + " " + unit
  }

  /// Seconds as they are given on command lines: 10 s, 0.25 s.
  static func seconds(_ seconds: Double) -> String { trimmed(seconds, places: 2) + " s" }

  /// A share of 1. What is not quite all never reads 100 %, what is not quite none never 0 %.
  static func percent(_ share: Double) -> String {
    let percent = share * 100
    guard percent.isFinite else { return "–" }
    if percent > 0, percent < 0.01 { return "<0.01 %" }
    if percent >= 99.95, percent < 100 { return "\(fixed(min(percent, 99.99), 2)) %" }
    if percent > 100, percent < 100.1 { return "100 %" }
    return trimmed(percent, places: percent < 1 ? 2 : 1) + " %"
  }

  /// How many times one figure is another.
  static func ratio(_ ratio: Double) -> String {
    ratio >= 100 ? grouped(fixed(ratio, 0)) : fixed(ratio, ratio >= 10 ? 1 : 2)
  }

  /// p99.9
  static func quantile(_ quantile: Double) -> String { "p" + trimmed(quantile * 100, places: 6) }

  /// 656 B, 12.3 MB
  static func bytes(_ bytes: Double) -> String {
    var value = bytes
    var unit = 0
    let units = ["B", "kB", "MB", "GB", "TB"]
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return fixed(value, unit == 0 || value >= 99.95 ? 0 : 1) + " " + units[unit]
  }

  /// Up to so many decimals.
  static func trimmed(_ value: Double, places: Int = 3) -> String {
    var text = fixed(value, places)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return grouped(text)
  }

  private static func unit(for nanoseconds: Double) -> (name: String, nanoseconds: Double) {
    if nanoseconds < 999.5 { return ("ns", 1) }
    if nanoseconds < 999_500 { return ("µs", 1e3) }
    return nanoseconds < 999_500_000 ? ("ms", 1e6) : ("s", 1e9)
  }

  /// With a comma between thousands before the point.
  private static func grouped(_ number: String) -> String {
    let whole = number.prefix { $0 != "." }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if (whole.count - index) % 3 == 0, result.last?.isNumber ?? false { result.append(",") }
      result.append(digit)
    }
    return result + number.dropFirst(whole.count)
  }
}
