import HTTP2
import TestSupport
import Testing

@testable import RPC

/// What clients may have decompressed, how many calls there may be, and how long headers.
@Suite struct InflationTests {
  private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
  }

  /// A request of so many bytes that compresses to next to nothing.
  private func bomb(_ count: Int) -> [UInt8] {
    MessageFrame.framed([UInt8](repeating: 7, count: count), .gzip)
  }

  private func call(_ server: ServerHarness, _ body: [UInt8]) -> Int32 {
    server.call("/test.Service/Echo", [("grpc-encoding", "gzip")], body: body)
  }

  @Test(
    "a request that becomes very much longer when it is decompressed is refused, and says by what")
  func ratio() throws {
    let server = try ServerHarness()
    let large = call(server, bomb(1_000_000))
    #expect(server.status(large) == StatusCode.resourceExhausted.rawValue)
    #expect(server.message(large).contains("maximum-inflation-ratio"))
    #expect(server.refusedCalls == [.inflationRatio])
    // What is small may be made of anything.
    let small = call(server, bomb(10_000))
    server.send([.windowUpdate(small, 100_000), .windowUpdate(0, 100_000)])
    #expect(server.status(small) == 0)
    // As are messages over the limit for all of them.
    let other = try ServerHarness(limits: limits { $0.maximumInflationRatio = 1_000_000 })
    let over = call(other, bomb(5_000_000))
    #expect(other.status(over) == StatusCode.resourceExhausted.rawValue)
    #expect(other.message(over).contains("larger than the limit"))
    #expect(other.refusedCalls == [])
  }

  @Test("a connection may have only so much decompressed at once, and more later")
  func budget() throws {
    let server = try ServerHarness(
      limits: limits {
        $0.inflationBurst = 200_000
        $0.inflationPerSecond = 50_000
      })
    func status() -> Int? {
      let stream = call(server, bomb(50_000))
      server.send([.windowUpdate(stream, 100_000), .windowUpdate(0, 100_000)])
      return server.status(stream)
    }
    for _ in 0..<4 { #expect(status() == 0) }
    #expect(status() == StatusCode.resourceExhausted.rawValue)
    #expect(server.refusedCalls == [.inflation])
    #expect(server.status(server.call()) == 0, "what comes uncompressed passes")
    server.advance(.seconds(2))
    #expect(status() == 0)
    #expect(server.reader.goAwayCode == nil)
  }

  @Test("a connection whose calls ask for more than it may again and again is ended, and told why")
  func overLimit() throws {
    let server = try ServerHarness(
      limits: limits {
        $0.inflationBurst = 1
        $0.inflationPerSecond = 1
        $0.overLimitBurst = 3
        $0.overLimitPerSecond = 1
      })
    for _ in 0..<3 {
      #expect(server.status(call(server, bomb(50_000))) == StatusCode.resourceExhausted.rawValue)
    }
    #expect(server.reader.goAwayCode == nil)
    server.advance(.seconds(1))
    _ = call(server, bomb(50_000))
    #expect(server.reader.goAwayCode == nil)
    _ = call(server, bomb(50_000))
    #expect(server.reader.goAwayCode == HTTP2ErrorCode.enhanceYourCalm.rawValue)
    #expect(server.exceededBudgets == [.overLimitCalls])
  }

  @Test("calls that others leave no room for end no connection")
  func overLimitOfOthers() {
    let count = OverLimitCount()
    for limit in CallLimit.allCases where !limit.isOwnDoing { count.add(limit) }
    #expect(count.take() == 0)
    count.add(.inflationRatio)
    #expect(count.take() == 1)
    #expect(count.take() == 0)
  }

  @Test("a damaged message costs what was decompressed of it, and not all it might have been")
  func damaged() throws {
    let server = try ServerHarness(limits: limits { $0.inflationBurst = 200_000 })
    for _ in 0..<20 {
      var damaged = MessageFrame.framed([1, 2, 3])
      damaged[0] = 1
      let stream = call(server, damaged)
      #expect(server.status(stream) == StatusCode.internalError.rawValue)
    }
    let whole = call(server, bomb(50_000))
    server.send([.windowUpdate(whole, 100_000), .windowUpdate(0, 100_000)])
    #expect(server.status(whole) == 0)
    #expect(server.refusedCalls == [])
  }

  @Test("messages of a stream count as well")
  func streams() throws {
    let budget = InflationBudget(
      limits { $0.inflationBurst = 100_000 }, now: 0, onRefusal: { _ in })
    var batch = MessageBatch(limit: 1_000_000, encoding: .gzip, inflation: budget)
    batch.append(bomb(60_000) + bomb(60_000))
    #expect(try batch.next { $0.count } == 60_000)
    let error = #expect(throws: RPCError.self) { try batch.next { $0.count } }
    #expect(error?.code == .resourceExhausted)
    #expect(error?.message.contains("inflation-burst") == true)
  }

  @Test("a server may take no compressed requests, and says what it takes")
  func notAccepted() throws {
    let server = try ServerHarness(limits: limits { $0.acceptsCompressedRequests = false })
    let stream = call(server, bomb(1_000))
    #expect(server.status(stream) == StatusCode.unimplemented.rawValue)
    #expect(server.reader.field("grpc-accept-encoding", of: stream) == "identity")
    #expect(server.status(server.call()) == 0)
  }

  @Test("all connections together have only so many calls open; a further one is told so")
  func openCalls() throws {
    let loops = [LoopCalls(), LoopCalls()]
    let ceiling = CallCeiling(limit: 4, loops: loops)
    let first = try ServerHarness(loopCalls: loops[0], ceiling: ceiling)
    let second = try ServerHarness(loopCalls: loops[1], ceiling: ceiling)
    let open = (0..<3).map { _ in first.call("/test.Service/Relay", end: false) }
    let other = second.call("/test.Service/Relay", end: false)
    #expect(ceiling.openCalls == 4)
    for server in [first, second] {
      let refused = server.call()
      #expect(server.status(refused) == StatusCode.resourceExhausted.rawValue)
      #expect(server.message(refused).contains("maximum-open-calls"))
      #expect(server.refusedCalls == [.openCalls])
    }
    first.send(open.map { .data($0, [], end: true) })
    second.send([.reset(other, 8)])
    #expect(ceiling.openCalls == 0)
    #expect(first.status(first.call()) == 0)
    #expect(ceiling.openCalls == 0)
  }

  @Test("headers a little over the limit get an answer, far beyond it a reset, and that counts")
  func headerBombs() throws {
    let server = try ServerHarness()
    func send(_ count: Int) -> Int32 {
      let stream = server.newStream()
      let value = String(repeating: "x", count: 1_000)
      let block = Frame.block(
        server.headers() + (0..<(count / 1_000)).map { ("x-\($0)", value) })
      var rest = block[...]
      var frames: [Frame] = []
      while !rest.isEmpty {
        let piece = Array(rest.prefix(16_384))
        rest = rest.dropFirst(16_384)
        let flags = (rest.isEmpty ? Frame.endHeaders : 0)
        frames.append(
          frames.isEmpty
            ? Frame(.headers, flags: flags | Frame.endStream, stream: stream, payload: piece)
            : Frame(.continuation, flags: flags, stream: stream, payload: piece))
      }
      server.send(frames)
      return stream
    }
    let answered = send(20_000)
    #expect(server.status(answered) == StatusCode.resourceExhausted.rawValue)
    let reset = send(100_000)
    #expect(server.status(reset) == nil)
    #expect(server.reader.resetCode(of: reset) == HTTP2ErrorCode.internalError.rawValue)
    #expect(server.status(server.call()) == 0)
    for _ in 0..<250 where server.reader.goAwayCode == nil { _ = send(100_000) }
    #expect(server.exceededBudgets == [.streamErrors])
  }
}
