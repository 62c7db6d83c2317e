/// Messages of Protocol Buffers as they go on the wire, as far as those of the suite need it: numbers, bytes and
/// messages. The suite's files are not part of this repository; the numbers of their fields stand in `Messages`.
package enum Wire {
  package struct Malformed: Error, CustomStringConvertible {
    package let description = "the message is not in the form of Protocol Buffers"
  }

  /// A field as it was read.
  package enum Value {
    case number(UInt64)
    case bytes([UInt8])

    package var number: UInt64 { if case .number(let number) = self { number } else { 0 } }
    package var bytes: [UInt8] { if case .bytes(let bytes) = self { bytes } else { [] } }
    package var text: String { String(decoding: bytes, as: UTF8.self) }
    package var isTrue: Bool { number != 0 }
  }

  /// Calls `body` with each field, in order.
  package static func read(
    _ bytes: some Collection<UInt8>, _ body: (_ field: UInt64, Value) throws -> Void
  ) throws {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let tag = try varint(&rest)
      switch tag & 7 {
      case 0: try body(tag >> 3, .number(varint(&rest)))
      case 1: try body(tag >> 3, .number(fixed(8, &rest)))
      case 2:
        let count = try varint(&rest)
        guard count <= UInt64(rest.count) else { throw Malformed() }
        try body(tag >> 3, .bytes(Array(rest.prefix(Int(count)))))
        rest = rest.dropFirst(Int(count))
      case 5: try body(tag >> 3, .number(fixed(4, &rest)))
      default: throw Malformed()
      }
    }
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { throw Malformed() }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw Malformed()
  }

  private static func fixed(_ count: Int, _ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
    guard rest.count >= count else { throw Malformed() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A message that is being written.
  package struct Writer {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    private mutating func varint(_ value: UInt64) {
      var rest = value
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }

    /// A number; also one that is 0.
    package mutating func set(_ field: UInt64, _ value: UInt64) {
      varint(field << 3)
      varint(value)
    }

    package mutating func set(_ field: UInt64, _ value: [UInt8]) {
      varint(field << 3 | 2)
      varint(UInt64(value.count))
      bytes += value
    }

    package mutating func set(_ field: UInt64, _ value: String) { set(field, Array(value.utf8)) }
  }
}
