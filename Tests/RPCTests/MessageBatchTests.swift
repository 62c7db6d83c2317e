import Testing

@testable import RPC

@Suite struct MessageBatchTests {
  private let messages: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 9, count: 300), [4]]

  @Test("messages come out as they went in, wherever the bytes are cut")
  func cuts() throws {
    let bytes = messages.flatMap { MessageFrame.framed($0) }
    for first in 0...bytes.count {
      let second = min(bytes.count, first + 7)
      var batch = MessageBatch(limit: 1_000)
      var read: [[UInt8]] = []
      for part in [bytes[..<first], bytes[first..<second], bytes[second...]] {
        batch.append(Array(part))
        while let message = try batch.next({ Array($0) }) { read.append(message) }
      }
      #expect(read == messages)
      #expect(batch.isEmpty)
    }
  }

  @Test("messages come out of single bytes too, and a part of one is never one")
  func singleBytes() throws {
    var batch = MessageBatch(limit: 1_000)
    var read: [[UInt8]] = []
    for byte in messages.flatMap({ MessageFrame.framed($0) }) {
      batch.append([byte])
      while let message = try batch.next({ Array($0) }) { read.append(message) }
    }
    #expect(read == messages)
    batch.append([0, 0, 0])
    let none = try batch.next { Array($0) }
    #expect(none == nil)
    #expect(!batch.isEmpty)
  }

  @Test("a message over the limit is refused by its prefix, one of exactly the limit is taken")
  func limit() throws {
    var batch = MessageBatch(limit: 10)
    batch.append(MessageFrame.framed(Array(repeating: 1, count: 10)))
    let size = try batch.next { $0.count }
    #expect(size == 10)
    batch.append([0, 0, 0, 0, 11])
    #expect(throws: RPCError.self) { try batch.next { $0.count } }
    var huge = MessageBatch(limit: 10)
    huge.append([0, 255, 255, 255, 255])
    #expect(throws: RPCError.self) { try huge.next { $0.count } }
  }

  @Test(
    "a message marked as compressed is INTERNAL where no grpc-encoding says how, any other mark always",
    arguments: [(1, nil), (2, nil), (2, .gzip), (255, .deflate)]
      as [(UInt8, CompressionAlgorithm?)])
  func marks(_ flag: UInt8, _ encoding: CompressionAlgorithm?) {
    var batch = MessageBatch(limit: 100, encoding: encoding)
    batch.append([flag, 0, 0, 0, 1, 9])
    let error = #expect(throws: RPCError.self) { try batch.next { Array($0) } }
    #expect(error?.code == .internalError)
  }
}
