import HTTP2
import Synchronization
import TestSupport
import Testing

@testable import RPC

/// Deadlines, floods, and the end of calls and connections.
@Suite struct ServerLifeTests {
  private static let large = ServerHarness.method("Large", .serverStreaming) { exchange in
    for _ in 0..<100 {
      try await exchange.responses.write(MessageFrame.framed(Array(repeating: 1, count: 10_000)))
    }
  }

  @Test("on expiry the server answers DEADLINE_EXCEEDED and stops the work")
  func deadline() throws {
    let stopped = Stopped()
    let server = try ServerHarness([
      ServerHarness.method("Waits") { exchange in
        defer { stopped.set() }
        _ = try await exchange.requests.next()
        _ = try await exchange.requests.next()
      }
    ])
    let withoutCalls = server.session.nextDeadline
    let stream = server.call("/test.Service/Waits", [("grpc-timeout", "100m")], end: false)
    #expect(server.session.nextDeadline == server.session.now + 100_000_000)
    server.advance(.milliseconds(99))
    #expect(server.status(stream) == nil)
    server.advance(.milliseconds(1))
    #expect(server.status(stream) == StatusCode.deadlineExceeded.rawValue)
    #expect(server.reader.resetCode(of: stream) == 0)
    #expect(stopped.isSet)
    #expect(server.session.nextDeadline == withoutCalls)
  }

  @Test("an expired call ends with its status, with window left and without")
  func deadlineWithoutWindow() throws {
    let server = try ServerHarness([Self.large], clientSettings: [(4, 1_000)])
    let stuck = server.call("/test.Service/Large", [("grpc-timeout", "1S")])
    #expect(server.reader.body(of: stuck).count == 1_000)
    server.advance(.seconds(1))
    #expect(server.status(stuck) == StatusCode.deadlineExceeded.rawValue)
    #expect(server.reader.body(of: stuck).count == 1_000)
    let slow = server.call("/test.Service/Relay", [("grpc-timeout", "1S")], end: false)
    server.advance(.seconds(1))
    #expect(server.status(slow) == StatusCode.deadlineExceeded.rawValue)
  }

  @Test("a client that stops reading costs the server a bounded queue, and its handler waits")
  func backPressure() throws {
    let written = Mutex(0)
    let server = try ServerHarness(
      [
        ServerHarness.method("Endless", .serverStreaming) { exchange in
          while true {
            try await exchange.responses.write(
              MessageFrame.framed(Array(repeating: 1, count: 1_000)))
            written.withLock { $0 += 1_005 }
          }
        }
      ], clientSettings: [(4, 10_000)])
    let stream = server.call("/test.Service/Endless")
    #expect(server.reader.body(of: stream).count == 10_000)
    #expect(written.withLock { $0 } < 10_000 + OutboundQueue.highWater + 2_000)
    server.send([.windowUpdate(stream, 40_000)])
    #expect(server.reader.body(of: stream).count == 50_000)
    server.send([.reset(stream, 8)])
    let after = written.withLock { $0 }
    server.run()
    #expect(written.withLock { $0 } == after)
  }

  @Test("a handler that reads nothing holds the client at one window")
  func inboundBackPressure() throws {
    let gate = Gate()
    let server = try ServerHarness([
      ServerHarness.method("Deaf", .clientStreaming) { exchange in
        await gate.wait()
        while try await exchange.requests.next() != nil {}
      }
    ])
    let stream = server.call("/test.Service/Deaf", body: nil, end: false)
    for _ in 0..<4 { server.send([.data(stream, [UInt8](repeating: 0, count: 16_000))]) }
    #expect(!server.reader.frames(of: stream).contains { $0.kind == .windowUpdate })
    gate.open()
    server.run()
    #expect(server.reader.frames(of: stream).contains { $0.kind == .windowUpdate })
  }

  @Test("a client's reset cancels the handler, and its window comes back")
  func cancellation() throws {
    let stopped = Stopped()
    let server = try ServerHarness([
      ServerHarness.method("Waits", .bidirectionalStreaming) { exchange in
        defer { stopped.set() }
        while try await exchange.requests.next() != nil {}
      }
    ])
    let stream = server.call("/test.Service/Waits", end: false)
    #expect(!stopped.isSet)
    server.send([.reset(stream, 8)])
    #expect(stopped.isSet)
    #expect(server.session.http2.openStreams == 0)
  }

  @Test("reset floods end in ENHANCE_YOUR_CALM")
  func resetFlood() throws {
    let server = try ServerHarness()
    for _ in 0..<600 where server.reader.goAwayCode == nil {
      let stream = server.newStream()
      server.send([
        .headers(stream, server.headers("/test.Service/Relay")), .reset(stream, 8),
      ])
    }
    #expect(server.reader.goAwayCode == HTTP2ErrorCode.enhanceYourCalm.rawValue)
    #expect(server.session.http2.isFinished)
  }

