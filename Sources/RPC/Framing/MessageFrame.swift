/// gRPC's prefix before each message: a compressed flag and a big-endian length
/// (grpc/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message").
package enum MessageFrame {
  package static let prefixLength = 5

  package struct Prefix: Hashable, Sendable {
    /// 0, or 1 for a compressed message. Nothing else is defined.
    package var flag: UInt8
    package var length: Int
  }

  /// Throws RESOURCE_EXHAUSTED for a message whose length no prefix can say.
  package static func check(length: Int) throws(RPCError) {
    guard length <= Int(UInt32.max) else {
      throw RPCError(
        .resourceExhausted,
        "a message of \(length) bytes is larger than gRPC's prefix can say: 4 GiB")
    }
  }

  /// The prefix at the start of `bytes`, which holds at least five.
  package static func prefix(_ bytes: UnsafeRawBufferPointer) -> Prefix {
    let length = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
    return Prefix(flag: bytes[0], length: Int(length))
  }

  /// Calls `body` with each message that is there in full, without its prefix.
  /// - Returns: the bytes that these take.
  static func forEach(
    in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows -> Int {
    var taken = 0
    while bytes.count - taken >= prefixLength {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[taken...])
      let end = prefixLength + prefix(rest).length
      guard rest.count >= end else { break }
      try body(UnsafeRawBufferPointer(rebasing: rest[prefixLength..<end]))
      taken += end
    }
    return taken
  }

  /// Appends the prefix of an uncompressed message.
  package static func appendPrefix(length: Int, to bytes: inout [UInt8]) {
    bytes.append(0)
    withUnsafeBytes(of: UInt32(length).bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Copies `count` bytes of a message behind its prefix, from `offset` on, which counts the prefix.
  static func copy(
    _ message: [UInt8], from offset: Int, _ count: Int, to destination: UnsafeMutableRawPointer
  ) {
    var destination = destination
    var offset = offset
    let end = offset + count
    if offset < prefixLength {
      withUnsafeTemporaryAllocation(byteCount: prefixLength, alignment: 1) { prefix in
        prefix[0] = 0
        prefix.storeBytes(of: UInt32(message.count).bigEndian, toByteOffset: 1, as: UInt32.self)
        let rest = min(end, prefixLength) - offset
        destination.copyMemory(from: prefix.baseAddress! + offset, byteCount: rest)
        destination += rest
        offset += rest
      }
    }
    guard offset < end else { return }
    message.withUnsafeBytes {
      destination.copyMemory(
        from: $0.baseAddress! + (offset - prefixLength), byteCount: end - offset)
    }
  }

  /// A message with its prefix, of a length that was checked.
  package static func framed(_ message: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prefixLength + message.count)
    appendPrefix(length: message.count, to: &bytes)
    bytes += message
    return bytes
  }

  /// A message with its prefix, of a length that was checked, compressed if there is an algorithm.
  package static func framed(
    _ message: [UInt8], _ compression: CompressionAlgorithm?
  ) -> [UInt8] {
    guard let compression else { return framed(message) }
    var bytes: [UInt8] = []
    message.withUnsafeBytes { append($0, compression, to: &bytes) }
    return bytes
  }

  /// Appends a message with its prefix, compressed unless that makes it no shorter.
  static func append(
    _ message: UnsafeRawBufferPointer, _ compression: CompressionAlgorithm, to bytes: inout [UInt8]
  ) {
    let start = bytes.count
    appendPrefix(length: message.count, to: &bytes)
    guard Zlib.compress(message, compression, to: &bytes) else {
      bytes.append(contentsOf: message)
      return
    }
    let length = bytes.count - start - prefixLength
    bytes[start] = 1
    bytes.withUnsafeMutableBytes {
      $0.storeBytes(of: UInt32(length).bigEndian, toByteOffset: start + 1, as: UInt32.self)
    }
  }
}
