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
  /// now is asked for again as the client's `resumption` says. Pages are of one archive:
  /// `ArchiveChangedError` where it has changed meanwhile.
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

extension ArchiveClient {
  /// A page that goes on with the archive of the one before it.
  /// - Parameters:
  ///   - received: Hits that came before it, of which the last is of the id `lastID`.
  package func page(
    of query: SearchQuery, received: UInt64, lastID: String, options: CallOptions
  ) async throws -> SearchPage {
    do {
      let page = try await patiently(isFirst: received == 0) {
        try await search(query, options: options)
      }
      // A server that knows nothing of fingerprints passes over the one that it is asked for.
      if !query.archive.isEmpty, page.archive != query.archive {
        throw RPCError(
          .aborted,
          page.archive.isEmpty
            ? "the server does not tell which archive it serves"
            : "the server serves the archive \(page.archive), not \(query.archive)")
      }
      return page
    } catch let error as RPCError where error.code == .aborted {
      throw ArchiveChangedError(lastID: lastID, received: received, cause: error)
    }
  }
}

/// Hits of a search, fetched page by page. Throws `RPCError`, and `ArchiveChangedError` where the server has
/// another archive than the one that the first page was of.
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
    private var received: UInt64 = 0

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
          query = query.next(behind: page)
        }
        let lastID = page?.hits.last?.statement.id ?? ""
        let next = try await client.page(
          of: query, received: received, lastID: lastID, options: options)
        received += UInt64(next.hits.count)
        page = next
        position = 0
      }
    }
  }
}

extension SearchQuery {
  /// What asks for the page behind another one, of the same archive.
  package func next(behind page: SearchPage) -> SearchQuery {
    var query = self
    query.pageToken = page.nextPageToken
    query.archive = page.archive
    // Counted once.
    query.facets = []
    return query
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
