package import RPC

/// Reads the messages of one call where they were received, without copying them.
package struct ResponseReader {
  private let start: @Sendable () async throws -> ClientCallHandle
  private var batch: MessageBatch
  /// The call; nil before the first message was asked for.
  package private(set) var handle: ClientCallHandle?
  private var isFinished = false
  /// Whether the last message came compressed.
  package var lastWasCompressed: Bool { batch.lastWasCompressed }

  private let policy: RetryPolicy?
  private let throttle: RetryThrottle?

  package init(
    start: @escaping @Sendable () async throws -> ClientCallHandle, channel: ClientChannel,
    method: MethodDescriptor
  ) {
    self.start = start
    batch = MessageBatch(limit: channel.maximumResponseSize(of: method))
    policy = channel.retryPolicy(of: method)
    throttle = channel.throttle
  }

  /// Calls `body` with the next message; nil at the end of a call that succeeded. What `body` throws
  /// beside an `RPCError` becomes INTERNAL; any error ends the call.
  package mutating func next<Result>(
    isolation actor: isolated (any Actor)?, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) async throws -> Result? {
    var result: Result?
    _ = try await visitNext(isolation: actor) { result = try body($0) }
    return result
  }

  /// As `next`, without a result of its own: false at the end of a call that succeeded.
  package mutating func visitNext(
    isolation actor: isolated (any Actor)?, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) async throws -> Bool {
    while !isFinished {
      if try visitReady(body) { return true }
      guard let more = try await nextBatch(isolation: actor) else { break }
      batch.append(more)
    }
    return false
  }

  /// As `visitNext`, but false as soon as no complete message is there.
  package mutating func visitReady(
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Bool {
    do {
      return try batch.visitNext(body)
    } catch {
      isFinished = true
      handle?.cancel()
      if let error = error as? RPCError { throw error }
      throw RPCError(.internalError, "the response cannot be decoded: \(error)")
    }
  }

  /// The next bytes, of the call's next attempt if the first comes to nothing and may be repeated.
  private mutating func nextBatch(isolation actor: isolated (any Actor)?) async throws -> [UInt8]? {
    while true {
      do {
        return try await nextBatchOfAttempt(isolation: actor)
      } catch let error as RPCError {
        guard let failed = handle,
          let next = try await failed.retried(after: error, policy: policy, throttle: throttle)
        else { throw error }
        handle = next
        isFinished = false
      }
    }
  }

  private mutating func nextBatchOfAttempt(isolation actor: isolated (any Actor)?) async throws
    -> [UInt8]?
  {
    do {
      if handle == nil { handle = try await start() }
      guard let handle else { return nil }
      let more: [UInt8]?
      do {
        more = try await handle.exchange.responses.next(isolation: actor)
      } catch {
        if Task.isCancelled { handle.cancel() }
        throw error
      }
      // A reader that never waits has to look by itself.
      if Task.isCancelled { handle.cancel() }
      if more != nil {
        batch.encoding = handle.exchange.responseEncoding
      } else {
        isFinished = true
        throttle?.succeeded()
        guard batch.isEmpty else {
          throw RPCError(.internalError, "the stream ended in the middle of a message")
        }
      }
      return more
    } catch {
      isFinished = true
      throw error
    }
  }
}
