import HTTP2
import Synchronization
import TestSupport
import Testing

@testable import RPC

@Suite struct QueueTests {
  /// A thread that takes what a queue has whenever it says that it is ready.
  private final class Drainer: Sendable {
    let ready = Mutex(0)
    func signal() { ready.withLock { $0 += 1 } }
  }

  @Test(
    "no byte is lost and no writer left waiting between a task and a connection", arguments: 1...20)
  func outbound(_ round: Int) async throws {
    let drainer = Drainer()
    let queue = OutboundQueue { drainer.signal() }
    let total = 3_000_000
    let writer = Task {
      var written = 0
      while written < total {
        let count = min(total - written, Int.random(in: 1...50_000))
        try await queue.write([UInt8](repeating: UInt8(truncatingIfNeeded: round), count: count))
        written += count
      }
      queue.finish()
    }
    var read = 0
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 20_000, alignment: 1)
    defer { space.deallocate() }
    reading: while true {
      switch queue.prepare(upTo: Int.random(in: 1...20_000)) {
      case .deferred:
        // The writer must say when there is more: nobody asks before.
        while drainer.ready.withLock({ $0 }) == 0 { await Task.yield() }
        drainer.ready.withLock { $0 = 0 }
      case .more(let count):
        queue.copy(count, to: space.baseAddress!)
        read += count
      case .last(let count):
        queue.copy(count, to: space.baseAddress!)
        read += count
        break reading
      }
    }
    #expect(read == total)
    try await writer.value
  }

  @Test("a failed queue wakes its writer, now and later", arguments: 1...50)
  func failed(_ round: Int) async throws {
    let queue = OutboundQueue {}
    let writer = Task {
      while true { try await queue.write([UInt8](repeating: 1, count: 10_000)) }
    }
    for _ in 0..<round { await Task.yield() }
    queue.fail(RPCError(.unavailable, "gone"))
    let result = await writer.result
    #expect(throws: RPCError(.unavailable, "gone")) { try result.get() }
  }

  @Test("a cancelled task does not wait for room or for messages", arguments: 1...50)
  func cancelled(_ round: Int) async throws {
    let outbound = OutboundQueue {}
    let inbound = InboundQueue { _ in }
    let writer = Task {
      while true { try await outbound.write([UInt8](repeating: 1, count: 10_000)) }
    }
    let reader = Task { while try await inbound.next() != nil {} }
    for _ in 0..<round { await Task.yield() }
    writer.cancel()
    reader.cancel()
    for result in [await writer.result, await reader.result] {
      let error = #expect(throws: RPCError.self) { try result.get() }
      #expect(error?.code == .cancelled)
    }
  }

  @Test("bytes that were promised stay when the call fails, the others go")
  func promised() async throws {
    let queue = OutboundQueue {}
    try await queue.write([1, 2, 3, 4, 5])
    _ = queue.prepare(upTo: 3)
    queue.fail(RPCError(.cancelled, "stop"))
    var bytes: [UInt8] = [0, 0, 0]
    bytes.withUnsafeMutableBytes { queue.copy(3, to: $0.baseAddress!) }
    #expect(bytes == [1, 2, 3])
    await #expect(throws: RPCError.self) { try await queue.write([1]) }
  }

  @Test("writing after the end is an error, not a crash")
  func late() async {
    let queue = OutboundQueue {}
    queue.finish()
    await #expect(throws: RPCError.self) { try await queue.write([1]) }
  }

  @Test("a held queue signals nothing, and tells what it holds when it is released")
  func held() async throws {
    let signals = Mutex(0)
    func queue() -> OutboundQueue {
      OutboundQueue(isHeld: true) { signals.withLock { $0 += 1 } }
    }
    let answered = queue()
    try answered.writeLast([7, 8], nil)
    #expect(answered.finish())
    if case .onlyMessage(let message) = answered.release() {
      #expect(message == [7, 8])
    } else {
      Issue.record("the one message is not given out")
    }
    let open = queue()
    try open.writeLast([7], nil)
    if case .messages = open.release() {} else { Issue.record("the message is not in the queue") }
    #expect(bytes(of: open) == [0, 0, 0, 0, 1, 7])
    let several = queue()
    try await several.write([1, 2, 3])
    try several.writeLast([9], nil)
    several.finish()
    if case .everything = several.release() {} else { Issue.record("not all is there") }
    #expect(bytes(of: several) == [1, 2, 3, 0, 0, 0, 0, 1, 9])
    #expect(signals.withLock { $0 } == 0)
    let empty = queue()
    if case .nothing = empty.release() {} else { Issue.record("something is there") }
    try await empty.write([1])
    #expect(signals.withLock { $0 } == 1)
    #expect(!empty.finish())
  }

  /// What is ready to be sent now.
  private func bytes(of queue: OutboundQueue) -> [UInt8] {
    let count =
      switch queue.prepare(upTo: 1000) {
      case .deferred: 0
      case .more(let count), .last(let count): count
      }
    return Array(unsafeUninitializedCapacity: max(1, count)) { space, written in
      queue.copy(count, to: space.baseAddress!)
      written = count
    }
  }

  @Test("a message is copied with its prefix in any pieces", arguments: 1...12)
  func pieces(_ size: Int) {
    let message: [UInt8] = [1, 2, 3, 4, 5, 6]
    let framed = MessageFrame.framed(message)
    var copied: [UInt8] = []
    while copied.count < framed.count {
      let count = min(size, framed.count - copied.count)
      copied += Array(unsafeUninitializedCapacity: count) { space, written in
        MessageFrame.copy(message, from: copied.count, count, to: space.baseAddress!)
        written = count
      }
    }
    #expect(copied == framed)
  }

  @Test(
    "every byte received is read or counted as taken, whatever ends the reading", arguments: 1...50)
  func inbound(_ round: Int) async throws {
    let taken = Mutex(0)
    let queue = InboundQueue { count in taken.withLock { $0 += count } }
    let reader = Task {
      var read = 0
      while let batch = try await queue.next() {
        read += batch.count
        if round % 3 == 0, read > 20_000 {
          queue.discard()
          break
        }
      }
      return read
    }
    var sent = 0
    for _ in 0..<200 {
      let count = Int.random(in: 1...500)
      let isWaiting = [UInt8](repeating: 1, count: count).withUnsafeBytes { queue.append($0) }
      if isWaiting { queue.deliver() }
      sent += count
      if Int.random(in: 0..<10) == 0 { await Task.yield() }
    }
    queue.finish(round % 2 == 0 ? .success(()) : .failure(RPCError(.cancelled, "reset")))
    _ = await reader.result
    queue.discard()
    #expect(taken.withLock { $0 } == sent)
  }

  @Test("bytes that came before an error are still delivered")
  func bytesBeforeError() async throws {
    let queue = InboundQueue { _ in }
    _ = [UInt8](repeating: 1, count: 5).withUnsafeBytes { queue.append($0) }
    queue.finish(.failure(RPCError(.unavailable, "gone")))
    #expect(try await queue.next()?.count == 5)
    await #expect(throws: RPCError(.unavailable, "gone")) { try await queue.next() }
  }

  @Test("a second task that writes or reads one call's messages gets INTERNAL, the first goes on")
  func misuse() async throws {
    let outbound = OutboundQueue {}
    let inbound = InboundQueue { _ in }
    let executor = ManualExecutor()
    let large = [UInt8](repeating: 1, count: OutboundQueue.highWater + 1)
    let writers = (0..<2).map { _ in
      Task(executorPreference: executor) { try await outbound.write(large) }
    }
    let readers = (0..<2).map { _ in
      Task(executorPreference: executor) { try await inbound.next() }
    }
    while executor.run() {}
    // Of what the second wrote nothing is sent.
    guard case .more(let count) = outbound.prepare(upTo: .max) else {
      Issue.record("nothing to send")
      return
    }
    #expect(count == large.count)
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { space.deallocate() }
    outbound.copy(count, to: space.baseAddress!)
    inbound.finish(.success(()))
    while executor.run() {}
    var errors: [StatusCode?] = []
    for writer in writers { errors.append(Self.code(await writer.result)) }
    for reader in readers { errors.append(Self.code(await reader.result)) }
    #expect(errors.filter { $0 == nil }.count == 2)
    #expect(errors.filter { $0 == .internalError }.count == 2)
    // The queue can be written to again.
    try await outbound.write([1])
  }

  private static func code<Value>(_ result: Result<Value, any Error>) -> StatusCode? {
    if case .failure(let error) = result { (error as? RPCError)?.code } else { nil }
  }

  @Test("a message that no prefix can say the length of is refused with RESOURCE_EXHAUSTED")
  func hugeMessage() {
    #expect(throws: Never.self) { try MessageFrame.check(length: Int(UInt32.max)) }
    let error = #expect(throws: RPCError.self) {
      try MessageFrame.check(length: Int(UInt32.max) + 1)
    }
    #expect(error?.code == .resourceExhausted)
  }
}
