/// A search in what was said. Fields are those of `verbatim.v1.SearchStatementsRequest`.
public struct SearchQuery: Hashable, Sendable {
  /// Bytes of a snippet, at least.
  public static let minimumSnippetBytes: UInt32 = 20
  /// Groupings of one search: all there are.
  public static let maximumFacets = 7

  /// Which statements; its `words` are what is searched for.
  public var filter: StatementFilter
  /// In which order.
  public var order: SearchOrder
  /// At most so many hits, of which servers give 1,000 at most unless they are set otherwise; 0 means 20.
  /// A page may have fewer: `nextPageToken` of the answer tells whether there are more.
  public var pageSize: UInt32
  /// Where the page before this one ended, if not empty.
  public var pageToken: String
  /// So many statements of the meeting before each hit; usually at most 50.
  public var contextBefore: UInt32
  /// So many statements of the meeting behind each hit; usually at most 50.
  public var contextAfter: UInt32
  /// Bytes of a snippet, about, 20 to usually 4,096; 0 means 240.
  public var snippetBytes: UInt32
  /// What to count all that match by, along with the page.
  public var facets: [Facet]
  /// Only from the archive of this fingerprint, as a page tells it; empty means any.
  public var archive: String

  /// A search for `filter.words`.
  public init(
    filter: StatementFilter, order: SearchOrder = .relevance, pageSize: UInt32 = 0,
    pageToken: String = "", contextBefore: UInt32 = 0, contextAfter: UInt32 = 0,
    snippetBytes: UInt32 = 0, facets: [Facet] = [], archive: String = ""
  ) {
    self.archive = archive
    self.filter = filter
    self.order = order
    self.pageSize = pageSize
    self.pageToken = pageToken
    self.contextBefore = contextBefore
    self.contextAfter = contextAfter
    self.snippetBytes = snippetBytes
    self.facets = facets
  }

  /// What to count by, and how many of the largest groups to give.
  public struct Facet: Hashable, Sendable {
    /// What is counted by.
    public var groupBy: GroupBy
    /// At most so many groups; 0 means 10.
    public var limit: UInt32

    /// A facet.
    public init(by groupBy: GroupBy, limit: UInt32 = 0) {
      self.groupBy = groupBy
      self.limit = limit
    }
  }
}

/// The order of hits.
public enum SearchOrder: Hashable, Sendable, CaseIterable {
  /// The most relevant first, by BM25; of one score the oldest first.
  case relevance
  /// The oldest first: by date, then meeting id, then position in the meeting.
  case oldest
  /// The newest first: exactly the reverse.
  case newest
}

/// A page of hits. Fields are those of `verbatim.v1.SearchStatementsResponse`.
public struct SearchPage: Hashable, Sendable {
  /// The hits in the order asked for.
  public var hits: [SearchHit]
  /// How many statements match in all, exactly.
  public var total: UInt64
  /// What to ask on with; empty when no hit is left.
  public var nextPageToken: String
  /// As they were asked for.
  public var facets: [StatementCounts]
  /// Where inflected forms were asked for: statements of the archive in which words were looked up as they
  /// are typed, since their language's forms, or their language, are not known.
  public var withoutStems: UInt64
  /// The fingerprint of the archive that answered; empty where the server does not tell it.
  public var archive: String

  /// Creates a page.
  public init(
    hits: [SearchHit] = [], total: UInt64 = 0, nextPageToken: String = "",
    facets: [StatementCounts] = [], withoutStems: UInt64 = 0, archive: String = ""
  ) {
    self.archive = archive
    self.withoutStems = withoutStems
    self.hits = hits
    self.total = total
    self.nextPageToken = nextPageToken
    self.facets = facets
  }
}

/// A statement that was found, and why.
public struct SearchHit: Hashable, Sendable {
  /// The statement that was found.
  public var statement: Statement
  /// How relevant it is; to be compared within one answer alone.
  public var score: Float
  /// Where what was searched for stands, in order; usually at most 1,000.
  public var highlights: [TextSpan]
  /// How many there are in all, those among them that are not given.
  public var highlightCount: UInt32
  /// The part of the statement with most of them.
  public var snippet: Snippet
  /// The statements of the meeting before it, in order.
  public var before: [Statement]
  /// The statements of the meeting behind it, in order.
  public var after: [Statement]
  /// Whether fewer of them are given than there are and were asked for, since an answer takes no more.
  public var isContextCut: Bool
  /// Whether the statement comes without its paragraphs and marks, since they alone are more than an
  /// answer takes: the snippet shows what was found, and a look-up of the statement has the whole.
  public var isTextLeftOut: Bool

  /// Creates a hit.
  public init(
    statement: Statement, score: Float = 0, highlights: [TextSpan] = [], highlightCount: UInt32 = 0,
    snippet: Snippet = Snippet(), before: [Statement] = [], after: [Statement] = [],
    isContextCut: Bool = false, isTextLeftOut: Bool = false
  ) {
    self.isTextLeftOut = isTextLeftOut
    self.statement = statement
    self.score = score
    self.highlights = highlights
    self.highlightCount = highlightCount
    self.snippet = snippet
    self.before = before
    self.after = after
    self.isContextCut = isContextCut
  }

  /// A piece of a paragraph.
  public struct Snippet: Hashable, Sendable {
    /// The paragraph's number in the statement, from 0.
    public var paragraph: UInt32
    /// The byte of the paragraph's UTF-8 at which the piece begins.
    public var start: UInt32
    /// The piece: whole words, as they are printed.
    public var text: String
    /// What was searched for in it, by bytes of `text`.
    public var highlights: [Range<Int>]
    /// Whether the paragraph goes on behind it.
    public var isCut: Bool

    /// Creates a snippet.
    public init(
      paragraph: UInt32 = 0, start: UInt32 = 0, text: String = "", highlights: [Range<Int>] = [],
      isCut: Bool = false
    ) {
      self.paragraph = paragraph
      self.start = start
      self.text = text
      self.highlights = highlights
      self.isCut = isCut
    }
  }
}

/// A place in a statement's text.
public struct TextSpan: Hashable, Sendable {
  /// The paragraph's number, from 0.
  public var paragraph: UInt32
  /// Bytes of the paragraph's UTF-8.
  public var range: Range<Int>
  /// Whether it is of one place with the span before it: of one NEAR, or one phrase in any order.
  public var isJoined: Bool

  /// Creates a span.
  public init(paragraph: UInt32, range: Range<Int>, isJoined: Bool = false) {
    self.isJoined = isJoined
    self.paragraph = paragraph
    self.range = range
  }
}
