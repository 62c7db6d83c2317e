internal import TranscriptOutput
internal import Transcripts

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Counts in every format.
struct CountAnswer {
  typealias Group = StatementCounts.Group

  let groupings: [CountCommand.Grouping]
  let output: OutputOptions
  let console: Console
  /// Whether occurrences and their share of all words are told.
  var isRelative = false
  /// Whether each line of text has a bar.
  var hasBars = false

  /// Writes how many there are in all.
  func write(totalOf counts: StatementCounts) throws {
    let figures = figures(counts.total, counts.occurrences, counts.words)
    let bytes: [UInt8]
    switch output.format {
    case .text:
      bytes = Array(
        (isRelative
          ? "\(counts.total) statements, \(counts.occurrences) occurrences in \(counts.words) words, "
            + "\(Self.rounded(counts.perMillion)) per million\n" : "\(counts.total)\n").utf8)
    case .jsonl:
      bytes = try Self.json(
        TotalLine(
          count: counts.total, occurrences: isRelative ? counts.occurrences : nil,
          words: isRelative ? counts.words : nil,
          perMillion: isRelative ? Self.hundredths(counts.perMillion) : nil))
    case .csv: bytes = CSV.record(Self.columns(isRelative)) + CSV.record(figures)
    case .markdown:
      bytes = Array((Markdown.head(Self.headings(isRelative)) + Markdown.row(figures)).utf8)
    }
    try output.write(bytes, to: console.output)
  }

  private struct TotalLine: Encodable {
    var count: UInt64
    var occurrences: UInt64?
    var words: UInt64?
    var perMillion: Double?
  }

  /// The figures of a group, or of all.
  private func figures(_ count: UInt64, _ occurrences: UInt64, _ words: UInt64) -> [String] {
    guard isRelative else { return ["\(count)"] }
    return [
      "\(count)", "\(occurrences)", "\(words)",
      Self.rounded(StatementCounts.perMillion(occurrences, words)),
    ]
  }

  private static func columns(_ isRelative: Bool) -> [String] {
    isRelative ? ["count", "occurrences", "words", "per_million"] : ["count"]
  }

  private static func headings(_ isRelative: Bool) -> [String] {
    isRelative ? ["Statements", "Occurrences", "Words", "Per million"] : ["Statements"]
  }

