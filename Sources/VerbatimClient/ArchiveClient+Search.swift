internal import RPC
public import RPCClient
public import Transcripts

extension ArchiveClient {
  /// A page of what matches a search, with where the words stand, how many statements match in all, and
  /// counts of these.
  public func search(
    _ query: SearchQuery, options: CallOptions = CallOptions()
  ) async throws -> SearchPage {
    try await channel.unary(
      Methods.searchStatements, query, encoding: Coding.search, decoding: Coding.searchPage,
      options: options)
  }

  /// All hits of a search, fetched page by page as they are read. A page that the server cannot answer
  /// now is asked for again as the client's `resumption` says.
  ///
  /// - Parameters:
  ///   - words: what was said, as people type it: see `StatementFilter.words`.
  ///   - filter: which statements beside that; its own words are not looked at.
  ///   - order: by default the most relevant first.
  ///   - options: deadline, for each page, and metadata.
  public func search(
    _ words: String, matching filter: StatementFilter = StatementFilter(),
    order: SearchOrder = .relevance, options: CallOptions = CallOptions()
  ) -> SearchHits {
    var filter = filter
    filter.words = words
    return hits(of: SearchQuery(filter: filter, order: order, pageSize: 100), options: options)
  }

  /// All hits of a search from its page on, fetched page by page as they are read.
  public func hits(
    of query: SearchQuery, options: CallOptions = CallOptions()
  ) -> SearchHits {
    SearchHits(client: self, options: options, query: query)
  }
}

/// Hits of a search, fetched page by page. Throws `RPCError`.
public struct SearchHits: AsyncSequence, Sendable {
  let client: ArchiveClient
  let options: CallOptions
  let query: SearchQuery

  /// Iterates over the hits from the query's page on.
  public func makeAsyncIterator() -> Iterator {
    Iterator(client: client, options: options, query: query)
  }

  /// Reads the hits.
  public struct Iterator: AsyncIteratorProtocol {
    private let client: ArchiveClient
    private let options: CallOptions
    private var query: SearchQuery
    private var page: SearchPage?
    private var position = 0

    init(client: ArchiveClient, options: CallOptions, query: SearchQuery) {
      self.client = client
      self.options = options
      self.query = query
    }

    /// The next hit; nil at the end.
    public mutating func next() async throws -> SearchHit? {
      while true {
        if let page {
          if position < page.hits.count {
            defer { position += 1 }
            return page.hits[position]
          }
          if page.nextPageToken.isEmpty { return nil }
          query.pageToken = page.nextPageToken
          // Counted once.
          query.facets = []
        }
        page = try await client.patiently(isFirst: page == nil) { [query, client, options] in
          try await client.search(query, options: options)
        }
        position = 0
      }
    }
  }
}

extension ArchiveClient {
  /// Asks for a page, and for one that is not the first again while the server is not there, as the
  /// client's `resumption` says.
  func patiently<Page>(
    isFirst: Bool, _ fetch: () async throws -> Page
  ) async throws -> Page {
    var failures = 0
    while true {
      do {
        return try await fetch()
      } catch let error as RPCError
        where error.code == .unavailable && !isFirst && failures < resumption.maximumAttempts
      {
        try await Task.sleep(for: resumption.firstDelay * (1 << Swift.min(failures, 16)))
        failures += 1
      }
    }
  }
}
