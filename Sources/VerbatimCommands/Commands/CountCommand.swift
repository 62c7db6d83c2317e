internal import ArgumentParser
internal import Transcripts
internal import VerbatimClient

/// `verbatim count`
struct CountCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "Count statements, in all or by speaker, time, place and kind.",
    discussion: """
      Counts are exact. --by may be repeated: --by speaker --by year counts each speaker's years. By \
      year, month, day or meeting alone groups come by key, all others by count, the largest first, \
      unless --order says otherwise. Like grep -c, it ends with 1 when the count is 0.

      With --words and --relative, occurrences of the words are counted too, and told per million words \
      spoken by the same statements' speakers, years and so on: figures that can be compared. NEAR and \
      '"…"~5' count as one occurrence a statement. --chart draws the groups, and on standard output as \
      text --bars does. With these three, years, months and days between the first and the last are there \
      also where nothing was found, unless --limit is given.
      """)

  /// What is counted by.
  enum Grouping: String, ExpressibleByArgument, CaseIterable {
    case speaker
    case year
    case month
    case day
    case meeting
    case place
    case kind

    var groupBy: GroupBy {
      switch self {
      case .speaker: .speaker
      case .year: .year
      case .month: .month
      case .day: .day
      case .meeting: .meeting
      case .place: .place
      case .kind: .kind
      }
    }

    /// All of them, for help and errors.
    static let list = allCases.map(\.rawValue).joined(separator: ", ")

    /// Whether it is by time, so that there are groups between two others.
    var isTime: Bool { self == .year || self == .month || self == .day }

    /// Whether what is shown for a key is another than the key.
    var hasNames: Bool { self == .speaker || self == .meeting }
  }

  /// Which groups come first.
  enum OrderOfGroups: String, ExpressibleByArgument, CaseIterable {
    case key
    case count
    case occurrences
    case relative

    /// Whether it is of what only --relative counts.
    var isOfOccurrences: Bool { self == .occurrences || self == .relative }
  }

  @Option(help: "What to count by, up to 4 things; only in all when it is left out.")
  var by: [Grouping] = []

  @Option(
    help: """
      Groups by their keys, those with the most statements first, or with --relative those with the most \
      occurrences, or the most per million words.
      """)
  var order: OrderOfGroups?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      With --order relative, only groups of so many words spoken: of few words figures per million say \
      little. (default: \(Self.usualMinimum))
      """, valueName: "count"),
    transform: { text in
      guard let number = UInt64(text) else {
        throw ValidationError("--minimum-words takes a whole number from 0, not “\(text)”")
      }
      return number
    })
  var minimumWords: UInt64?

  /// Words that a group must have for its figure per million to be ranked.
  private static let usualMinimum: UInt64 = 10_000

  @Flag(help: "Leave out groups of what is not known, as of speakers who are not named.")
  var onlyKnown = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "At most so many groups; 0 means all. The total is that of all groups.", valueName: "count"),
    transform: LimitOptions.number)
  var limit: UInt64 = 0

  @Flag(
    help: """
      Also occurrences of --words, and how many these are in a million words spoken; NEAR and '"…"~5' \
      are one a statement.
      """)
  var relative = false

  @Flag(help: "A bar for each group behind its line; with --format text.")
  var bars = false

  @Option(
    help: ArgumentHelp(
      "Draw the groups as bars into this SVG file; - for standard output, in place of the counts.",
      valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var chart: String?

  @OptionGroup(title: "Which statements") var selection: StatementSelection
  @OptionGroup(title: "Which statements") var said: WordsOption
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  private var filter: StatementFilter { selection.filter(words: said.query) }

  func validate() throws {
    guard by.count <= CountQuery.maximumGroupings, Set(by).count == by.count else {
      throw ValidationError(
        "--by takes at most \(CountQuery.maximumGroupings) things, none of them twice")
    }
    try said.check(selection)
    if relative, said.words == nil { throw ValidationError("--relative goes with --words") }
    if let order, order.isOfOccurrences, !relative || by.isEmpty {
      throw ValidationError("--order \(order.rawValue) goes with --relative and --by")
    }
    if minimumWords != nil, order != .relative {
      throw ValidationError("--minimum-words goes with --order relative")
    }
    if onlyKnown, by.isEmpty { throw ValidationError("--only-known goes with --by") }
    if let chart { try Self.check(chart: chart) }
    if bars || chart != nil, by.count != 1 {
      throw ValidationError("--bars and --chart take groups by one thing: give one --by")
    }
    if bars, output.format != .text { throw ValidationError("--bars goes with --format text") }
    if bars, chart == "-" {
      throw ValidationError("standard output takes one of --bars and --chart -")
    }
  }

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let options = connection.callOptions
    try await SelectionCheck(client: client, options: options, console: console)
      .check(selection, words: said.query)
    let answer = CountAnswer(
      groupings: by, output: output, console: console, isRelative: relative, hasBars: bars)
    guard !by.isEmpty else {
      let query = CountQuery(filter: filter, measuresWords: relative)
      let counts = try await client.count(query, options: options)
      try answer.write(totalOf: counts)
      console.say(withoutStems: counts.withoutStems)
      try await checkFound(counts.total, client, options, console)
      return
    }
    var counts = try await counts(client, options, console)
    if hasAllPeriods { counts = try await withAllPeriods(counts, client, options, console) }
    if chart != "-" { try answer.write(counts) }
    if let chart { try write(counts, to: chart, console) }
    console.say(withoutStems: counts.withoutStems)
    try await checkFound(counts.total, client, options, console)
  }

  private func checkFound(
    _ total: UInt64, _ client: ArchiveClient, _ options: CallOptions, _ console: Console
  ) async throws {
    guard total == 0 else { return }
    try await NothingFoundAdvice(client: client, options: options, console: console)
      .say(on: filter)
    throw CommandFailure(.nothingFound)
  }

  /// Draws the groups into a file.
  private func write(
    _ counts: StatementCounts, to path: String, _ console: Console
  ) throws {
    let chart = BarChart(
      title: said.words ?? "Statements by \(by[0].rawValue)",
      unit: relative ? "per million words" : "statements",
      bars: counts.groups.map {
        BarChart.Bar(
          name: CountAnswer.shown($0), value: relative ? $0.perMillion : Double($0.count))
      })
    try OutputFile(path).write(Array(chart.svg.utf8), console)
  }

  /// The groups that are wanted: in one answer where they are in it, otherwise page by page.
  private func counts(
    _ client: ArchiveClient, _ options: CallOptions, _ console: Console
  ) async throws -> StatementCounts {
    var query = CountQuery(
      filter: filter, groupings: by.map(\.groupBy), measuresWords: relative)
    if let order { query.order = order == .count ? .count : .key }
    if order?.isOfOccurrences == true || onlyKnown {
      return try await chosen(client, query.settledOrder == .count, options, console)
    }
    let isByKey = query.settledOrder == .key
    query.limit = UInt32(min(limit, UInt64(CountQuery.maximumGroups)))
    var counts = try await client.count(query, options: options)
    let wanted = limit == 0 ? counts.groupCount : min(limit, counts.groupCount)
    guard UInt64(counts.groups.count) < wanted else { return counts }
    counts.groups = []
    for try await group in client.groups(
      matching: filter, by: by.map(\.groupBy), measuringWords: relative, options: options)
    {
      counts.groups.append(group)
      if isByKey, UInt64(counts.groups.count) == wanted { break }
    }
    if !isByKey {
      // Stable, so that groups of one count stay in the order of their keys.
      let order = counts.groups.indices.sorted {
        (counts.groups[$1].count, $0) < (counts.groups[$0].count, $1)
      }
      counts.groups = order.prefix(Int(clamping: wanted)).map { counts.groups[$0] }
    }
    return counts
  }
}

extension CountCommand {
  /// Refuses files whose names are of other formats.
  private static func check(chart path: String) throws {
    let name = path.split(separator: "/").last ?? ""
    guard let point = name.lastIndex(of: "."), point > name.startIndex else { return }
    let ending = name[name.index(after: point)...].lowercased()
    guard ending != "svg", !ending.isEmpty, ending.allSatisfy(\.isLetter) else { return }
    throw ValidationError("--chart writes SVG: name a file that ends in .svg, not .\(ending)")
  }

  /// Groups that are chosen by more than the server chooses by, of all there are.
  fileprivate func chosen(
    _ client: ArchiveClient, _ isByCount: Bool, _ options: CallOptions, _ console: Console
  ) async throws -> StatementCounts {
    var counts = try await client.count(
      CountQuery(filter: filter, measuresWords: relative), options: options)
    let minimum = order == .relative ? minimumWords ?? Self.usualMinimum : 0
    var small = 0
    for try await group in client.groups(
      matching: filter, by: by.map(\.groupBy), measuringWords: relative, options: options)
    {
      if onlyKnown, group.key.isEmpty || group.further.contains(where: \.key.isEmpty) { continue }
      if group.words < minimum {
        small += 1
      } else {
        counts.groups.append(group)
      }
    }
    // Stable, so that equal groups stay in the order of their keys.
    let groups = counts.groups.enumerated()
    if order == .relative {
      counts.groups = groups.sorted {
        ($1.element.perMillion, $0.offset) < ($0.element.perMillion, $1.offset)
      }.map(\.element)
    } else if order == .occurrences {
      counts.groups = groups.sorted {
        ($1.element.occurrences, $0.offset) < ($0.element.occurrences, $1.offset)
      }.map(\.element)
    } else if isByCount {
      counts.groups = groups.sorted {
        ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
      }.map(\.element)
    }
    counts.groupCount = UInt64(counts.groups.count)
    if limit > 0 { counts.groups = Array(counts.groups.prefix(Int(clamping: limit))) }
    if small > 0 {
      console.say(
        "\(small) \(small == 1 ? "group" : "groups") of fewer than \(minimum) words left out; "
          + "--minimum-words 0 ranks all")
    }
    return counts
  }

  /// Whether groups in which nothing was found are there, too.
  fileprivate var hasAllPeriods: Bool {
    by.count == 1 && by[0].isTime && limit == 0 && (order ?? .key) == .key
      && (relative || bars || chart != nil)
  }

  /// The groups with those of the time between them in which nothing was found, and with their words.
  fileprivate func withAllPeriods(
    _ counts: StatementCounts, _ client: ArchiveClient, _ options: CallOptions, _ console: Console
  ) async throws -> StatementCounts {
    guard let first = counts.groups.first?.key, let last = counts.groups.last?.key else {
      return counts
    }
    guard let keys = TimePeriods.keys(from: first, to: last, by: by[0]) else {
      console.say(
        "only \(by[0].rawValue)s in which something was found are shown: there are more than "
          + "\(TimePeriods.most) from \(first) to \(last)")
      return counts
    }
    var counts = counts
    let known = Dictionary(counts.groups.map { ($0.key, $0) }) { first, _ in first }
    guard keys.count > known.count else { return counts }
    var words: [String: UInt64] = [:]
    if relative {
      var filter = filter
      (filter.words, filter.matchesInflections) = ("", false)
      for try await group in client.groups(
        matching: filter, by: by.map(\.groupBy), measuringWords: true, options: options)
      {
        words[group.key] = group.words
      }
    }
    counts.groups = keys.map { key in
      known[key]
        ?? StatementCounts.Group(key: key, display: key, count: 0, words: words[key] ?? 0)
    }
    return counts
  }
}
