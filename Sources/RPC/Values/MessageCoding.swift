/// How messages of one type are written to and read from the wire.
public struct MessageCoding<Message>: Sendable {
  /// Encodes a message, without gRPC's prefix.
  public var encode: @Sendable (Message) throws -> [UInt8]
  /// Decodes a message. The bytes are valid during the call only.
  public var decode: @Sendable (UnsafeRawBufferPointer) throws -> Message

  /// Combines the two directions.
  public init(
    encode: @escaping @Sendable (Message) throws -> [UInt8],
    decode: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Message
  ) {
    self.encode = encode
    self.decode = decode
  }
}

extension MessageCoding where Message == [UInt8] {
  /// Messages as the bytes they are, for those who bring their own encoding.
  public static var bytes: MessageCoding<[UInt8]> {
    MessageCoding(encode: { $0 }, decode: { Array($0) })
  }
}
