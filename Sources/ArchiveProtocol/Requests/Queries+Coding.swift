internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

// Requests both ways. Text is checked on the way in; a wrong field is a `QueryError` that names it.

extension StatementQuery {
  /// The query's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    return Packing.bytes(of: encode(into: arena))
  }

  /// The query as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__StreamStatementsRequest> {
    let message = arena.make(Messages.streamStatements)
    if filter != StatementFilter() { message.pointee.filter = filter.encode(into: arena) }
    message.pointee.order = order.encoded
    message.pointee.limit = limit
    message.pointee.after_id = arena.text(afterID)
    message.pointee.archive = arena.text(archive)
    message.pointee.revision = revision
    return message
  }

  /// The query that a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__StreamStatementsRequest>
  ) throws(QueryError) {
    let message = message.pointee
    self.init(
      filter: try filterField(message.filter, "filter") ?? StatementFilter(),
      order: try orderField(message.order), limit: message.limit,
      afterID: try idField(message.after_id, "after_id"),
      archive: try idField(message.archive, "archive"), revision: message.revision)
  }

  /// The meeting of which a revision is asked for.
  /// - Throws: where the query asks for anything beside it.
  package var meetingOfRevision: String {
    get throws(QueryError) {
      guard let id = filter.meetingIDs.first, filter == StatementFilter(meetingIDs: [id]) else {
        throw .invalid("filter", "holds one meeting id and nothing else where revision is set")
      }
      guard afterID.isEmpty else {
        throw .invalid("after_id", "is empty where revision is set")
      }
      guard archive.isEmpty else { throw .invalid("archive", "is empty where revision is set") }
      return id
    }
  }
}

extension MeetingQuery {
  /// The query's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    return Packing.bytes(of: encode(into: arena))
  }

  /// The query as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__ListMeetingsRequest> {
    let message = arena.make(Messages.listMeetings)
    message.pointee.from = arena.date(from)
    message.pointee.to = arena.date(to)
    message.pointee.n_places = places.count
    message.pointee.places = arena.repeated(places, arena.text)
    message.pointee.title = arena.text(title)
    message.pointee.order = order.encoded
    message.pointee.limit = limit
    message.pointee.after_id = arena.text(afterID)
    message.pointee.archive = arena.text(archive)
    message.pointee.n_ids = ids.count
    message.pointee.ids = arena.repeated(ids, arena.text)
    message.pointee.statements = statements?.encode(into: arena)
    return message
  }

  /// The query that a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__ListMeetingsRequest>
  ) throws(QueryError) {
    let message = message.pointee
    self.init(
      from: try dateField(message.from, "from"), to: try dateField(message.to, "to"),
      places: try listField(message.places, message.n_places, "places") {
        place throws(QueryError) in try wordsField(place, "places")
      },
      title: try wordsField(message.title, "title"), order: try orderField(message.order),
      limit: message.limit, afterID: try idField(message.after_id, "after_id"),
      ids: try idsField(message.ids, message.n_ids),
      statements: try filterField(message.statements, "statements"),
      archive: try idField(message.archive, "archive"))
  }
}

extension SpeakerQuery {
  /// The query's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    return Packing.bytes(of: encode(into: arena))
  }

  /// The query as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__ListSpeakersRequest> {
    let message = arena.make(Messages.listSpeakers)
    message.pointee.name = arena.text(name)
    message.pointee.meeting_id = arena.text(meetingID)
    message.pointee.limit = limit
    message.pointee.after_id = arena.text(afterID)
    message.pointee.archive = arena.text(archive)
    message.pointee.n_ids = ids.count
    message.pointee.ids = arena.repeated(ids, arena.text)
    message.pointee.statements = statements?.encode(into: arena)
    return message
  }

  /// The query that a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__ListSpeakersRequest>
  ) throws(QueryError) {
    let message = message.pointee
    self.init(
      name: try wordsField(message.name, "name"),
      meetingID: try idField(message.meeting_id, "meeting_id"), limit: message.limit,
      afterID: try idField(message.after_id, "after_id"),
      ids: try idsField(message.ids, message.n_ids),
      statements: try filterField(message.statements, "statements"),
      archive: try idField(message.archive, "archive"))
  }
}

extension CountQuery {
  /// The query's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    return Packing.bytes(of: encode(into: arena))
  }

  /// The query as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__CountStatementsRequest> {
    let message = arena.make(Messages.countStatements)
    if filter != StatementFilter() { message.pointee.filter = filter.encode(into: arena) }
    if let first = groupings.first { message.pointee.group_by = first.encoded }
    let further = groupings.dropFirst()
    message.pointee.n_then_by = further.count
    message.pointee.then_by = arena.repeated(further) { $0.encoded }
    message.pointee.order = order.encoded
    message.pointee.limit = limit
    message.pointee.page_token = arena.text(pageToken)
    message.pointee.measure_words = measuresWords ? 1 : 0
    return message
  }

  /// The query that a message holds: groupings that are none, or `then_by` without `group_by`, are
  /// refused; what groupings, order, limit and token go together is checked where it is answered.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__CountStatementsRequest>
  ) throws(QueryError) {
    let message = message.pointee
    var groupings: [GroupBy] = []
    if message.group_by != VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_BY__GROUP_BY_UNSPECIFIED {
      groupings.append(
        try enumerationField(message.group_by) {
          .invalid("group_by", "is \($0), which is no way to group")
        })
    } else if message.n_then_by > 0 {
      throw .invalid("then_by", "is set where group_by is not")
    }
    groupings += try listField(
      message.then_by, message.n_then_by, "then_by"
    ) { value throws(QueryError) in
      try enumerationField(value) { .invalid("then_by", "holds \($0), which is no way to group") }
    }
    guard message.page_token.len <= QueryLimits.pageTokenByteCount else {
      throw .invalid(
        "page_token", "has \(message.page_token.len) bytes and is none of the archive's")
    }
    self.init(
      filter: try filterField(message.filter, "filter") ?? StatementFilter(), groupings: groupings,
      order: try enumerationField(message.order) {
        .invalid("order", "is \($0), which is no order of groups")
      },
      limit: message.limit, pageToken: try textField(message.page_token, "page_token"),
      measuresWords: message.measure_words != 0)
  }
}

func filterField(
  _ message: UnsafePointer<Verbatim__V1__StatementFilter>?, _ field: String
) throws(QueryError) -> StatementFilter? {
  guard let message else { return nil }
  return try StatementFilter(decoding: message, field: field)
}

private func idsField(
  _ values: UnsafeMutablePointer<ProtobufCBinaryData>?, _ count: Int
) throws(QueryError) -> [String] {
  try listField(values, count, "ids") { id throws(QueryError) in try idField(id, "ids") }
}

private func orderField(_ value: Verbatim__V1__Order) throws(QueryError) -> Order {
  if value == VERBATIM__V1__ORDER__ORDER_UNSPECIFIED { return .chronological }
  return try enumerationField(value) { .invalid("order", "is \($0), which is no order") }
}
