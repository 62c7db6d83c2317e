/// Cuts received bytes into messages.
///
/// Used by the one task that reads a call's messages: batches go in as they come, messages are read
/// in place. A message that spans batches is put together once it is complete.
package struct MessageBatch {
  private var bytes: [UInt8] = []
  private var position = 0
  private let limit: Int
  /// What compressed messages are compressed with, once the headers have said so.
  package var encoding: CompressionAlgorithm?
  /// Whether the last message that `next` gave came compressed.
  package private(set) var lastWasCompressed = false

  /// What is decompressed counts here; nil where it is not bounded but by the limit.
  private let inflation: InflationBudget?

  /// `limit` is the largest message that is taken, in bytes after decompression.
  package init(
    limit: Int, encoding: CompressionAlgorithm? = nil, inflation: InflationBudget? = nil
  ) {
    self.limit = limit
    self.encoding = encoding
    self.inflation = inflation
  }

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

  /// Bytes that the message takes that is not complete, all of it where its prefix is here; 0 between two
  /// messages.
  package var incompleteCount: Int {
    let available = bytes.count - position
    guard available >= MessageFrame.prefixLength else { return available }
    let prefix = bytes.withUnsafeBytes { MessageFrame.prefix(.init(rebasing: $0[position...])) }
    return MessageFrame.prefixLength + prefix.length
  }

  /// Calls `body` with the next complete message, if there is one, and moves past it.
  ///
  /// Throws RESOURCE_EXHAUSTED for a message over the limit, as soon as its prefix is there where it is
  /// not compressed, and INTERNAL for one that is compressed though no `grpc-encoding` said so, or
  /// whose compressed form is damaged.
  package mutating func next<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result? {
    var result: Result?
    _ = try visitNext { result = try body($0) }
    return result
  }

  /// As `next`, without a result of its own: true if there was a message. Results of generic types
  /// cost a look-up of these types for each message.
  package mutating func visitNext(
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Bool {
    let available = bytes.count - position
    guard available >= MessageFrame.prefixLength else { return false }
    let start = position
    let prefix = bytes.withUnsafeBytes { MessageFrame.prefix(.init(rebasing: $0[start...])) }
    try MessageLimit.check(prefix, limit: limit, encoding: encoding)
    let end = start + MessageFrame.prefixLength + prefix.length
    guard end <= bytes.count else { return false }
    position = end
    lastWasCompressed = prefix.flag != 0
    if lastWasCompressed, let encoding {
      let message = try bytes.withUnsafeBytes {
        let compressed = UnsafeRawBufferPointer(
          rebasing: $0[(start + MessageFrame.prefixLength)..<end])
        return try inflation?.decompress(compressed, encoding, limit: limit)
          ?? Zlib.decompress(compressed, encoding, limit: limit)
      }
      try message.withUnsafeBytes(body)
      return true
    }
    try bytes.withUnsafeBytes {
      try body(.init(rebasing: $0[(start + MessageFrame.prefixLength)..<end]))
    }
    return true
  }
}

/// What both sides check of a message's prefix.
package enum MessageLimit {
  package static func check(
    _ prefix: MessageFrame.Prefix, limit: Int, encoding: CompressionAlgorithm?
  ) throws(RPCError) {
    if prefix.flag != 0 {
      guard prefix.flag == 1, encoding != nil else {
        throw RPCError(
          .internalError,
          prefix.flag == 1
            ? "a message is marked as compressed, but no grpc-encoding says how"
            : "a message is marked with \(prefix.flag), which means nothing in gRPC")
      }
      // Bytes that do not compress become a little longer; more is no message within the limit.
      let allowance = limit / 256 + 64
      if prefix.length > limit.addingReportingOverflow(allowance).partialValue {
        throw RPCError(
          .resourceExhausted,
          "a compressed message of \(prefix.length) bytes is larger than the limit of "
            + "\(limit) bytes")
      }
    } else if prefix.length > limit {
      throw RPCError(
        .resourceExhausted,
        "a message of \(prefix.length) bytes is larger than the limit of \(limit) bytes")
    }
  }
}
