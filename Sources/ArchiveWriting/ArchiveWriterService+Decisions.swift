internal import ArchiveProtocol
internal import LastingArchive
internal import People
internal import RPC
internal import RPCServer
internal import Transcripts
internal import VerbatimServer

// The methods that decide who is who.

extension ArchiveWriterService {
  var decisionMethods: [Method] {
    [
      deciding(
        "MergeSpeakers", JSONMessages.mergeSpeakers, { try SpeakersMerge(decoding: $0) },
        { ($0.isDryRun, .add(try $0.decisions)) }),
      deciding(
        "SplitSpeaker", JSONMessages.splitSpeaker, { try SpeakerSplit(decoding: $0) },
        { ($0.isDryRun, .add([try $0.decision])) }),
      deciding(
        "KeepApart", JSONMessages.keepApart, { try SpeakersApart(decoding: $0) },
        { ($0.isDryRun, .add([try $0.decision])) }),
      deciding(
        "NameSpeaker", JSONMessages.nameSpeaker, { try SpeakerNaming(decoding: $0) },
        { ($0.isDryRun, .add([try $0.decision])) }),
      deciding(
        "UndoDecision", JSONMessages.undoDecision, { try DecisionUndoing(decoding: $0) },
        { ($0.isDryRun, .undo($0.number)) }),
      listing,
    ]
  }

  /// A method whose request says what is to be decided.
  private func deciding<Message, Request: Sendable>(
    _ method: String, _ message: JSONMessage<Message>,
    _ decode: @escaping @Sendable (UnsafePointer<Message>) throws -> Request,
    _ understand:
      @escaping @Sendable (Request) throws -> (isDryRun: Bool, LastingArchive.Deciding)
  ) -> Method {
    let writing = writing
    return Method.unary(
      descriptor(method, .unary), request: Self.request(message.type, decode),
      response: Self.coding { (report: DecisionReport, arena) in report.encode(into: arena) }
    ) { request, context in
      let (isDryRun, deciding) = try understand(request)
      return try await Self.wanted(writing).decide(
        deciding, context.writer.author.name, isDryRun: isDryRun)
    }.with(MessageForm(message, JSONMessages.decisionReport))
  }

  private var listing: Method {
    let writing = writing
    return Method.unary(
      descriptor("ListDecisions", .unary),
      request: Self.request(JSONMessages.listDecisions.type) { try DecisionQuery(decoding: $0) },
      response: Self.coding { (list: DecisionList, arena) in list.encode(into: arena) }
    ) { query, _ in
      let writing = try Self.wanted(writing)
      return try await writing.awaiting { isCancelled, done in
        writing.threads.run {
          done(
            Result {
              guard !isCancelled() else { throw CancellationError() }
              return DecisionList(
                try writing.queue.lasting.listDecisions(includingUndone: query.includesUndone))
            })
        }
      }
    }.with(MessageForm(JSONMessages.listDecisions, JSONMessages.decisions))
  }
}

extension Writing {
  fileprivate func decide(
    _ what: LastingArchive.Deciding, _ principal: String, isDryRun: Bool
  ) async throws -> DecisionReport {
    try await awaiting { isCancelled, done in
      deciding.run {
        let result = Result {
          guard !isCancelled() else { throw CancellationError() }
          return try self.queue.lasting.decide(
            what, principal: principal, maximum: self.limits.decisions, isDryRun: isDryRun)
        }
        if case .failure(DecisionError.tooMany) = result { self.tally.noteTooManyDecisions() }
        if case .success(let report) = result, !isDryRun {
          self.tally.noteDecisions(report.decisions.count)
        }
        done(result)
      }
    }
  }
}

// MARK: What requests ask for

extension SpeakerMerges.Decision {
  /// A decision that can be kept as a line of a merge file: what it names holds no quotation mark.
  fileprivate func checked(_ field: String) throws(RPCError) -> Self {
    guard (try? SpeakerMerges(description))?.lines.map(\.decision) == [self] else {
      throw RPCError(field: field, "cannot be kept as a line of a merge file: “\(description)”")
    }
    return self
  }
}

/// An id of a request, which must not be empty.
private func required(_ id: String, _ field: String) throws(RPCError) -> String {
  guard !id.isEmpty else { throw RPCError(field: field, "is required") }
  return id
}

/// An id that must not be empty or the other one.
private func other(_ id: String, _ field: String, than first: String) throws(RPCError) -> String {
  guard !(try required(id, field)).utf8.elementsEqual(first.utf8) else {
    throw RPCError(field: field, "has the id “\(id)” a second time: two are needed")
  }
  return id
}

extension SpeakersMerge {
  fileprivate var decisions: [SpeakerMerges.Decision] {
    get throws(RPCError) {
      let kept = try required(into, "into")
      guard !ids.isEmpty else { throw RPCError(field: "ids", "is required") }
      guard Set(ids.map(ExactText.init)).count == ids.count else {
        throw RPCError(field: "ids", "has an id twice")
      }
      var decisions: [SpeakerMerges.Decision] = []
      for id in ids {
        decisions.append(
          try .merge(try other(id, "ids", than: kept), into: kept).checked("ids"))
      }
      return decisions
    }
  }
}

extension SpeakerSplit {
  fileprivate var decision: SpeakerMerges.Decision {
    get throws(RPCError) {
      let id = try required(id, "id")
      let new = try other(into, "into", than: id)
      guard let condition else {
        throw RPCError(
          field: "role", "or one of meeting_id, document and days is set, and no other")
      }
      let parts: SpeakerMerges.Condition
      switch condition {
      case .role(let role): parts = .role(FoldedText(role))
      case .meeting(let id): parts = .meeting(id)
      case .document(let name): parts = .document(name)
      case .days(let first, let last): parts = .days(first, last)
      }
      return try SpeakerMerges.Decision.split(id, parts, into: new).checked("into")
    }
  }
}

extension SpeakersApart {
  fileprivate var decision: SpeakerMerges.Decision {
    get throws(RPCError) {
      let id = try required(id, "id")
      let pair = SpeakerMerges.Pair(id, try other(otherID, "other_id", than: id))
      return try SpeakerMerges.Decision.apart(pair).checked("other_id")
    }
  }
}

extension SpeakerNaming {
  fileprivate var decision: SpeakerMerges.Decision {
    get throws(RPCError) {
      let id = try required(id, "id")
      return try SpeakerMerges.Decision.name(id, try required(name, "name")).checked("name")
    }
  }
}
