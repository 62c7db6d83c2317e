public import RPC

/// The response messages of one call, in order. The call starts with the first `next()`, and is
/// cancelled when its iterator goes or its task is cancelled.
///
/// Throws `RPCError` with the status of the call when that is not OK.
public struct ResponseStream<Message: Sendable>: AsyncSequence, Sendable {
  package typealias Start = @Sendable () async throws -> ClientCallHandle

  let start: Start
  let coding: MessageCoding<Message>
  let maximumSize: Int

  package init(start: @escaping Start, coding: MessageCoding<Message>, maximumSize: Int) {
    self.start = start
    self.coding = coding
    self.maximumSize = maximumSize
  }

  /// Iterates over the messages of a call of its own.
  public func makeAsyncIterator() -> Iterator {
    Iterator(start: start, coding: coding, batch: MessageBatch(limit: maximumSize))
  }

  /// Reads the messages.
  public struct Iterator: AsyncIteratorProtocol {
    let start: Start
    let coding: MessageCoding<Message>
    var batch: MessageBatch
    var handle: ClientCallHandle?
    var isFinished = false

    init(start: @escaping Start, coding: MessageCoding<Message>, batch: MessageBatch) {
      self.start = start
      self.coding = coding
      self.batch = batch
    }

    /// The metadata that came before the first message; nil before it came.
    public var initialMetadata: Metadata? { handle?.exchange.initialMetadata }

    /// The metadata that ended the call.
    public var trailingMetadata: Metadata { handle?.exchange.trailingMetadata ?? Metadata() }

    /// The next message; nil at the end.
    public mutating func next() async throws -> Message? {
      try await next(isolation: #isolation)
    }

    /// The next message; nil at the end.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(any Error) -> Message? {
      let coding = coding
      while !isFinished {
        do {
          if let message = try batch.next({ try Self.decode($0, coding) }) { return message }
        } catch {
          isFinished = true
          handle?.cancel()
          throw error
        }
        guard let more = try await nextBatch(isolation: actor) else { break }
        batch.append(more)
      }
      return nil
    }

    private mutating func nextBatch(isolation actor: isolated (any Actor)?) async throws -> [UInt8]? {
      do {
        if handle == nil { handle = try await start() }
        guard let handle else { return nil }
        let more = try await withTaskCancellationHandler {
          try await handle.exchange.responses.next(isolation: actor)
        } onCancel: {
          handle.cancel()
        }
        if more == nil {
          isFinished = true
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

    private static func decode(
      _ bytes: UnsafeRawBufferPointer, _ coding: MessageCoding<Message>
    ) throws -> Message {
      do {
        return try coding.decode(bytes)
      } catch let error as RPCError {
        throw error
      } catch {
        throw RPCError(.internalError, "the response cannot be decoded: \(error)")
      }
    }
  }
}
