import Testing

@testable import RPC

@Suite struct ValuesTests {
  @Test(
    "a timeout is up to eight digits and a unit",
    arguments: [
      ("1n", 1), ("15u", 15_000), ("3m", 3_000_000), ("2S", 2_000_000_000),
      ("1M", 60_000_000_000), ("1H", 3_600_000_000_000), ("00000001S", 1_000_000_000), ("0S", 0),
      ("99999999H", UInt64.max), ("99999999M", 5_999_999_940_000_000_000),
    ] as [(String, UInt64)])
  func timeouts(_ text: String, _ nanoseconds: UInt64) {
    #expect(Array(text.utf8).withUnsafeBytes { Timeout.decode($0) } == nanoseconds)
  }

  @Test(
    "what is not a timeout is none",
    arguments: [
      "", "S", "1", "123456789S", "1s", "1h", "-1S", "+1S", "1.5S", " 1S", "1S ", "1 S", "éS",
    ])
  func badTimeouts(_ text: String) {
    #expect(Array(text.utf8).withUnsafeBytes { Timeout.decode($0) } == nil)
  }

  @Test(
    "a timeout is written with eight digits at most and never shortened",
    arguments: [
      0, 1, 99_999_999, 100_000_000, 123_456_789_123, 86_400_000_000_000, .max - 1, .max,
    ] as [UInt64])
  func encodedTimeouts(_ nanoseconds: UInt64) throws {
    let text = Timeout.encode(nanoseconds: nanoseconds)
    #expect(text.utf8.count <= 9)
    let decoded = try #require(Array(text.utf8).withUnsafeBytes { Timeout.decode($0) })
    #expect(decoded >= nanoseconds)
  }

  @Test(
    "a status message survives the way, whatever it holds",
    arguments: [
      "", "plain", "100 %", "%41", "a b", " outer ", "tab\tline\r\n", "ünï ☺ 😈", "\u{0}\u{7f}",
      "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n",
    ])
  func percent(_ text: String) {
    let encoded = PercentEncoding.encode(text)
    #expect(encoded.utf8.allSatisfy { (0x20...0x7e).contains($0) })
    #expect(encoded.first != " " && encoded.last != " ")
    #expect(Array(encoded.utf8).withUnsafeBytes { PercentEncoding.decode($0) } == text)
  }

  @Test(
    "decoding a status message never fails",
    arguments: [
      ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%4g", "%4g"), ("a%", "a%"), ("%%41", "%A"),
      ("%e2%98%ba", "☺"), ("%ff", "\u{fffd}"), ("%c3", "\u{fffd}"),
    ])
  func decoding(_ text: String, _ expected: String) {
    #expect(Array(text.utf8).withUnsafeBytes { PercentEncoding.decode($0) } == expected)
  }

  @Test("every byte sequence of length two decodes to something")
  func allBytes() {
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        let bytes = [UInt8(ascii: "%"), first, second]
        #expect(!bytes.withUnsafeBytes { PercentEncoding.decode($0) }.isEmpty)
      }
    }
  }

  @Test("a long status message is cut, and stays within a header list")
  func longMessage() {
    let error = RPCError(.internalError, String(repeating: "é", count: 5_000))
    let size = StatusTrailers.fields(for: error).reduce(0) {
      $0 + $1.name.utf8.count + $1.value.utf8.count + 32
    }
    #expect(size < 8 * 1024)
  }

  @Test(
    "what a peer's limit leaves out of a status is told, as long as a word has room",
    arguments: [
      (620, "no such meeting", false, "no such meeting"),
      (760, String(repeating: "m", count: 300), false, "m [cut: the client reads headers of 760"),
      (669, "", true, "[cut: the client reads headers of 669 bytes at most; without details]"),
      (607, "no such meeting", false, "n [cut]"), (605, "no such meeting", false, "[cut]"),
      (605, "", true, "[cut]"), (604, "no such meeting", true, nil),
    ] as [(Int, String, Bool, String?)])
  func cut(_ limit: Int, _ message: String, _ hasDetails: Bool, _ expected: String?) {
    let detail = ErrorDetail.other(
      typeURL: "test/Detail", value: [UInt8](repeating: 1, count: 200))
    let error = RPCError(.notFound, message, details: hasDetails ? [detail] : [])
    let fields = StatusTrailers.fields(for: error, limit: limit)
    #expect(fields[0].value == "5")
    let text = fields.first { $0.name == "grpc-message" }?.value
    #expect(text?.first != " ")
    if let expected {
      #expect(text?.contains(expected) == true, "\(text ?? "")")
    } else {
      #expect(text == nil)
    }
    #expect(fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 } <= limit)
  }

  @Test("the number of each status is that of the gRPC documents")
  func codes() {
    #expect(StatusCode.allCases.map(\.rawValue) == Array(0...16))
    #expect(Set(StatusCode.allCases.map(\.description)).count == 17)
  }

  private func received(_ name: String, _ value: String) -> Metadata {
    var metadata = Metadata()
    Array(name.utf8).withUnsafeBytes { name in
      Array(value.utf8).withUnsafeBytes { metadata.receive(name: name, value: $0) }
    }
    return metadata
  }

  @Test(
    "binary metadata is read padded, unpadded and joined by commas; what is not base64 is dropped",
    arguments: [
      ("AQID", [[1, 2, 3]]), ("AQI=", [[1, 2]]), ("AQI", [[1, 2]]), ("AQ==", [[1]]), ("AQ", [[1]]),
      ("AQ,AQI", [[1], [1, 2]]), ("AQ==, AQI=", [[1], [1, 2]]), ("", [[]]), ("A", []),
      ("AQ,!!,Ag", [[1], [2]]), ("A-_B", []), ("é", []),
    ] as [(String, [[UInt8]])])
  func binary(_ text: String, _ values: [[UInt8]]) {
    #expect(received("key-bin", text)[binary: "key-bin"] == values)
  }

  @Test("binary metadata is written without padding", arguments: 0..<10)
  func writtenBinary(_ count: Int) {
    var metadata = Metadata()
    metadata.append([UInt8](repeating: 0xfb, count: count), for: "key-bin")
    let value = metadata.headerFields[0].value
    #expect(!value.contains("="))
    #expect(received("key-bin", value)[binary: "key-bin"] == [Array(repeating: 0xfb, count: count)])
  }

  @Test(
    "keys of the protocol, and what is no key, are refused",
    arguments: [
      "", "Upper", "grpc-status", "grpc-x", ":path", "content-type", "te", "connection", "host",
      "transfer-encoding", "upgrade", "sp ace", "ünï",
    ])
  func keys(_ key: String) {
    var metadata = Metadata()
    #expect(metadata.append("x", for: key) == false)
    #expect(metadata.isEmpty)
    #expect(received(key, "x").isEmpty || key == "Upper")
  }

  @Test("text values are printable ASCII, and lose the spaces at their ends")
  func values() {
    var metadata = Metadata()
    #expect(metadata.append("  a b ", for: "key") == true)
    #expect(metadata.append("   ", for: "key") == true)
    #expect(metadata.append("tab\t", for: "key") == false)
    #expect(metadata.append("é", for: "key") == false)
    #expect(metadata.append("text", for: "key-bin") == false)
    #expect(metadata.append([1], for: "key") == false)
    #expect(metadata[text: "key"] == ["a b", ""])
  }
}
