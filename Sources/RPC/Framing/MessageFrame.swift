/// gRPC's prefix before each message: a compressed flag and a big-endian length
/// (grpc/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message").
package enum MessageFrame {
  package static let prefixLength = 5

  package struct Prefix: Hashable, Sendable {
    /// The flag is not 0. Only 0 and 1 are defined; others mean nothing that could be read either.
    package var isCompressed: Bool
    package var length: Int
  }

  /// The prefix at the start of `bytes`, which holds at least five.
  package static func prefix(_ bytes: UnsafeRawBufferPointer) -> Prefix {
    let length = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
    return Prefix(isCompressed: bytes[0] != 0, length: Int(length))
  }

  /// Appends the prefix of an uncompressed message.
  package static func appendPrefix(length: Int, to bytes: inout [UInt8]) {
    bytes.append(0)
    withUnsafeBytes(of: UInt32(length).bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// A message with its prefix.
  package static func framed(_ message: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prefixLength + message.count)
    appendPrefix(length: message.count, to: &bytes)
    bytes += message
    return bytes
  }
}
