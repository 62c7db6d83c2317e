/// Walks the fields of an encoded message whose type no code was generated for.
package struct WireReader {
  /// A field's value as the wire has it.
  package enum Value {
    case varint(UInt64)
    case bytes(UnsafeRawBufferPointer)
    /// Of a fixed width; nobody has asked for one yet.
    case fixed
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  /// Reads `bytes`, which stay where they are meanwhile.
  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next field; nil at the end.
  package mutating func next() throws(ProtobufError) -> (field: Int, value: Value)? {
    guard position < bytes.count else { return nil }
    let tag = try varint()
    let field = Int(tag >> 3)
    guard field > 0, field < 1 << 29 else { throw Self.malformed }
    switch tag & 7 {
    case 0: return (field, .varint(try varint()))
    case 1:
      try skip(8)
      return (field, .fixed)
    case 2:
      let length = try varint()
      guard length <= UInt64(bytes.count - position) else { throw Self.malformed }
      let start = position
      position += Int(length)
      return (field, .bytes(UnsafeRawBufferPointer(rebasing: bytes[start..<position])))
    case 5:
      try skip(4)
      return (field, .fixed)
    default: throw Self.malformed
    }
  }

  private mutating func skip(_ count: Int) throws(ProtobufError) {
    guard bytes.count - position >= count else { throw Self.malformed }
    position += count
  }

  private mutating func varint() throws(ProtobufError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard position < bytes.count else { throw Self.malformed }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7f) << UInt64(shift)
      if byte & 0x80 == 0 { return value }
    }
    throw Self.malformed
  }

  private static let malformed = ProtobufError(
    code: .malformed, message: "the bytes are no protobuf message")
}
