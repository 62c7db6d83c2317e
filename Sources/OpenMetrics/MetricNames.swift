/// What names may be made of (OpenMetrics 1.0, "ABNF": metricname and label-name).
enum MetricNames {
  /// Letters, digits, `_` and `:`, no digit first; everything else becomes `_`.
  static func name(_ text: String) -> String { clean(text, allowsColon: true) }

  /// Letters, digits and `_`, no digit first. Names with two underscores in front are reserved.
  static func label(_ text: String) -> String {
    let name = clean(text, allowsColon: false)
    return name.hasPrefix("__") ? "label" + name : name
  }

  private static func clean(_ text: String, allowsColon: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "_": result.unicodeScalars.append(scalar)
      case "0"..."9":
        if result.isEmpty { result = "_" }
        result.unicodeScalars.append(scalar)
      case ":" where allowsColon: result.unicodeScalars.append(scalar)
      default: result += "_"
      }
    }
    return result
  }
}
