extension LoadReport {
  /// The time lines of all steps as comma-separated values (RFC 4180): a header, then a row an
  /// interval. Times end in `_s` for seconds and `_ns` for nanoseconds; what was not measured is
  /// empty. Steps count from 1.
  package func csv() -> [UInt8] { Self.csv([self]) }

  /// The time lines of several reports below each other, told apart by their labels.
  package static func csv(_ reports: [LoadReport]) -> [UInt8] {
    var rows = CommaSeparated.row([
      "label", "step", "offered_rate", "concurrency", "start_s", "seconds", "succeeded", "failed",
      "succeeded_per_s", "messages", "bytes", "p50_ns", "p99_ns", "max_ns", "from_warm_up",
    ])
    for report in reports {
      for (index, step) in report.steps.enumerated() {
        for interval in step.intervals {
          rows += CommaSeparated.row([
            report.label, "\(index + 1)", step.offeredRate.map { number($0) } ?? "",
            step.concurrency.map(String.init) ?? "", number(interval.start),
            number(interval.seconds), "\(interval.succeeded)", "\(interval.failed)",
            number(Double(interval.succeeded) / interval.seconds), "\(interval.messages)",
            "\(interval.bytes)", interval.p50.map(String.init) ?? "",
            interval.p99.map(String.init) ?? "", interval.maximum.map(String.init) ?? "",
            "\(interval.fromWarmUp ?? 0)",
          ])
        }
      }
    }
    return rows
  }

  /// At most six decimals, and no thousands separated.
  private static func number(_ value: Double) -> String {
    let text = Figure.fixed(value, 6)
    guard text.contains(".") else { return text }
    let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(trimmed.reversed())
  }
}

/// Rows of comma-separated values, RFC 4180.
enum CommaSeparated {
  static func row(_ fields: [String]) -> [UInt8] {
    Array((fields.map(field).joined(separator: ",") + "\r\n").utf8)
  }

  private static func field(_ text: String) -> String {
    // Scalars: CR LF is one Character.
    let needsQuotes = text.unicodeScalars.contains {
      $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n"
    }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
