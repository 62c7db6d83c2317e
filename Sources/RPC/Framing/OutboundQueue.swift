package import HTTP2
internal import Synchronization

/// Framed messages that a task writes and a connection sends, bounded: a writer waits while more
/// than `highWater` bytes are unsent.
package final class OutboundQueue: Sendable {
  /// Unsent bytes above which a writer waits. Two full frames keep a connection busy while the
  /// writer makes the next message.
  package static let highWater = 64 * 1024

  /// Bytes that an answer may keep without being counted: as many as were sent and not dropped yet, and as
  /// many unsent ones.
  package static let smallResponse = 2 * highWater

  private struct State {
    /// What large messages are counted in; nil where they are not.
    let account: CallAccount?
    /// Whose answer the queue is; 0 where that does not matter.
    let stream: Int32
    /// Bytes that it holds for this queue.
    var held = 0
    var bytes: [UInt8] = []
    var sent = 0
    /// Bytes that `prepare` spoke of and `copy` has not taken: a frame's header may be out already, so
    /// they stay even when the call fails.
    var promised = 0
    var isFinished = false
    var failure: RPCError?
    var isStarved = true
    /// Nothing is signalled before `release()`: whoever holds the queue looks into it then.
    var isHeld = false
    /// The only message of a call whose queue is held, without its prefix.
    var onlyMessage: [UInt8]?
    /// Resumed exactly once: whoever takes it out, under the lock, resumes it.
    var writer: UnsafeContinuation<Void, any Error>?
    /// A task is about to wait for room, or does.
    var hasWaitingWriter = false

    var unsent: Int { bytes.count - sent }

    mutating func checkIsOpen() throws {
      if let failure { throw failure }
      guard !isFinished else { throw OutboundQueue.afterTheEnd }
    }

    /// Has the account hold what there is with so many bytes more. Throws RESOURCE_EXHAUSTED.
    mutating func hold(adding count: Int) throws(RPCError) {
      let total = bytes.count + count
      guard let account, total > OutboundQueue.smallResponse, total > held else { return }
      try account.hold(total - held, for: stream)
      held = total
    }

    /// Gives back what was dropped.
    mutating func settle() {
      guard held > bytes.count else { return }
      account?.release(held - bytes.count, for: stream)
      held = bytes.count
    }

    mutating func append(_ framed: [UInt8]) {
      if bytes.isEmpty { bytes = framed } else { bytes += framed }
    }
  }

  private let state: Mutex<State>
  private let ready: Ready

  /// Whom to tell, without a closure of its own for each call of a server.
  private enum Ready {
    case call(@Sendable () -> Void)
    case signal(@Sendable (SessionSignal) -> Void, stream: Int32)
  }

  /// `onReady` is called, on any thread, when the connection had found nothing to send and now may;
  /// not before `release()` if the queue is held.
  package init(isHeld: Bool = false, onReady: @escaping @Sendable () -> Void) {
    ready = .call(onReady)
    state = Mutex(State(account: nil, stream: 0, isStarved: !isHeld, isHeld: isHeld))
  }

  /// A held queue of a stream, which is told of by `signal`.
  init(
    stream: Int32, account: CallAccount? = nil,
    signal: @escaping @Sendable (SessionSignal) -> Void
  ) {
    ready = .signal(signal, stream: stream)
    state = Mutex(State(account: account, stream: stream, isStarved: false, isHeld: true))
  }

  deinit { state.withLock { if $0.held > 0 { $0.account?.release($0.held, for: $0.stream) } } }

  /// Bytes of large messages that are counted.
  var heldByteCount: Int { state.withLock { $0.held } }

  private func onReady() {
    switch ready {
    case .call(let body): body()
    case .signal(let signal, let stream): signal(.resume(stream: stream))
    }
  }

  /// Queues a framed message and waits while the queue is full. Throws when the call is over, CANCELLED
  /// when the task is cancelled while it waits, and, with nothing queued, INTERNAL while another task
  /// waits, RESOURCE_EXHAUSTED when more waits to be sent than may.
  package func write(_ framed: [UInt8], isolation: isolated (any Actor)? = #isolation) async throws
  {
    let (wake, isFull) = try state.withLock { state throws -> (Bool, Bool) in
      try state.checkIsOpen()
      guard !state.hasWaitingWriter else { throw RPCError.twoWriters }
      // Where the peer takes bytes more slowly than they are written the queue never runs empty:
      // what was sent is dropped here, in pieces that make the move cheap.
      if state.sent > Self.highWater {
        state.bytes.removeSubrange(..<state.sent)
        state.sent = 0
        state.settle()
      }
      try state.hold(adding: framed.count)
      state.append(framed)
      defer { state.isStarved = false }
      state.hasWaitingWriter = state.unsent > Self.highWater
      return (state.isStarved, state.hasWaitingWriter)
    }
    if wake { onReady() }
    guard isFull else { return }
    defer { state.withLock { $0.hasWaitingWriter = false } }
    try await withTaskCancellationHandler {
      try await waitForRoom(isolation: isolation)
    } onCancel: {
      let writer = state.withLock { $0.writer.take() }
      writer?.resume(throwing: RPCError.taskCancelled)
    }
  }

  /// Queues framed messages, however many, without waiting. Of a call that is over nothing is sent.
  package func append(_ framed: [UInt8]) {
    let wake = state.withLock { state in
      guard state.failure == nil, !state.isFinished else { return false }
      state.bytes += framed
      defer { state.isStarved = false }
      return state.isStarved
    }
    if wake { onReady() }
  }

  private func waitForRoom(isolation: isolated (any Actor)?) async throws {
    try await withUnsafeThrowingContinuation { continuation in
      let ready = state.withLock { state -> Result<Void, any Error>? in
        if let failure = state.failure { return .failure(failure) }
        guard state.unsent > Self.highWater else { return .success(()) }
        // Under the lock, so that a cancellation either is seen here or finds the writer.
        if Task.isCancelled { return .failure(RPCError.taskCancelled) }
        state.writer = continuation
        return nil
      }
      if let ready { continuation.resume(with: ready) }
    }
  }

  private static let afterTheEnd = RPCError(
    .internalError, "a message was written after the end of its call")

  /// Queues the last message, without its prefix, and does not wait: nothing comes after it.
  package func writeLast(_ message: [UInt8], _ compression: CompressionAlgorithm?) throws {
    try MessageFrame.check(length: message.count)
    let wake = try state.withLock { state throws -> Bool in
      try state.checkIsOpen()
      if state.isHeld, state.bytes.isEmpty, compression == nil {
        try state.hold(adding: message.count)
        state.onlyMessage = message
        return false
      }
      let framed = MessageFrame.framed(message, compression)
      try state.hold(adding: framed.count)
      state.append(framed)
      defer { state.isStarved = false }
      return state.isStarved
    }
    if wake { onReady() }
  }

  /// Fills a queue that nothing was written to with all there will be.
  package func fill(_ framed: [UInt8]) {
    state.withLock {
      $0.bytes = framed
      $0.isFinished = true
      $0.isStarved = false
    }
  }

  /// No more messages will be written. True when the queue is held, so that `release()` will tell.
  @discardableResult
  package func finish() -> Bool {
    let (wake, isHeld) = state.withLock { state in
      state.isFinished = true
      defer { state.isStarved = false }
      return (state.isStarved, state.isHeld)
    }
    if wake { onReady() }
    return isHeld
  }

  /// What a queue holds that was held until now.
  enum Held {
    /// Nothing so far; `onReady` will tell.
    case nothing
    /// Messages; more may come.
    case messages
    /// All that there will ever be, in the queue.
    case everything
    /// All that there will ever be, and it is not in the queue: one message without its prefix.
    case onlyMessage([UInt8])
  }

  /// Ends the time in which nothing is signalled.
  func release() -> Held {
    state.withLock { state in
      state.isHeld = false
      if let message = state.onlyMessage.take() {
        if state.isFinished, state.failure == nil {
          // Whoever gets it counts it.
          state.settle()
          return .onlyMessage(message)
        }
        state.append(MessageFrame.framed(message))
      }
      if state.isFinished { return .everything }
      if state.unsent > 0 { return .messages }
      state.isStarved = true
      return .nothing
    }
  }

  /// Puts a message back that `release()` gave out, for who needs the queue after all.
  func putBack(_ message: [UInt8]) {
    state.withLock { $0.append(MessageFrame.framed(message)) }
  }

  /// The call is over: a waiting writer, and every later one, gets the error.
  package func fail(_ error: RPCError) {
    let writer = state.withLock { state in
      if state.failure == nil { state.failure = error }
      state.bytes = Array(state.bytes[state.sent..<(state.sent + state.promised)])
      state.sent = 0
      state.onlyMessage = nil
      state.settle()
      return state.writer.take()
    }
    writer?.resume(throwing: error)
  }

  // MARK: The connection's side

  /// See `HTTP2StreamHandler.prepareBody`.
  package func prepare(upTo limit: Int) -> BodyStep {
    state.withLock { state in
      let unsent = state.unsent
      if unsent == 0, !state.isFinished {
        state.isStarved = true
        return .deferred
      }
      state.promised = min(unsent, limit)
      return unsent <= limit && state.isFinished ? .last(unsent) : .more(state.promised)
    }
  }

  /// Whether there is nothing to send, now and later.
  package var isDone: Bool { state.withLock { $0.unsent == 0 && $0.isFinished } }

  /// See `HTTP2StreamHandler.copyBody`.
  package func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
    let writer = state.withLock { state -> UnsafeContinuation<Void, any Error>? in
      precondition(count <= state.unsent, "more bytes were asked for than were promised")
      state.bytes.withUnsafeBytes { bytes in
        guard let source = bytes.baseAddress else { return }
        destination.copyMemory(from: source + state.sent, byteCount: count)
      }
      state.sent += count
      state.promised = 0
      if state.unsent == 0 {
        state.bytes.removeAll(keepingCapacity: state.bytes.count <= 2 * Self.highWater)
        state.sent = 0
        state.settle()
      }
      return state.unsent <= Self.highWater / 2 ? state.writer.take() : nil
    }
    writer?.resume()
  }
}
