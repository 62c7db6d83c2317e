internal import CProtobufC
package import Protobuf

/// Reads messages from JSON by their plan, into structs of an arena.
///
/// Takes names of fields in lowerCamelCase and as the schema has them, enumeration values by name
/// (with or without what all of them begin with, in any case) and by number, numbers as strings, and
/// null for a field that is not set. A field that stands twice is a fault. What is not known is left
/// out and noted. Text points into the bytes that are read where it can; that it is UTF-8 without NUL
/// is checked when it becomes a String, or before.
package struct JSONReader {
  /// Where reading is.
  package var scanner: JSONScanner
  /// What was left out, at most ``maximumNotes``.
  package private(set) var notes: [Note] = []
  private let arena: MessageArena
  /// Values of repeated fields that may still come.
  private var valuesLeft: Int
  /// Values of repeated fields that are being read, those of outer messages first.
  private var texts: [ProtobufCBinaryData] = []
  private var messages: [UnsafeMutableRawPointer?] = []
  private var numbers: [UInt64] = []

  /// More would only repeat what is wrong.
  package static let maximumNotes = 100

  /// Something that was left out.
  package struct Note: Hashable, Sendable {
    /// What it is.
    package var kind: Kind
    /// The key, or the value, as it stands there.
    package var wording: String
    /// The full name of the message that does not have the key; empty where that is not told.
    package var message: String

    /// Creates a note.
    package init(kind: Kind, wording: String, message: String = "") {
      self.message = message
      self.kind = kind
      self.wording = wording
    }

    /// Kinds of what is left out.
    package enum Kind: Hashable, Sendable {
      /// A key that the message does not have.
      case key
      /// A key that is known, and of which nothing is made where it stands.
      case unused
      /// A value that the enumeration of this field does not have.
      case value(field: String)
    }
  }

  /// Reads `bytes`, which must stay where they are for as long as what is read is used.
  /// - Parameter maximumValues: how many values all repeated fields may have; more are a fault, before
  ///   any memory is taken for them.
  package init(
    _ bytes: UnsafeRawBufferPointer, arena: MessageArena, maximumDepth: Int,
    maximumValues: Int = .max
  ) {
    self.arena = arena
    valuesLeft = maximumValues
    scanner = JSONScanner(bytes, arena: arena, maximumDepth: maximumDepth)
  }

  /// Reads a message and checks that nothing follows.
  package mutating func only<Message>(
    _ type: MessageType<Message>, _ plan: JSONPlan
  ) throws(JSONFault) -> UnsafeMutablePointer<Message> {
    let message = try message(type, plan)
    try scanner.end()
    return message
  }

  /// Reads an object as a message.
  package mutating func message<Message>(
    _ type: MessageType<Message>, _ plan: JSONPlan
  ) throws(JSONFault) -> UnsafeMutablePointer<Message> {
    let message = arena.make(type)
    try members(of: message, plan) { reader, key throws(JSONFault) in false }
    return message
  }

  /// Reads an object whose members are those of a message, and others.
  /// - Parameter other: takes a member that is none of the message's, by reading or skipping its
  ///   value; false when it has not, so that the member is noted and left out.
  package mutating func members<Message>(
    of message: UnsafeMutablePointer<Message>, _ plan: JSONPlan,
    other: (inout JSONReader, UnsafeRawBufferPointer) throws(JSONFault) -> Bool
  ) throws(JSONFault) {
    precondition(MemoryLayout<Message>.size == plan.descriptor.pointee.sizeof_message)
    try members(UnsafeMutableRawPointer(message), plan, other)
  }

  /// Notes something that was left out.
  package mutating func note(_ note: Note) {
    if notes.count < Self.maximumNotes { notes.append(note) }
  }

  private mutating func object(_ plan: JSONPlan) throws(JSONFault) -> UnsafeMutableRawPointer {
    let message = plan.makeMessage(in: arena)
    try members(message, plan) { reader, key throws(JSONFault) in false }
    return message
  }

  private mutating func members(
    _ message: UnsafeMutableRawPointer, _ plan: JSONPlan,
    _ other: (inout JSONReader, UnsafeRawBufferPointer) throws(JSONFault) -> Bool
  ) throws(JSONFault) {
    try scanner.beginObject()
    var isFirst = true
    var seen: UInt64 = 0
    // Members come in the order of the fields, as a rule.
    var expected = 0
    while let key = try scanner.nextKey(&isFirst) {
      guard let index = plan.index(of: key, from: expected) else {
        if try !other(&self, key) {
          note(
            Note(
              kind: .key, wording: String(decoding: key, as: UTF8.self),
              message: plan.descriptor.pointee.name.map { String(cString: $0) } ?? ""))
          try scanner.skip()
        }
        continue
      }
      expected = index + 1
      guard seen & (1 << UInt64(index)) == 0 else {
        throw scanner.fault("“\(String(decoding: key, as: UTF8.self))” stands twice")
      }
      seen |= 1 << UInt64(index)
      if try scanner.null() { continue }
      let field = plan.fields[index]
      if field.isRepeated {
        try values(message, field)
      } else {
        try value(message + field.offset, field)
      }
    }
  }

  private mutating func value(
    _ place: UnsafeMutableRawPointer, _ field: JSONField
  ) throws(JSONFault) {
    switch field.kind {
    case .int32: place.storeBytes(of: try scanner.number(Int32.self), as: Int32.self)
    case .uint32: place.storeBytes(of: try scanner.number(UInt32.self), as: UInt32.self)
    case .int64: place.storeBytes(of: try scanner.number(Int64.self), as: Int64.self)
    case .uint64: place.storeBytes(of: try scanner.number(UInt64.self), as: UInt64.self)
    case .float: place.storeBytes(of: try scanner.float(), as: Float.self)
    case .boolean: place.storeBytes(of: try scanner.boolean() ? 1 : 0, as: Int32.self)
    case .enumeration: place.storeBytes(of: try enumeration(field), as: Int32.self)
    case .text, .bytes: place.storeBytes(of: try data(field), as: ProtobufCBinaryData.self)
    case .message:
      place.storeBytes(
        of: try nested(field), as: UnsafeMutableRawPointer?.self)
    }
  }

  private mutating func nested(
    _ field: JSONField
  ) throws(JSONFault) -> UnsafeMutableRawPointer? {
    guard let plan = field.nested else { return nil }
    return try object(plan.takeUnretainedValue())
  }

  private mutating func data(_ field: JSONField) throws(JSONFault) -> ProtobufCBinaryData {
    let start = scanner.index
    let text = try scanner.string()
    guard field.kind == .bytes else { return ProtobufCBinaryData(borrowing: text) }
    guard let bytes = Base64.decode(text) else {
      throw scanner.fault("“\(name(field))” is not Base64", at: start)
    }
    return bytes.withUnsafeBytes { arena.bytes($0) }
  }

  private mutating func enumeration(_ field: JSONField) throws(JSONFault) -> Int32 {
    if try scanner.kind() == .number {
      let number = try scanner.number(Int32.self)
      if !field.values.contains(where: { $0.number == number }) {
        note(Note(kind: .value(field: name(field)), wording: "\(number)"))
      }
      return number
    }
    let text = try scanner.string()
    for value in field.values where equal(value.name, text) { return value.number }
    for value in field.values
    where equalIgnoringCase(value.shortName, text) || equalIgnoringCase(value.name, text) {
      return value.number
    }
    if !text.isEmpty {
      note(
        Note(kind: .value(field: name(field)), wording: String(decoding: text, as: UTF8.self)))
    }
    return 0
  }

  private func name(_ field: JSONField) -> String {
    String(decoding: field.name, as: UTF8.self)
  }

  // MARK: Repeated fields

  private mutating func values(
    _ message: UnsafeMutableRawPointer, _ field: JSONField
  ) throws(JSONFault) {
    try scanner.beginArray()
    var isFirst = true
    let (place, count): (UnsafeMutableRawPointer?, Int)
    switch field.kind {
    case .text, .bytes:
      let base = texts.count
      while try hasValue(&isFirst) { texts.append(try data(field)) }
      (place, count) = take(&texts, from: base)
    case .message:
      let base = messages.count
      while try hasValue(&isFirst) { messages.append(try nested(field)) }
      (place, count) = take(&messages, from: base)
    case .int32, .uint32, .float, .boolean, .enumeration, .int64, .uint64:
      let base = numbers.count
      while try hasValue(&isFirst) {
        var word: UInt64 = 0
        try withUnsafeMutableBytes(of: &word) { bytes throws(JSONFault) in
          try value(bytes.baseAddress!, field)
        }
        numbers.append(word)
      }
      if field.stride == 4 {
        // Little endian or not, what was stored first is what is copied.
        count = numbers.count - base
        place = count == 0 ? nil : arena.allocate(byteCount: 4 * count)
        for index in 0..<count {
          withUnsafeBytes(of: numbers[base + index]) {
            place!.advanced(by: 4 * index).copyMemory(from: $0.baseAddress!, byteCount: 4)
          }
        }
        numbers.removeSubrange(base...)
      } else {
        (place, count) = take(&numbers, from: base)
      }
    }
    message.storeBytes(of: count, toByteOffset: field.countOffset, as: Int.self)
    message.storeBytes(of: place, toByteOffset: field.offset, as: UnsafeMutableRawPointer?.self)
  }

  private mutating func hasValue(_ isFirst: inout Bool) throws(JSONFault) -> Bool {
    guard try scanner.hasElement(&isFirst) else { return false }
    guard valuesLeft > 0 else { throw scanner.fault("there are too many values") }
    valuesLeft -= 1
    return true
  }

  /// Moves the values from an index on into the arena.
  private func take<Element>(
    _ values: inout [Element], from base: Int
  ) -> (UnsafeMutableRawPointer?, Int) {
    let count = values.count - base
    guard count > 0 else { return (nil, 0) }
    let place = arena.allocate(byteCount: count * MemoryLayout<Element>.stride)
    values.withUnsafeBytes {
      place.copyMemory(
        from: $0.baseAddress! + base * MemoryLayout<Element>.stride,
        byteCount: count * MemoryLayout<Element>.stride)
    }
    values.removeSubrange(base...)
    return (place, count)
  }
}

extension ProtobufCBinaryData {
  /// Text that stays where it is: nothing writes to what a message holds.
  fileprivate init(borrowing text: UnsafeRawBufferPointer) {
    self.init(
      len: text.count,
      data: text.isEmpty
        ? nil
        : UnsafeMutableRawPointer(mutating: text.baseAddress)?.assumingMemoryBound(
          to: UInt8.self))
  }
}

extension JSONPlan {
  /// The index of the field of a name; nil when the message has none.
  /// - Parameter expected: the index that is tried first.
  func index(of name: UnsafeRawBufferPointer, from expected: Int) -> Int? {
    for index in expected..<max(expected, fields.count) where equal(fields[index].name, name) {
      return index
    }
    for index in 0..<min(expected, fields.count) where equal(fields[index].name, name) {
      return index
    }
    return fields.firstIndex { equal($0.originalName, name) }
  }
}

@inline(__always)
private func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  guard left.count == right.count else { return false }
  for index in 0..<left.count where left[index] != right[index] { return false }
  return true
}

private func equalIgnoringCase(
  _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
) -> Bool {
  left.count == right.count && left.elementsEqual(right) { ($0 | 0x20) == ($1 | 0x20) }
}
