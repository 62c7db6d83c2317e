internal import ArchiveProtocol
internal import LastingArchive
internal import Protobuf
internal import RPC
package import RPCServer
internal import Synchronization
internal import Transcripts
internal import VerbatimServer

/// `verbatim.v1.ArchiveWriter`: changes an archive that a file remembers.
///
/// Event loops only hand on what comes in. Documents are read by threads for that, and all is written by one
/// other, a step for as many as wait. Who may write is not asked here.
package struct ArchiveWriterService: Service {
  /// Nil where there is no file.
  let writing: Writing?

  /// A service that writes; one of nil says that there is nothing to write to.
  package init(_ writing: Writing?) { self.writing = writing }

  package static let name = "verbatim.v1.ArchiveWriter"
  package var name: String { Self.name }

  package var methods: [Method] {
    let writing = writing
    return [
      Method.bidirectionalStreaming(
        descriptor("ImportDocuments", .bidirectionalStreaming), request: Self.documentPart,
        response: Self.coding { $0.encode(into: $1) }
      ) { requests, responses, context in
        try await Self.wanted(writing).importDocuments(requests, responses, context)
      }.with(MessageForm(JSONMessages.importDocuments, JSONMessages.documentReport)),
      Method.clientStreaming(
        descriptor("PutMeeting", .clientStreaming), request: .bytes,
        response: Self.coding { (report: PutReport, arena) in report.encode(into: arena) }
      ) { requests, context in
        try await Self.wanted(writing).putMeeting(requests, context)
      }.with(MessageForm(JSONMessages.putMeeting, JSONMessages.putReport)),
      Method.unary(
        descriptor("DeleteMeeting", .unary), request: Self.deletion,
        response: Self.coding { (deleted: DeletedMeeting, arena) in deleted.encode(into: arena) }
      ) { request, context in
        try await Self.wanted(writing).deleteMeeting(request, context)
      }.with(MessageForm(JSONMessages.deleteMeeting, JSONMessages.deletedMeeting)),
    ] + decisionMethods + [backupMethod]
  }

  func descriptor(_ method: String, _ kind: MethodKind) -> MethodDescriptor {
    MethodDescriptor(service: name, method: method, kind: kind)
  }

  static func wanted(_ writing: Writing?) throws(RPCError) -> Writing {
    guard let writing else {
      throw RPCError(
        .failedPrecondition,
        "this server keeps nothing that is written: it has to be started with --archive FILE")
    }
    return writing
  }

  // MARK: Coding

  private static let fields = FieldLimits(
    fields: 100, unknownFields: QueryLimits.unknownFieldsPerRequest)

  private static let documentPart = request(Messages.importDocuments) {
    try DocumentPart(decoding: $0)
  }

  private static let deletion = request(Messages.deleteMeeting) {
    try MeetingDeletion(decoding: $0)
  }

  static func request<Message, Value>(
    _ type: MessageType<Message>,
    _ decode: @escaping @Sendable (UnsafePointer<Message>) throws -> Value
  ) -> MessageCoding<Value> {
    MessageCoding(
      encode: { _ in throw otherDirection },
      decode: { bytes in
        do {
          try fields.check(bytes, are: type)
          let arena = MessageArena()
          return try withExtendedLifetime(arena) {
            try decode(UnsafePointer(arena.unpack(type, from: bytes)))
          }
        } catch {
          throw RPCError(writing: error)
        }
      })
  }

  static func coding<Message, Value>(
    _ encode: @escaping @Sendable (Value, MessageArena) -> UnsafeMutablePointer<Message>
  ) -> MessageCoding<Value> {
    MessageCoding(
      encode: { value in
        let arena = MessageArena()
        return withExtendedLifetime(arena) { Packing.bytes(of: encode(value, arena)) }
      }, decode: { _ in throw otherDirection })
  }

  private static let otherDirection = RPCError(
    .internalError, "a server codes this message in one direction only")
}

