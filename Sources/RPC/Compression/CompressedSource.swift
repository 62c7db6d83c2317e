/// The messages of another source, each compressed for itself.
final class CompressedSource: MessageSource {
  /// Bytes taken from the other source at a time.
  private static let step = 64 * 1024

  private let source: any MessageSource
  private let algorithm: CompressionAlgorithm
  /// The beginning of a message whose rest the source has not given yet.
  private var incomplete: [UInt8] = []
  private var ready: [UInt8] = []
  private var sent = 0
  private var isExhausted = false

  init(_ source: any MessageSource, _ algorithm: CompressionAlgorithm) {
    self.source = source
    self.algorithm = algorithm
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
    let (count, isLast) = source.prepare(upTo: Self.step)
    if count == 0, !isLast { return false }
    let start = incomplete.count
    incomplete.append(contentsOf: repeatElement(0, count: count))
    incomplete.withUnsafeMutableBytes { bytes in
      if count > 0, let base = bytes.baseAddress { source.copy(count, to: base + start) }
    }
    isExhausted = isLast
    let taken = incomplete.withUnsafeBytes { bytes in
      MessageFrame.forEach(in: bytes) { MessageFrame.append($0, algorithm, to: &ready) }
    }
    incomplete.removeSubrange(..<taken)
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
