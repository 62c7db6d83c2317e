internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

extension FollowQuery {
  /// The query's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    return Packing.bytes(of: encode(into: arena))
  }

  /// The query as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__FollowStatementsRequest> {
    let message = arena.make(Messages.followStatements)
    if filter != StatementFilter() { message.pointee.filter = filter.encode(into: arena) }
    message.pointee.after = after?.encode(into: arena)
    return message
  }

  /// The query that a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__FollowStatementsRequest>
  ) throws(QueryError) {
    let message = message.pointee
    var place: ChangePlace?
    if let after = message.after {
      place = ChangePlace(
        log: try idField(after.pointee.log, "after.log"), sequence: after.pointee.sequence,
        part: after.pointee.part)
    }
    self.init(
      filter: try filterField(message.filter, "filter") ?? StatementFilter(), after: place)
  }
}

extension ChangePlace {
  func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__ChangePlace> {
    let message = arena.make(Messages.changePlace)
    message.pointee.log = arena.text(log)
    message.pointee.sequence = sequence
    message.pointee.part = part
    return message
  }
}

extension ArchiveEvent {
  /// The event as a message in `arena`.
  /// - Parameter encodedStatement: Is put in the place of the statement, where it is not nil.
  /// - Throws: `ProtobufError` where that is none.
  package func encode(
    _ encodedStatement: UnsafeRawBufferPointer? = nil, into arena: MessageArena
  ) throws(ProtobufError) -> UnsafeMutablePointer<Verbatim__V1__FollowStatementsResponse> {
    let message = arena.make(Messages.archiveEvent)
    message.pointee.place = place.encode(into: arena)
    message.pointee.kind = kind.encoded
    if let encodedStatement {
      message.pointee.statement = try arena.unpack(Messages.statement, from: encodedStatement)
    } else {
      message.pointee.statement = statement?.encode(into: arena)
    }
    message.pointee.statement_id = arena.text(statementID)
    message.pointee.meeting_id = arena.text(meetingID)
    return message
  }

  /// The event that a message holds. Text is checked.
  /// - Throws: also for a kind that this version does not know: what it means cannot be passed over.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__FollowStatementsResponse>
  ) throws(ProtobufError) {
    let message = message.pointee
    guard let kind = Kind(decoding: message.kind) else {
      throw ProtobufError(
        code: .invalidValue,
        message: "kind is \(message.kind.rawValue), which this version does not know")
    }
    guard let place = message.place?.pointee else {
      throw ProtobufError(code: .invalidValue, message: "place is missing")
    }
    self.init(
      place: ChangePlace(
        log: try String(checking: place.log, field: "place.log"), sequence: place.sequence,
        part: place.part),
      kind: kind,
      statement: try message.statement.map { statement throws(ProtobufError) in
        try Statement(decoding: UnsafePointer(statement))
      },
      statementID: try String(checking: message.statement_id, field: "statement_id"),
      meetingID: try String(checking: message.meeting_id, field: "meeting_id"))
  }
}

extension ArchiveEvent {
  /// The event as a line of JSON, with its end.
  package var jsonLine: [UInt8] {
    let arena = MessageArena()
    return withExtendedLifetime(arena) {
      guard let message = try? encode(into: arena) else {
        preconditionFailure("fails for encoded statements alone")
      }
      var printer = JSONPrinter()
      printer.message(UnsafePointer(message), JSONPlans.archiveEvent)
      printer.endLine()
      return printer.bytes
    }
  }
}
