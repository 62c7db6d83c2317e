/// What a search may ask for, and its answer hold. Each is a setting of the server, which says its name
/// where it strikes.
package enum SearchLimit: String, Hashable, Sendable, CaseIterable {
  /// Bytes of a query for words.
  case querySize = "maximum-query-size"
  /// Words of a query in all, those of phrases among them.
  case queryWords = "maximum-query-words"
  /// Beginnings of words in a query, each of which may mean thousands.
  case queryPrefixes = "maximum-query-prefixes"
  /// Letters or digits of a beginning, at least.
  case prefixLetters = "minimum-prefix-letters"
  /// Parentheses within each other.
  case queryDepth = "maximum-query-depth"
  /// Words that `~` and NEAR may let stand in between.
  case queryDistance = "maximum-query-distance"
  /// Words that one beginning, or the forms of one word, may mean in a segment of the archive.
  case queryExpansion = "maximum-query-expansion"
  /// Hits of a page.
  case pageSize = "maximum-page-size"
  /// Statements around a hit, on each side.
  case context = "maximum-context"
  /// Bytes of a snippet.
  case snippetSize = "maximum-snippet-size"
  /// Groups of a facet.
  case facetGroups = "maximum-facet-groups"
  /// Highlights of a hit; further ones are counted.
  case highlights = "maximum-highlights"
  /// Bytes of a page; what does not fit comes with the next one.
  case searchSize = "maximum-search-size"
  /// Bytes of the tables that find inflected forms; what does not fit is found without one.
  case stemMemory = "stem-memory"
  /// Bytes of the rows that words with many forms mean, in queries that are not done.
  case queryMemory = "query-memory"

  /// Far more than people ask for, and little enough that nothing takes long.
  package var usual: Int {
    switch self {
    case .querySize: 4_096
    case .queryWords: 256
    case .queryPrefixes: 16
    case .prefixLetters: 2
    case .queryDepth: 32
    case .queryDistance: 100
    case .queryExpansion: 10_000
    case .pageSize: 1_000
    case .context: 50
    case .snippetSize: 4_096
    case .facetGroups: 1_000
    case .highlights: 1_000
    // A quarter of what clients take by default.
    case .searchSize: 1 << 20
    case .stemMemory, .queryMemory: 256 << 20
    }
  }

  /// What it can be set to.
  package var bounds: ClosedRange<Int> {
    switch self {
    case .querySize: 16...(1 << 20)
    // Words are compared with each other.
    case .queryWords: 1...4_096
    case .queryPrefixes: 0...1_024
    case .prefixLetters: 1...20
    // Each takes a frame of the stack.
    case .queryDepth: 1...256
    // Paragraphs are further apart: see `StatementText.paragraphGap`.
    case .queryDistance: 0...127
    case .queryExpansion: 1...10_000_000
    case .pageSize: 1...100_000
    case .context: 0...10_000
    case .snippetSize: 20...(1 << 20)
    case .facetGroups: 1...100_000
    case .highlights: 0...1_000_000
    case .searchSize: 1_024...(1 << 30)
    case .stemMemory: 0...(1 << 40)
    case .queryMemory: 1_024...(1 << 40)
    }
  }

  /// Whether it is of bytes.
  package var isSize: Bool {
    switch self {
    case .querySize, .snippetSize, .searchSize, .stemMemory, .queryMemory: true
    default: false
    }
  }
}

/// The value of each limit.
package struct SearchLimits: Hashable, Sendable {
  private var values: [Int]

  /// The usual ones.
  package init() { values = SearchLimit.allCases.map(\.usual) }

  package subscript(limit: SearchLimit) -> Int {
    get { values[limit.number] }
    set {
      precondition(limit.bounds.contains(newValue), "\(limit.rawValue) cannot be \(newValue)")
      values[limit.number] = newValue
    }
  }
}

extension SearchLimit {
  private static let numbers = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

  fileprivate var number: Int { Self.numbers[self]! }
}
