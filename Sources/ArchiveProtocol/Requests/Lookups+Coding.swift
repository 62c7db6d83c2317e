internal import CProtobufC
package import CVerbatimProto
internal import Protobuf

/// What is looked up by its id: the requests of GetMeeting, GetStatement, GetSpeaker and ListRevisions.
package enum Lookup: Hashable, Sendable {
  /// A meeting, or a revision of it where that is not 0.
  case meeting(String, revision: UInt32 = 0)
  case statement(String)
  case speaker(String)
  case revisions(meeting: String)

  /// The request's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    switch self {
    case .meeting(let id, let revision):
      let message = arena.make(Messages.getMeeting)
      message.pointee.id = arena.text(id)
      message.pointee.revision = revision
      return Packing.bytes(of: message)
    case .statement(let id):
      let message = arena.make(Messages.getStatement)
      message.pointee.id = arena.text(id)
      return Packing.bytes(of: message)
    case .speaker(let id):
      let message = arena.make(Messages.getSpeaker)
      message.pointee.id = arena.text(id)
      return Packing.bytes(of: message)
    case .revisions(let id):
      let message = arena.make(Messages.listRevisions)
      message.pointee.meeting_id = arena.text(id)
      return Packing.bytes(of: message)
    }
  }

  /// The request that a message holds, whose id must not be empty.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__GetMeetingRequest>
  ) throws(QueryError) {
    self = .meeting(
      try requiredID(message.pointee.id), revision: message.pointee.revision)
  }

  /// The request that a message holds, whose id must not be empty.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__GetStatementRequest>
  ) throws(QueryError) {
    self = .statement(try requiredID(message.pointee.id))
  }

  /// The request that a message holds, whose id must not be empty.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__GetSpeakerRequest>
  ) throws(QueryError) {
    self = .speaker(try requiredID(message.pointee.id))
  }

  /// The request that a message holds, whose id must not be empty.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__ListRevisionsRequest>
  ) throws(QueryError) {
    self = .revisions(meeting: try requiredID(message.pointee.meeting_id, "meeting_id"))
  }

  /// The id.
  package var id: String {
    switch self {
    case .meeting(let id, _), .statement(let id), .speaker(let id), .revisions(let id): id
    }
  }
}

/// An id that a request must hold.
private func requiredID(
  _ bytes: ProtobufCBinaryData, _ field: String = "id"
) throws(QueryError) -> String {
  guard bytes.len > 0 else { throw .invalid(field, "is required") }
  return try idField(bytes, field)
}
