public import RPC

/// The response messages of one call, in order. The call starts with the first `next()`, and is
/// cancelled when its iterator goes or its task is cancelled.
///
/// Throws `RPCError` with the status of the call when that is not OK.
public struct ResponseStream<Message: Sendable>: AsyncSequence, Sendable {
  package typealias Start = @Sendable () async throws -> ClientCallHandle

  let start: Start
  let coding: MessageCoding<Message>
  let channel: ClientChannel
  let method: MethodDescriptor

  init(
    start: @escaping Start, coding: MessageCoding<Message>, channel: ClientChannel,
    method: MethodDescriptor
  ) {
    self.start = start
    self.coding = coding
    self.channel = channel
    self.method = method
  }

  /// Iterates over the messages of a call of its own.
  public func makeAsyncIterator() -> Iterator {
    Iterator(
      responses: ResponseReader(start: start, channel: channel, method: method), coding: coding)
  }

  /// Reads the messages.
  public struct Iterator: AsyncIteratorProtocol {
    private let coding: MessageCoding<Message>
    private var responses: ResponseReader

    init(responses: ResponseReader, coding: MessageCoding<Message>) {
      self.coding = coding
      self.responses = responses
    }

    /// The metadata that came before the first message; nil before it came.
    public var initialMetadata: Metadata? { responses.handle?.exchange.initialMetadata }

    /// Whether the last message came compressed.
    public var lastMessageWasCompressed: Bool { responses.lastWasCompressed }

    /// The metadata that ended the call.
    public var trailingMetadata: Metadata {
      responses.handle?.exchange.trailingMetadata ?? Metadata()
    }

    /// The next message; nil at the end.
    public mutating func next() async throws -> Message? {
      try await next(isolation: #isolation)
    }

    /// The next message; nil at the end.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(any Error) -> Message? {
      try await responses.next(isolation: actor, coding.decode)
    }
  }
}
