/// Cuts received bytes into messages.
///
/// Used by the one task that reads a call's messages: batches go in as they come, messages are read
/// in place. A message that spans batches is put together once it is complete.
package struct MessageBatch {
  private var bytes: [UInt8] = []
  private var position = 0
  private let limit: Int

  /// `limit` is the largest message that is taken, in bytes.
  package init(limit: Int) { self.limit = limit }

  /// Appends a batch.
  package mutating func append(_ batch: [UInt8]) {
    if position == bytes.count {
      bytes = batch
    } else {
      bytes.removeSubrange(..<position)
      bytes += batch
    }
    position = 0
  }

  /// Whether no bytes are left over.
  package var isEmpty: Bool { position == bytes.count }

  /// Calls `body` with the next complete message, if there is one, and moves past it.
  ///
  /// Throws RESOURCE_EXHAUSTED for a message over the limit, as soon as its prefix is there, and
  /// INTERNAL for one that is compressed, since no compression was agreed on.
  package mutating func next<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result? {
    let available = bytes.count - position
    guard available >= MessageFrame.prefixLength else { return nil }
    let start = position
    let prefix = bytes.withUnsafeBytes { MessageFrame.prefix(.init(rebasing: $0[start...])) }
    try MessageLimit.check(prefix, limit: limit)
    let end = start + MessageFrame.prefixLength + prefix.length
    guard end <= bytes.count else { return nil }
    position = end
    return try bytes.withUnsafeBytes {
      try body(.init(rebasing: $0[(start + MessageFrame.prefixLength)..<end]))
    }
  }
}

/// What both sides check of a message's prefix.
package enum MessageLimit {
  package static func check(_ prefix: MessageFrame.Prefix, limit: Int) throws(RPCError) {
    if prefix.length > limit {
      throw RPCError(
        .resourceExhausted,
        "a message of \(prefix.length) bytes is larger than the limit of \(limit) bytes")
    }
    if prefix.isCompressed {
      throw RPCError(
        .internalError, "a message is marked as compressed, but no grpc-encoding was agreed on")
    }
  }
}
