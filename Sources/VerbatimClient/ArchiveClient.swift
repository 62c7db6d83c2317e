@_exported public import RPC
@_exported public import RPCClient
@_exported public import TLS
@_exported public import Transcripts
internal import ArchiveProtocol

/// A client of a Verbatim archive: what was said at official meetings, who said it and when.
///
/// ```swift
/// let client = try ArchiveClient(host: "archive.example", port: 7443)
/// let march = StatementFilter(
///   speakerNames: ["Maria Silva"], from: "2023-03-01", to: "2023-03-31")
/// for try await statement in client.statements(matching: march) {
///   print(statement.date, statement.attribution.label, statement.paragraphs.joined(separator: "\n"))
/// }
/// ```
///
/// Connects when it is first needed and again when the connection breaks; one client serves any number
/// of calls at once, from any task. Cancelling the task cancels the call on the server.
///
/// Calls throw `RPCError` with the status of the call, of which these are usual for all of them:
/// UNAVAILABLE when the server cannot be reached or is not trusted (the message says which),
/// INVALID_ARGUMENT for a query that names the field at fault, DEADLINE_EXCEEDED after
/// `CallOptions.timeout`, CANCELLED, and RESOURCE_EXHAUSTED for a response larger than
/// `ClientConfiguration.maximumResponseSize`.
public final class ArchiveClient: Sendable {
  /// The channel that calls are made on, for calls to other services of the same server.
  public let channel: ClientChannel
  /// How often, and how patiently, a broken stream is taken up again.
  public let resumption: Resumption

  /// Makes a client. Throws `TLSError` when trust or certificate files cannot be used, and `RPCError`
  /// (INVALID_ARGUMENT) for a host, port or path that cannot be one.
  public init(_ configuration: ClientConfiguration, resumption: Resumption = Resumption()) throws {
    channel = try ClientChannel(configuration)
    self.resumption = resumption
  }

  /// Makes a client over TLS.
  ///
  /// - Parameters:
  ///   - host: a host name or an IP address, which the server's certificate must hold.
  ///   - port: 1 to 65535.
  ///   - trust: `.system`, or `.file` with the PEM file of the only authority to trust.
  ///   - certificate: shown to servers that ask for one.
  /// - Throws: `TLSError` when a file cannot be used; `RPCError` (INVALID_ARGUMENT) for a host or port
  ///   that cannot be one.
  public convenience init(
    host: String, port: Int, trust: TLSTrust = .system,
    certificate: TLSClientConfiguration.Certificate? = nil
  ) throws {
    let tls = TLSClientConfiguration(trust: trust, certificate: certificate)
    try self.init(ClientConfiguration(host: host, port: port, security: .tls(tls)))
  }

  /// Takes no more calls, which fail with UNAVAILABLE; those under way finish, then the connection is
  /// closed. A client that nobody refers to any more does so by itself.
  public func close() { channel.close() }

  // MARK: Single answers

  /// One meeting. NOT_FOUND when the archive has none of that id.
  public func meeting(_ id: String, options: CallOptions = CallOptions()) async throws -> Meeting {
    try await channel.unary(
      Methods.getMeeting, .meeting(id), encoding: Coding.lookup, decoding: Coding.meeting,
      options: options)
  }

  /// One statement. NOT_FOUND when the archive has none of that id.
  public func statement(
    _ id: String, options: CallOptions = CallOptions()
  ) async throws -> Statement {
    try await channel.unary(
      Methods.getStatement, .statement(id), encoding: Coding.lookup, decoding: Coding.statement,
      options: options)
  }

  /// One speaker. An id that was merged into another gives that other speaker, whose id then differs.
  /// NOT_FOUND when the archive has none of that id.
  public func speaker(_ id: String, options: CallOptions = CallOptions()) async throws -> Speaker {
    try await channel.unary(
      Methods.getSpeaker, .speaker(id), encoding: Coding.lookup, decoding: Coding.speaker,
      options: options)
  }

  /// How many statements match, exactly, in all and by group; at most 10,000 groups. See
  /// `groups(matching:by:options:)` for all of them.
  public func count(
    matching filter: StatementFilter = StatementFilter(), by group: GroupBy? = nil,
    options: CallOptions = CallOptions()
  ) async throws -> StatementCounts {
    try await channel.unary(
      Methods.countStatements, CountQuery(filter: filter, groupings: group.map { [$0] } ?? []),
      encoding: Coding.count, decoding: Coding.counts, options: options)
  }

