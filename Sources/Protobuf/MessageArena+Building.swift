package import CProtobufC

// Building a message to pack: every part of it lives in the arena.
extension MessageArena {
  /// A message with every field at its default.
  package func make<Message>(_ type: MessageType<Message>) -> UnsafeMutablePointer<Message> {
    let message = allocate(byteCount: MemoryLayout<Message>.size)
      .bindMemory(to: Message.self, capacity: 1)
    type.initialize(message)
    return message
  }

  /// A copy of `text` for a string field.
  package func text(_ text: String) -> ProtobufCBinaryData {
    var text = text
    return text.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
  }

  /// A copy of `text` for a field that protobuf-c keeps as a C string, as it does keys and values of
  /// maps: text after a NUL is lost.
  package func terminated(_ text: String) -> UnsafeMutablePointer<CChar> {
    var text = text
    return text.withUTF8 { utf8 in
      let copy = UnsafeMutableRawBufferPointer(
        start: allocate(byteCount: utf8.count + 1), count: utf8.count + 1)
      copy.copyBytes(from: utf8)
      copy[utf8.count] = 0
      return copy.baseAddress!.assumingMemoryBound(to: CChar.self)
    }
  }

  /// A copy of `bytes` for a bytes field.
  package func bytes(_ bytes: UnsafeRawBufferPointer) -> ProtobufCBinaryData {
    guard let source = bytes.baseAddress, !bytes.isEmpty else {
      return ProtobufCBinaryData(len: 0, data: nil)
    }
    let copy = allocate(byteCount: bytes.count)
    copy.copyMemory(from: source, byteCount: bytes.count)
    return ProtobufCBinaryData(
      len: bytes.count, data: copy.assumingMemoryBound(to: UInt8.self))
  }

  /// The values of a repeated field, made one by one; nil for none.
  package func repeated<Values: Collection, Element>(
    _ values: Values, _ make: (Values.Element) -> Element
  ) -> UnsafeMutablePointer<Element>? {
    guard !values.isEmpty else { return nil }
    let elements = allocate(byteCount: MemoryLayout<Element>.stride * values.count)
      .bindMemory(to: Element.self, capacity: values.count)
    for (index, value) in values.enumerated() {
      (elements + index).initialize(to: make(value))
    }
    return elements
  }

  /// The messages of a repeated field, made one by one; nil for none.
  package func repeatedMessages<Values: Collection, Message>(
    _ values: Values, _ make: (Values.Element) -> UnsafeMutablePointer<Message>
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<Message>?>? {
    repeated(values) { Optional(make($0)) }
  }
}
