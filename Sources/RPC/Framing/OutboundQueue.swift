package import HTTP2
internal import Synchronization

/// Framed messages that a task writes and a connection sends, bounded: a writer waits while more
/// than `highWater` bytes are unsent.
package final class OutboundQueue: Sendable {
  /// Unsent bytes above which a writer waits. Two full frames keep a connection busy while the
  /// writer makes the next message.
  package static let highWater = 64 * 1024

  private struct State {
    var bytes: [UInt8] = []
    var sent = 0
    /// Bytes that `prepare` spoke of and `copy` has not taken: a frame's header may be out already, so
    /// they stay even when the call fails.
    var promised = 0
    var isFinished = false
    var failure: RPCError?
    var isStarved = true
    var writer: CheckedContinuation<Void, any Error>?

    var unsent: Int { bytes.count - sent }
  }

  private let state = Mutex(State())
  private let onReady: @Sendable () -> Void

  /// `onReady` is called, on any thread, when the connection had found nothing to send and now may.
  package init(onReady: @escaping @Sendable () -> Void) { self.onReady = onReady }

  /// Queues a framed message and waits while the queue is full. Throws when the call is over, and
  /// CANCELLED when the task is cancelled while it waits.
  package func write(_ framed: [UInt8], isolation: isolated (any Actor)? = #isolation) async throws
  {
    let (wake, isFull) = try state.withLock { state throws -> (Bool, Bool) in
      if let failure = state.failure { throw failure }
      guard !state.isFinished else { throw Self.afterTheEnd }
      // Where the peer takes bytes more slowly than they are written the queue never runs empty:
      // what was sent is dropped here, in pieces that make the move cheap.
      if state.sent > Self.highWater {
        state.bytes.removeSubrange(..<state.sent)
        state.sent = 0
      }
      if state.bytes.isEmpty { state.bytes = framed } else { state.bytes += framed }
      defer { state.isStarved = false }
      return (state.isStarved, state.unsent > Self.highWater)
    }
    if wake { onReady() }
    guard isFull else { return }
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
    try await withCheckedThrowingContinuation { continuation in
      let ready = state.withLock { state -> Result<Void, any Error>? in
        if let failure = state.failure { return .failure(failure) }
        guard state.unsent > Self.highWater else { return .success(()) }
        // Under the lock, so that a cancellation either is seen here or finds the writer.
        if Task.isCancelled { return .failure(RPCError.taskCancelled) }
        precondition(state.writer == nil, "two tasks write one call's messages")
        state.writer = continuation
        return nil
      }
      if let ready { continuation.resume(with: ready) }
    }
  }

  private static let afterTheEnd = RPCError(
    .internalError, "a message was written after the end of its call")

  /// No more messages will be written.
  package func finish() {
    let wake = state.withLock { state in
      state.isFinished = true
      defer { state.isStarved = false }
      return state.isStarved
    }
    if wake { onReady() }
  }

  /// The call is over: a waiting writer, and every later one, gets the error.
  package func fail(_ error: RPCError) {
    let writer = state.withLock { state in
      if state.failure == nil { state.failure = error }
      state.bytes = Array(state.bytes[state.sent..<(state.sent + state.promised)])
      state.sent = 0
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
    let writer = state.withLock { state -> CheckedContinuation<Void, any Error>? in
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
      }
      return state.unsent <= Self.highWater / 2 ? state.writer.take() : nil
    }
    writer?.resume()
  }
}
