internal import RPC
internal import Synchronization

/// The requests of a streaming call on their way to its attempts (gRPC A6, "Memory Management").
///
/// What was written is kept until the server begins to answer, or until it is more than the limit, so
/// that an attempt after a failed one gets all of it first. A writer whose attempt failed waits until
/// it is known whether there is another.
package final class RequestRelay: Sendable {
  private struct State {
    var current: Destination?
    var attempts = 0
    /// Framed messages, all that were written so far.
    var kept: [UInt8] = []
    /// Nothing is kept any more: the current attempt is the last one.
    var isCommitted = false
    var isComplete = false
    /// Why nothing can be written any more.
    var end: RPCError?
    /// Waits for another attempt.
    var writer: CheckedContinuation<Void, any Error>?
    var task: Task<Void, Never>?
  }

  private struct Destination {
    var exchange: ClientExchange
    var cancel: @Sendable () -> Void
  }

  private let state = Mutex(State())
  private let limit: Int
  /// What requests are compressed with.
  let compression: CompressionAlgorithm?

  /// Keeps at most `limit` bytes.
  init(limit: Int, compression: CompressionAlgorithm?) {
    self.limit = limit
    self.compression = compression
  }

  // MARK: The writer's side

  /// Runs `body`, which writes the requests, beside whoever reads the responses. When it returns the
  /// requests are complete; when it throws the call ends with its error.
  func run(_ body: @escaping @Sendable () async throws -> Void) {
    // The task must not keep the call: who reads the responses decides how long it lives.
    let task = Task {
      do {
        try await body()
        complete()
      } catch {
        fail(error as? RPCError ?? RPCError(.cancelled, "making the requests failed: \(error)"))
      }
    }
    let isOver = state.withLock { state in
      state.task = task
      return state.end != nil
    }
    if isOver { task.cancel() }
  }

  /// Queues a framed message, and waits while the server takes none. Throws when the call is over.
  func write(_ framed: [UInt8]) async throws {
    let (exchange, attempt) = try state.withLock { state in
      if let end = state.end { throw end }
      guard let exchange = state.current?.exchange else {
        preconditionFailure("requests are written before the call has begun")
      }
      if !state.isCommitted {
        if exchange.initialMetadata != nil || state.kept.count + framed.count > limit {
          state.isCommitted = true
          state.kept = []
        } else {
          state.kept += framed
        }
      }
      return (exchange, state.attempts)
    }
    do {
      try await exchange.requests.write(framed)
    } catch {
      // The next attempt, if there is one, has the message among those that were kept.
      guard exchange.hasFailedUnanswered else { throw error }
      try await waitForAttempt(after: attempt, orThrow: error)
    }
  }

  private func waitForAttempt(after attempt: Int, orThrow error: any Error) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready = state.withLock { state -> Result<Void, any Error>? in
          if state.attempts > attempt { return .success(()) }
          if state.isCommitted { return .failure(error) }
          if let end = state.end { return .failure(end) }
          // Under the lock, so that a cancellation either is seen here or finds the writer.
          if Task.isCancelled { return .failure(error) }
          guard state.writer == nil else { return .failure(RPCError.twoWriters) }
          state.writer = continuation
          return nil
        }
        if let ready { continuation.resume(with: ready) }
      }
    } onCancel: {
      state.withLock { $0.writer.take() }?.resume(throwing: error)
    }
  }

  private func complete() {
    let exchange = state.withLock { state in
      state.isComplete = true
      return state.current?.exchange
    }
    exchange?.requests.finish()
  }

  /// If the call has ended by itself its status stands and this changes nothing.
  private func fail(_ error: RPCError) {
    let current = state.withLock { state in
      state.end = state.end ?? error
      state.kept = []
      return state.current
    }
    current?.exchange.finish(.failure(error))
    current?.cancel()
  }

  // MARK: The call's side

  /// Whether another attempt could get all that was written.
  var mayBegin: Bool { state.withLock { !$0.isCommitted && $0.end == nil } }

  /// An attempt has begun: it gets what was written so far, and what is written from now on. False
  /// when that is not possible any more.
  func begin(_ exchange: ClientExchange, cancel: @escaping @Sendable () -> Void) -> Bool {
    let (hasBegun, writer) = state.withLock {
      state -> (Bool, CheckedContinuation<Void, any Error>?) in
      guard !state.isCommitted, state.end == nil else { return (false, nil) }
      state.current = Destination(exchange: exchange, cancel: cancel)
      state.attempts += 1
      // Under the lock, so that nothing that is written later comes before it.
      if !state.kept.isEmpty { exchange.requests.append(state.kept) }
      if state.isComplete { exchange.requests.finish() }
      return (true, state.writer.take())
    }
    writer?.resume()
    return hasBegun
  }

  /// There will not be another attempt after this one.
  func conclude(_ exchange: ClientExchange, _ error: RPCError) {
    let writer = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      guard state.current?.exchange === exchange else { return nil }
      state.end = state.end ?? error
      state.kept = []
      return state.writer.take()
    }
    writer?.resume(throwing: error)
  }

  /// The call is given up during this attempt.
  func cancel(_ exchange: ClientExchange) {
    conclude(exchange, RPCError(.cancelled, "the call was cancelled"))
    let task = state.withLock { $0.current?.exchange === exchange ? $0.task : nil }
    task?.cancel()
  }
}
