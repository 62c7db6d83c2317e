/// Where a response's messages come from when they are pulled as the peer's window and the socket
/// ask for bytes: no queue stands between the source and the connection.
///
/// Called on the connection's thread only. Bytes are gRPC-framed messages, one after the other;
/// boundaries of messages need not fall on those of calls.
package protocol MessageSource: AnyObject {
  /// How many bytes, at most `limit`, can be copied now, and whether they are the last. Does not move.
  /// 0 bytes that are not the last mean that there are none yet, of much that was looked at: the source
  /// is asked again when other connections had their turn.
  func prepare(upTo limit: Int) -> (count: Int, isLast: Bool)
  /// Copies the next `count` bytes and moves on.
  func copy(_ count: Int, to destination: UnsafeMutableRawPointer)
}

/// Framed messages that stay where they are until they are sent.
package struct EncodedMessages {
  /// Keeps `bytes` alive.
  package let owner: AnyObject
  /// One or more framed messages.
  package let bytes: UnsafeRawBufferPointer
  /// Bytes that are kept for this alone.
  package private(set) var ownByteCount = 0

  package init(owner: AnyObject, bytes: UnsafeRawBufferPointer) {
    self.owner = owner
    self.bytes = bytes
  }

  /// A message that was just encoded: `encode` fills exactly `length` bytes.
  package init(length: Int, encode: (UnsafeMutableRawBufferPointer) -> Void) {
    let storage = MessageStorage(length: MessageFrame.prefixLength + length)
    storage.bytes[0] = 0
    storage.bytes.storeBytes(of: UInt32(length).bigEndian, toByteOffset: 1, as: UInt32.self)
    encode(UnsafeMutableRawBufferPointer(rebasing: storage.bytes[MessageFrame.prefixLength...]))
    self.init(owner: storage, bytes: UnsafeRawBufferPointer(storage.bytes))
    ownByteCount = bytes.count
  }

  /// Bytes as they are to be sent.
  init(_ bytes: [UInt8]) {
    let storage = MessageStorage(length: bytes.count)
    storage.bytes.copyBytes(from: bytes)
    self.init(owner: storage, bytes: UnsafeRawBufferPointer(storage.bytes))
    ownByteCount = bytes.count
  }
}

/// The one owner of a message's memory.
private final class MessageStorage {
  let bytes: UnsafeMutableRawBufferPointer
  init(length: Int) { bytes = .allocate(byteCount: length, alignment: 1) }
  deinit { bytes.deallocate() }
}
