internal import ArgumentParser
internal import RPC
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// `verbatim search`
struct SearchCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find what was said by its words, the most relevant first.",
    discussion: """
      Words: 'budget deficit' means both, '"budget deficit"' a phrase, 'tax OR levy' either, '-tax' \
      not this, 'econom*' any word that begins so, '~tax' its inflected forms too (of all words with \
      --inflected), '"budget deficit"~5' any order with at most 5 words among them, 'budget NEAR/5 \
      deficit' the same for two words or phrases; parentheses group. A shell takes one pair of quotes \
      away, so that a phrase stands in two: "budget deficit" is both words, '"budget deficit"' the phrase.

      As text each hit is the part of a statement with most of what was found; with --context the whole \
      statement and those around it. As kwic each place is a line, with the words before and behind it; \
      NEAR and '"…"~5' are one. How many statements match in all is said on standard error. To export \
      whole statements, see `verbatim statements`.
      """)

  @Argument(
    help: ArgumentHelp(
      "What was said; behind -- where it begins with a dash.", valueName: "words"))
  var given: [String]

  /// Several are one search, so that quotes of the shell may be left out.
  private var words: String { given.joined(separator: " ") }

  @Option(help: "The most relevant, the oldest or the newest first.")
  var order = SearchOrderArgument.relevance

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      At most so many statements; 0 means all. (default: 20 as text, markdown and unsorted kwic; all with \
      --sort and in the other formats)
      """, valueName: "count"),
    transform: LimitOptions.number)
  var limit: UInt64?

  /// Statements that are shown to people who did not say how many.
  private static let usualLimit: UInt64 = 20

  /// At most so many; 0 means all.
  private var most: UInt64 { limit ?? (format.isForPrograms || sort != nil ? 0 : Self.usualLimit) }

  @Option(
    help: ArgumentHelp(
      "Go on behind an earlier answer to the same search, which says the token when it ends.",
      valueName: "token"))
  var after: String?

  @Option(
    help: ArgumentHelp(
      "Only from the archive of this fingerprint, as it is said when an answer breaks off.",
      valueName: "fingerprint"))
  var archive: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      With --format text or jsonl: so many statements of the meeting before and behind each hit; servers \
      give at most 50 unless set otherwise. (default: 0)
      """, valueName: "count"),
    transform: { text in
      guard let number = UInt32(text) else {
        throw ValidationError("--context takes a whole number of statements from 0, not “\(text)”")
      }
      return number
    })
  var context: UInt32 = 0

  @Option(
    help: ArgumentHelp(
      """
      Behind the hits, how many of all that match are of each speaker, year and so on, the 10 largest of \
      each: a list with commas of \(CountCommand.Grouping.list). `verbatim count` gives all.
      """, valueName: "list"),
    transform: FacetList.init)
  var facets = FacetList()

  @OptionGroup(title: "Which statements") var selection: StatementSelection

  @Option(
    help: """
      text for people, kwic with each place in a line (keyword in context), kwic-csv and kwic-jsonl the \
      same as tables (left, keyword, right and where it is), jsonl with a hit a line as the service's schema \
      has it and its meeting's title, place and url, csv (RFC 4180, with a header), or markdown.
      """)
  var format = SearchFormat.text

  @Option(
    help: """
      Lines of kwic by the words before the place, the nearest first, or by the place and the words \
      behind it; by default in the order of the hits. All lines wait for the last, in memory.
      """)
  var sort: ConcordanceOrder?

  @OptionGroup(title: "Output") var citation: CitationOptions
  @OptionGroup(title: "Output") var cells: CellOptions
  @OptionGroup(title: "Output") var display: DisplayOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func validate() throws {
    guard !words.allSatisfy(\.isWhitespace) else {
      throw ValidationError("the words to search for are empty")
    }
    if sort != nil, !format.isConcordance {
      throw ValidationError("--sort goes with --format kwic, kwic-csv or kwic-jsonl")
    }
    if !facets.groupings.isEmpty, ![.text, .kwic, .markdown, .jsonl].contains(format) {
      throw ValidationError(
        "--facets goes with --format text, kwic, markdown or jsonl; `verbatim count` writes tables")
    }
    if let after, after.isEmpty { throw ValidationError("--after is empty: leave it out") }
    if context > 0, format != .text, format != .jsonl {
      throw ValidationError("--context goes with --format text or jsonl")
    }
  }

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let options = connection.callOptions
    try await SelectionCheck(client: client, options: options, console: console)
      .check(selection, words: words)
    var query = SearchQuery(
      filter: selection.filter(words: words), order: order.order, pageToken: after ?? "",
      contextBefore: context, contextAfter: context,
      facets: facets.groupings.map { .init(by: $0.groupBy) }, archive: archive ?? "")
    var output = SearchOutput(
      format: format, sort: sort, isWhole: context > 0, isRanked: order == .relevance,
      cites: citation.cite, cells: cells, display: display, console: console)
    try output.begin()
    var (total, withoutStems) = (UInt64(0), UInt64(0))
    var counts: [StatementCounts] = []
    var names: [String: String] = [:]
    var left = most == 0 ? UInt64.max : most
    var (received, lastID, next) = (UInt64(0), "", "")
    while left > 0 {
      query.pageSize = UInt32(min(left, 100))
      let page = try await page(of: query, client, received: received, lastID: lastID)
      (total, withoutStems, next) = (page.total, page.withoutStems, page.nextPageToken)
      if received == 0 { counts = page.facets }
      if format.namesSpeakers {
        let unknown = Set(page.hits.map(\.statement.attribution.speakerID)).filter {
          !$0.isEmpty && names[$0] == nil
        }
        for (id, speaker) in try await client.speakers(ids: unknown, options: options) {
          names[id] = ShownName.text(speaker.name)
        }
      }
      let meetings = try await client.meetings(
        ids: Set(page.hits.map(\.statement.meetingID)), options: options)
      for var hit in page.hits {
        let id = hit.statement.meetingID
        if hit.isTextLeftOut, format.isForPrograms || format.isConcordance || context > 0 {
          hit.statement = try await client.statement(hit.statement.id, options: options)
          hit.isTextLeftOut = false
        }
        lastID = hit.statement.id
        try output.write(
          hit, of: meetings[id] ?? Meeting(id: id, date: hit.statement.date),
          name: names[hit.statement.attribution.speakerID] ?? "")
      }
      left -= UInt64(page.hits.count)
      received += UInt64(page.hits.count)
      if page.nextPageToken.isEmpty { break }
      query = query.next(behind: page)
    }
    try output.end()
    if total > 0 { try output.write(counts, by: facets.groupings) }
    console.say(withoutStems: withoutStems)
    guard total > 0 else {
      try await NothingFoundAdvice(client: client, options: options, console: console)
        .say(on: query.filter)
      throw CommandFailure(.nothingFound, "no statement matches")
    }
    if after != nil {
      console.say("\(received) more of \(total) statements that match")
    } else if received < total {
      console.say("\(received) of \(total) statements that match; --limit 0 gives all")
    } else {
      console.say("\(total) \(total == 1 ? "statement matches" : "statements match")")
    }
    if !next.isEmpty { console.say("the same search goes on with --after \(next)") }
  }

  private func page(
    of query: SearchQuery, _ client: ArchiveClient, received: UInt64, lastID: String
  ) async throws -> SearchPage {
    do {
      return try await client.page(
        of: query, received: received, lastID: lastID, options: connection.callOptions)
    } catch let error as RPCError
      where error.code == .invalidArgument && after != nil && error.message.contains("page_token")
    {
      throw CommandFailure(
        .usage,
        "--after takes what the answer before ended with, to the same words, order and options: "
          + error.message)
    }
  }
}

