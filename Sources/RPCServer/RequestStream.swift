package import RPC

/// The request messages of one call, in order. Read by one task.
///
/// Throws `RPCError` when the client breaks off, sends what cannot be decoded, or sends a message
/// over the server's limit; a handler that lets the error through ends the call with it.
public struct RequestStream<Message>: AsyncSequence, Sendable {
  let exchange: ServerExchange
  let coding: MessageCoding<Message>

  /// Iterates over the messages; only one iterator may be made.
  public func makeAsyncIterator() -> Iterator {
    Iterator(
      exchange: exchange, coding: coding,
      batch: MessageBatch(
        limit: exchange.maximumRequestSize, encoding: exchange.requestEncoding,
        inflation: exchange.inflation))
  }

  /// Reads the messages.
  public struct Iterator: AsyncIteratorProtocol {
    let exchange: ServerExchange
    let coding: MessageCoding<Message>
    var batch: MessageBatch
    /// Messages read since others of the loop had their turn.
    private var sinceTurn = 0
    /// The exchange was told of an incomplete message.
    private var isHolding = false

    private static var messagesPerTurn: Int { 128 }

    init(exchange: ServerExchange, coding: MessageCoding<Message>, batch: MessageBatch) {
      self.exchange = exchange
      self.coding = coding
      self.batch = batch
    }

    /// The next message; nil at the end.
    public mutating func next() async throws -> Message? {
      try await next(isolation: #isolation)
    }

    /// The next message; nil at the end.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(any Error) -> Message? {
      while true {
        let (coding, exchange) = (coding, exchange)
        if let message = try batch.next({
          try exchange.reading($0) { try coding.decodeRequest($0) }
        }) {
          if isHolding {
            try exchange.holdIncomplete(0)
            isHolding = false
          }
          if batch.encoding != nil { exchange.lastRequestWasCompressed = batch.lastWasCompressed }
          sinceTurn += 1
          if sinceTurn == Self.messagesPerTurn {
            sinceTurn = 0
            // A window holds thousands of tiny messages, of which none would have to be waited for.
            await Task.yield()
          }
          return message
        }
        // Small ones are held by nobody, who then has to be told of none.
        if isHolding || batch.incompleteCount > ServerCall.smallRequest {
          isHolding = true
          try exchange.holdIncomplete(batch.incompleteCount)
        }
        guard let more = try await exchange.requests.next(isolation: actor) else {
          guard batch.isEmpty else {
            throw RPCError(.internalError, "the stream ended in the middle of a request message")
          }
          return nil
        }
        batch.append(more)
      }
    }
  }
}

extension MessageCoding {
  /// Decodes a request. What fails without a status of its own is INTERNAL.
  func decodeRequest(_ bytes: UnsafeRawBufferPointer) throws -> Message {
    do {
      return try decode(bytes)
    } catch let error as RPCError {
      throw error
    } catch {
      throw RPCError(.internalError, "the request cannot be decoded: \(error)")
    }
  }
}

/// Where a handler's responses go. Written by one task at a time.
public struct ResponseWriter<Message>: Sendable {
  let exchange: ServerExchange
  let coding: MessageCoding<Message>

  package init(exchange: ServerExchange, coding: MessageCoding<Message>) {
    self.exchange = exchange
    self.coding = coding
  }

  /// Queues a message, and waits while the client takes none. Throws `RPCError` when the call is over.
  ///
  /// - Parameter compressed: false leaves this message uncompressed in a call whose responses are
  ///   compressed.
  nonisolated(nonsending)
    public func write(_ message: Message, compressed: Bool = true) async throws
  {
    let encoded = try exchange.written(coding.encode(message))
    try MessageFrame.check(length: encoded.count)
    let compression = compressed ? exchange.settledCompression() : nil
    try await exchange.responses.write(MessageFrame.framed(encoded, compression))
  }
}
