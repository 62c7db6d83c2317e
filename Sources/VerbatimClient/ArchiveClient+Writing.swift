internal import RPC
public import RPCClient
public import Transcripts

/// A document that is imported: what the archive is told of it, and its bytes.
public struct ImportedDocument: Hashable, Sendable {
  /// What the archive is told before its bytes.
  public var head: DocumentHead
  /// The document as it was found, packed by gzip or not.
  public var bytes: [UInt8]

  /// A document.
  public init(head: DocumentHead, bytes: [UInt8]) {
    self.head = head
    self.bytes = bytes
  }
}

// Writing: FAILED_PRECONDITION from a server that keeps no file, UNAUTHENTICATED and PERMISSION_DENIED for
// whoever may not, RESOURCE_EXHAUSTED where the disk is full or a limit is reached, which the message names.
extension ArchiveClient {
  /// Has the server read documents and keep what they hold. Each is answered by a report, in order, once it is
  /// on the disk; a document that cannot be read has a report that says why. Importing what the archive has
  /// changes nothing, so that what broke off may be done again from its beginning.
  ///
  /// ```swift
  /// for try await report in client.importDocuments(documents) {
  ///   for meeting in report.meetings { print(report.name, meeting.outcome, meeting.id) }
  /// }
  /// ```
  ///
  /// - Parameter documents: are asked for as the server takes them, anew for each iteration over the reports.
  ///   What it throws ends the call.
  public func importDocuments<Documents: AsyncSequence & Sendable>(
    _ documents: Documents, options: CallOptions = CallOptions()
  ) -> ResponseStream<DocumentReport> where Documents.Element == ImportedDocument {
    channel.bidirectionalStreaming(
      Methods.importDocuments, encoding: Coding.documentPart, decoding: Coding.documentReport,
      options: options
    ) { writer in
      for try await document in documents {
        for part in document.parts { try await writer.write(part) }
      }
    }
  }

  /// Has the server read a document and keep what it holds; see `importDocuments`.
  public func importDocument(
    _ document: ImportedDocument, options: CallOptions = CallOptions()
  ) async throws -> DocumentReport {
    try await channel.clientStreaming(
      Methods.importDocuments, encoding: Coding.documentPart, decoding: Coding.documentReport,
      options: options
    ) { writer in
      for part in document.parts { try await writer.write(part) }
    }
  }

  /// Puts a meeting with its statements and speakers, all or nothing, and says what came of it once it is on
  /// the disk. INVALID_ARGUMENT for one that an archive does not take, which names what is wrong.
  ///
  /// - Parameters:
  ///   - transcript: the meeting. Where its id is empty one is made of day and title; ids of statements that are
  ///     empty are made of their words. Speakers all of whom are among its `statedSpeakers` are the archive's
  ///     own; otherwise their ids hold within it alone.
  ///   - revision: the only one of the archive's revisions that it may take the place of, 0 for none at all:
  ///     ABORTED where there is another. By default whatever is there.
  ///   - isDryRun: only say what would be done.
  public func put(
    _ transcript: Transcript, expecting revision: UInt32? = nil, isDryRun: Bool = false,
    options: CallOptions = CallOptions()
  ) async throws -> PutReport {
    try await channel.clientStreaming(
      Methods.putMeeting, encoding: Coding.meetingPart, decoding: Coding.putReport,
      options: options
    ) { writer in
      for part in transcript.parts(expecting: revision, isDryRun: isDryRun) {
        try await writer.write(part)
      }
    }
  }

  /// Removes a meeting from what is served, and gives it as it was. Its revisions stay as long as the server
  /// keeps any, and who spoke stays known. NOT_FOUND when the archive has none of that id.
  ///
  /// - Parameter isDryRun: only say what would be removed.
  public func deleteMeeting(
    _ id: String, isDryRun: Bool = false, options: CallOptions = CallOptions()
  ) async throws -> DeletedMeeting {
    try await channel.unary(
      Methods.deleteMeeting, MeetingDeletion(id: id, isDryRun: isDryRun),
      encoding: Coding.deletion, decoding: Coding.deletedMeeting, options: options)
  }
}

extension ImportedDocument {
  /// Bytes that are sent at once.
  private static let pieceByteCount = 64 << 10

  /// What is sent of it: of a small one all at once.
  fileprivate var parts: [DocumentPart] {
    guard bytes.count > Self.pieceByteCount else {
      return [DocumentPart(begin: head, piece: bytes, isEnd: true)]
    }
    return stride(from: 0, to: bytes.count, by: Self.pieceByteCount).map { start in
      let end = min(bytes.count, start + Self.pieceByteCount)
      return DocumentPart(
        begin: start == 0 ? head : nil, piece: Array(bytes[start..<end]),
        isEnd: end == bytes.count)
    }
  }
}

extension Transcript {
  /// Bytes of text that are sent at once, about.
  private static let partByteCount = 64 << 10

  fileprivate func parts(expecting revision: UInt32?, isDryRun: Bool) -> [MeetingPart] {
    var meeting = meeting
    meeting.statementCount = UInt32(statements.count)
    meeting.revision = 0
    let head = MeetingPart.Head(
      meeting: meeting, expectedRevision: revision, isDryRun: isDryRun,
      statesSpeakers: !speakers.isEmpty && speakers.allSatisfy { statedSpeakers.contains($0.id) })
    var parts = [MeetingPart(head: head)]
    var byteCount = 0
    func makeRoom(_ count: Int) {
      if byteCount > 0, byteCount + count > Self.partByteCount {
        parts.append(MeetingPart())
        byteCount = 0
      }
      byteCount += count
    }
    for speaker in speakers {
      makeRoom(200 + speaker.names.reduce(0) { $0 + $1.wording.utf8.count })
      parts[parts.count - 1].speakers.append(speaker)
    }
    for statement in statements {
      makeRoom(statement.paragraphs.reduce(300) { $0 + $1.utf8.count })
      parts[parts.count - 1].statements.append(statement)
    }
    return parts
  }
}
