import HTTP1
import Testing

@Suite("Bodies in chunks")
struct ChunkedBodyTests {
  /// What a body carries, how many of its bytes were taken, and whether it is complete; in pieces of `step`.
  private func read(_ text: String, step: Int) throws -> (String, Int, Bool) {
    var body = ChunkedBody()
    var data: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count, !body.isComplete {
      index += try body.take(bytes[index..<min(bytes.count, index + step)], to: &data)
    }
    return (String(decoding: data, as: UTF8.self), index, body.isComplete)
  }

  @Test("chunks are joined wherever their bytes are cut, extensions and trailers passed over")
  func chunks() throws {
    let body = "3\r\nabc\r\nA;name=\"v\"\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n"
    for step in 1...body.utf8.count {
      let (data, count, isComplete) = try read(body + "GET", step: step)
      #expect(data == "abc0123456789")
      #expect(count == body.utf8.count)
      #expect(isComplete)
    }
  }

  @Test("what does not end is not complete", arguments: ["", "3\r\n", "3\r\nabc\r\n0\r\n"])
  func parts(_ text: String) throws { #expect(try !read(text, step: 100).2) }

  @Test(
    "what could be read in two ways is refused",
    arguments: [
      "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n", "\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", " 1\r\n",
      "1 \r\n",
      "1_0\r\n", "g\r\n", "ffffffffffffffff\r\n", "1;\u{1}\r\na\r\n", "1\r\r\n", "٣\r\n",
      String(repeating: "0", count: 300) + "\r\n",
      "0\r\n" + String(repeating: "X: \(String(repeating: "a", count: 200))\r\n", count: 30)
        + "\r\n",
    ])
  func refusals(_ text: String) {
    #expect(throws: RequestHead.Refusal.self) { try read(text, step: 7) }
  }
}
