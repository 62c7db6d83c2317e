import TestSupport
import Testing

@testable import HTTP2

/// What lies between a server that sends and a client that reads slowly.
@Suite struct InFlightTests {
  private static let least = 128 * 1024
  private static let wide = {
    var settings = HTTP2Settings()
    settings.streamWindow = .max
    settings.connectionWindow = .max
    return settings
  }()

  /// A client of wide windows, and a server with bodies of 50 MB for it.
  private func pair(least: Int = Self.least) throws -> SessionPair {
    var settings = HTTP2Settings()
    settings.inFlightBytes = least
    let pair = try SessionPair(client: Self.wide, server: settings)
    let large = [UInt8](repeating: 7, count: 50_000_000)
    pair.server.onEnd = { [unowned server = pair.server] stream in
      let isSmall = stream.headers.contains { $0 == (":path", "/small") }
      stream.outgoing = isSmall ? [1, 2, 3] : large
      server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: false)
    }
    try pair.exchange()
    return pair
  }

  /// A line with so many nanoseconds each way, of which the client reads so many bytes a second.
  private final class Line {
    private let pair: SessionPair
    private let rate: Double
    private let delay: UInt64
    private var down: ArraySlice<(at: UInt64, bytes: [UInt8])> = []
    private var up: ArraySlice<(at: UInt64, bytes: [UInt8])> = []
    private var credit = 0.0
    private var onItsWay = 0
    /// Bytes that both sides' kernels take.
    private let kernels = 6_000_000
    var mostOnItsWay = 0
    var read = 0

    init(_ pair: SessionPair, rate: Double, delay: UInt64) {
      self.pair = pair
      self.rate = rate
      self.delay = delay
    }

    func run(seconds: Double) throws {
      let step: UInt64 = 500_000
      (mostOnItsWay, read) = (0, 0)
      for _ in 0..<Int(seconds * 1e9 / Double(step)) {
        pair.server.now += step
        pair.client.now += step
        let now = pair.server.now
        while let first = up.first, first.at <= now {
          try pair.server.receive(up.removeFirst().bytes)
          _ = first
        }
        // The kernels take what comes, as far as they go.
        while onItsWay < kernels {
          let bytes = try pair.server.output()
          if bytes.isEmpty { break }
          down.append((now + delay, bytes))
          onItsWay += bytes.count
        }
        mostOnItsWay = max(mostOnItsWay, onItsWay)
        credit = min(credit + rate * Double(step) / 1e9, 100_000)
        while let first = down.first, first.at <= now, credit > 0 {
          down.removeFirst()
          credit -= Double(first.bytes.count)
          onItsWay -= first.bytes.count
          read += first.bytes.count
          try pair.client.receive(first.bytes)
        }
        let bytes = try pair.client.output()
        if !bytes.isEmpty { up.append((now + delay, bytes)) }
      }
    }
  }

  private func begin(_ pair: SessionPair, _ streams: Int) throws {
    for _ in 0..<streams { _ = try pair.client.request(keep: false) }
  }

  @Test("a client that reads slowly, whatever its windows, has little on its way")
  func slow() throws {
    let pair = try pair()
    try begin(pair, 4)
    let line = Line(pair, rate: 20e6, delay: 20_000)
    // Until the first ping is answered nothing is known of the client; what came till then is read first.
    try line.run(seconds: 0.5)
    try line.run(seconds: 0.3)
    #expect(line.mostOnItsWay < 3 * Self.least, "\(line.mostOnItsWay)")
    #expect(line.read > 5_500_000, "\(line.read)")
  }

  @Test("without a bound the same client has everything on its way")
  func unbounded() throws {
    let pair = try pair(least: 0)
    try begin(pair, 4)
    let line = Line(pair, rate: 20e6, delay: 20_000)
    try line.run(seconds: 0.05)
    #expect(line.mostOnItsWay >= 6_000_000, "\(line.mostOnItsWay)")
  }

  @Test("a small answer goes out while large ones wait")
  func small() throws {
    let pair = try pair()
    try begin(pair, 4)
    try Line(pair, rate: 20e6, delay: 20_000).run(seconds: 0.3)
    // Nothing is read from here on, until the server has no more to send.
    while !(try pair.server.output()).isEmpty {}
    _ = try pair.client.request(path: "/small")
    try pair.server.receive(try pair.client.output())
    #expect(!(try pair.server.output()).isEmpty)
    #expect(pair.server.streams.last?.hasSentEnd == true)
  }

  @Test("a long line is filled, whatever the least bound")
  func long() throws {
    let pair = try pair()
    try begin(pair, 4)
    // 100 ms there and back at 20 MB/s hold 2 MB; the first seconds go on finding that out.
    let line = Line(pair, rate: 20e6, delay: 50_000_000)
    try line.run(seconds: 2)
    try line.run(seconds: 1)
    #expect(line.read > 18_000_000, "\(line.read)")
  }

  @Test("a line that becomes longer is measured anew")
  func longer() throws {
    var bound = InFlightBound(least: Self.least, now: 0)
    // Round trips of 1 ms for a while, and then of 100 ms.
    var now: UInt64 = 0
    var onTheirWay: [(payload: UInt64, due: UInt64)] = []
    let short = [UInt64](repeating: 1_000_000, count: 200)
    for trip in short + short.map({ $0 * 100 }) {
      for _ in 0..<100 where !bound.isReached {
        if let payload = bound.send(16_000, window: .max, now: now) {
          onTheirWay.append((payload, now + trip))
        }
      }
      now += trip
      let answered = onTheirWay.filter { $0.due <= now }
      onTheirWay.removeAll { $0.due <= now }
      for answer in answered { _ = bound.answered(answer.payload, now: now) }
    }
    #expect(bound.bound > 1_500_000, "\(bound.bound)")
  }

  @Test("a peer that answers no ping is not waited for")
  func unanswered() throws {
    let pair = try pair()
    try begin(pair, 1)
    try pair.server.receive(try pair.client.output())
    var count = 0
    while count < 8 * Self.least {
      let bytes = try pair.server.output()
      if bytes.isEmpty { break }
      count += bytes.count
    }
    #expect(count >= 8 * Self.least)
  }

  @Test("where the windows are narrow no ping is sent")
  func narrow() throws {
    var settings = HTTP2Settings()
    settings.inFlightBytes = Self.least
    var narrow = HTTP2Settings()
    narrow.connectionWindow = 70_000
    let pair = try SessionPair(client: narrow, server: settings)
    pair.server.onEnd = { [unowned server = pair.server] stream in
      stream.outgoing = [UInt8](repeating: 7, count: 5_000_000)
      server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: false)
    }
    try begin(pair, 1)
    try pair.exchange()
    #expect(pair.server.streams.first?.hasSentEnd == true)
    #expect(pair.client.pings.isEmpty)
  }

  @Test("what went out through narrow windows is not taken for fast reading when they widen")
  func widened() {
    var bound = InFlightBound(least: Self.least, now: 0)
    for _ in 0..<10_000 { _ = bound.send(16_000, window: 0, now: 0) }
    // 100 MB/s, and a millisecond there and back.
    var (now, sent, read): (UInt64, Int, Int) = (0, 0, 0)
    var pings: [(payload: UInt64, behind: Int, from: UInt64)] = []
    for _ in 0..<200 {
      for _ in 0..<100 where !bound.isReached {
        sent += 16_000
        if let payload = bound.send(16_000, window: .max, now: now) {
          pings.append((payload, sent, now + 1_000_000))
        }
      }
      now += 100_000
      read = min(sent, read + 10_000)
      while let first = pings.first, first.behind <= read, first.from <= now {
        _ = bound.answered(pings.removeFirst().payload, now: now)
        _ = first
      }
    }
    #expect(bound.bound < 4_000_000, "\(bound.bound)")
  }

  @Test("answers to pings that were never sent, or came before, change nothing")
  func forged() {
    var bound = InFlightBound(least: 1000, now: 0)
    let payload = bound.send(900, window: .max, now: 1) ?? 0
    let answers = [payload + 7, payload, payload, 1].map { answer in
      bound.answered(answer, now: 2)
    }
    #expect(payload != 0)
    #expect(answers == [true, true, true, false])
    #expect(!bound.isReached)
  }
}
