internal import ArgumentParser
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
      deficit' the same for two words or phrases; parentheses group.

      As text each hit is the part of a statement with most of what was found; with --context the whole \
      statement and those around it. As kwic each place is a line, with the words before and behind it. \
      How many statements match in all is said on standard error.
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
    help: ArgumentHelp("At most so many statements; 0 means all.", valueName: "count"),
    transform: LimitOptions.number)
  var limit: UInt64 = 20

  @Option(
    help: ArgumentHelp(
      "So many statements of the meeting before and behind each hit.", valueName: "count"))
  var context: UInt32 = 0

  @OptionGroup(title: "Which statements") var selection: StatementSelection

  @Option(
    help: """
      text for people, kwic with each place in a line (keyword in context), jsonl with a hit a line as \
      the service's schema has it, csv (RFC 4180, with a header), or markdown.
      """)
  var format = SearchFormat.text

  @Option(
    help: """
      Lines of kwic by the words before the place, the nearest first, or by the place and the words \
      behind it; by default in the order of the hits.
      """)
  var sort: ConcordanceOrder?

  @OptionGroup(title: "Output") var cells: CellOptions
  @OptionGroup(title: "Output") var display: DisplayOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func validate() throws {
    guard !words.allSatisfy(\.isWhitespace) else {
      throw ValidationError("the words to search for are empty")
    }
    if sort != nil, format != .kwic { throw ValidationError("--sort goes with --format kwic") }
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
      filter: selection.filter(words: words), order: order.order, contextBefore: context,
      contextAfter: context)
    var output = SearchOutput(
      format: format, sort: sort, isWhole: context > 0, cells: cells, display: display,
      console: console)
    try output.begin()
    var (total, withoutStems) = (UInt64(0), UInt64(0))
    var left = limit == 0 ? UInt64.max : limit
    var (received, lastID) = (UInt64(0), "")
    while left > 0 {
      query.pageSize = UInt32(min(left, 100))
      let page = try await client.page(
        of: query, received: received, lastID: lastID, options: options)
      (total, withoutStems) = (page.total, page.withoutStems)
      let meetings = try await client.meetings(
        ids: Set(page.hits.map(\.statement.meetingID)), options: options)
      for var hit in page.hits {
        let id = hit.statement.meetingID
        if hit.isTextLeftOut, format == .kwic || format == .jsonl || context > 0 {
          hit.statement = try await client.statement(hit.statement.id, options: options)
          hit.isTextLeftOut = false
        }
        lastID = hit.statement.id
        try output.write(hit, of: meetings[id] ?? Meeting(id: id, date: hit.statement.date))
      }
      left -= UInt64(page.hits.count)
      received += UInt64(page.hits.count)
      if page.nextPageToken.isEmpty { break }
      query = query.next(behind: page)
    }
    try output.end()
    console.say(withoutStems: withoutStems)
    guard total > 0 else {
      for line in SearchAdvice.lines(forNothingFoundBy: words) { console.say(line) }
      throw CommandFailure(.nothingFound, "no statement matches")
    }
    let shown = limit == 0 ? total : min(limit, total)
    console.say(
      shown < total
        ? "\(shown) of \(total) statements that match; --limit 0 gives all"
        : "\(total) \(total == 1 ? "statement matches" : "statements match")")
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
  case jsonl
  case csv
  case markdown
}

/// What the lines of a concordance are sorted by.
enum ConcordanceOrder: String, ExpressibleByArgument, CaseIterable {
  case left
  case right
}
