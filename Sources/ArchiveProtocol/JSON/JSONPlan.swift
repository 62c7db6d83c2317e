internal import CProtobufC
package import Protobuf

/// How a type of message is written as JSON and read from it: protobuf's JSON mapping
/// (https://protobuf.dev/programming-guides/json/), made of protobuf-c's descriptors once.
///
/// A field that is added to the schema is added here by that alone. Plans stay for as long as the
/// program runs.
///
/// `@unchecked Sendable` is sound: what a plan points to is made in `init`, and neither changed nor
/// released afterwards.
package final class JSONPlan: @unchecked Sendable {
  let descriptor: UnsafePointer<ProtobufCMessageDescriptor>
  /// In the order of their numbers.
  let fields: UnsafeBufferPointer<JSONField>

  package convenience init<Message>(_ type: MessageType<Message>) {
    self.init(type.descriptor, within: [])
  }

  /// - Parameter outer: the messages that this one is nested in, none of which may be its own kind.
  private init(
    _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
    within outer: [UnsafePointer<ProtobufCMessageDescriptor>]
  ) {
    precondition(!outer.contains(descriptor), "a message that contains its own kind has no plan")
    self.descriptor = descriptor
    let count = Int(descriptor.pointee.n_fields)
    // What was seen of a message is a bit each of a word.
    precondition(count <= 64, "a message of more than 64 fields has no plan")
    let fields = UnsafeMutablePointer<JSONField>.allocate(capacity: max(1, count))
    for index in 0..<count {
      let field = descriptor.pointee.fields + index
      var nested: JSONPlan?
      if field.pointee.type == PROTOBUF_C_TYPE_MESSAGE, let inner = field.pointee.descriptor {
        nested = JSONPlan(
          inner.assumingMemoryBound(to: ProtobufCMessageDescriptor.self),
          within: outer + [descriptor])
      }
      (fields + index).initialize(to: JSONField(field.pointee, nested: nested))
    }
    self.fields = UnsafeBufferPointer(start: fields, count: count)
  }

  /// The names of the fields that a message has set, in the order of their numbers.
  package func setFields<Message>(of message: UnsafePointer<Message>) -> [String] {
    precondition(MemoryLayout<Message>.size == descriptor.pointee.sizeof_message)
    return fields.lazy.filter { $0.isSet(in: UnsafeRawPointer(message)) }
      .map { String(decoding: $0.name, as: UTF8.self) }
  }

  /// A new message of the plan's type in `arena`.
  func makeMessage(in arena: MessageArena) -> UnsafeMutableRawPointer {
    let memory = arena.allocate(byteCount: descriptor.pointee.sizeof_message)
    protobuf_c_message_init(descriptor, memory)
    return memory
  }
}

/// A field of a message: where it is in the struct and what it is called.
struct JSONField {
  /// The name in lowerCamelCase, in quotation marks and with a colon behind it.
  let key: UnsafeRawBufferPointer
  /// The name as the schema has it.
  let originalName: UnsafeRawBufferPointer
  let offset: Int
  let isRepeated: Bool
  /// Where the number of values is, if the field is repeated.
  let countOffset: Int
  let kind: Kind
  /// What a message field holds; never released.
  let nested: Unmanaged<JSONPlan>?
  /// The values of an enumeration.
  let values: UnsafeBufferPointer<JSONEnumerationValue>

  enum Kind: UInt8 {
    case int32, uint32, int64, uint64, float, boolean, enumeration, text, bytes, message
  }

