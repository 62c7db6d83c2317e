import CProtobufC
import CVerbatimProto
import Testing

@testable import Protobuf

private let statementType = MessageType(verbatim__v1__statement__init)
private let meetingType = MessageType(verbatim__v1__meeting__init)

extension MessageArena {
  fileprivate func unpack<Message>(
    _ type: MessageType<Message>, _ bytes: [UInt8]
  ) throws -> UnsafeMutablePointer<Message> {
    try bytes.withUnsafeBytes { try unpack(type, from: $0) }
  }
}

@Suite struct UnpackingTests {
  private func statement(paragraphs: [String]) -> [UInt8] {
    let arena = MessageArena()
    let message = arena.make(statementType)
    message.pointee.id = arena.text("m/1")
    message.pointee.ordinal = 7
    message.pointee.n_paragraphs = paragraphs.count
    message.pointee.paragraphs = arena.repeated(paragraphs, arena.text)
    return Packing.bytes(of: message)
  }

  @Test("A message packed from one arena unpacks into another")
  func roundTrip() throws {
    let bytes = statement(paragraphs: ["Good afternoon.", "", "Добрый день."])
    let arena = MessageArena()
    let message = try arena.unpack(statementType, bytes)
    #expect(try String(checking: message.pointee.id, field: "id") == "m/1")
    #expect(message.pointee.ordinal == 7)
    let texts = try UnsafeBufferPointer(
      start: message.pointee.paragraphs, count: message.pointee.n_paragraphs
    ).map { try String(checking: $0, field: "paragraphs") }
    #expect(texts == ["Good afternoon.", "", "Добрый день."])
    #expect(Packing.bytes(of: message) == bytes)
    #expect(Packing.byteCount(of: message) == bytes.count)
  }

  @Test("No bytes are a message with every field at its default")
  func empty() throws {
    let arena = MessageArena()
    let message = try arena.unpack(statementType, [])
    #expect(message.pointee.id.len == 0)
    #expect(message.pointee.attribution == nil)
    #expect(Packing.bytes(of: message) == [])
  }

  @Test("A message type knows its name")
  func name() {
    #expect(statementType.name == "verbatim.v1.Statement")
  }

  @Test(
    "Bytes that break the wire format are refused",
    arguments: [
      [0x0a], [0x0a, 0x05, 0x61], [0x18],
      [
        0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0x01,
      ], [0x0b], [0x0c], [0x07], [0x32, 0x02, 0x0a, 0x05], [0x08, 0x01],
      [0x1a, 0x01, 0x61], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],
    ] as [[UInt8]])
  func malformed(bytes: [UInt8]) {
    let arena = MessageArena()
    let error = #expect(throws: ProtobufError.self) { try arena.unpack(statementType, bytes) }
    #expect(error?.code == .malformed)
    #expect(error?.message.contains("verbatim.v1.Statement") == true)
  }

  @Test("Every truncation and every flipped bit of a message gives a message or an error")
  func damaged() throws {
    let whole = statement(paragraphs: ["One", "Two", "Three and some more"])
    let arena = MessageArena()
    var refused = 0
    func attempt(_ bytes: [UInt8]) {
      arena.reset()
      do {
        let message = try arena.unpack(statementType, bytes)
        _ = Packing.bytes(of: message)
      } catch {
        refused += 1
      }
    }
    for count in whole.indices { attempt(Array(whole[..<count])) }
    for index in whole.indices {
      for bit in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << bit
        attempt(bytes)
      }
    }
    #expect(refused > 0)
  }

  @Test("Random bytes give a message or an error")
  func random() {
    var generator = SplitMix(state: 42)
    let arena = MessageArena()
    for _ in 0..<20_000 {
      arena.reset()
      let count = Int.random(in: 0...60, using: &generator)
      // Mostly small numbers, which make plausible tags and lengths.
      let bytes = (0..<count).map { _ in
        UInt8.random(in: 0...(Bool.random(using: &generator) ? 0x70 : 0xff), using: &generator)
      }
      if let message = try? arena.unpack(meetingType, bytes) { _ = Packing.bytes(of: message) }
    }
  }

  @Test("A small message that would unpack into a lot of memory is refused")
  func expansion() {
    // Empty marks: two bytes each on the wire, some 150 in memory.
    let bytes = [[UInt8]](repeating: [0x42, 0x00], count: 500_000).flatMap(\.self)
    let arena = MessageArena()
    let error = #expect(throws: ProtobufError.self) { try arena.unpack(statementType, bytes) }
    #expect(error?.code == .expandsTooFar)
    arena.reset()
    #expect(arena.capacity <= ArenaState.retainedByteCount)
  }

  @Test("A submessage given again and again does not take quadratic memory")
  func merging() {
    // attribution { candidate_ids: "aaaa" }, merged each time with all before it.
    let one: [UInt8] = [0x32, 0x06, 0x32, 0x04, 0x61, 0x61, 0x61, 0x61]
    let bytes = [[UInt8]](repeating: one, count: 20_000).flatMap(\.self)
    let arena = MessageArena()
    let error = #expect(throws: ProtobufError.self) { try arena.unpack(statementType, bytes) }
    #expect(error?.code == .expandsTooFar)
  }

  @Test("A message nested without end is refused before the stack overflows")
  func nesting() throws {
    // The only field of the type is a message of the same type.
    let type = recursiveType()
    func nested(_ depth: Int) -> [UInt8] {
      var reversed: [UInt8] = []
      for _ in 0..<depth {
        var length = reversed.count
        var varint: [UInt8] = []
        repeat {
          varint.append(UInt8(length & 0x7f) | (length > 0x7f ? 0x80 : 0))
          length >>= 7
        } while length > 0
        reversed.append(contentsOf: varint.reversed())
        reversed.append(0x0a)
      }
      return reversed.reversed()
    }
    let arena = MessageArena()
    _ = try arena.unpack(type, nested(50))
    arena.reset()
    let error = #expect(throws: ProtobufError.self) { try arena.unpack(type, nested(200_000)) }
    #expect(error?.code == .nestedTooDeeply)
  }

  @Test("Lists that are many but honest unpack")
  func manyParagraphs() throws {
    let bytes = statement(paragraphs: (0..<50_000).map { "paragraph \($0)" })
    let arena = MessageArena()
    let message = try arena.unpack(statementType, bytes)
    #expect(message.pointee.n_paragraphs == 50_000)
  }
}

