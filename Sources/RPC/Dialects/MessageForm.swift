/// How a method's messages are known as JSON, by those who know what they hold.
package struct MessageForm: Sendable {
  /// The request's message of its JSON, whose bytes are valid during the call only. Throws
  /// INVALID_ARGUMENT, which names what is wrong.
  package var request: @Sendable (UnsafeRawBufferPointer) throws -> [UInt8]
  /// Makes what appends the JSON of an answer's message, used by one thread at a time.
  package var makeWriter: @Sendable () -> Writer

  package typealias Writer = (_ message: UnsafeRawBufferPointer, _ json: inout [UInt8]) throws ->
    Void

  package init(
    request: @escaping @Sendable (UnsafeRawBufferPointer) throws -> [UInt8],
    makeWriter: @escaping @Sendable () -> Writer
  ) {
    self.request = request
    self.makeWriter = makeWriter
  }

  /// A message as JSON.
  func json(_ message: [UInt8]) throws -> [UInt8] {
    var json: [UInt8] = []
    let write = makeWriter()
    try message.withUnsafeBytes { try write($0, &json) }
    return json
  }

  /// Framed messages as framed JSON.
  func framed(_ messages: EncodedMessages) throws -> EncodedMessages {
    var json: [UInt8] = []
    let write = makeWriter()
    _ = try MessageFrame.forEach(in: messages.bytes) { try Self.append($0, write, to: &json) }
    return EncodedMessages(json)
  }

  /// What an answer is in JSON. Work is done, and its answer converted, by whoever does it.
  func response(_ response: ServerResponse) throws -> ServerResponse {
    switch response {
    case .messages(let messages): .messages(try framed(messages))
    case .source(let source): .source(ConvertedSource(source, makeWriter()))
    case .work(let body): .work { try self.response(body($0)) }
    }
  }

  static func append(
    _ message: UnsafeRawBufferPointer, _ write: Writer, to bytes: inout [UInt8]
  ) throws {
    let start = bytes.count
    MessageFrame.appendPrefix(length: 0, to: &bytes)
    try write(message, &bytes)
    let length = bytes.count - start - MessageFrame.prefixLength
    try MessageFrame.check(length: length)
    bytes.withUnsafeMutableBytes {
      $0.storeBytes(of: UInt32(length).bigEndian, toByteOffset: start + 1, as: UInt32.self)
    }
  }
}

/// The messages of another source, each written anew.
final class ConvertedSource: MessageSource {
  /// Bytes taken from the other source at a time: what one turn of a stream costs.
  private static let step = 16 * 1024

  private let source: any MessageSource
  private let write: MessageForm.Writer
  /// The beginning of a message whose rest the source has not given yet.
  private var incomplete: [UInt8] = []
  private var ready: [UInt8] = []
  private var sent = 0
  private var isExhausted = false
  /// Why there will be no more.
  private(set) var failure: RPCError?

  init(_ source: any MessageSource, _ write: @escaping MessageForm.Writer) {
    self.source = source
    self.write = write
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
    let whole = ready.count
    do {
      let taken = try incomplete.withUnsafeBytes { bytes in
        try MessageFrame.forEach(in: bytes) { try MessageForm.append($0, write, to: &ready) }
      }
      incomplete.removeSubrange(..<taken)
    } catch {
      ready.removeSubrange(whole...)
      failure = (error as? RPCError) ?? RPCError(.internalError, "an answer has no form in JSON")
      isExhausted = true
    }
    return true
  }
}