  /// The name in lowerCamelCase.
  var name: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: key[1..<key.count - 2])
  }

  /// Bytes from one value of a repeated field to the next.
  var stride: Int {
    switch kind {
    case .int32, .uint32, .float, .boolean, .enumeration: 4
    case .int64, .uint64: 8
    case .text, .bytes: MemoryLayout<ProtobufCBinaryData>.stride
    case .message: MemoryLayout<UnsafeRawPointer?>.stride
    }
  }

  /// Whether a message has a value here that is not the default.
  func isSet(in message: UnsafeRawPointer) -> Bool {
    if isRepeated { return (message + countOffset).load(as: Int.self) > 0 }
    let place = message + offset
    return switch kind {
    case .int32, .uint32, .float, .boolean, .enumeration: place.load(as: UInt32.self) != 0
    case .int64, .uint64: place.load(as: UInt64.self) != 0
    case .text, .bytes: place.load(as: ProtobufCBinaryData.self).len > 0
    case .message: place.load(as: UnsafeRawPointer?.self) != nil
    }
  }

  init(_ field: ProtobufCFieldDescriptor, nested: JSONPlan?) {
    let original = String(cString: field.name)
    precondition(
      field.flags & UInt32(PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue) == 0,
      "\(original) is of a oneof, which has no plan")
    key = permanent("\"\(Self.camelCase(original))\":")
    originalName = permanent(original)
    offset = Int(field.offset)
    isRepeated = field.label == PROTOBUF_C_LABEL_REPEATED
    // A field that knows whether it is set would be left out when it is set to its default.
    precondition(
      isRepeated || field.quantifier_offset == 0, "\(original) is optional, which has no plan")
    countOffset = Int(field.quantifier_offset)
    self.nested = nested.map { Unmanaged.passRetained($0) }
    switch field.type {
    case PROTOBUF_C_TYPE_INT32, PROTOBUF_C_TYPE_SINT32, PROTOBUF_C_TYPE_SFIXED32: kind = .int32
    case PROTOBUF_C_TYPE_UINT32, PROTOBUF_C_TYPE_FIXED32: kind = .uint32
    case PROTOBUF_C_TYPE_INT64, PROTOBUF_C_TYPE_SINT64, PROTOBUF_C_TYPE_SFIXED64: kind = .int64
    case PROTOBUF_C_TYPE_UINT64, PROTOBUF_C_TYPE_FIXED64: kind = .uint64
    case PROTOBUF_C_TYPE_FLOAT: kind = .float
    case PROTOBUF_C_TYPE_BOOL: kind = .boolean
    case PROTOBUF_C_TYPE_ENUM: kind = .enumeration
    case PROTOBUF_C_TYPE_MESSAGE: kind = .message
    case PROTOBUF_C_TYPE_BYTES:
      // Strings are kept as bytes too (scripts/generate-proto); they alone have a default, and
      // repeated bytes are in no schema.
      kind = isRepeated || field.default_value != nil ? .text : .bytes
    default: preconditionFailure("\(original) is of a type that has no plan")
    }
    var values: [JSONEnumerationValue] = []
    if kind == .enumeration, let type = field.descriptor {
      values = JSONEnumerationValue.all(
        of: type.assumingMemoryBound(to: ProtobufCEnumDescriptor.self))
    }
    let memory = UnsafeMutablePointer<JSONEnumerationValue>.allocate(capacity: max(1, values.count))
    memory.initialize(from: values, count: values.count)
    self.values = UnsafeBufferPointer(start: memory, count: values.count)
  }

  private static func camelCase(_ name: String) -> String {
    var result = ""
    var isNext = false
    for character in name {
      if character == "_" {
        isNext = true
      } else {
        result += isNext ? character.uppercased() : String(character)
        isNext = false
      }
    }
    return result
  }
}

/// A value of an enumeration.
struct JSONEnumerationValue {
  let number: Int32
  /// As the schema has it, `KIND_PULL_QUOTE`.
  let name: UnsafeRawBufferPointer
  /// Without what all names of the enumeration begin with, `PULL_QUOTE`.
  let shortName: UnsafeRawBufferPointer

  static func all(of type: UnsafePointer<ProtobufCEnumDescriptor>) -> [JSONEnumerationValue] {
    let values = (0..<Int(type.pointee.n_values)).map { type.pointee.values[$0] }
    let names = values.map { String(cString: $0.name) }
    // What stands before `UNSPECIFIED` in the name of 0, wherever that is, stands before all of them.
    guard let zero = values.firstIndex(where: { $0.value == 0 }),
      names[zero].hasSuffix("UNSPECIFIED")
    else { preconditionFailure("\(names) have no UNSPECIFIED that is 0, and so no plan") }
    let prefix = names[zero].dropLast("UNSPECIFIED".count)
    return zip(values, names).map { value, name in
      let whole = permanent(name)
      let short = name.hasPrefix(prefix) ? prefix.utf8.count : 0
      return JSONEnumerationValue(
        number: value.value, name: whole,
        shortName: UnsafeRawBufferPointer(rebasing: whole[short...]))
    }
  }
}

/// A copy of a text's bytes that stays for as long as the program runs.
private func permanent(_ text: String) -> UnsafeRawBufferPointer {
  let utf8 = Array(text.utf8)
  let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, utf8.count), alignment: 1)
  copy.copyBytes(from: utf8)
  return UnsafeRawBufferPointer(rebasing: copy[..<utf8.count])
}
