internal import Synchronization

/// Bytes that a connection received for one call, handed in batches to the task that reads them.
///
/// The connection appends on its thread; one reader takes everything that has come since it last
/// asked. Memory is bounded by the stream's flow-control window, which opens again only when
/// `onTaken` is told that the reader took its bytes.
package final class InboundQueue: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    /// How long the last batch was: the next is likely as long, and grows at once to that.
    var expected = 0
    var end: Result<Void, RPCError>?
    /// Resumed exactly once: whoever takes it out, under the lock, resumes it.
    var reader: UnsafeContinuation<[UInt8]?, any Error>?

    mutating func take() -> [UInt8] {
      expected = bytes.count
      defer { bytes = [] }
      return bytes
    }
  }

  private let state = Mutex(State())
  private let onTaken: @Sendable (Int) -> Void

  /// `onTaken` is called, on any thread, with the size of each batch the reader took.
  package init(onTaken: @escaping @Sendable (Int) -> Void) { self.onTaken = onTaken }

  /// Appends what was received. True when a reader waits: `deliver()` is due once everything that
  /// came in the same burst is here, so that the reader is woken once for all of it.
  package func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let isWaiting = state.withLock { state -> Bool? in
      guard state.end == nil else { return nil }
      if state.bytes.isEmpty { state.bytes.reserveCapacity(max(bytes.count, state.expected)) }
      state.bytes.append(contentsOf: bytes)
      return state.reader != nil
    }
    // Nobody will take what comes after the end.
    if isWaiting == nil { onTaken(bytes.count) }
    return isWaiting ?? false
  }

  /// Nobody reads any more: what is there, and what may still come, counts as taken.
  package func discard() {
    finish(.failure(RPCError(.cancelled, "nobody reads this call's messages any more")))
    let count = state.withLock { state in
      defer { state.bytes = [] }
      return state.bytes.count
    }
    if count > 0 { onTaken(count) }
  }

  /// Hands what is there to a reader that waits.
  package func deliver() {
    let (reader, batch) = state.withLock { state in
      guard !state.bytes.isEmpty, let reader = state.reader else {
        return (UnsafeContinuation<[UInt8]?, any Error>?.none, [UInt8]())
      }
      state.reader = nil
      return (reader, state.take())
    }
    guard let reader else { return }
    reader.resume(returning: batch)
    onTaken(batch.count)
  }

  /// Ends the queue: after the bytes already there the reader gets nil, or the error. Bytes that
  /// came before an error are still delivered. Only the first end counts.
  package func finish(_ end: Result<Void, RPCError>) {
    deliver()
    let reader = state.withLock { state -> UnsafeContinuation<[UInt8]?, any Error>? in
      guard state.end == nil else { return nil }
      state.end = end
      defer { state.reader = nil }
      return state.reader
    }
    guard let reader else { return }
    switch end {
    case .success: reader.resume(returning: nil)
    case .failure(let error): reader.resume(throwing: error)
    }
  }

  /// Everything received since the last call, at least a byte; nil at the end. One reader at a time:
  /// another gets INTERNAL. Throws CANCELLED when the task is cancelled while it waits.
  package func next(isolation: isolated (any Actor)? = #isolation) async throws -> [UInt8]? {
    if let batch = try takeReady() { return batch.isEmpty ? nil : batch }
    return try await withTaskCancellationHandler {
      try await wait(isolation: isolation)
    } onCancel: {
      let reader = state.withLock { $0.reader.take() }
      reader?.resume(throwing: RPCError.taskCancelled)
    }
  }

  private func wait(isolation: isolated (any Actor)?) async throws -> [UInt8]? {
    try await withUnsafeThrowingContinuation { continuation in
      let ready = state.withLock { state -> Result<[UInt8]?, any Error>? in
        if !state.bytes.isEmpty { return .success(state.take()) }
        switch state.end {
        case .success: return .success(nil)
        case .failure(let error): return .failure(error)
        case nil:
          // Under the lock, so that a cancellation either is seen here or finds the reader.
          if Task.isCancelled { return .failure(RPCError.taskCancelled) }
          guard state.reader == nil else { return .failure(RPCError.twoReaders) }
          state.reader = continuation
          return nil
        }
      }
      guard let ready else { return }
      if case .success(let batch?) = ready { onTaken(batch.count) }
      continuation.resume(with: ready)
    }
  }

  /// The batch that is there, an empty one at the end, nil when the reader has to wait.
  private func takeReady() throws -> [UInt8]? {
    let batch = try state.withLock { state throws -> [UInt8]? in
      if !state.bytes.isEmpty { return state.take() }
      guard let end = state.end else { return nil }
      try end.get()
      return []
    }
    if let batch, !batch.isEmpty { onTaken(batch.count) }
    return batch
  }
}
