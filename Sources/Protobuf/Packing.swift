import CProtobufC

/// Packed messages: how long they are, and their bytes.
package enum Packing {
  /// How many bytes `message` takes when packed.
  package static func byteCount<Message>(of message: UnsafePointer<Message>) -> Int {
    protobuf_c_message_get_packed_size(base(message))
  }

  /// Packs `message` to `destination`, which has room for `byteCount(of:)` bytes.
  /// - Returns: the number of bytes written.
  @discardableResult
  package static func pack<Message>(
    _ message: UnsafePointer<Message>, to destination: UnsafeMutableRawPointer
  ) -> Int {
    protobuf_c_message_pack(base(message), destination.assumingMemoryBound(to: UInt8.self))
  }

  /// The bytes of `message`.
  package static func bytes<Message>(of message: UnsafePointer<Message>) -> [UInt8] {
    let count = byteCount(of: message)
    return Array(unsafeUninitializedCapacity: count) { buffer, written in
      written = count == 0 ? 0 : pack(message, to: buffer.baseAddress!)
    }
  }

  /// Every generated struct begins with its ProtobufCMessage.
  private static func base<Message>(
    _ message: UnsafePointer<Message>
  ) -> UnsafePointer<ProtobufCMessage> {
    UnsafeRawPointer(message).assumingMemoryBound(to: ProtobufCMessage.self)
  }
}
