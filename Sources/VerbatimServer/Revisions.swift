internal import ArchiveProtocol
internal import ArchiveStorage
internal import LastingArchive
internal import Protobuf
internal import RPC
internal import Transcripts

/// What an archive's file has of meetings as they were. It is on a disk: all of it is work for another thread.
struct Revisions: Sendable {
  /// Nil where the archive is kept in no file.
  private let lasting: LastingArchive?
  /// Is told why the file could not be read.
  private let report: @Sendable (any Error) -> Void

  init(_ following: Following?) {
    lasting = following?.lasting
    report = { following?.report($0) }
  }

  /// The revisions of a meeting that are kept.
  func list(of id: String) throws -> ServerResponse {
    let lasting = try kept()
    return read { isCancelled in
      let revisions = try lasting.revisions(of: id)
      guard !revisions.isEmpty else { throw RPCError(noMeeting: id) }
      let list = RevisionList(revisions.map { MeetingRevision($0) })
      return .messages(EncodedMessages.encoded { list.encode(into: $0) })
    }
  }

  /// A meeting as one of them had it.
  func meeting(_ id: String, revision: UInt32) throws -> ServerResponse {
    let lasting = try kept()
    return read { isCancelled in
      let meeting = try Self.transcript(of: id, revision, lasting).meeting
      return .messages(EncodedMessages.encoded { meeting.encode(into: $0) })
    }
  }

  /// The statements of one of them.
  func statements(_ query: StatementQuery) throws -> ServerResponse {
    let id = try query.meetingOfRevision
    let lasting = try kept()
    return read { isCancelled in
      var statements = try Self.transcript(of: id, query.revision, lasting).statements
      if query.order == .reverseChronological { statements.reverse() }
      if query.limit > 0 { statements = Array(statements.prefix(Int(clamping: query.limit))) }
      return .source(RevisionStatements(statements))
    }
  }

  private func kept() throws(RPCError) -> LastingArchive {
    guard let lasting else {
      throw RPCError(
        .failedPrecondition,
        "this server's archive is kept in no file (--archive), and so has no revisions")
    }
    return lasting
  }

  private static func transcript(
    of id: String, _ revision: UInt32, _ lasting: LastingArchive
  ) throws -> Transcript {
    guard let transcript = try lasting.transcript(of: id, revision: revision) else {
      throw RPCError(.notFound, "the archive keeps no revision \(revision) of a meeting \(id)")
    }
    return transcript
  }

  private func read(_ work: @escaping ServerWork.Body) -> ServerResponse {
    .deferred { [report] isCancelled in
      do {
        return try work(isCancelled)
      } catch let error as StorageError {
        report(error)
        throw RPCError(.internalError, "the archive's file cannot be read")
      }
    }
  }
}

extension MeetingRevision {
  init(_ kept: KeptRevision) {
    self.init(
      revision: kept.revision, sequence: kept.change.sequence, time: kept.change.time,
      principal: kept.change.principal, title: kept.title, statementCount: kept.statementCount,
      fileName: kept.fileName, url: kept.url, isCurrent: kept.isCurrent)
  }
}

/// Statements that are encoded as they are sent.
private final class RevisionStatements: MessageSource {
  private let statements: [Statement]
  private var next = 0
  private var frames: [UInt8] = []
  private var sent = 0

  init(_ statements: [Statement]) { self.statements = statements }

  func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
    if sent == frames.count {
      frames.removeAll(keepingCapacity: true)
      sent = 0
      // As much as is sent at once, and one statement at least.
      while next < statements.count, frames.count < max(1, min(limit, 64 << 10)) {
        let arena = MessageArena()
        withExtendedLifetime(arena) {
          frames += MessageFrame.framed(
            Packing.bytes(of: statements[next].encode(into: arena)))
        }
        next += 1
      }
    }
    let count = min(limit, frames.count - sent)
    return (count, next == statements.count && sent + count == frames.count)
  }

  func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
    frames.withUnsafeBytes {
      destination.copyMemory(from: $0.baseAddress! + sent, byteCount: count)
    }
    sent += count
  }
}
