internal import CProtobufC

/// How many fields a message may have, those of the messages in it among them.
///
/// Checked on the wire before anything is unpacked: protobuf-c takes memory and time for each field, an
/// empty one of two bytes too, and keeps those that it does not know.
package struct FieldLimits: Sendable {
  /// Fields that the message's type has, each value of a packed list among them.
  package var fields: Int
  /// Fields that it does not have.
  package var unknownFields: Int

  package init(fields: Int, unknownFields: Int) {
    self.fields = fields
    self.unknownFields = unknownFields
  }

  /// Levels of messages within messages, as in other implementations.
  private static let maximumDepth = 100

  /// Checks a message that has not been unpacked. It costs time for each field up to the limits, and
  /// none for what a field holds. Bytes that are no message are left to unpacking to tell.
  package func check<Message>(
    _ bytes: UnsafeRawBufferPointer, are type: MessageType<Message>
  ) throws(ProtobufError) {
    var left = Left(fields: fields, unknownFields: unknownFields)
    do throws(ProtobufError) {
      try count(bytes, type.descriptor, depth: 0, &left)
    } catch {
      guard error.code != .malformed else { return }
      throw error
    }
  }

  /// What may still come.
  private struct Left {
    var fields: Int
    var unknownFields: Int
  }

  private func count(
    _ bytes: UnsafeRawBufferPointer, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
    depth: Int, _ left: inout Left
  ) throws(ProtobufError) {
    guard depth < Self.maximumDepth else {
      throw ProtobufError(
        code: .nestedTooDeeply, message: "\(name(descriptor)) is nested too deeply")
    }
    var reader = WireReader(bytes)
    while let (number, value) = try reader.next() {
      guard
        let field = protobuf_c_message_descriptor_get_field(descriptor, UInt32(number))
      else {
        left.unknownFields -= 1
        guard left.unknownFields >= 0 else {
          throw ProtobufError(
            code: .tooManyFields,
            message: "the request has more than \(unknownFields) fields that the schema has not, "
              + "the last of them number \(number) of \(name(descriptor))")
        }
        continue
      }
      left.fields -= values(of: field, value, atMost: left.fields + 1)
      guard left.fields >= 0 else {
        throw ProtobufError(
          code: .tooManyFields,
          message: "the request has more than \(fields) values in all its fields, the last of them "
            + "in \(String(cString: field.pointee.name)) of \(name(descriptor))")
      }
      if field.pointee.type == PROTOBUF_C_TYPE_MESSAGE, case .bytes(let inner) = value,
        let descriptor = field.pointee.descriptor
      {
        try count(
          inner, descriptor.assumingMemoryBound(to: ProtobufCMessageDescriptor.self),
          depth: depth + 1, &left)
      }
    }
  }

  /// How many values a field brings: several where it is a packed list. Not counted beyond a limit.
  private func values(
    of field: UnsafePointer<ProtobufCFieldDescriptor>, _ value: WireReader.Value, atMost limit: Int
  ) -> Int {
    guard field.pointee.label == PROTOBUF_C_LABEL_REPEATED, case .bytes(let bytes) = value else {
      return 1
    }
    switch field.pointee.type {
    case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: return 1
    case PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FLOAT:
      return bytes.count / 4
    case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_DOUBLE:
      return bytes.count / 8
    default:
      // A varint is at most ten bytes long, and each ends with one that is below 0x80.
      return bytes.prefix(limit * 10).count { $0 < 0x80 }
    }
  }

  private func name(_ descriptor: UnsafePointer<ProtobufCMessageDescriptor>) -> String {
    String(cString: descriptor.pointee.name)
  }
}
