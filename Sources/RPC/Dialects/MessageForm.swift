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
    case .source(let source): .source(converted(source))
    case .work(let body): .work { try self.response(body($0)) }
    }
  }

  private func converted(_ source: any MessageSource) -> RewrittenSource {
    let write = makeWriter()
    return RewrittenSource(source, step: 16 * 1024) { try Self.append($0, write, to: &$1) }
  }

  private static func append(
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