  private static func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  /// With two digits behind the point.
  private static func rounded(_ value: Double) -> String {
    let hundredths = UInt64(min(value * 100 + 0.5, 1e15))
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Writes groups, the total last where the format has a place for it.
  func write(_ counts: StatementCounts) throws {
    try output.write(opening, to: console.output)
    let all = figures(counts.total, counts.occurrences, counts.words)
    let rows =
      [Self.headings(isRelative), all]
      + counts.groups.map { figures($0.count, $0.occurrences, $0.words) }
    // A single figure needs no head.
    let widths = all.indices.map { column in
      rows.dropFirst(isRelative ? 0 : 1).map(\.[column].count).max() ?? 0
    }
    let digits = widths.reduce(0, +) + 2 * (widths.count - 1)
    let most = counts.groups.map(value).max() ?? 0
    var names = counts.groups.map { DisplayWidth.columns(of: Self.shown($0)) }.max() ?? 0
    // What a line has for a name and its bar; half of it may be the names'.
    let columns = output.display.columns(console)
    let room = max((columns ?? 80) - digits - 6, 8)
    if columns != nil { names = min(names, max(room / 2, room - 40)) }
    let bars = Bars(names: names, columns: max(room - names, 4), most: most)
    if output.format == .text, isRelative {
      let head = line(Self.headings(true).map { $0.lowercased() }, widths) {
        $0.append(groupings.map(\.rawValue).joined(separator: ", "), .note)
      }
      try output.write(head, to: console.output)
    }
    for group in counts.groups {
      try output.write(
        record(of: group, widths, hasBars && most > 0 ? bars : nil), to: console.output)
    }
    if output.format == .text {
      try output.write(line(all, widths) { $0.append("in all") }, to: console.output)
    }
  }

  /// What a group's bar shows.
  private func value(_ group: Group) -> Double {
    isRelative ? group.perMillion : Double(group.count)
  }

  private var opening: [UInt8] {
    switch output.format {
    case .text, .jsonl: return []
    case .csv:
      if groupings.count == 1 { return CSV.record(["key", "name"] + Self.columns(isRelative)) }
      return CSV.record(
        groupings.flatMap { $0.hasNames ? [$0.rawValue, $0.rawValue + "_name"] : [$0.rawValue] }
          + Self.columns(isRelative))
    case .markdown:
      return Array(
        Markdown.head(
          Self.headings(isRelative)
            + groupings.flatMap {
              $0.hasNames || groupings.count == 1
                ? [$0.rawValue.capitalized, "Id"] : [$0.rawValue.capitalized]
            }
        ).utf8)
    }
  }

  /// How a line is divided between a name and its bar, in columns, and what the longest bar is of.
  private struct Bars {
    var names: Int
    var columns: Int
    var most: Double
  }

  /// What fits into so many columns.
  private static func cut(_ name: String, _ columns: Int) -> String {
    guard DisplayWidth.columns(of: name) > columns else { return name }
    var taken = 1
    return name.prefix { character in
      taken += DisplayWidth.columns(of: character)
      return taken <= columns
    } + "…"
  }

  private func record(
    of group: Group, _ widths: [Int], _ bars: Bars?
  ) throws -> [UInt8] {
    let figures = figures(group.count, group.occurrences, group.words)
    let keys = [StatementCounts.Key(key: group.key, display: group.display)] + group.further
    let parts = zip(groupings, keys)
    switch output.format {
    case .text:
      return line(figures, widths) { line in
        for (index, key) in keys.enumerated() {
          if index > 0 { line.append("  ") }
          line.append(bars.map { Self.cut(Self.shown(key), $0.names) } ?? Self.shown(key), .label)
        }
        for key in keys where bars == nil && !key.key.isEmpty && key.key != key.display {
          line.append("  " + key.key, .note)
        }
        if let bars {
          let columns = Int((value(group) / bars.most * Double(bars.columns)).rounded())
          let gap = bars.names - DisplayWidth.columns(of: Self.cut(Self.shown(group), bars.names))
          line.append(String(repeating: " ", count: max(0, gap) + 2))
          line.append(String(repeating: "█", count: columns), .label)
        }
      }
    case .jsonl:
      guard groupings.count > 1 else {
        return try Self.json(
          GroupLine(
            key: group.key, name: ShownName.text(group.display), count: group.count,
            occurrences: isRelative ? group.occurrences : nil,
            words: isRelative ? group.words : nil,
            perMillion: isRelative ? Self.hundredths(group.perMillion) : nil))
      }
      return try Self.json(
        KeysLine(
          keys: parts.map { .init(by: $0.rawValue, key: $1.key, name: ShownName.text($1.display)) },
          count: group.count, occurrences: isRelative ? group.occurrences : nil,
          words: isRelative ? group.words : nil,
          perMillion: isRelative ? Self.hundredths(group.perMillion) : nil))
    case .csv:
      guard groupings.count > 1 else {
        return CSV.record(
          [group.key, ShownName.text(group.display)] + figures,
          isExact: output.cells.exactCells)
      }
      return CSV.record(
        parts.flatMap { $0.hasNames ? [$1.key, ShownName.text($1.display)] : [$1.key] }
          + figures, isExact: output.cells.exactCells)
    case .markdown:
      return Array(
        Markdown.row(
          figures
            + parts.flatMap {
              $0.hasNames || groupings.count == 1 ? [Self.shown($1), $1.key] : [Self.shown($1)]
            }
        ).utf8)
    }
  }

  private struct GroupLine: Encodable {
    var key: String
    var name: String
    var count: UInt64
    var occurrences: UInt64?
    var words: UInt64?
    var perMillion: Double?
  }

  private struct KeysLine: Encodable {
    struct Key: Encodable {
      var by: String
      var key: String
      var name: String
    }
    var keys: [Key]
    var count: UInt64
    var occurrences: UInt64?
    var words: UInt64?
    var perMillion: Double?
  }

  /// What a group is called.
  static func shown(_ group: Group) -> String {
    shown(StatementCounts.Key(key: group.key, display: group.display))
  }

  private static func shown(_ key: StatementCounts.Key) -> String {
    if key.key.isEmpty { return "(not known)" }
    return key.display.isEmpty ? key.key : ShownName.text(key.display)
  }

  /// The figures, each to the right of its column, then what they are of.
  private func line(
    _ figures: [String], _ widths: [Int], _ body: (inout StyledText) -> Void
  ) -> [UInt8] {
    let cells = zip(figures, widths).map { figure, width in
      String(repeating: " ", count: max(0, width - figure.count)) + figure
    }
    let numbers = cells.joined(separator: "  ")
    var line = StyledText()
    line.append(numbers.trimmingPrefix { $0 == " " } + "  ")
    body(&line)
    // A line begins with spaces, which lines of text do not.
    var bytes = Array(numbers.prefix { $0 == " " }.utf8)
    line.write(width: nil, isColoured: output.display.isColoured(console), to: &bytes)
    return bytes
  }

  private static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [0x0A]
  }
}
