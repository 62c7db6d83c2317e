import TestSupport
import Testing

@testable import HTTP2

@Suite struct FrameWalkerTests {
  @Test(
    "every frame is found, wherever the bytes are cut",
    arguments: [1, 2, 5, 8, 9, 10, 64, 1_000])
  func pieces(size: Int) {
    let frames = [
      Frame(.settings), Frame(.data, flags: 1, stream: 3, payload: [1, 2, 3]),
      Frame(.headers, flags: 5, stream: 0x7fff_ffff, payload: Array(repeating: 9, count: 70)),
      Frame(.ping, payload: Array(repeating: 0, count: 8)), Frame(.data, stream: 5),
      Frame(.data, stream: 7, payload: Array(repeating: 0, count: 0x10203)),
      Frame(.windowUpdate, stream: 1, payload: [0x80, 0, 0, 1]),
    ]
    let bytes = Frame.preface + frames.flatMap(\.bytes)
    var walker = FrameWalker(skipping: Frame.preface.count)
    var found: [FrameHeader] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { piece in
        var offset = 0
        while offset < piece.count, let (header, begin) = walker.next(in: piece, from: &offset) {
          #expect(offset - begin <= FrameHeader.length)
          found.append(header)
        }
      }
    }
    #expect(found.map(\.payloadLength) == frames.map(\.payload.count))
    #expect(found.map(\.type) == frames.map(\.kind.rawValue))
    #expect(found.map(\.flags) == frames.map(\.flags))
    #expect(found.map(\.stream) == frames.map(\.stream))
  }
}
