internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

// Decisions about who is who, both ways. What goes together in a request is checked where it is understood.

extension SpeakersMerge {
  /// As a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<
    Verbatim__V1__MergeSpeakersRequest
  > {
    let message = arena.make(Messages.mergeSpeakers)
    message.pointee.n_ids = ids.count
    message.pointee.ids = arena.repeated(ids) { arena.text($0) }
    message.pointee.into = arena.text(into)
    message.pointee.dry_run = isDryRun ? 1 : 0
    return message
  }

  /// What a message holds.
  package init(decoding message: UnsafePointer<Verbatim__V1__MergeSpeakersRequest>)
    throws(QueryError)
  {
    let message = message.pointee
    self.init(
      ids: try listField(message.ids, message.n_ids, "ids") { value throws(QueryError) in
        try idField(value, "ids")
      }, into: try idField(message.into, "into"), isDryRun: message.dry_run != 0)
  }
}

extension SpeakerSplit {
  /// As a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<
    Verbatim__V1__SplitSpeakerRequest
  > {
    let message = arena.make(Messages.splitSpeaker)
    message.pointee.id = arena.text(id)
    message.pointee.into = arena.text(into)
    message.pointee.role = arena.text(role)
    message.pointee.meeting_id = arena.text(meetingID)
    message.pointee.document = arena.text(document)
    message.pointee.first_date = arena.date(firstDate)
    message.pointee.last_date = arena.date(lastDate)
    message.pointee.dry_run = isDryRun ? 1 : 0
    return message
  }

  /// What a message holds.
  package init(decoding message: UnsafePointer<Verbatim__V1__SplitSpeakerRequest>)
    throws(QueryError)
  {
    let message = message.pointee
    self.init(
      id: try idField(message.id, "id"), into: try idField(message.into, "into"),
      isDryRun: message.dry_run != 0)
    role = try wordsField(message.role, "role")
    meetingID = try idField(message.meeting_id, "meeting_id")
    guard message.document.len <= WriteLimits.nameByteCount else {
      throw .invalid("document", "takes at most \(WriteLimits.nameByteCount) bytes")
    }
    document = try textField(message.document, "document")
    firstDate = try dateField(message.first_date, "first_date")
    lastDate = try dateField(message.last_date, "last_date")
  }
}

extension SpeakersApart {
  /// As a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<
    Verbatim__V1__KeepApartRequest
  > {
    let message = arena.make(Messages.keepApart)
    message.pointee.id = arena.text(id)
    message.pointee.other_id = arena.text(otherID)
    message.pointee.dry_run = isDryRun ? 1 : 0
    return message
  }

  /// What a message holds.
  package init(decoding message: UnsafePointer<Verbatim__V1__KeepApartRequest>) throws(QueryError) {
    let message = message.pointee
    self.init(
      id: try idField(message.id, "id"), otherID: try idField(message.other_id, "other_id"),
      isDryRun: message.dry_run != 0)
  }
}

extension SpeakerNaming {
  /// As a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<
    Verbatim__V1__NameSpeakerRequest
  > {
    let message = arena.make(Messages.nameSpeaker)
    message.pointee.id = arena.text(id)
    message.pointee.name = arena.text(name)
    message.pointee.dry_run = isDryRun ? 1 : 0
    return message
  }

  /// What a message holds.
  package init(decoding message: UnsafePointer<Verbatim__V1__NameSpeakerRequest>) throws(QueryError)
  {
    let message = message.pointee
    self.init(
      id: try idField(message.id, "id"), name: try wordsField(message.name, "name"),
      isDryRun: message.dry_run != 0)
  }
}

extension DecisionUndoing {
  /// As a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<
    Verbatim__V1__UndoDecisionRequest
  > {
    let message = arena.make(Messages.undoDecision)
    message.pointee.number = number
    message.pointee.dry_run = isDryRun ? 1 : 0
    return message
  }

  /// What a message holds.
  package init(decoding message: UnsafePointer<Verbatim__V1__UndoDecisionRequest>)
    throws(QueryError)
  {
    let message = message.pointee
    self.init(number: message.number, isDryRun: message.dry_run != 0)
  }
}

extension DecisionQuery {
  /// As a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<
    Verbatim__V1__ListDecisionsRequest
  > {
    let message = arena.make(Messages.listDecisions)
    message.pointee.undone = includesUndone ? 1 : 0
    return message
  }

  /// What a message holds.
  package init(decoding message: UnsafePointer<Verbatim__V1__ListDecisionsRequest>)
    throws(QueryError)
  {
    let message = message.pointee
    self.init(includesUndone: message.undone != 0)
  }
}

extension SpeakerDecision {
  /// As a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__Decision> {
    let message = arena.make(Messages.decision)
    message.pointee.number = number
    message.pointee.text = arena.text(text)
    message.pointee.principal = arena.text(principal)
    message.pointee.time = arena.text(time)
    message.pointee.sequence = sequence
    message.pointee.undone = undone
    message.pointee.problem = arena.text(problem)
    return message
  }

  /// What a message holds.
  package init(decoding message: UnsafePointer<Verbatim__V1__Decision>) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      number: message.number, text: try String(checking: message.text, field: "text"),
      principal: try String(checking: message.principal, field: "principal"),
      time: try String(checking: message.time, field: "time"), sequence: message.sequence,
      undone: message.undone, problem: try String(checking: message.problem, field: "problem"))
  }
}

extension DecisionReport {
  /// As a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<
    Verbatim__V1__DecisionReport
  > {
    let message = arena.make(Messages.decisionReport)
    message.pointee.n_decisions = decisions.count
    message.pointee.decisions = arena.repeatedMessages(decisions) { $0.encode(into: arena) }
    message.pointee.statement_count = statementCount
    message.pointee.sequence = sequence
    return message
  }

  /// What a message holds.
  package init(decoding message: UnsafePointer<Verbatim__V1__DecisionReport>) throws(ProtobufError)
  {
    let message = message.pointee
    self.init(
      decisions: try values(message.decisions, message.n_decisions) { value throws(ProtobufError) in
        try SpeakerDecision(decoding: value)
      }, statementCount: message.statement_count, sequence: message.sequence)
  }
}

/// The answer of ListDecisions.
package struct DecisionList: Hashable, Sendable {
  package var decisions: [SpeakerDecision]

  package init(_ decisions: [SpeakerDecision]) { self.decisions = decisions }

  /// The list as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__ListDecisionsResponse> {
    let message = arena.make(Messages.decisions)
    message.pointee.n_decisions = decisions.count
    message.pointee.decisions = arena.repeatedMessages(decisions) { $0.encode(into: arena) }
    return message
  }

  /// The list that a message holds. Text is checked.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__ListDecisionsResponse>
  ) throws(ProtobufError) {
    decisions = try values(message.pointee.decisions, message.pointee.n_decisions) {
      value throws(ProtobufError) in try SpeakerDecision(decoding: value)
    }
  }
}
