internal import CProtobufC
internal import Protobuf

/// Writes JSON (RFC 8259) without white space: messages by their plan, and what stands around them.
///
/// Messages are written from their structs, without a value in between; fields at their default are
/// left out. Text is taken to be UTF-8.
package struct JSONPrinter {
  /// What was written since `removeAll()`.
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() { bytes.reserveCapacity(16 << 10) }

  /// Begins anew, with the same memory.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  // MARK: Syntax

  package mutating func beginObject() { open(0x7B) }
  package mutating func endObject() { close(0x7D) }
  package mutating func beginArray() { open(0x5B) }
  package mutating func endArray() { close(0x5D) }

  /// A member's key, which needs no escapes.
  package mutating func key(_ key: StaticString) {
    separate()
    bytes.append(0x22)
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(0x22)
    bytes.append(0x3A)
  }

  /// Ends a line of JSON Lines.
  package mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  private mutating func open(_ byte: UInt8) {
    separate()
    bytes.append(byte)
  }

  private mutating func close(_ byte: UInt8) {
    bytes.append(byte)
    needsComma = true
  }

  @inline(__always)
  private mutating func separate() {
    if needsComma { bytes.append(0x2C) }
    needsComma = false
  }

  // MARK: Messages

  /// A message as an object.
  package mutating func message<Message>(_ message: UnsafePointer<Message>, _ plan: JSONPlan) {
    precondition(MemoryLayout<Message>.size == plan.descriptor.pointee.sizeof_message)
    object(UnsafeRawPointer(message), plan)
  }

  /// The members of a message, within an object that was begun.
  package mutating func members<Message>(
    of message: UnsafePointer<Message>, _ plan: JSONPlan
  ) {
    precondition(MemoryLayout<Message>.size == plan.descriptor.pointee.sizeof_message)
    members(UnsafeRawPointer(message), plan)
  }

  private mutating func object(_ message: UnsafeRawPointer, _ plan: JSONPlan) {
    beginObject()
    members(message, plan)
    endObject()
  }

  private mutating func members(_ message: UnsafeRawPointer, _ plan: JSONPlan) {
    for field in plan.fields {
      let place = message + field.offset
      if field.isRepeated {
        let count = (message + field.countOffset).load(as: Int.self)
        guard count > 0, let values = place.load(as: UnsafeRawPointer?.self) else { continue }
        key(field)
        beginArray()
        for index in 0..<count { value(values + index * field.stride, field) }
        endArray()
      } else if field.isSet(in: message) {
        key(field)
        value(place, field)
      }
    }
  }

  private mutating func key(_ field: JSONField) {
    separate()
    bytes.append(contentsOf: field.key)
  }

  private mutating func value(_ place: UnsafeRawPointer, _ field: JSONField) {
    separate()
    switch field.kind {
    case .int32: number(Int64(place.load(as: Int32.self)))
    case .uint32: number(UInt64(place.load(as: UInt32.self)))
    case .int64, .uint64:
      // Numbers of 64 bits are strings: many programs read numbers as doubles.
      bytes.append(0x22)
      if field.kind == .int64 {
        number(place.load(as: Int64.self))
      } else {
        number(place.load(as: UInt64.self))
      }
      bytes.append(0x22)
    case .float: number(place.load(as: Float.self))
    case .boolean:
      bytes.append(contentsOf: (place.load(as: Int32.self) != 0 ? "true" : "false").utf8)
    case .enumeration: enumeration(place.load(as: Int32.self), field)
    case .text: text(UnsafeRawBufferPointer(data(place)))
    case .bytes:
      bytes.append(0x22)
      Base64.encode(UnsafeRawBufferPointer(data(place)), to: &bytes)
      bytes.append(0x22)
    case .message:
      // protobuf-c leaves no gaps in what it unpacked.
      guard let message = place.load(as: UnsafeRawPointer?.self), let nested = field.nested else {
        bytes.append(contentsOf: "{}".utf8)
        break
      }
      object(message, nested.takeUnretainedValue())
    }
    needsComma = true
  }

  private func data(_ place: UnsafeRawPointer) -> UnsafeBufferPointer<UInt8> {
    let data = place.load(as: ProtobufCBinaryData.self)
    return UnsafeBufferPointer(start: data.data, count: data.len)
  }

  private mutating func enumeration(_ number: Int32, _ field: JSONField) {
    for value in field.values where value.number == number {
      bytes.append(0x22)
      bytes.append(contentsOf: value.name)
      bytes.append(0x22)
      return
    }
    // A value of a later version.
    self.number(Int64(number))
  }

  private mutating func number(_ value: Int64) {
    if value < 0 { bytes.append(0x2D) }
    number(value.magnitude)
  }

  private mutating func number(_ value: UInt64) {
    if value < 10 { return bytes.append(0x30 + UInt8(value)) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var start = digits.count
      var rest = value
      while rest > 0 {
        start -= 1
        digits[start] = 0x30 + UInt8(rest % 10)
        rest /= 10
      }
      bytes.append(contentsOf: digits[start...])
    }
  }

  /// The shortest digits that mean it; what is no number is a string, as the mapping has it.
  private mutating func number(_ value: Float) {
    let text =
      if value.isFinite { "\(value)" } else if value.isNaN { "\"NaN\"" } else {
        value < 0 ? "\"-Infinity\"" : "\"Infinity\""
      }
    bytes.append(contentsOf: text.utf8)
  }

  /// A number as a value.
  package mutating func number(_ value: Int) {
    separate()
    number(Int64(value))
    needsComma = true
  }

  /// True or false as a value.
  package mutating func boolean(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
    needsComma = true
  }

  // MARK: Text

  /// A string as a value.
  package mutating func string(_ text: String) {
    separate()
    var text = text
    text.withUTF8 { self.text(UnsafeRawBufferPointer($0)) }
    needsComma = true
  }

  private mutating func text(_ text: UnsafeRawBufferPointer) {
    bytes.append(0x22)
    var copied = 0
    var index = 0
    while let next = JSONBytes.special(text, from: index) {
      bytes.append(contentsOf: text[copied..<next])
      escape(text[next])
      index = next + 1
      copied = index
    }
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[copied...]))
    bytes.append(0x22)
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(0x5C)
    switch byte {
    case 0x22, 0x5C: bytes.append(byte)
    case 0x0A: bytes.append(0x6E)
    case 0x0D: bytes.append(0x72)
    case 0x09: bytes.append(0x74)
    default:
      let digits: StaticString = "0123456789abcdef"
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(digits.utf8Start[Int(byte >> 4)])
      bytes.append(digits.utf8Start[Int(byte & 15)])
    }
  }
}

/// What strings of JSON are made of, eight bytes at a time.
enum JSONBytes {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// Where the next quotation mark, backslash or control character is.
  @inline(__always)
  static func special(_ text: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var index = start
    while index + 8 <= text.count {
      let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      // Exact for the lowest byte that is marked, which is the one that is looked for.
      let found =
        ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash
          | (word &- ones &* 0x20) & ~word) & tops
      if found != 0 { return index + found.littleEndian.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < text.count {
      let byte = text[index]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C { return index }
      index += 1
    }
    return nil
  }
}
