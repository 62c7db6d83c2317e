package import ArchiveProtocol
internal import CProtobufC
internal import CVerbatimProto
internal import Protobuf
package import RPC
package import Transcripts

/// How each message of the client's calls is coded.
package enum Coding {
  private static let healthCheck = MessageType(grpc__health__v1__health_check_request__init)
  private static let healthStatus = MessageType(grpc__health__v1__health_check_response__init)

  /// Thrown by the direction of a coding that a client never uses.
  private static let otherDirection = RPCError(
    .internalError, "a client codes this message in one direction only")

  static func request<Value>(
    _ encode: @escaping @Sendable (Value) -> [UInt8]
  ) -> MessageCoding<Value> {
    MessageCoding(encode: encode, decode: { _ in throw otherDirection })
  }

  static func response<Value>(
    _ decode: @escaping @Sendable (UnsafeRawBufferPointer, MessageArena) throws -> Value
  ) -> MessageCoding<Value> {
    MessageCoding(
      encode: { _ in throw otherDirection }, decode: { try decode($0, MessageArena()) })
  }

  package static let lookup = request { (lookup: Lookup) in lookup.encoded }

  package static let count = request { (query: CountQuery) in query.encoded }

  package static let search = request { (query: SearchQuery) in query.encoded }

  static let healthRequest = request { (service: String) in
    let arena = MessageArena()
    let message = arena.make(healthCheck)
    message.pointee.service = arena.text(service)
    return Packing.bytes(of: message)
  }

  static let meeting = response { bytes, arena in
    try Meeting(decoding: arena.unpack(Messages.meeting, from: bytes))
  }

  static let statement = response { bytes, arena in
    try Statement(decoding: arena.unpack(Messages.statement, from: bytes))
  }

  static let speaker = response { bytes, arena in
    try Speaker(decoding: arena.unpack(Messages.speaker, from: bytes))
  }

  static let counts = response { bytes, arena in
    try StatementCounts(decoding: arena.unpack(Messages.counts, from: bytes))
  }

  static let revisions = response { bytes, arena in
    try RevisionList(decoding: arena.unpack(Messages.revisions, from: bytes)).revisions
  }

  static let streamStatements = request { (query: StatementQuery) in query.encoded }

  static let searchPage = response { bytes, arena in
    try SearchPage(decoding: arena.unpack(Messages.searchPage, from: bytes))
  }

  static let healthResponse = response { bytes, arena in
    // 1 is SERVING (Proto/grpc/health/v1/health.proto).
    try arena.unpack(healthStatus, from: bytes).pointee.status.rawValue == 1
  }
}
