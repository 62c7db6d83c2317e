import TranscriptReading

/// Counts the elements that a reader does not know, so that none goes unreported.
struct UnknownElements {
  private struct Seen {
    var count: Int
    var line: Int
  }
  private var seen: [String: Seen] = [:]
  private var order: [String] = []

  /// Notes one.
  mutating func note(_ name: String, line: Int) {
    if seen[name] == nil {
      order.append(name)
      seen[name] = Seen(count: 0, line: line)
    }
    seen[name]?.count += 1
  }

  /// Writes a warning for each, in the order of their first places.
  func report(to report: inout ReadingReport) {
    for name in order {
      guard let seen = seen[name] else { continue }
      let times = seen.count == 1 ? "once" : "\(seen.count) times"
      report.warn(
        .unknownElement, line: seen.line, wording: name,
        "unknown element <\(name)>, \(times), first at line \(seen.line)")
    }
  }
}