  @Test("honest resets after an answer are not punished, at the rate the limits allow")
  func honestResets() throws {
    let server = try ServerHarness()
    for number in 0..<3_000 {
      let stream = server.call("/test.Service/Relay", end: false)
      #expect(server.reader.frames(of: stream).contains { $0.kind == .data })
      server.send([.reset(stream, 8)])
      if number % 150 == 0 { server.advance(.seconds(1)) }
      if number % 500 == 0 { #expect(server.reader.goAwayCode == nil) }
    }
    #expect(server.reader.goAwayCode == nil)
  }

  @Test("even answered calls are reset only as fast as the limits allow")
  func resetRate() throws {
    let server = try ServerHarness()
    for _ in 0..<1_001 {
      server.send([.reset(server.call("/test.Service/Relay", end: false), 8)])
    }
    #expect(server.reader.goAwayCode == HTTP2ErrorCode.enhanceYourCalm.rawValue)
  }

  @Test("resets that a client makes the server send have a budget too")
  func madeYouReset() throws {
    let server = try ServerHarness()
    for _ in 0..<300 where server.reader.goAwayCode == nil {
      let stream = server.call("/test.Service/Relay", body: nil, end: false)
      server.send([.windowUpdate(stream, 0x7fff_ffff)])
      #expect(server.reader.resetCode(of: stream) == HTTP2ErrorCode.flowControlError.rawValue)
    }
    #expect(server.reader.goAwayCode == HTTP2ErrorCode.enhanceYourCalm.rawValue)
  }

  @Test("handlers running never exceed the concurrent-streams limit, whatever was reset")
  func handlerCap() throws {
    let running = Mutex(0)
    let gate = Gate()
    var limits = ServerLimits()
    limits.maximumConcurrentCalls = 5
    let server = try ServerHarness(
      [
        ServerHarness.method("Stubborn") { _ in
          running.withLock { $0 += 1 }
          await gate.wait()
          running.withLock { $0 -= 1 }
        }
      ], limits: limits)
    var refused = 0
    for _ in 0..<20 {
      let stream = server.call("/test.Service/Stubborn")
      if server.reader.resetCode(of: stream) == HTTP2ErrorCode.refusedStream.rawValue {
        refused += 1
      } else {
        server.send([.reset(stream, 8)])
      }
      #expect(running.withLock { $0 } <= 5)
    }
    #expect(refused == 15)
    gate.open()
    server.run()
    #expect(running.withLock { $0 } == 0)
    #expect(server.status(server.call()) == 0)
  }

  @Test("streams beyond the limit are not served")
  func concurrentStreams() throws {
    var limits = ServerLimits()
    limits.maximumConcurrentCalls = 2
    let server = try ServerHarness(limits: limits)
    for _ in 0..<3 { server.call("/test.Service/Relay", end: false) }
    #expect(server.reader.goAwayCode == HTTP2ErrorCode.protocolError.rawValue)
  }

  @Test(
    "a drain sends GOAWAY(2^31-1) and PING, on its ACK GOAWAY(last id), and ends with the calls")
  func drain() throws {
    let server = try ServerHarness()
    let first = server.call("/test.Service/Relay", end: false)
    server.session.drain()
    server.run()
    #expect(server.reader.frames(.goAway).map(\.number) == [0x7fff_ffff])
    let ping = try #require(server.reader.frames(.ping).last)
    // A call that was on its way when the client heard of it is still served.
    let late = server.call()
    #expect(server.status(late) == 0)
    server.send([Frame(.ping, flags: Frame.acknowledgement, payload: ping.payload)])
    #expect(server.reader.frames(.goAway).map(\.number) == [0x7fff_ffff, UInt32(late)])
    #expect(!server.session.http2.isFinished)
    let ignored = server.call()
    #expect(server.reader.frames(of: ignored).isEmpty)
    server.send([.data(first, [], end: true)])
    #expect(server.status(first) == 0)
    #expect(server.session.http2.isFinished)
  }

  @Test("after the grace period calls end with UNAVAILABLE")
  func grace() throws {
    let server = try ServerHarness()
    let stream = server.call("/test.Service/Relay", end: false)
    server.session.drain()
    server.session.failCalls()
    server.run()
    #expect(server.status(stream) == StatusCode.unavailable.rawValue)
    #expect(server.session.http2.isFinished)
  }

  @Test("sessions, calls and handlers' sides of them are freed when a connection is gone")
  func memory() throws {
    weak var session: ServerSession?
    weak var exchange: ServerExchange?
    let seen = Mutex<ServerExchange?>(nil)
    do {
      let server = try ServerHarness([
        ServerHarness.method("Keeps", .bidirectionalStreaming) { exchange in
          seen.withLock { $0 = exchange }
          while try await exchange.requests.next() != nil {}
        }
      ])
      server.call("/test.Service/Keeps", end: false)
      session = server.session
      exchange = seen.withLock { $0.take() }
      #expect(exchange != nil)
      server.session.http2.closeStreams(.cancel)
      server.run()
    }
    #expect(session == nil)
    #expect(exchange == nil)
  }

  @Test("a session that is dropped with calls under way ends their handlers")
  func dropped() throws {
    let stopped = Stopped()
    let executor: ManualExecutor
    do {
      let server = try ServerHarness([
        ServerHarness.method("Waits", .bidirectionalStreaming) { exchange in
          defer { stopped.set() }
          while try await exchange.requests.next() != nil {}
        }
      ])
      for _ in 0..<250 { server.call("/test.Service/Waits", end: false) }
      executor = server.executor
    }
    while executor.run() {}
    #expect(stopped.count == 250)
  }
}

/// Counts how often something happened.
final class Stopped: Sendable {
  private let state = Mutex(0)
  var isSet: Bool { count > 0 }
  var count: Int { state.withLock { $0 } }
  func set() { state.withLock { $0 += 1 } }
}

/// Holds tasks, cancelled or not, until it is opened.
final class Gate: Sendable {
  private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>(
    (false, []))

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiters.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  func open() {
    let waiters = state.withLock { state in
      defer { state.waiters = [] }
      state.isOpen = true
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
