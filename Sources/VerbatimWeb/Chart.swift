internal import Transcripts

/// Counts by year or month as bars that are links.
struct Chart {
  struct Bar {
    var label: String
    /// What a bar is called where only it is read out: "May 2021".
    var name: String
    var count: UInt64
    var address: Address
  }

  let title: String
  let bars: [Bar]
  let texts: Texts

  private static let width = 38
  private static let height = 110

  var html: HTML {
    guard let most = bars.map(\.count).max(), most > 0 else { return "" }
    let width = bars.count * Self.width
    var parts: [HTML] = []
    for (index, bar) in bars.enumerated() {
      let height =
        bar.count == 0 ? 0 : max(2, Int(bar.count * UInt64(Self.height) / most))
      let x = index * Self.width
      let middle = x + Self.width / 2
      let name = "\(bar.name): \(texts.statements(bar.count))"
      let number: HTML =
        bar.count == 0
        ? ""
        : """
        <text x="\(middle)" y="\(Self.height + 14 - height)" aria-hidden="true">\
        \(short(bar.count))</text>
        """
      let shapes: HTML = """
        <rect class="hit-area" x="\(x)" y="0" width="\(Self.width)" height="\(Self.height + 36)"/>\
        <rect class="bar" x="\(x + 4)" y="\(Self.height + 18 - height)" width="\(Self.width - 8)" \
        height="\(height)"/>\(number)\
        <text x="\(middle)" y="\(Self.height + 32)" aria-hidden="true">\(bar.label)</text>
        """
      parts.append(
        bar.count == 0
          ? "<g>\(shapes)</g>\n"
          : "<a href=\"\(bar.address)\" aria-label=\"\(name)\"><title>\(name)</title>\(shapes)</a>\n"
      )
    }
    return """
      <div class="chart">
      <svg width="\(width)" height="\(Self.height + 40)" viewBox="0 0 \(width) \(Self.height + 40)" \
      role="group" aria-label="\(title)">
      \(parts)</svg>
      </div>

      """
  }

  /// "12", "3.4k", "1.2M".
  private func short(_ count: UInt64) -> String {
    for (size, suffix) in [(1_000_000 as UInt64, "M"), (1_000, "k")] where count >= size {
      let tenths = count / (size / 10)
      return tenths < 100
        ? "\(tenths / 10).\(tenths % 10)\(suffix)" : "\(tenths / 10)\(suffix)"
    }
    return String(count)
  }

  /// Bars of every year from the first to the last of a count by year, or of every month; a year that has
  /// none is a gap that one sees. Nil where there would be more than a page shows.
  static func bars(
    _ counts: StatementCounts, months: Bool, _ texts: Texts,
    _ address: (_ from: CalendarDate, _ to: CalendarDate) -> Address
  ) -> [Bar]? {
    let groups = Dictionary(
      counts.groups.compactMap { group in number(group.key, months).map { ($0, group.count) } }
    ) { $0 + $1 }
    guard let first = groups.keys.min(), let last = groups.keys.max() else { return [] }
    guard last - first < 240 else { return nil }
    return (first...last).compactMap { number in
      let year = months ? number / 12 : number
      let month = months ? number % 12 + 1 : 1
      guard let from = try? CalendarDate(year: year, month: month, day: 1),
        let to = months ? lastDay(year, month) : lastDay(year, 12)
      else { return nil }
      let isNamed = month == 1 || number == first
      let shortYear = isNamed ? " \(year)".replacing(" \(year / 100)", with: " ") : ""
      return Bar(
        label: months ? texts.monthShort(month) + shortYear : "\(year)",
        name: months ? texts.month(year, month) : "\(year)", count: groups[number] ?? 0,
        address: address(from, to))
    }
  }

  private static func number(_ key: String, _ months: Bool) -> Int? {
    let parts = key.split(separator: "-")
    guard let year = parts.first.flatMap({ Int($0) }) else { return nil }
    guard months else { return year }
    guard parts.count == 2, let month = Int(parts[1]) else { return nil }
    return year * 12 + month - 1
  }

  /// The last day of a month.
  static func lastDay(_ year: Int, _ month: Int) -> CalendarDate? {
    for day in stride(from: 31, to: 27, by: -1) {
      if let date = try? CalendarDate(year: year, month: month, day: day) { return date }
    }
    return nil
  }
}
