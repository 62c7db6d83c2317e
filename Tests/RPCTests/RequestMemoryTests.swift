import HTTP2
import TestSupport
import Testing

@testable import RPC

/// What requests may hold that are not complete, and for how long.
@Suite struct RequestMemoryTests {
  /// A client that sends request bodies as far as the windows let it.
  private final class Uploader {
    let server: ServerHarness
    private(set) var streams: [Int32] = []
    private var rest: [Int32: ArraySlice<UInt8>] = [:]

    init(_ server: ServerHarness) { self.server = server }

    /// Opens a call whose one message has so many bytes, and keeps back the last one.
    func open(_ count: Int, _ path: String = "/test.Service/Echo") {
      let stream = server.call(path, body: nil, end: false)
      streams.append(stream)
      rest[stream] = MessageFrame.framed([UInt8](repeating: 1, count: count)).dropLast()[...]
      sendMore()
    }

    private func window(_ stream: Int32, _ initial: Int) -> Int {
      let granted = server.reader.frames(.windowUpdate).filter { $0.stream == stream }
      return initial + granted.reduce(0) { $0 + Int($1.number) } - (sent[stream] ?? 0)
    }

    private var sent: [Int32: Int] = [:]

    /// Sends what the windows allow, until nothing moves any more.
    func sendMore() {
      var isMoving = true
      while isMoving {
        isMoving = false
        for stream in streams {
          guard let left = rest[stream], !left.isEmpty, server.status(stream) == nil else {
            continue
          }
          let room = min(
            16_384, window(stream, server.session.limits.streamWindow), window(0, 65_535))
          guard room > 0 else { continue }
          let piece = left.prefix(room)
          rest[stream] = left.dropFirst(room)
          sent[stream, default: 0] += piece.count
          sent[0, default: 0] += piece.count
          server.send([.data(stream, Array(piece))])
          isMoving = true
        }
      }
    }

    /// Whether all but the last byte of a request is sent.
    func isWaiting(_ stream: Int32) -> Bool { rest[stream]?.isEmpty == true }

    func giveUp(_ stream: Int32) {
      rest[stream] = nil
      server.send([.reset(stream, 8)])
    }

    func complete(_ stream: Int32) {
      server.send([.data(stream, [1], end: true)])
      server.send([.windowUpdate(stream, 2_000_000), .windowUpdate(0, 2_000_000)])
    }
  }

