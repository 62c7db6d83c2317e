import Testing

@testable import Protobuf

@Suite struct RecentTextsTests {
  private func text(_ recent: RecentTexts, _ value: [UInt8]) throws -> String {
    try value.withUnsafeBytes { try recent.text($0, field: "label") }
  }

  @Test("texts of every length are what came, however they push each other out")
  func everyLength() throws {
    let recent = RecentTexts()
    for round in 0..<3 {
      for count in 0..<300 {
        for voice in 0..<8 {
          let expected = String(repeating: "\(voice)", count: count)
          #expect(try text(recent, Array(expected.utf8)) == expected, "round \(round)")
        }
      }
    }
  }

  @Test("texts that differ in any one byte are told apart")
  func oneByte() throws {
    let recent = RecentTexts()
    let first = [UInt8]("Minister of Roads and Bridges Odibas Openexu".utf8)
    _ = try text(recent, first)
    for index in first.indices {
      var other = first
      other[index] ^= 1
      #expect(try text(recent, other) == String(decoding: other, as: UTF8.self))
      #expect(try text(recent, first) == String(decoding: first, as: UTF8.self))
    }
  }

  @Test("a text that is not UTF-8 is refused each time it comes")
  func invalid() {
    let recent = RecentTexts()
    let bytes = [UInt8](repeating: 0x61, count: 30) + [0xff]
    for _ in 0..<3 {
      let error = #expect(throws: ProtobufError.self) { try text(recent, bytes) }
      #expect(error?.message == "label is not valid UTF-8")
    }
  }
}
