internal import ArgumentParser
internal import Transcripts
internal import VerbatimClient

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// `verbatim count`
struct CountCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "Count statements, in all or by speaker, time or place.",
    discussion: "Counts are exact. Like grep -c, it ends with 1 when the count is 0.")

  /// What is counted by.
  enum Grouping: String, ExpressibleByArgument, CaseIterable {
    case speaker
    case year
    case month
    case meeting
    case place

    var groupBy: GroupBy {
      switch self {
      case .speaker: .speaker
      case .year: .year
      case .month: .month
      case .meeting: .meeting
      case .place: .place
      }
    }
  }

  @Option(help: "What to count by; only in all when it is left out.")
  var by: Grouping?

  @Option(
    help: ArgumentHelp(
      "At most so many groups; 0 means all. The total is that of all groups.", valueName: "count"))
  var limit: Int = 0

  @OptionGroup(title: "Which statements") var selection: StatementSelection
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func validate() throws {
    if limit < 0 { throw ValidationError("--limit takes 0 or more") }
  }

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let options = connection.callOptions
    try await SpeakerChoice(client: client, options: options, console: console)
      .check(selection)
    var counts = try await client.count(
      matching: selection.filter, by: by?.groupBy, options: options)
    if limit > 0 { counts.groups = Array(counts.groups.prefix(limit)) }
    try output.write(by == nil ? total(counts.total) : groups(counts, console), to: console.output)
    if counts.total == 0 { throw CommandFailure(.nothingFound) }
  }

  private func total(_ count: UInt64) throws -> [UInt8] {
    switch output.format {
    case .text: Array("\(count)\n".utf8)
    case .jsonl: try Self.json(["count": count])
    case .csv: CSV.record(["count"]) + CSV.record(["\(count)"])
    case .markdown: Array((Markdown.head(["Statements"]) + Markdown.row(["\(count)"])).utf8)
    }
  }

  private struct GroupLine: Encodable {
    var key: String
    var name: String
    var count: UInt64
  }

  private func groups(_ counts: StatementCounts, _ console: Console) throws -> [UInt8] {
    switch output.format {
    case .text: return Array(text(counts, console).utf8)
    case .jsonl:
      return try counts.groups.flatMap {
        try Self.json(GroupLine(key: $0.key, name: $0.display, count: $0.count))
      }
    case .csv:
      return CSV.record(["key", "name", "count"])
        + counts.groups.flatMap { CSV.record([$0.key, $0.display, "\($0.count)"]) }
    case .markdown:
      return Array(
        (Markdown.head(["Statements", by?.rawValue.capitalized ?? "", "Id"])
          + counts.groups.map { Markdown.row(["\($0.count)", shown($0), $0.key]) }.joined()).utf8)
    }
  }

  private func shown(_ group: StatementCounts.Group) -> String {
    if group.key.isEmpty { return "(not known)" }
    return group.display.isEmpty ? group.key : group.display
  }

  /// Counts to the right, then what they are of, then its id where that is something else.
  private func text(_ counts: StatementCounts, _ console: Console) -> String {
    let digits = "\(counts.total)".count
    func line(_ count: UInt64, _ body: (inout StyledText) -> Void) -> String {
      let number = "\(count)"
      var line = StyledText()
      line.append(String(repeating: " ", count: digits - min(digits, number.count)) + number + "  ")
      body(&line)
      return line.lines(width: nil, isColoured: output.display.isColoured(console))
    }
    var text = ""
    for group in counts.groups {
      text += line(group.count) {
        $0.append(shown(group), .label)
        if !group.key.isEmpty, group.key != group.display { $0.append("  " + group.key, .note) }
      }
    }
    return text + line(counts.total) { $0.append("in all") }
  }

  private static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [0x0A]
  }
}
