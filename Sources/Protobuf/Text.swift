package import CProtobufC

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

// No extensions of C types here: other modules that include protobuf-c.h see them as their own.
extension UnsafeRawBufferPointer {
  /// The bytes of a field, borrowed from its message.
  package init(_ field: ProtobufCBinaryData) {
    self.init(start: field.data, count: field.len)
  }
}

extension String {
  /// The text of a field that came from outside.
  ///
  /// - Throws: `ProtobufError` naming `field` when the bytes are not UTF-8 or hold a NUL, which C
  ///   programs and databases take for the end.
  package init(
    checking bytes: ProtobufCBinaryData, field: @autoclosure () -> String
  ) throws(ProtobufError) {
    try self.init(checking: UnsafeRawBufferPointer(bytes), field: field())
  }

  /// The text of bytes that came from outside; see `init(checking:field:)`.
  package init(
    checking bytes: UnsafeRawBufferPointer, field: @autoclosure () -> String
  ) throws(ProtobufError) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else {
      self = ""
      return
    }
    // What is not UTF-8 is mended here, and is then not what came. `String(validating:)` looks up
    // generic types for each text, which takes longer than making it.
    let text = String(decoding: bytes, as: UTF8.self)
    let isWhole = text.utf8.withContiguousStorageIfAvailable {
      $0.count == bytes.count && memcmp($0.baseAddress!, start, bytes.count) == 0
    }
    guard isWhole ?? text.utf8.elementsEqual(bytes) else {
      throw ProtobufError(code: .invalidUTF8, message: "\(field()) is not valid UTF-8")
    }
    // A third of what decoding a statement takes, if it is done byte by byte.
    if let found = memchr(start, 0, bytes.count) {
      let before = bytes.prefix(start.distance(to: UnsafeRawPointer(found)))
      // Characters take long to count, and who sends megabytes hardly looks for one.
      let place =
        before.count > 4_096
        ? "" : " at character \(String(decoding: before, as: UTF8.self).count + 1)"
      throw ProtobufError(
        code: .textHoldsNUL, message: "\(field()) holds a NUL character\(place)")
    }
    self = text
  }
}
