internal import RPC
public import RPCClient
public import Transcripts

extension ArchiveClient {
  /// How many statements match by several groupings at once, as far as the query's limit.
  public func count(
    _ query: CountQuery, options: CallOptions = CallOptions()
  ) async throws -> StatementCounts {
    try await channel.unary(
      Methods.countStatements, query, encoding: Coding.count, decoding: Coding.counts,
      options: options)
  }

  /// All groups of the statements that match, by their keys, fetched page by page as they are read.
  /// A page that the server cannot answer now is asked for again as the client's `resumption` says, and
  /// all of them are of one archive: `ArchiveChangedError` where it has changed meanwhile.
  ///
  /// - Parameters:
  ///   - filter: which statements; by default all.
  ///   - groupings: what to count by, the first first; 1 to 4, none twice.
  ///   - measuringWords: whether occurrences of the filter's words, and all words spoken, are counted too.
  ///   - options: deadline, for each page, and metadata.
  public func groups(
    matching filter: StatementFilter = StatementFilter(), by groupings: [GroupBy],
    measuringWords: Bool = false, options: CallOptions = CallOptions()
  ) -> StatementGroups {
    StatementGroups(
      client: self, options: options,
      query: CountQuery(
        filter: filter, groupings: groupings, order: .key, measuresWords: measuringWords))
  }
}

/// Groups of statements by their keys, fetched page by page. Throws `RPCError`, and
/// `ArchiveChangedError` when the pages would be of two archives.
public struct StatementGroups: AsyncSequence, Sendable {
  let client: ArchiveClient
  let options: CallOptions
  let query: CountQuery

  /// Iterates over the groups from the first page on.
  public func makeAsyncIterator() -> Iterator {
    Iterator(client: client, options: options, query: query)
  }

  /// Reads the groups.
  public struct Iterator: AsyncIteratorProtocol {
    private let client: ArchiveClient
    private let options: CallOptions
    private var query: CountQuery
    private var page: StatementCounts?
    private var position = 0
    private var received: UInt64 = 0

    init(client: ArchiveClient, options: CallOptions, query: CountQuery) {
      self.client = client
      self.options = options
      self.query = query
    }

    /// The next group; nil at the end.
    public mutating func next() async throws -> StatementCounts.Group? {
      while true {
        if let page {
          if position < page.groups.count {
            defer {
              position += 1
              received += 1
            }
            return page.groups[position]
          }
          if page.nextPageToken.isEmpty { return nil }
          query.pageToken = page.nextPageToken
        }
        page = try await fetch()
        position = 0
      }
    }

    private func fetch() async throws -> StatementCounts {
      do {
        return try await client.patiently(isFirst: page == nil) {
          try await client.count(query, options: options)
        }
      } catch let error as RPCError where error.code == .aborted {
        throw ArchiveChangedError(lastID: "", received: received, cause: error)
      }
    }
  }
}
