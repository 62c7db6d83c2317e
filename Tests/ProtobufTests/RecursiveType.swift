import CProtobufC

@testable import Protobuf

/// A message whose field 1 is a message of its own type, as protoc-c would generate it.
struct Recursive {
  var base: ProtobufCMessage
  var inner: UnsafeMutablePointer<Recursive>?
}

/// Its type; the descriptor is never released, like a generated one.
func recursiveType() -> MessageType<Recursive> {
  let descriptor = UnsafeMutablePointer<ProtobufCMessageDescriptor>.allocate(capacity: 1)
  let field = UnsafeMutablePointer<ProtobufCFieldDescriptor>.allocate(capacity: 1)
  let ranges = UnsafeMutablePointer<ProtobufCIntRange>.allocate(capacity: 2)
  ranges.initialize(to: ProtobufCIntRange(start_value: 1, orig_index: 0))
  (ranges + 1).initialize(to: ProtobufCIntRange(start_value: 0, orig_index: 1))
  var own = ProtobufCFieldDescriptor()
  own.name = staticText("inner")
  own.id = 1
  own.label = PROTOBUF_C_LABEL_NONE
  own.type = PROTOBUF_C_TYPE_MESSAGE
  own.offset = UInt32(MemoryLayout<Recursive>.offset(of: \.inner)!)
  own.descriptor = UnsafeRawPointer(descriptor)
  field.initialize(to: own)
  var whole = ProtobufCMessageDescriptor()
  whole.magic = UInt32(PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC)
  whole.name = staticText("test.Recursive")
  whole.sizeof_message = MemoryLayout<Recursive>.size
  whole.n_fields = 1
  whole.fields = UnsafePointer(field)
  whole.n_field_ranges = 1
  whole.field_ranges = UnsafePointer(ranges)
  descriptor.initialize(to: whole)
  return MessageType<Recursive> { message in
    message?.initialize(
      to: Recursive(
        base: ProtobufCMessage(
          descriptor: UnsafePointer(descriptor), n_unknown_fields: 0, unknown_fields: nil),
        inner: nil))
  }
}

private func staticText(_ text: StaticString) -> UnsafePointer<CChar> {
  UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