extension Writing {
  fileprivate func importDocuments(
    _ requests: RequestStream<DocumentPart>, _ responses: ResponseWriter<DocumentReport>,
    _ context: ServerContext
  ) async throws {
    let call = ImportCall(self, by: context.writer)
    let patience = Patience(limits.timeout) { context.endRequests($0) }
    defer { patience.stop() }
    let (begun, next) = AsyncStream<Pending<DocumentReport>>.makeStream()
    defer { call.cancel() }
    try await withTaskCancellationHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          defer { next.finish() }
          try await call.take(requests, patience) { next.yield($0) }
        }
        for await report in begun {
          let report = try await Self.mapping { try await report.value }
          try await responses.write(report)
          call.didReport()
        }
        // What was wrong behind the last document is told once all before it are reported.
        try await group.waitForAll()
      }
    } onCancel: {
      call.cancel()
    }
  }

  /// Bytes that a message takes beside its own, an empty one too.
  private static let messageOverhead = 256

  fileprivate func putMeeting(
    _ requests: RequestStream<[UInt8]>, _ context: ServerContext
  ) async throws -> PutReport {
    var held = 0
    var isHandedOn = false
    let writer = context.writer
    defer { if !isHandedOn { tally.release(held, of: writer) } }
    func hold(_ byteCount: Int) throws {
      guard tally.hold(byteCount, for: writer) else {
        throw tally.refuseMemory(byteCount, for: writer)
      }
      held += byteCount
    }
    try hold(Self.leastByteCount)
    var messages: [[UInt8]] = []
    let patience = Patience(limits.timeout) { context.endRequests($0) }
    defer { patience.stop() }
    var iterator = requests.makeAsyncIterator()
    while true {
      patience.begin()
      guard let message = try await iterator.next() else { break }
      patience.end()
      let byteCount = message.count + Self.messageOverhead
      guard held + byteCount <= limits.documentSize else {
        tally.noteTooLarge()
        throw RPCError(
          .resourceExhausted,
          "the meeting takes more than \(limits.documentSize) bytes (import-document-size)")
      }
      try hold(byteCount)
      messages.append(message)
    }
    patience.stop()
    isHandedOn = true
    let (byteCount, gathered) = (held, messages)
    return try await awaiting { isCancelled, done in
      self.threads.run {
        let put = Result { try PutMeeting(gathered) }
        self.queue.enqueue(
          by: writer.author, byteCount: byteCount,
          isDryRun: (try? put.get().head.isDryRun) ?? false, isCancelled: isCancelled
        ) { recorder in
          let put = try put.get()
          if let other = put.otherRevision(try recorder.revision(of: put.transcript.meeting.id)) {
            throw other
          }
          let before = recorder.sequence
          let report = try MeetingReport(writing: put.transcript, put.words, recorder)
          return PutReport(
            meeting: report, sequence: put.head.isDryRun ? before : recorder.sequence)
        } done: { result in
          self.tally.release(byteCount, of: writer)
          if let report = try? result.get(), (try? put.get().head.isDryRun) == false {
            self.tally.note(report.meeting.outcome)
          }
          done(result)
        }
      }
    }
  }

  fileprivate func deleteMeeting(
    _ request: MeetingDeletion, _ context: ServerContext
  ) async throws -> DeletedMeeting {
    let author = context.writer.author
    return try await awaiting { isCancelled, done in
      self.queue.enqueue(
        by: author, byteCount: 0, isDryRun: request.isDryRun, isCancelled: isCancelled
      ) { recorder in
        let before = recorder.sequence
        guard let meeting = try recorder.delete(request.id) else {
          throw RPCError(.notFound, "the archive has no meeting \(request.id)")
        }
        return DeletedMeeting(
          meeting: meeting, sequence: request.isDryRun ? before : recorder.sequence)
      } done: { result in
        if case .success = result, !request.isDryRun { self.tally.noteDeletion() }
        done(result)
      }
    }
  }

  /// Waits for what `begin` begins; tells it when nobody does any more.
  func awaiting<Value: Sendable>(
    _ begin: (
      _ isCancelled: @escaping @Sendable () -> Bool,
      _ done: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) -> Void
  ) async throws -> Value {
    let pending = Pending<Value>()
    begin({ pending.isOver }) { pending.give($0) }
    return try await Self.mapping { try await pending.value }
  }

  private static func mapping<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch {
      throw RPCError(writing: error)
    }
  }
}
