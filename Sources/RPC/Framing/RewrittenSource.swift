/// The messages of another source, each written anew: compressed, or in another form.
final class RewrittenSource: MessageSource {
  /// Appends a message with its prefix as it is to be.
  typealias Rewriting = (_ message: UnsafeRawBufferPointer, _ bytes: inout [UInt8]) throws -> Void

  private let source: any MessageSource
  /// Bytes taken from the other source at a time: what one turn of a stream costs.
  private let step: Int
  private let rewrite: Rewriting
  /// The beginning of a message whose rest the source has not given yet.
  private var incomplete: [UInt8] = []
  private var ready: [UInt8] = []
  private var sent = 0
  private var isExhausted = false
  private var ownFailure: RPCError?

  init(_ source: any MessageSource, step: Int, rewrite: @escaping Rewriting) {
    self.source = source
    self.step = step
    self.rewrite = rewrite
  }

  /// Compresses each message for itself.
  convenience init(_ source: any MessageSource, compressing algorithm: CompressionAlgorithm) {
    self.init(source, step: 64 * 1024) { MessageFrame.append($0, algorithm, to: &$1) }
  }

  /// Why there will be no more, here or where the messages come from.
  var failure: RPCError? { ownFailure ?? (source as? RewrittenSource)?.failure }

  /// Bytes kept until they are sent.
  var heldByteCount: Int {
    incomplete.count + ready.count + ((source as? RewrittenSource)?.heldByteCount ?? 0)
  }

  func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
    while ready.count - sent < limit, !isExhausted, pull() {}
    let unsent = ready.count - sent
    return (min(unsent, limit), isExhausted && unsent <= limit)
  }

  func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
    ready.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      destination.copyMemory(from: base + sent, byteCount: count)
    }
    sent += count
    if sent == ready.count {
      ready.removeAll(keepingCapacity: true)
      sent = 0
    }
  }

  /// False when the source has nothing yet.
  private func pull() -> Bool {
    let (count, isLast) = source.prepare(upTo: step)
    if count == 0, !isLast { return false }
    let start = incomplete.count
    incomplete.append(contentsOf: repeatElement(0, count: count))
    incomplete.withUnsafeMutableBytes { bytes in
      if count > 0, let base = bytes.baseAddress { source.copy(count, to: base + start) }
    }
    isExhausted = isLast
    let whole = ready.count
    do {
      let taken = try incomplete.withUnsafeBytes { bytes in
        try MessageFrame.forEach(in: bytes) { try rewrite($0, &ready) }
      }
      incomplete.removeSubrange(..<taken)
    } catch {
      ready.removeSubrange(whole...)
      ownFailure =
        (error as? RPCError) ?? RPCError(.internalError, "an answer cannot be written anew")
      isExhausted = true
    }
    return true
  }
}

/// Messages that are ready, as a source.
final class EncodedSource: MessageSource {
  private let messages: EncodedMessages
  private var sent = 0

  init(_ messages: EncodedMessages) { self.messages = messages }

  func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
    let left = messages.bytes.count - sent
    return (min(left, limit), left <= limit)
  }

  func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
    guard let base = messages.bytes.baseAddress else { return }
    destination.copyMemory(from: base + sent, byteCount: count)
    sent += count
  }
}