/// What to count hits by, as it is typed: a list with commas.
struct FacetList {
  var groupings: [CountCommand.Grouping] = []

  init() {}

  /// Reads a list. Throws `ValidationError` that says what is wrong with it.
  init(_ text: String) throws {
    groupings = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let grouping = CountCommand.Grouping(rawValue: part.trimmingPrefix(" ").lowercased())
      else {
        throw ValidationError(
          "--facets takes a list with commas of \(CountCommand.Grouping.list), not “\(part)”")
      }
      return grouping
    }
    guard Set(groupings).count == groupings.count else {
      throw ValidationError("--facets takes nothing twice, as “\(text)” has it")
    }
  }
}

/// Which hits come first, as it is typed.
enum SearchOrderArgument: String, ExpressibleByArgument, CaseIterable {
  case relevance
  case oldest
  case newest

  var order: SearchOrder {
    switch self {
    case .relevance: .relevance
    case .oldest: .oldest
    case .newest: .newest
    }
  }
}

/// How hits are written.
enum SearchFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case kwic
  case kwicCSV = "kwic-csv"
  case kwicJSONL = "kwic-jsonl"
  case jsonl
  case csv
  case markdown

  /// Whether it is for programs, which want all there is.
  var isForPrograms: Bool {
    switch self {
    case .text, .kwic, .markdown: false
    case .kwicCSV, .kwicJSONL, .jsonl, .csv: true
    }
  }

  /// Whether each place is a line.
  var isConcordance: Bool {
    switch self {
    case .kwic, .kwicCSV, .kwicJSONL: true
    case .text, .jsonl, .csv, .markdown: false
    }
  }

  /// Whether speakers have their one name, and not what is printed.
  var namesSpeakers: Bool { isForPrograms || isConcordance }
}

/// What the lines of a concordance are sorted by.
enum ConcordanceOrder: String, ExpressibleByArgument, CaseIterable {
  case left
  case right
}
