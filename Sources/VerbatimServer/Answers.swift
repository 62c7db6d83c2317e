internal import Archive
internal import ArchiveProtocol
internal import Protobuf
internal import RPC
internal import Transcripts

// What the archive answers with is what the RPC layer sends, without a step between.

extension StatementCursor: MessageSource {}
extension ListCursor: MessageSource {}

extension EncodedMessages {
  /// A stored message, sent from where it is.
  init(_ slice: FrameSlice) { self.init(owner: slice.owner, bytes: slice.frame) }
}

extension EncodedMessages {
  /// A speaker, encoded anew.
  init(_ speaker: Speaker) {
    self = Self.encoded { speaker.encode(into: $0) }
  }

  /// Counts, encoded anew.
  init(_ counts: StatementCounts) {
    self = Self.encoded { counts.encode(into: $0) }
  }

  /// A page of hits, encoded anew.
  init(_ answer: SearchAnswer) throws {
    let page = SearchPage(
      total: answer.total, nextPageToken: answer.nextPageToken, facets: answer.facets,
      withoutStems: answer.countWithoutStems, archive: answer.archive)
    let hits = answer.hits.map { hit in
      EncodedHit(
        statement: hit.statement.message, score: hit.score, highlights: hit.highlights,
        highlightCount: hit.highlightCount, snippet: hit.snippet,
        before: hit.before.map(\.message), after: hit.after.map(\.message),
        isContextCut: hit.isContextCut, isTextLeftOut: hit.leavesTextOut,
        leavesTextOut: hit.leavesTextOut)
    }
    self = try withExtendedLifetime(answer) {
      try Self.encoded { try page.encode(hits, into: $0) }
    }
  }

  static func encoded<Message>(
    _ encode: (MessageArena) throws -> UnsafeMutablePointer<Message>
  ) rethrows -> EncodedMessages {
    let arena = MessageArena()
    return try withExtendedLifetime(arena) {
      let message = try encode(arena)
      return EncodedMessages(length: Packing.byteCount(of: message)) { room in
        if let base = room.baseAddress { Packing.pack(message, to: base) }
      }
    }
  }
}

// What takes microseconds is answered at once, and what does not by another thread.
extension ServerResponse {
  init(_ query: StatementQuery, of snapshot: Snapshot) throws {
    self = try Self.answer(isQuick: snapshot.searchesQuickly(for: query.filter)) { isCancelled in
      .source(try snapshot.statements(query, isCancelled: isCancelled))
    }
  }

  init(_ query: MeetingQuery, of snapshot: Snapshot) throws {
    self = try Self.list(plansQuickly: snapshot.searchesQuickly(for: query)) {
      try snapshot.listing(query, isCancelled: $0)
    }
  }

  init(_ query: SpeakerQuery, of snapshot: Snapshot) throws {
    self = try Self.list(plansQuickly: snapshot.searchesQuickly(for: query)) {
      try snapshot.listing(query, isCancelled: $0)
    }
  }

  init(_ query: CountQuery, of snapshot: Snapshot) throws {
    self = try Self.answer(plansQuickly: snapshot.searchesQuickly(for: query.filter)) {
      try snapshot.counting(query, isCancelled: $0)
    } isQuick: {
      $0.isQuick
    } run: {
      .messages(EncodedMessages(try $0.run(isCancelled: $1)))
    }
  }

  init(_ query: SearchQuery, of snapshot: Snapshot) throws {
    self = Self.deferred { isCancelled in
      .messages(try EncodedMessages(try snapshot.search(query, isCancelled: isCancelled)))
    }
  }

  private static func list(
    plansQuickly: Bool, plan: @escaping @Sendable (_ isCancelled: () -> Bool) throws -> Listing
  ) throws -> ServerResponse {
    try answer(plansQuickly: plansQuickly, plan: plan) {
      $0.isQuick
    } run: {
      .source(try $0.cursor(isCancelled: $1))
    }
  }

  /// What is planned and then run, each at once or elsewhere.
  private static func answer<Plan: Sendable>(
    plansQuickly: Bool, plan: @escaping @Sendable (_ isCancelled: () -> Bool) throws -> Plan,
    isQuick: (Plan) -> Bool,
    run: @escaping @Sendable (Plan, _ isCancelled: () -> Bool) throws -> ServerResponse
  ) throws -> ServerResponse {
    guard plansQuickly else { return deferred { try run(plan($0), $0) } }
    let planned = try plan { false }
    return try answer(isQuick: isQuick(planned)) { try run(planned, $0) }
  }

  private static func answer(
    isQuick: Bool, _ work: @escaping ServerWork.Body
  ) throws -> ServerResponse {
    isQuick ? try work { false } : deferred(work)
  }

  /// What another thread does.
  static func deferred(_ work: @escaping ServerWork.Body) -> ServerResponse {
    .work { isCancelled in
      do {
        return try work(isCancelled)
      } catch let error as QueryError {
        throw RPCError(error)
      } catch let error as ProtobufError {
        throw RPCError(error)
      }
    }
  }
}

extension RPCError {
  init(noMeeting id: String) { self.init(.notFound, "the archive has no meeting \(id)") }
  init(noStatement id: String) { self.init(.notFound, "the archive has no statement \(id)") }
  init(noSpeaker id: String) { self.init(.notFound, "the archive has no speaker \(id)") }

  /// INVALID_ARGUMENT for a field, named by its path in the request, and what is wrong with it.
  init(field: String, _ problem: String) {
    self.init(
      .invalidArgument, "\(field) \(problem)",
      details: [.badRequest([.init(field: field, description: problem)])])
  }

  /// The status of a query that cannot be answered.
  init(_ error: QueryError) {
    switch error.code {
    case .invalidArgument: self.init(field: error.field, error.message)
    case .failedPrecondition: self.init(.failedPrecondition, error.description)
    case .notFound: self.init(.notFound, error.description)
    case .resourceExhausted: self.init(.resourceExhausted, error.description)
    case .cancelled: self.init(.cancelled, error.message)
    case .aborted: self.init(.aborted, error.description)
    }
  }

  /// The status of a request that is not the method's message: INTERNAL when its bytes cannot be
  /// read, INVALID_ARGUMENT when a field is at fault or there are too many, RESOURCE_EXHAUSTED when it
  /// would take too much memory.
  init(_ error: ProtobufError) {
    switch error.code {
    case .invalidUTF8, .textHoldsNUL, .invalidValue, .tooManyFields:
      self.init(.invalidArgument, error.message)
    case .tooLong, .expandsTooFar: self.init(.resourceExhausted, error.message)
    case .malformed, .nestedTooDeeply: self.init(.internalError, error.message)
    }
  }
}
