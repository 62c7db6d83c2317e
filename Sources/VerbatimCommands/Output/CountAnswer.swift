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

  /// Writes how many there are in all.
  func write(total count: UInt64) throws {
    let bytes: [UInt8] =
      switch output.format {
      case .text: Array("\(count)\n".utf8)
      case .jsonl: try Self.json(["count": count])
      case .csv: CSV.record(["count"]) + CSV.record(["\(count)"])
      case .markdown: Array((Markdown.head(["Statements"]) + Markdown.row(["\(count)"])).utf8)
      }
    try output.write(bytes, to: console.output)
  }

  /// Writes groups, the total last where the format has a place for it.
  func write(_ counts: StatementCounts) throws {
    try output.write(opening, to: console.output)
    let digits = "\(counts.total)".count
    for group in counts.groups { try output.write(record(of: group, digits), to: console.output) }
    if output.format == .text {
      try output.write(line(counts.total, digits) { $0.append("in all") }, to: console.output)
    }
  }

  private var opening: [UInt8] {
    switch output.format {
    case .text, .jsonl: return []
    case .csv:
      if groupings.count == 1 { return CSV.record(["key", "name", "count"]) }
      return CSV.record(
        groupings.flatMap { $0.hasNames ? [$0.rawValue, $0.rawValue + "_name"] : [$0.rawValue] }
          + ["count"])
    case .markdown:
      return Array(
        Markdown.head(
          ["Statements"]
            + groupings.flatMap {
              $0.hasNames || groupings.count == 1
                ? [$0.rawValue.capitalized, "Id"] : [$0.rawValue.capitalized]
            }
        ).utf8)
    }
  }

  private func record(of group: Group, _ digits: Int) throws -> [UInt8] {
    let keys = [StatementCounts.Key(key: group.key, display: group.display)] + group.further
    let parts = zip(groupings, keys)
    switch output.format {
    case .text:
      return line(group.count, digits) { line in
        for (index, key) in keys.enumerated() {
          if index > 0 { line.append("  ") }
          line.append(Self.shown(key), .label)
        }
        for key in keys where !key.key.isEmpty && key.key != key.display {
          line.append("  " + key.key, .note)
        }
      }
    case .jsonl:
      guard groupings.count > 1 else {
        return try Self.json(
          GroupLine(key: group.key, name: group.display, count: group.count))
      }
      return try Self.json(
        KeysLine(
          keys: parts.map { .init(by: $0.rawValue, key: $1.key, name: $1.display) },
          count: group.count))
    case .csv:
      guard groupings.count > 1 else {
        return CSV.record([group.key, ShownName.text(group.display), "\(group.count)"])
      }
      return CSV.record(
        parts.flatMap { $0.hasNames ? [$1.key, ShownName.text($1.display)] : [$1.key] }
          + ["\(group.count)"])
    case .markdown:
      return Array(
        Markdown.row(
          ["\(group.count)"]
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
  }

  private struct KeysLine: Encodable {
    struct Key: Encodable {
      var by: String
      var key: String
      var name: String
    }
    var keys: [Key]
    var count: UInt64
  }

  private static func shown(_ key: StatementCounts.Key) -> String {
    if key.key.isEmpty { return "(not known)" }
    return key.display.isEmpty ? key.key : key.display
  }

  /// The count to the right, then what it is of.
  private func line(
    _ count: UInt64, _ digits: Int, _ body: (inout StyledText) -> Void
  ) -> [UInt8] {
    let number = "\(count)"
    var line = StyledText()
    line.append(number + "  ")
    body(&line)
    var bytes: [UInt8] = []
    // A count begins with spaces, which lines of text do not.
    bytes += repeatElement(UInt8(ascii: " "), count: digits - min(digits, number.count))
    line.write(width: nil, isColoured: output.display.isColoured(console), to: &bytes)
    return bytes
  }

  private static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [0x0A]
  }
}
