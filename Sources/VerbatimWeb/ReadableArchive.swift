internal import Archive
internal import ArchiveProtocol
internal import Protobuf
internal import TextAnalysis
internal import Transcripts

/// What a request may read of an archive at one moment. Pages ask nothing else, so that what may be read is
/// decided in one place: `Site.archive(for:)`, which makes it.
struct ReadableArchive: Sendable {
  private let snapshot: Snapshot

  init(_ snapshot: Snapshot) { self.snapshot = snapshot }

  var fingerprint: String { snapshot.archive }
  var statementCount: Int { snapshot.statementCount }
  var meetingCount: Int { snapshot.meetingCount }
  var speakerCount: Int { snapshot.speakerCount }
  var searchLimits: SearchLimits { snapshot.allowance.limits }

  /// The first and the last day.
  var days: ClosedRange<CalendarDate>? {
    guard let days = snapshot.days, let first = CalendarDate(daysSinceEpoch: days.lowerBound),
      let last = CalendarDate(daysSinceEpoch: days.upperBound)
    else { return nil }
    return first...last
  }

  func meeting(_ id: String) throws -> Meeting? {
    try snapshot.meeting(id: id).map { slice in
      try withExtendedLifetime(slice) { try Self.meeting(slice.message) }
    }
  }

  func statement(_ id: String) throws -> Statement? {
    try snapshot.statement(id: id).map { slice in
      try withExtendedLifetime(slice) { try Self.statement(slice.message) }
    }
  }

  /// The speaker whom an id finds, which may be another one's, of those who were merged.
  func speaker(_ id: String) -> Speaker? { snapshot.speaker(id: id) }

  /// At most so many meetings as the query's limit says, which is not 0.
  func meetings(_ query: MeetingQuery, _ isCancelled: () -> Bool) throws -> [Meeting] {
    var found: [Meeting] = []
    let cursor = try snapshot.listing(query, isCancelled: isCancelled).cursor(
      isCancelled: isCancelled)
    try cursor.forEachMessage { message in
      if isCancelled() { throw QueryError.cancelled }
      found.append(try Self.meeting(message))
    }
    return found
  }

  /// At most so many speakers as the query's limit says, which is not 0.
  func speakers(_ query: SpeakerQuery, _ isCancelled: () -> Bool) throws -> [Speaker] {
    var found: [Speaker] = []
    let cursor = try snapshot.listing(query, isCancelled: isCancelled).cursor(
      isCancelled: isCancelled)
    try cursor.forEachMessage { message in
      if isCancelled() { throw QueryError.cancelled }
      let arena = MessageArena()
      try withExtendedLifetime(arena) {
        found.append(
          try Speaker(decoding: arena.unpack(Messages.speaker, from: message)))
      }
    }
    return found
  }

  /// Statements in order, until there are so many bytes of them.
  /// - Parameter skipping: So many of the first are passed over.
  func statements(
    _ query: StatementQuery, skipping: Int = 0, bytes limit: Int, _ isCancelled: () -> Bool
  ) throws -> [Statement] {
    struct IsFull: Error {}
    var found: [Statement] = []
    var byteCount = 0
    var left = skipping
    do {
      try snapshot.statements(query, isCancelled: isCancelled).forEachMessage { message in
        if left > 0 {
          left -= 1
          return
        }
        if isCancelled() { throw QueryError.cancelled }
        found.append(try Self.statement(message))
        byteCount += message.count
        if byteCount >= limit { throw IsFull() }
      }
    } catch is IsFull {}
    return found
  }

  func count(_ query: CountQuery, _ isCancelled: () -> Bool) throws -> StatementCounts {
    try snapshot.counting(query, isCancelled: isCancelled).run(isCancelled: isCancelled)
  }

  func search(_ query: SearchQuery, _ isCancelled: () -> Bool) throws -> SearchPage {
    let answer = try snapshot.search(query, isCancelled: isCancelled)
    var page = SearchPage(
      total: answer.total, nextPageToken: answer.nextPageToken, facets: answer.facets,
      withoutStems: answer.countWithoutStems, archive: answer.archive)
    try withExtendedLifetime(answer) {
      for hit in answer.hits {
        page.hits.append(
          SearchHit(
            statement: try Self.statement(hit.statement.message), score: hit.score,
            highlightCount: UInt32(clamping: hit.highlightCount), snippet: hit.snippet,
            before: try hit.before.map { try Self.statement($0.message) },
            after: try hit.after.map { try Self.statement($0.message) }))
      }
    }
    return page
  }

  // MARK: Messages

  private static func statement(_ bytes: UnsafeRawBufferPointer) throws -> Statement {
    let arena = MessageArena()
    return try withExtendedLifetime(arena) {
      try Statement(decoding: arena.unpack(Messages.statement, from: bytes))
    }
  }

  private static func meeting(_ bytes: UnsafeRawBufferPointer) throws -> Meeting {
    let arena = MessageArena()
    return try withExtendedLifetime(arena) {
      try Meeting(decoding: arena.unpack(Messages.meeting, from: bytes))
    }
  }
}
