package import CProtobufC

extension ProtobufCBinaryData {
  /// The field's bytes, borrowed from the message.
  package var rawBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: data, count: len) }
}

extension String {
  /// The text of a field that came from outside.
  ///
  /// - Throws: `ProtobufError` naming `field` when the bytes are not UTF-8 or hold a NUL, which C
  ///   programs and databases take for the end.
  package init(
    checking bytes: ProtobufCBinaryData, field: @autoclosure () -> String
  ) throws(ProtobufError) {
    try self.init(checking: bytes.rawBytes, field: field())
  }

  /// The text of bytes that came from outside; see `init(checking:field:)`.
  package init(
    checking bytes: UnsafeRawBufferPointer, field: @autoclosure () -> String
  ) throws(ProtobufError) {
    guard !bytes.isEmpty else {
      self = ""
      return
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ProtobufError(code: .invalidUTF8, message: "\(field()) is not valid UTF-8")
    }
    guard !bytes.contains(0) else {
      throw ProtobufError(code: .textHoldsNUL, message: "\(field()) holds a NUL character")
    }
    self = text
  }
}
