package import Archive
internal import ArchiveProtocol
internal import CProtobufC
internal import CVerbatimProto
internal import Protobuf
internal import RPC
package import RPCServer
internal import Transcripts

/// `verbatim.v1.Archive`, answered from memory: at once on the event loop of each connection where that
/// takes microseconds, and otherwise on the server's threads for long work.
///
/// Single messages and streams leave the archive as they are stored, encoded and framed; a stream's
/// bytes are pulled when the client's window and the socket ask for them.
package struct ArchiveService: Service {
  private let archive: Archive
  private let following: Following?

  /// A service of what `archive` holds when each call begins.
  /// - Parameter following: Tells what happens to it; nil where it is kept in no file.
  package init(archive: Archive, following: Following? = nil) {
    self.archive = archive
    self.following = following
  }

  package var name: String { "verbatim.v1.Archive" }

  package func end() { following?.end() }

  package var methods: [Method] {
    let revisions = Revisions(following)
    return [
      follow(),
      method("ListRevisions", .unary, JSONMessages.listRevisions, JSONMessages.revisions) {
        request, _ in try revisions.list(of: Lookup(decoding: request).id)
      },
      method("GetMeeting", .unary, JSONMessages.getMeeting, JSONMessages.meeting) {
        request, snapshot in
        let id = try Lookup(decoding: request).id
        if request.pointee.revision > 0 {
          return try revisions.meeting(id, revision: request.pointee.revision)
        }
        guard let meeting = snapshot.meeting(id: id) else { throw RPCError(noMeeting: id) }
        return .messages(EncodedMessages(meeting))
      },
      method("GetStatement", .unary, JSONMessages.getStatement, JSONMessages.statement) {
        request, snapshot in
        guard let found = snapshot.statement(id: UnsafeRawBufferPointer(request.pointee.id)) else {
          throw RPCError(noStatement: try Lookup(decoding: request).id)
        }
        return .messages(EncodedMessages(found))
      },
      method("GetSpeaker", .unary, JSONMessages.getSpeaker, JSONMessages.speaker) {
        request, snapshot in
        let id = try Lookup(decoding: request).id
        guard let speaker = snapshot.speaker(id: id) else { throw RPCError(noSpeaker: id) }
        return .messages(EncodedMessages(speaker))
      },
      method("ListMeetings", .serverStreaming, JSONMessages.listMeetings, JSONMessages.meeting) {
        try ServerResponse(MeetingQuery(decoding: $0), of: $1)
      },
      method("ListSpeakers", .serverStreaming, JSONMessages.listSpeakers, JSONMessages.speaker) {
        try ServerResponse(SpeakerQuery(decoding: $0), of: $1)
      },
      method(
        "StreamStatements", .serverStreaming, JSONMessages.streamStatements, JSONMessages.statement
      ) {
        let query = try StatementQuery(decoding: $0)
        return query.revision > 0
          ? try revisions.statements(query) : try ServerResponse(query, of: $1)
      },
      method("SearchStatements", .unary, JSONMessages.searchStatements, JSONMessages.searchPage) {
        try ServerResponse(SearchQuery(decoding: $0), of: $1)
      },
      method("CountStatements", .unary, JSONMessages.countStatements, JSONMessages.counts) {
        try ServerResponse(CountQuery(decoding: $0), of: $1)
      },
    ]
  }

  /// FollowStatements, which alone does not end by itself.
  private func follow() -> Method {
    let following = following
    return Method(
      MethodDescriptor(service: name, method: "FollowStatements", kind: .serverStreaming),
      .single { exchange, bytes in
        let query: FollowQuery
        do {
          try Self.limits.check(bytes, are: Messages.followStatements)
          let arena = MessageArena()
          query = try withExtendedLifetime(arena) {
            try FollowQuery(decoding: arena.unpack(Messages.followStatements, from: bytes))
          }
        } catch let error as QueryError {
          throw RPCError(error)
        } catch let error as ProtobufError {
          throw RPCError(error)
        }
        guard let following else {
          throw RPCError(
            .failedPrecondition,
            "this server's archive is kept in no file (--archive), and so has no log to follow")
        }
        return {
          try await following.tell(
            query, ResponseWriter(exchange: exchange, coding: .bytes),
            permission: exchange.interceptedCall?[CallPermission.self])
        }
      }, json: MessageForm(JSONMessages.followStatements, JSONMessages.archiveEvent),
      hasNoSideEffects: true)
  }

  private static let limits = FieldLimits(
    fields: QueryLimits.valuesPerRequest, unknownFields: QueryLimits.unknownFieldsPerRequest)
  /// Requests of so many bytes are unpacked in microseconds; larger ones are not on an event loop.
  private static let quickSize = 4 << 10

  /// A method that unpacks its request and answers it from one snapshot, and so changes nothing.
  private func method<Request, Response>(
    _ method: String, _ kind: MethodKind,
    _ request: JSONMessage<Request>, _ response: JSONMessage<Response>,
    _ answer:
      @escaping @Sendable (UnsafeMutablePointer<Request>, Snapshot) throws -> ServerResponse
  ) -> Method {
    let type = request.type
    let archive = archive
    return Method(
      MethodDescriptor(service: name, method: method, kind: kind),
      .immediate { call, bytes in
        do {
          try Self.limits.check(bytes, are: type)
          let snapshot = archive.snapshot
          let response: ServerResponse
          if bytes.count <= Self.quickSize {
            response = try answer(call.arena.unpack(type, from: bytes), snapshot)
          } else {
            let request = Array(bytes)
            response = .deferred { isCancelled in
              let arena = MessageArena()
              let response = try withExtendedLifetime(arena) {
                try request.withUnsafeBytes { try answer(arena.unpack(type, from: $0), snapshot) }
              }
              guard case .work(let work) = response else { return response }
              return try work(isCancelled)
            }
          }
          if kind == .serverStreaming || method == "SearchStatements" {
            var metadata = Metadata()
            metadata.append(snapshot.archive, for: ArchiveMetadata.archive)
            call.addInitialMetadata(metadata)
          }
          return response
        } catch let error as QueryError {
          throw RPCError(error)
        } catch let error as ProtobufError {
          throw RPCError(error)
        }
      }, json: MessageForm(request, response), hasNoSideEffects: true)
  }
}
