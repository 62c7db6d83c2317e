import Testing

@testable import Protobuf

@Suite struct WireReaderTests {
  private func fields(_ bytes: [UInt8]) throws -> [Int] {
    try bytes.withUnsafeBytes { bytes in
      var reader = WireReader(bytes)
      var fields: [Int] = []
      while let (field, _) = try reader.next() { fields.append(field) }
      return fields
    }
  }

  @Test("fields of every wire type are walked")
  func walk() throws {
    let bytes: [UInt8] = [
      0x08, 0x96, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1a, 2, 7, 8, 0x25, 1, 2, 3, 4,
    ]
    #expect(try fields(bytes) == [1, 2, 3, 4])
    #expect(try fields([]) == [])
  }

  @Test(
    "what is no message is refused, wherever it is cut",
    arguments: [
      [0x08], [0x08, 0x80], [0x1a, 3, 1, 2], [0x11, 1, 2], [0x25, 1], [0x0b], [0x00, 1],
      [0x1a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    ] as [[UInt8]])
  func malformed(_ bytes: [UInt8]) {
    #expect(throws: ProtobufError.self) { try fields(bytes) }
  }
}
