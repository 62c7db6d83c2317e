internal import ArchiveProtocol
public import RPC
public import RPCClient
public import Transcripts

extension ArchiveClient {
  /// What happens to an archive: statements that are added, revised and removed, as it happens.
  ///
  /// Does not end by itself. A stream that breaks is taken up again behind the last event received, without
  /// loss or repeat, as the client's `resumption` says; a server that is only silent is noticed where the
  /// client's configuration has a `keepalive`. Only an archive that is kept in a file can be followed:
  /// FAILED_PRECONDITION otherwise.
  ///
  /// ```swift
  /// for try await event in client.follow(matching: StatementFilter(words: "harbour")) {
  ///   if let statement = event.statement { print(event.kind, statement.id) }
  ///   try save(event.place)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - filter: which statements; by default all.
  ///   - place: only what happened behind this place, as an earlier event tells it; `ChangePlace()` for
  ///     everything that is there first. Nil for what happens from now on. ABORTED when the server has
  ///     another archive by now, or one that was put back to an earlier state: begin anew.
  ///   - options: metadata, and a deadline for the whole.
  ///   - broken: is told each time that the stream broke, why, and how long is waited before it is taken up
  ///     again; at most ``ArchiveEvents/longestDelay``.
  public func follow(
    matching filter: StatementFilter = StatementFilter(), after place: ChangePlace? = nil,
    options: CallOptions = CallOptions(),
    broken: (@Sendable (RPCError, Duration) -> Void)? = nil
  ) -> ArchiveEvents {
    ArchiveEvents(
      channel: channel, resumption: resumption, options: options,
      query: FollowQuery(filter: filter, after: place), broken: broken)
  }
}

/// What happens to an archive, as it happens. Throws `RPCError`.
public struct ArchiveEvents: AsyncSequence, Sendable {
  let channel: ClientChannel
  let resumption: Resumption
  let options: CallOptions
  let query: FollowQuery
  let broken: (@Sendable (RPCError, Duration) -> Void)?

  /// The longest time between two attempts to take a stream up again.
  public static let longestDelay = Duration.seconds(10)

  /// Iterates over what happens from the query's place on.
  public func makeAsyncIterator() -> Iterator {
    Iterator(events: self, place: query.after)
  }

  /// Reads the events.
  public struct Iterator: AsyncIteratorProtocol {
    private let events: ArchiveEvents
    private let begun = ContinuousClock.now
    private let decoder = EventDecoder()
    private var reader: ResponseReader?
    private var failures = 0
    private var hasReceived = false
    /// Behind what to go on; nil where nothing was received yet of what happens from now on.
    public private(set) var place: ChangePlace?

    fileprivate init(events: ArchiveEvents, place: ChangePlace?) {
      self.events = events
      self.place = place
    }

    /// The next event, but for heartbeats.
    public mutating func next() async throws -> ArchiveEvent? {
      try await next(isolation: #isolation)
    }

    /// The next event, but for heartbeats.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(any Error) -> ArchiveEvent? {
      while true {
        if reader == nil { reader = makeReader() }
        do {
          let decoder = decoder
          guard try await reader?.visitNext(isolation: actor, { try decoder.decode($0) }) == true
          else {
            // A server that ends says so; one of an older kind may end in order.
            throw RPCError(.unavailable, "the server ended what never ends by itself")
          }
          failures = 0
          hasReceived = true
          guard let event = decoder.takeElement() else { continue }
          place = event.place
          if event.kind != .heartbeat { return event }
        } catch let error as RPCError
          where error.code == .unavailable && hasReceived
          && failures < events.resumption.maximumAttempts
        {
          reader = nil
          let delay = Swift.min(
            events.resumption.firstDelay * (1 << Swift.min(failures, 16)),
            ArchiveEvents.longestDelay)
          failures += 1
          events.broken?(error, delay)
          try await Task.sleep(for: delay)
        }
      }
    }

    private func makeReader() -> ResponseReader {
      var query = events.query
      query.after = place
      var options = events.options
      if let timeout = options.timeout { options.timeout = timeout - (ContinuousClock.now - begun) }
      let (channel, message) = (events.channel, query.encoded)
      return ResponseReader(
        start: { [options] in
          try await channel.start(Methods.followStatements, message, options)
        }, channel: channel, method: Methods.followStatements)
    }
  }
}
