internal import ArchiveProtocol
internal import RPC
public import RPCClient
public import Transcripts

// Meetings as they were, from an archive that is kept in a file.

extension ArchiveClient {
  /// The revisions of a meeting that are kept, the newest first.
  ///
  /// NOT_FOUND when the archive never had it, FAILED_PRECONDITION when it is kept in no file; so do all
  /// functions here end.
  public func revisions(
    ofMeeting id: String, options: CallOptions = CallOptions()
  ) async throws -> [MeetingRevision] {
    try await channel.unary(
      Methods.listRevisions, .revisions(meeting: id), encoding: Coding.lookup,
      decoding: Coding.revisions, options: options)
  }

  /// A meeting as a revision had it. NOT_FOUND when that is not kept.
  public func meeting(
    _ id: String, revision: UInt32, options: CallOptions = CallOptions()
  ) async throws -> Meeting {
    try await channel.unary(
      Methods.getMeeting, .meeting(id, revision: revision), encoding: Coding.lookup,
      decoding: Coding.meeting, options: options)
  }

  /// The statements of a revision of a meeting, in order. NOT_FOUND when that is not kept.
  public func statements(
    ofMeeting id: String, revision: UInt32, options: CallOptions = CallOptions()
  ) async throws -> [Statement] {
    let query = StatementQuery(filter: StatementFilter(meetingIDs: [id]), revision: revision)
    var statements: [Statement] = []
    let answers = channel.serverStreaming(
      Methods.streamStatements, query, encoding: Coding.streamStatements,
      decoding: Coding.statement, options: options)
    for try await statement in answers { statements.append(statement) }
    return statements
  }
}
