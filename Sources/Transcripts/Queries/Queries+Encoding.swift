package import CVerbatimProto
package import Protobuf

// Requests as a client sends them.

extension StatementFilter {
  private static let type = MessageType(verbatim__v1__statement_filter__init)

  /// The filter as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__StatementFilter> {
    let message = arena.make(Self.type)
    message.pointee.n_speaker_ids = speakerIDs.count
    message.pointee.speaker_ids = arena.repeated(speakerIDs) { arena.text($0) }
    message.pointee.n_speaker_names = speakerNames.count
    message.pointee.speaker_names = arena.repeated(speakerNames) { arena.text($0) }
    message.pointee.from = arena.date(from)
    message.pointee.to = arena.date(to)
    message.pointee.n_meeting_ids = meetingIDs.count
    message.pointee.meeting_ids = arena.repeated(meetingIDs) { arena.text($0) }
    message.pointee.n_places = places.count
    message.pointee.places = arena.repeated(places) { arena.text($0) }
    message.pointee.n_kinds = kinds.count
    message.pointee.kinds = arena.repeated(kinds) { .init(rawValue: $0.rawValue) }
    return message
  }
}

extension StatementQuery {
  private static let type = MessageType(verbatim__v1__stream_statements_request__init)

  /// The query's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    let message = arena.make(Self.type)
    message.pointee.filter = filter.encode(into: arena)
    message.pointee.order = order.encoded
    message.pointee.limit = limit
    message.pointee.after_id = arena.text(afterID)
    return Packing.bytes(of: message)
  }
}

extension MeetingQuery {
  private static let type = MessageType(verbatim__v1__list_meetings_request__init)

  /// The query's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    let message = arena.make(Self.type)
    message.pointee.from = arena.date(from)
    message.pointee.to = arena.date(to)
    message.pointee.n_places = places.count
    message.pointee.places = arena.repeated(places) { arena.text($0) }
    message.pointee.title = arena.text(title)
    message.pointee.order = order.encoded
    message.pointee.limit = limit
    message.pointee.after_id = arena.text(afterID)
    return Packing.bytes(of: message)
  }
}

extension SpeakerQuery {
  private static let type = MessageType(verbatim__v1__list_speakers_request__init)

  /// The query's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    let message = arena.make(Self.type)
    message.pointee.name = arena.text(name)
    message.pointee.meeting_id = arena.text(meetingID)
    message.pointee.limit = limit
    return Packing.bytes(of: message)
  }
}

extension Order {
  fileprivate var encoded: Verbatim__V1__Order {
    switch self {
    case .chronological: VERBATIM__V1__ORDER__ORDER_CHRONOLOGICAL
    case .reverseChronological: VERBATIM__V1__ORDER__ORDER_REVERSE_CHRONOLOGICAL
    }
  }
}

extension GroupBy {
  /// The grouping as a request states it.
  package var encoded: Verbatim__V1__CountStatementsRequest__GroupBy {
    switch self {
    case .none: .init(rawValue: 0)
    case .speaker: .init(rawValue: 1)
    case .year: .init(rawValue: 2)
    case .month: .init(rawValue: 3)
    case .meeting: .init(rawValue: 4)
    case .place: .init(rawValue: 5)
    case .day: .init(rawValue: 6)
    case .kind: .init(rawValue: 7)
    }
  }
}

extension StatementCounts {
  private static let type = MessageType(verbatim__v1__count_statements_response__init)

  /// The counts that a response holds.
  package init(decoding bytes: UnsafeRawBufferPointer) throws(ProtobufError) {
    let arena = MessageArena()
    let message = try arena.unpack(Self.type, from: bytes).pointee
    self.init(total: message.total)
    for index in 0..<message.n_groups {
      guard let group = message.groups[index]?.pointee else { continue }
      groups.append(
        Group(
          key: try String(checking: group.key, field: "groups.key"),
          display: try String(checking: group.display, field: "groups.display"),
          count: group.count))
    }
  }
}