@Suite struct TextTests {
  private func check(_ bytes: [UInt8]) throws -> String {
    try bytes.withUnsafeBytes { try String(checking: $0, field: "title") }
  }

  @Test(
    "Text that is not UTF-8 is refused with the field's name",
    arguments: [
      [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80],
      // As long as U+FFFD, which a mended text has in its place.
      [0xf0, 0x90, 0x80], [0x61, 0xf1, 0x80, 0x80, 0x62],
      [UInt8](repeating: 0x61, count: 600) + [0xe2, 0x82],
    ] as [[UInt8]])
  func invalid(bytes: [UInt8]) {
    let error = #expect(throws: ProtobufError.self) { try check(bytes) }
    #expect(error == ProtobufError(code: .invalidUTF8, message: "title is not valid UTF-8"))
  }

  @Test("Text with a NUL is refused with the field's name")
  func nul() {
    let error = #expect(throws: ProtobufError.self) { try check([0x61, 0, 0x62]) }
    #expect(
      error
        == ProtobufError(
          code: .textHoldsNUL, message: "title holds a NUL character at character 2"))
  }

  @Test("Text keeps every character", arguments: ["", "Vučić", "\u{a0}a\u{200b}", "日本語", "👩‍👩‍👧"])
  func kept(text: String) throws {
    #expect(try check(Array(text.utf8)) == text)
  }
}

@Suite struct MessageArenaTests {
  @Test("What an arena gives out is aligned and does not overlap")
  func allocation() {
    let arena = MessageArena()
    var ranges: [Range<UInt>] = []
    for size in [1, 15, 16, 17, 4000, 20_000, 1, 3_000_000, 5] {
      let memory = arena.allocate(byteCount: size)
      memory.initializeMemory(as: UInt8.self, repeating: 0xab, count: size)
      let start = UInt(bitPattern: memory)
      #expect(start.isMultiple(of: 16))
      #expect(!ranges.contains { $0.overlaps(start..<start + UInt(size)) })
      ranges.append(start..<start + UInt(size))
    }
  }

  @Test("A reset arena reuses its memory and holds a bounded amount of it")
  func reuse() {
    let arena = MessageArena()
    for _ in 0..<10 {
      for _ in 0..<5 { _ = arena.allocate(byteCount: 10_000) }
      arena.reset()
    }
    let settled = arena.capacity
    #expect(settled > 0)
    for _ in 0..<5 { _ = arena.allocate(byteCount: 10_000) }
    #expect(arena.capacity == settled)
    _ = arena.allocate(byteCount: 50_000_000)
    arena.reset()
    #expect(arena.capacity <= ArenaState.retainedByteCount)
  }
}

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

@Suite struct FieldLimitsTests {
  private let limits = FieldLimits(fields: 10, unknownFields: 3)

  private func check<Message>(
    _ type: MessageType<Message>, _ bytes: [UInt8]
  ) throws(ProtobufError) {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(ProtobufError) in try limits.check(bytes, are: type) }
    }
    try result.get()
  }

  @Test(
    "What takes too many values is refused before it is unpacked, whatever they hold",
    arguments: [
      // Empty ids of a filter; filters without anything; kinds, packed and one by one.
      { [0x0a, UInt8($0 * 2)] + Array(repeating: [0x0a, 0x00], count: $0).joined() },
      { Array(Array(repeating: [0x0a, 0x00], count: $0 + 1).joined()) },
      { [0x0a, UInt8($0 + 2), 0x3a, UInt8($0)] + Array(repeating: 0x01, count: $0) },
      { [0x0a, UInt8($0 * 2)] + Array(repeating: [0x38, 0x01], count: $0).joined() },
    ] as [@Sendable (Int) -> [UInt8]])
  func tooMany(bytes: @Sendable (Int) -> [UInt8]) throws {
    let type = MessageType(verbatim__v1__stream_statements_request__init)
    try check(type, bytes(8))
    let error = #expect(throws: ProtobufError.self) { try check(type, bytes(12)) }
    #expect(error?.code == .tooManyFields)
    #expect(error?.message.contains("more than 10 values") == true)
  }

  @Test("Fields that the type has not are counted by themselves, those within messages too")
  func unknown() throws {
    let type = MessageType(verbatim__v1__stream_statements_request__init)
    let field: [UInt8] = [0x98, 0x06, 0x01]
    func bytes(_ count: Int) -> [UInt8] {
      [0x0a, UInt8(count * 3)] + Array(repeating: field, count: count).joined()
    }
    try check(type, bytes(3))
    let error = #expect(throws: ProtobufError.self) { try check(type, bytes(2) + field + field) }
    #expect(error?.code == .tooManyFields)
    #expect(error?.message.contains("number 99") == true)
  }

  @Test(
    "Bytes that are no message are left to unpacking", arguments: [[0x0a, 0x05, 0x61], [0x0b]])
  func malformed(bytes: [UInt8]) throws { try check(statementType, bytes) }
}