  private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
  }

  @Test("large requests get their memory in turn, hold no more than they may, and all are answered")
  func turns() throws {
    let server = try ServerHarness(
      limits: limits {
        $0.maximumRequestSize = 500_000
        $0.connectionRequestMemory = 4_000_000
      })
    let client = Uploader(server)
    for _ in 0..<25 { client.open(400_000) }
    #expect(client.streams.filter(client.isWaiting).count == 4)
    #expect(server.session.account.heldBytes <= 4_000_000)
    var answered: Set<Int32> = []
    while let stream = client.streams.first(where: {
      client.isWaiting($0) && !answered.contains($0)
    }) {
      client.complete(stream)
      answered.insert(stream)
      client.sendMore()
      #expect(server.session.account.heldBytes <= 4_000_000)
    }
    #expect(answered.count == 25)
    #expect(client.streams.allSatisfy { server.status($0) == 0 })
    #expect(server.session.account.heldBytes == 0)
  }

  @Test("what a connection may hold is a limit of its own, which says its name")
  func connectionLimit() throws {
    let server = try ServerHarness(
      limits: limits {
        $0.maximumRequestSize = 100_000
        $0.connectionRequestMemory = 300_000
      })
    let client = Uploader(server)
    for _ in 0..<20 { client.open(90_000) }
    #expect(server.session.account.heldBytes <= 300_000)
    let refused = client.streams.filter { server.status($0) != nil }
    #expect(refused.count >= 10)
    for stream in refused {
      #expect(server.status(stream) == StatusCode.resourceExhausted.rawValue)
      #expect(server.message(stream).contains("connection-request-memory"))
    }
    // Small ones pass, and large ones do again once others are complete.
    let small = server.call()
    #expect(server.status(small) == 0)
    for stream in client.streams where server.status(stream) == nil {
      if client.isWaiting(stream) { client.complete(stream) } else { client.giveUp(stream) }
    }
    #expect(server.session.account.heldBytes == 0)
    client.open(90_000)
    client.complete(client.streams.last!)
    #expect(server.status(client.streams.last!) == 0)
  }

  @Test("all connections together hold no more than the server may, and give it back")
  func serverLimit() throws {
    let memory = CallMemory(limit: 300_000)
    let first = Uploader(try ServerHarness(memory: memory))
    let second = Uploader(try ServerHarness(memory: memory))
    first.open(200_000)
    second.open(200_000)
    #expect(first.isWaiting(1))
    #expect(second.server.status(1) == StatusCode.resourceExhausted.rawValue)
    #expect(second.server.message(1).contains("request-memory"))
    #expect(memory.usedBytes <= 300_000)
    #expect(second.server.refusedCalls == [.requestMemory])
    first.complete(1)
    #expect(first.server.status(1) == 0)
    #expect(memory.usedBytes == 0)
    second.open(200_000)
    second.complete(3)
    #expect(second.server.status(3) == 0)
    #expect(memory.usedBytes == 0)
  }

  @Test("a connection that is gone has given everything back")
  func goneConnection() throws {
    let memory = CallMemory(limit: 1_000_000)
    do {
      let client = Uploader(try ServerHarness(memory: memory))
      client.open(400_000)
      client.open(300_000, "/test.Service/Relay")
      #expect(memory.usedBytes > 0)
    }
    #expect(memory.usedBytes == 0)
  }

  @Test("messages that a handler does not read are held, and given back as it reads them")
  func unreadMessages() throws {
    let gate = Gate()
    let late = ServerHarness.method("Late", .bidirectionalStreaming) { exchange in
      await gate.wait()
      while try await exchange.requests.next() != nil {}
    }
    let memory = CallMemory(limit: 1_000_000)
    let server = try ServerHarness([late], memory: memory)
    let stream = server.call("/test.Service/Late", body: nil, end: false)
    for _ in 0..<3 { server.send([.data(stream, [UInt8](repeating: 0, count: 16_384))]) }
    #expect(server.session.account.heldBytes == 3 * 16_384)
    gate.open()
    server.run()
    #expect(server.session.account.heldBytes == 0)
    #expect(memory.usedBytes == 0)
    server.send([.data(stream, [], end: true)])
    #expect(server.status(stream) == 0)
  }

  // MARK: Time

  @Test("a request that is not complete in time ends its call, whatever of it is missing")
  func lateRequests() throws {
    let server = try ServerHarness(limits: limits { $0.requestTimeout = .seconds(30) })
    let nothing = server.call(body: nil, end: false)
    let half = server.call(body: [0, 0, 0, 0, 9, 1], end: false)
    let unwanted = server.call(
      "/test.Service/Echo", [("content-type", "text/html")], body: nil, end: false)
    let stream = server.call("/test.Service/Relay", end: false)
    server.advance(.seconds(29))
    let later = server.call(body: nil, end: false)
    #expect([nothing, half, unwanted, later].allSatisfy { server.httpStatus($0) == nil })
    server.advance(.seconds(1))
    for late in [nothing, half] {
      #expect(server.status(late) == StatusCode.deadlineExceeded.rawValue)
      #expect(server.message(late).contains("request-timeout"))
    }
    #expect(server.httpStatus(unwanted) == "415")
    #expect(server.status(stream) == nil, "a stream of requests may last")
    #expect(server.httpStatus(later) == nil)
    server.advance(.seconds(31))
    #expect(server.status(later) == StatusCode.deadlineExceeded.rawValue)
    #expect(server.reader.goAwayCode == nil)
    server.send([.data(stream, [], end: true)])
    #expect(server.status(stream) == 0)
  }

  @Test("a request that is complete may be worked on for as long as it takes")
  func longCalls() throws {
    let server = try ServerHarness()
    let stream = server.call("/test.Service/Sleep")
    server.advance(.seconds(1_000))
    #expect(server.status(stream) == nil)
    server.send([.reset(stream, 8)])
  }

  @Test("headers that never end cost their connection, which is told why")
  func lateHeaders() throws {
    let server = try ServerHarness()
    let block = Frame.block(server.headers())
    server.send([Frame(.headers, stream: 1, payload: block)])
    server.advance(.seconds(60))
    #expect(server.reader.goAwayCode == HTTP2ErrorCode.enhanceYourCalm.rawValue)
    #expect(server.exceededBudgets == [.lateHeaders])
  }

  @Test("a request that comes whole needs no memory of the server, one that may still go on does")
  func whole() throws {
    let server = try ServerHarness(memory: CallMemory(limit: 0))
    // All that a connection has of its own.
    _ = server.call(body: MessageFrame.framed([UInt8](repeating: 1, count: 16_000)), end: false)
    #expect(server.session.account.heldBytes > 16_000)
    let message = MessageFrame.framed([UInt8](repeating: 1, count: 10_000))
    #expect(server.status(server.call(body: message)) == 0)
    let unended = server.call(body: message, end: false)
    #expect(server.status(unended) == StatusCode.resourceExhausted.rawValue)
    #expect(server.refusedCalls == [.requestMemory])
  }

  @Test("a connection that is gone is refused no memory for those of its requests that waited")
  func lost() throws {
    let memory = CallMemory(limit: 400_000)
    let server = try ServerHarness(
      limits: limits {
        $0.maximumRequestSize = 400_000
        $0.connectionRequestMemory = 800_000
      }, memory: memory)
    // Streams are closed last first: what the second one frees is enough for half of what the first needs.
    let waiting = server.call("/test.Service/Echo", body: nil, end: false)
    let client = Uploader(server)
    client.open(150_000)
    let large = MessageFrame.framed([UInt8](repeating: 1, count: 350_000))
    server.send([.data(waiting, Array(large.prefix(16_000)))])
    #expect(server.session.stalled == [waiting])
    let other = CallAccount(limit: .max, memory: memory) { _ in }
    try other.hold(70_000)
    server.session.connectionLost("the cable was cut")
    #expect(server.refusedCalls == [])
    #expect(server.session.account.heldBytes == 0)
  }

  @Test("settings that are never acknowledged end the connection with SETTINGS_TIMEOUT")
  func settingsTimeout() throws {
    let server = try ServerHarness(acknowledgesSettings: false)
    server.advance(.milliseconds(9_999))
    #expect(server.reader.goAwayCode == nil)
    server.advance(.milliseconds(1))
    #expect(server.reader.goAwayCode == HTTP2ErrorCode.settingsTimeout.rawValue)
    #expect(server.session.http2.endedBecause?.contains("settings_not_acknowledged") == true)
    #expect(server.exceededBudgets == [.settings])
    let other = try ServerHarness()
    other.advance(.seconds(100))
    #expect(other.reader.goAwayCode == nil)
  }

  @Test("calls above the limit count, also those of a client that has not heard of the limit")
  func refusals() throws {
    let server = try ServerHarness(acknowledgesSettings: false)
    for _ in 0..<1_300 where server.reader.goAwayCode == nil {
      server.call("/test.Service/Relay", body: nil, end: false)
    }
    #expect(server.reader.goAwayCode == HTTP2ErrorCode.enhanceYourCalm.rawValue)
    #expect(server.exceededBudgets == [.refusals])
  }
}
