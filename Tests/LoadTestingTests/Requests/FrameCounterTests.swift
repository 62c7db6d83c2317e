import RPC
import Testing

@testable import LoadTesting

struct FrameCounterTests {
  private func frame(_ length: Int, flag: UInt8 = 0) -> [UInt8] {
    [flag, 0, 0, UInt8(length >> 8), UInt8(length & 255)] + [UInt8](repeating: 7, count: length)
  }

  @Test("messages are counted however their bytes are cut")
  func cuts() {
    let bytes = frame(3) + frame(0) + frame(300) + frame(1)
    for size in 1...40 {
      var counter = FrameCounter(limit: 1000)
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(size))
        rest = rest.dropFirst(size)
        #expect(piece.withUnsafeBytes { counter.add($0) } == nil)
      }
      #expect(counter.messages == 4)
      #expect(counter.bytes == bytes.count)
      #expect(counter.verdict(isStream: true) == nil)
      #expect(counter.verdict(isStream: false)?.code == .internalError)
    }
  }

  @Test("an answer that ends within a message, or has none, is not taken for a good one")
  func broken() {
    for end in [1, 4, 5, 7] {
      var counter = FrameCounter(limit: 1000)
      let piece = Array(frame(3).prefix(end))
      #expect(piece.withUnsafeBytes { counter.add($0) } == nil)
      #expect(counter.verdict(isStream: true)?.code == .internalError)
    }
    #expect(FrameCounter(limit: 1).verdict(isStream: false)?.code == .internalError)
    #expect(FrameCounter(limit: 1).verdict(isStream: true) == nil)
    var counter = FrameCounter(limit: 2)
    #expect(frame(3).withUnsafeBytes { counter.add($0) }?.code == .resourceExhausted)
    var flagged = FrameCounter(limit: 10)
    #expect(frame(3, flag: 2).withUnsafeBytes { flagged.add($0) }?.code == .internalError)
  }
}
