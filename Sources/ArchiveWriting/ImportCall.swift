internal import ArchiveProtocol
internal import LastingArchive
internal import RPC
internal import RPCServer
internal import Synchronization
internal import TranscriptFormats
internal import TranscriptReading
internal import Transcripts

/// One call of ImportDocuments: documents come in one after another, are read at once on several threads, and
/// are written in the order in which they came.
///
/// Bounded is what is under way of a call: once that is reached nothing more is taken from the client until a
/// report has left.
final class ImportCall: Sendable {
  /// Documents of a call whose reports have not left.
  private static let documents = 64

  private struct State {
    var isCancelled = false
    /// Documents whose reports have not left, and bytes of those that are not written.
    var documents = 0
    var byteCount = 0
    /// Counts what makes room.
    var changes = 0
    var waiter: CheckedContinuation<Void, Never>?
    /// What was read and waits for documents before it, by number.
    var read: [Int: Document] = [:]
    /// The number of the next document to be written.
    var next = 0
  }

  /// A document that is complete.
  private struct Document: Sendable {
    var byteCount: Int
    var report: Pending<DocumentReport>
    var result: Result<ReadDocument, any Error>
    var isDryRun: Bool
  }

  private let writing: Writing
  private let writer: Writer
  private let state = Mutex(State())

  init(_ writing: Writing, by writer: Writer) {
    self.writing = writing
    self.writer = writer
  }

  /// Nobody waits for what is not written yet.
  func cancel() {
    let waiter = state.withLock { state in
      state.isCancelled = true
      return state.waiter.take()
    }
    waiter?.resume()
  }

  private var isCancelled: Bool { state.withLock { $0.isCancelled } }

  // MARK: Taking documents

  /// Takes documents to the end of the stream, and hands over the report of each when it is complete.
  func take(
    _ requests: RequestStream<DocumentPart>, _ patience: Patience,
    _ begun: (Pending<DocumentReport>) -> Void
  ) async throws {
    var incoming: Incoming?
    var number = 0
    defer { if let incoming { writing.tally.release(incoming.held, of: writer) } }
    var iterator = requests.makeAsyncIterator()
    while true {
      // Between documents nothing is held.
      if incoming != nil { patience.begin() }
      guard let part = try await iterator.next() else { break }
      patience.end()
      if let head = part.begin {
        if let incoming {
          throw RPCError(
            field: "begin", "comes before the end of the document \(incoming.head.name.excerpt)")
        }
        try check(head)
        await waitForRoom()
        incoming = Incoming(head: head)
        try await hold(Writing.leastByteCount, &incoming)
      }
      guard incoming != nil else {
        throw RPCError(field: "begin", "is missing: a document begins with it")
      }
      if !part.piece.isEmpty { try await take(part.piece, &incoming) }
      if part.isEnd, let complete = incoming.take() {
        let report = Pending<DocumentReport>()
        begin(complete, number, report)
        number += 1
        begun(report)
      }
    }
    if let incoming {
      throw RPCError(
        .invalidArgument,
        "the stream ended within the document \(incoming.head.name.excerpt), of which nothing is kept"
      )
    }
  }

  /// A document that comes in.
  private struct Incoming {
    var head: DocumentHead
    var bytes: [UInt8] = []
    var isTooLarge = false
    /// What it holds of the memory.
    var held = 0
  }

  private func check(_ head: DocumentHead) throws {
    guard head.format.isEmpty || DocumentFormats.reader(named: head.format) != nil else {
      let known = DocumentFormats.readers.map(\.format).joined(separator: ", ")
      throw RPCError(field: "begin.format", "takes one of: \(known)")
    }
    guard !head.name.utf8.contains(0) else {
      throw RPCError(field: "begin.name", "holds a NUL character")
    }
  }

  private func take(_ piece: [UInt8], _ incoming: inout Incoming?) async throws {
    guard incoming?.isTooLarge == false else { return }
    guard incoming!.bytes.count + piece.count <= writing.limits.documentSize else {
      writing.tally.noteTooLarge()
      writing.tally.release(incoming!.held - Writing.leastByteCount, of: writer)
      incoming!.held = Writing.leastByteCount
      incoming!.bytes = []
      incoming!.isTooLarge = true
      return
    }
    try await hold(piece.count, &incoming)
    incoming!.bytes.append(contentsOf: piece)
  }

  /// Holds memory, once there is room that this call's own documents have taken.
  private func hold(_ byteCount: Int, _ incoming: inout Incoming?) async throws {
    while true {
      let changes = state.withLock { $0.changes }
      if writing.tally.hold(byteCount, for: writer) { break }
      // Others' documents may take for ever.
      guard state.withLock({ $0.byteCount > 0 }), !isCancelled else {
        throw writing.tally.refuseMemory(byteCount, for: writer)
      }
      await wait { $0.changes == changes && $0.byteCount > 0 }
    }
    incoming!.held += byteCount
  }

  /// Waits until this call may have another document.
  private func waitForRoom() async {
    let most = writing.limits.documentSize
    await wait { $0.documents >= Self.documents || $0.byteCount >= most }
  }

  private func wait(while isBusy: @Sendable (State) -> Bool) async {
    while state.withLock({ !$0.isCancelled && isBusy($0) }) {
      await withCheckedContinuation { waiter in
        let hasRoom = state.withLock { state in
          guard !state.isCancelled, isBusy(state) else { return true }
          state.waiter = waiter
          return false
        }
        if hasRoom { waiter.resume() }
      }
    }
  }

  /// Says that a report has left.
  func didReport() { change { $0.documents -= 1 } }

  private func change(_ body: (inout State) -> Void) {
    let waiter = state.withLock { state in
      body(&state)
      state.changes += 1
      return state.waiter.take()
    }
    waiter?.resume()
  }

  // MARK: Reading and writing them

  private func begin(_ incoming: Incoming, _ number: Int, _ report: Pending<DocumentReport>) {
    state.withLock { state in
      state.documents += 1
      state.byteCount += incoming.held
    }
    writing.threads.run { [self] in
      let result = Result {
        guard !isCancelled else { throw CancellationError() }
        guard !incoming.isTooLarge else { return tooLarge(incoming.head) }
        return try ReadDocument(incoming.head, incoming.bytes, writing.options) { isCancelled }
      }
      let document = Document(
        byteCount: incoming.held, report: report, result: result, isDryRun: incoming.head.isDryRun)
      state.withLock { state in
        state.read[number] = document
        // Under the lock: those that come later are queued later.
        while let next = state.read.removeValue(forKey: state.next) {
          state.next += 1
          write(next)
        }
      }
    }
  }

  private func tooLarge(_ head: DocumentHead) -> ReadDocument {
    ReadDocument(
      head,
      failure: "\(head.name): the document is larger than \(writing.limits.documentSize) bytes; "
        + "split it, or raise the server's limit (import-document-size)")
  }

  private func write(_ document: Document) {
    writing.queue.enqueue(
      by: writer.author, byteCount: document.byteCount, isDryRun: document.isDryRun,
      isCancelled: { self.isCancelled }
    ) { recorder in
      let read = try document.result.get()
      guard read.isToBeWritten else { return read.unwritten(sequence: recorder.sequence) }
      return try read.write(recorder)
    } done: { [self] result in
      writing.tally.release(document.byteCount, of: writer)
      if case .success(let report) = result, !document.isDryRun { writing.tally.note(report) }
      document.report.give(result)
      change { $0.byteCount -= document.byteCount }
    }
  }
}
