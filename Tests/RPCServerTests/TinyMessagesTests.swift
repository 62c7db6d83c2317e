import Protobuf
import RPC
import RPCServer
import Synchronization
import TestSupport
import Testing

/// A stream of messages that cost their sender next to nothing.
@Suite struct TinyMessagesTests {
  @Test("a handler that reads a window full of them gives way to others of its loop now and then")
  func turns() throws {
    let read = Counter()
    let method = Method.clientStreaming(
      MethodDescriptor(service: "t.S", method: "Count", kind: .clientStreaming), request: .bytes,
      response: .bytes
    ) { requests, _ in
      for try await _ in requests { read.add() }
      return []
    }
    let executor = ManualExecutor()
    let session = try ServerSession(
      methods: MethodTable([method.registered]), limits: ServerLimits(),
      peer: ConnectionPeer(address: "test"), now: 1, arena: MessageArena(), executor: executor,
      observer: nil, signal: { _ in })
    let fields = [
      (":method", "POST"), (":scheme", "http"), (":path", "/t.S/Count"), (":authority", "test"),
      ("content-type", "application/grpc"), ("te", "trailers"),
    ]
    let messages = [UInt8](repeating: 0, count: 5 * 3_000)
    let bytes =
      Frame.preface + Frame.settings([]).bytes + Frame.headers(1, fields).bytes
      + Frame.data(1, messages, end: true).bytes
    try bytes.withUnsafeBytes { try session.receive($0) }
    var turns = 0
    var most = read.value
    while true {
      let before = read.value
      guard executor.run() else { break }
      most = max(most, read.value - before)
      turns += 1
    }
    #expect(read.value == 3_000)
    #expect(most <= 128, "\(most) in a turn")
    #expect(turns >= 20)
  }
}
