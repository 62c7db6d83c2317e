/// Numbers as people read them.
enum Figures {
  /// "1,234,567".
  static func count(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// "721 MB", of a thousand each.
  static func bytes(_ number: Int) -> String {
    scaled(Double(number), [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]) ?? "\(number) B"
  }

  /// "37 µs"; "–" for none.
  static func seconds(_ number: Double?) -> String {
    guard let number else { return "–" }
    return scaled(number * 1e6, [("s", 1e6), ("ms", 1e3), ("µs", 1)]) ?? "0 µs"
  }

  /// "3 d 4 h", "1 min 5 s", "0.4 s".
  static func time(_ duration: Duration) -> String {
    let seconds = duration / .seconds(1)
    guard seconds >= 60 else { return tenths(seconds) + " s" }
    let whole = Int(seconds)
    let (days, hours, minutes) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60)
    if days > 0 { return "\(count(days)) d \(hours) h" }
    return hours > 0 ? "\(hours) h \(minutes) min" : "\(minutes) min \(whole % 60) s"
  }

  private static func scaled(_ number: Double, _ units: [(String, Double)]) -> String? {
    for (unit, factor) in units where number >= factor {
      let value = number / factor
      return (value < 10 ? tenths(value) : "\(Int(value.rounded()))") + " " + unit
    }
    return nil
  }

  private static func tenths(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