  /// Whether the server, or one of its services by full name, serves. NOT_FOUND for a service it does
  /// not have.
  public func isServing(
    service: String = "", options: CallOptions = CallOptions()
  ) async throws -> Bool {
    try await channel.unary(
      Methods.checkHealth, service, encoding: Coding.healthRequest,
      decoding: Coding.healthResponse, options: options)
  }

  // MARK: Streams

  /// Meetings in order of date, then id. A broken stream is taken up again where it broke. NOT_FOUND
  /// when the archive has no meeting of the id `query.afterID`.
  public func meetings(
    matching query: MeetingQuery = MeetingQuery(), options: CallOptions = CallOptions()
  ) -> ArchiveStream<Meeting> {
    ArchiveStream(
      channel, resumption, options, decoder: MeetingDecoder.self, limit: query.limit,
      archive: query.archive
    ) { after, limit, archive in
      var query = query
      query.limit = limit
      if let after { query.afterID = after }
      if let archive { query.archive = archive }
      return (Methods.listMeetings, query.encoded)
    }
  }

  /// Speakers in order of name (case and accents aside), then id. A broken stream is taken up again
  /// where it broke. NOT_FOUND when the archive has no speaker of the id `query.afterID`.
  public func speakers(
    matching query: SpeakerQuery = SpeakerQuery(), options: CallOptions = CallOptions()
  ) -> ArchiveStream<Speaker> {
    ArchiveStream(
      channel, resumption, options, decoder: SpeakerDecoder.self, limit: query.limit,
      archive: query.archive
    ) { after, limit, archive in
      var query = query
      query.limit = limit
      if let after { query.afterID = after }
      if let archive { query.archive = archive }
      return (Methods.listSpeakers, query.encoded)
    }
  }

  /// Every statement that matches, in the archive's total order: date, meeting id, position.
  ///
  /// A broken stream is taken up again after the last statement received, without loss or repeat, and
  /// only in the same archive: `ArchiveChangedError` where it has changed meanwhile. Memory does not grow
  /// with the answer, and a reader who is slow slows the server down.
  ///
  /// - Parameters:
  ///   - filter: which statements; by default all.
  ///   - order: oldest or newest first.
  ///   - limit: at most so many statements; 0 for all.
  ///   - id: only statements that come after the one of this id in the chosen order, whether the
  ///     filter matches that one or not; empty for all. NOT_FOUND when the archive has none of it.
  ///   - archive: only from the archive of this fingerprint, as an iterator of an earlier answer tells it;
  ///     `ArchiveChangedError` when the archive is another one. Empty for any.
  ///   - options: deadline and metadata. The deadline holds for the whole stream, retries included.
  public func statements(
    matching filter: StatementFilter = StatementFilter(), order: Order = .chronological,
    limit: UInt64 = 0, after id: String = "", archive: String = "",
    options: CallOptions = CallOptions()
  ) -> ArchiveStream<Statement> {
    let query = StatementQuery(
      filter: filter, order: order, limit: limit, afterID: id, archive: archive)
    return ArchiveStream(
      channel, resumption, options, decoder: StatementDecoder.self, limit: limit, archive: archive,
      request: Self.request(query))
  }

  /// As `statements`, without building Strings until they are asked for: for those who read few
  /// fields of many statements. See `StatementView` for how long one may be kept.
  public func statementViews(
    matching filter: StatementFilter = StatementFilter(), order: Order = .chronological,
    limit: UInt64 = 0, after id: String = "", archive: String = "",
    options: CallOptions = CallOptions()
  ) -> ArchiveStream<StatementView> {
    let query = StatementQuery(
      filter: filter, order: order, limit: limit, afterID: id, archive: archive)
    return ArchiveStream(
      channel, resumption, options, decoder: StatementViewDecoder.self, limit: limit,
      archive: archive,
      request: Self.request(query))
  }

  private static func request(_ query: StatementQuery) -> ArchiveStream<Statement>.Request {
    { after, limit, archive in
      var query = query
      query.limit = limit
      if let after { query.afterID = after }
      if let archive { query.archive = archive }
      return (Methods.streamStatements, query.encoded)
    }
  }
}

/// How a broken stream is taken up again.
public struct Resumption: Hashable, Sendable {
  /// Attempts in a row without receiving anything, after which the error is thrown; 0 means that a
  /// broken stream is not taken up again.
  public var maximumAttempts: Int
  /// Time to wait before the first attempt; it doubles with each further one.
  public var firstDelay: Duration

  /// Resumption; by default 8 attempts within about 25 seconds.
  public init(maximumAttempts: Int = 8, firstDelay: Duration = .milliseconds(100)) {
    self.maximumAttempts = maximumAttempts
    self.firstDelay = firstDelay
  }
}
