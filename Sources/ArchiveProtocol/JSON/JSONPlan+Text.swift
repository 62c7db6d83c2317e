internal import CProtobufC

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension JSONPlan {
  /// The first field of a message, or of one within it, whose text holds a NUL character, as its path
  /// in the schema's names, "attribution.label"; nil where none does.
  /// - Complexity: O(bytes of text).
  package func fieldWithNUL<Message>(of message: UnsafePointer<Message>) -> String? {
    precondition(MemoryLayout<Message>.size == descriptor.pointee.sizeof_message)
    return fieldWithNUL(of: UnsafeRawPointer(message))
  }

  func fieldWithNUL(of message: UnsafeRawPointer) -> String? {
    for field in fields where field.kind == .text || field.kind == .message {
      var place = message + field.offset
      var count = 1
      if field.isRepeated {
        count = (message + field.countOffset).load(as: Int.self)
        guard count > 0, let values = place.load(as: UnsafeRawPointer?.self) else { continue }
        place = values
      }
      for index in 0..<count {
        guard let inner = field.fieldWithNUL(at: place + index * field.stride) else { continue }
        let name = String(decoding: field.originalName, as: UTF8.self)
        return inner.isEmpty ? name : "\(name).\(inner)"
      }
    }
    return nil
  }

  fileprivate static func fieldWithNUL(of nested: JSONField, _ place: UnsafeRawPointer) -> String? {
    guard let message = place.load(as: UnsafeRawPointer?.self), let plan = nested.nested else {
      return nil
    }
    return plan.takeUnretainedValue().fieldWithNUL(of: message)
  }
}

extension JSONField {
  /// The path within a value that holds a NUL, empty for the value itself.
  fileprivate func fieldWithNUL(at place: UnsafeRawPointer) -> String? {
    guard kind == .text else { return JSONPlan.fieldWithNUL(of: self, place) }
    let text = place.load(as: ProtobufCBinaryData.self)
    guard text.len > 0, let bytes = text.data, memchr(bytes, 0, text.len) != nil else { return nil }
    return ""
  }
}
