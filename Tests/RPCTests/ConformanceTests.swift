import HTTP2
import Protobuf
import TestSupport
import Testing

@testable import RPC

/// What RFC 9113 and RFC 7541 say a server does with what no client may send. As the conformance
/// suites have it, a stream error may be answered as a connection error too.
@Suite struct ConformanceTests {
  enum Answer: Sendable {
    /// The connection goes on, and the next call is served.
    case served
    case streamError([HTTP2ErrorCode])
    case connectionError([HTTP2ErrorCode])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let answer: Answer
    /// Bytes sent after the preface and settings.
    let bytes: [UInt8]
    /// Bytes sent after the server has answered those.
    let more: [UInt8]

    init(_ description: String, _ answer: Answer, _ frames: [Frame], then more: [Frame] = []) {
      testDescription = description
      self.answer = answer
      bytes = frames.flatMap(\.bytes)
      self.more = more.flatMap(\.bytes)
    }
  }

  // MARK: Frames to break rules with

  static let good = ServerHarness.goodHeaders

  static func request(_ stream: Int32 = 1, end: Bool = false) -> Frame {
    .headers(stream, good, end: end).at("/test.Service/Relay")
  }

  static func request(_ fields: [(String, String)]) -> [Frame] {
    [.headers(1, fields, end: true)]
  }

  static func replacing(_ name: String, _ value: String?) -> [(String, String)] {
    good.compactMap { $0.0 == name ? value.map { (name, $0) } : $0 }
  }

  static func block(_ stream: Int32, _ flags: UInt8, _ payload: [UInt8]) -> Frame {
    Frame(.headers, flags: flags, stream: stream, payload: payload)
  }

  static func priority(on stream: Int32) -> [UInt8] {
    [0, 0, 0, UInt8(stream), 15]
  }

  static let frames: [Case] = [
    Case(
      "4.1: a frame of unknown type is ignored", .served,
      []
    ).appending([0, 0, 8, 0x16, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
    Case(
      "4.1: undefined flags are ignored", .served, [Frame(.ping, flags: 0x16, payload: .zeros(8))]),
    Case("4.1: the reserved bit is ignored", .served, []).appending([
      0, 0, 8, 6, 0, 0x80, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8,
    ]),
    Case("4.2: DATA of 2^14 bytes is taken", .served, [request(), .data(1, .zeros(16_384))]),
    Case(
      "4.2: DATA larger than SETTINGS_MAX_FRAME_SIZE", .streamError([.frameSizeError]),
      [request(), .data(1, .zeros(16_385))]),
    Case(
      "4.2: HEADERS larger than SETTINGS_MAX_FRAME_SIZE", .connectionError([.frameSizeError]),
      [block(1, 0x4, .zeros(16_385))]),
    Case(
      "4.3: a header block that cannot be decoded", .connectionError([.compressionError]),
      [block(1, 0x5, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff])]),
    Case(
      "4.3: PRIORITY within a header block", .connectionError([.protocolError]),
      [
        block(1, 0, Frame.block(good)),
        Frame(.priority, stream: 1, payload: priority(on: 0)),
      ]),
    Case(
      "4.3: HEADERS of another stream within a header block", .connectionError([.protocolError]),
      [block(1, 0, Frame.block(good)), request(3)]),
    Case(
      "5.1: DATA on an idle stream", .connectionError([.protocolError]), [.data(1, [1], end: true)]),
    Case(
      "5.1: RST_STREAM on an idle stream", .connectionError([.protocolError]), [.reset(1, 8)]),
    Case(
      "5.1: WINDOW_UPDATE on an idle stream", .connectionError([.protocolError]),
      [.windowUpdate(1, 100)]),
    Case(
      "5.1: CONTINUATION on an idle stream", .connectionError([.protocolError]),
      [Frame(.continuation, flags: 0x4, stream: 1, payload: Frame.block(good))]),
    Case(
      "5.1: DATA on a half-closed stream", .streamError([.streamClosed]),
      [request(end: true).at("/test.Service/Sleep"), .data(1, [1], end: true)]),
    Case(
      "5.1: HEADERS on a half-closed stream", .streamError([.streamClosed]),
      [request(end: true).at("/test.Service/Sleep"), request(end: true)]),
    Case(
      "5.1: CONTINUATION on a half-closed stream",
      .connectionError([.streamClosed, .protocolError]),
      [
        request(end: true).at("/test.Service/Sleep"),
        Frame(.continuation, flags: 0x4, stream: 1, payload: Frame.block(good)),
      ]),
    Case(
      "5.1: HEADERS after RST_STREAM", .streamError([.streamClosed, .protocolError]),
      [request(), .reset(1, 8), request(end: true)]),
    Case(
      "5.1: HEADERS after both sides ended", .connectionError([.streamClosed]),
      [.headers(1, good, end: false), .data(1, MessageFrame.framed([1]), end: true)],
      then: [request(end: true)]),
    Case(
      "5.1: DATA after RST_STREAM", .connectionError([.streamClosed]),
      [request(), .reset(1, 8), .data(1, [1], end: true)]),
    Case(
      "5.1: DATA after both sides ended", .connectionError([.streamClosed]),
      [.headers(1, good, end: false), .data(1, MessageFrame.framed([1]), end: true)],
      then: [.data(1, [1], end: true)]),
    Case(
      "5.1: DATA that was on its way when the server reset its stream is taken", .served,
      [.headers(1, replacing("content-type", "application/grpc+json"))],
      then: [.data(1, .zeros(100)), .data(1, .zeros(100), end: true)]),
    Case(
      "5.1: trailers that were on their way when the server reset its stream are taken", .served,
      [.headers(1, replacing("content-type", "application/grpc+json"))],
      then: [.headers(1, [("x-test", "ok")], end: true)]),
    Case(
      "5.1: DATA after the end of a stream that the server reset",
      .connectionError([.streamClosed]),
      [.headers(1, replacing("content-type", "application/grpc+json"))],
      then: [.data(1, [1], end: true), .data(1, [1], end: true)]),
    Case(
      "5.1: DATA after both sides reset a stream", .connectionError([.streamClosed]),
      [.headers(1, replacing("content-type", "application/grpc+json"))],
      then: [.reset(1, 8), .data(1, [1], end: true)]),
    Case(
      "5.1: CONTINUATION after RST_STREAM", .connectionError([.streamClosed, .protocolError]),
      [
        request(), .reset(1, 8),
        Frame(.continuation, flags: 0x4, stream: 1, payload: Frame.block(good)),
      ]),
    Case(
      "5.1.1: a stream of an even number", .connectionError([.protocolError]),
      [request(2, end: true)]),
    Case(
      "5.1.1: a stream of a lower number than the last, never opened",
      .connectionError([.protocolError]), [request(5, end: true), request(3, end: true)]),
    Case(
      "5.1.1: DATA on a stream that a higher one has closed", .connectionError([.protocolError]),
      [request(5), .data(3, [1])]),
    Case(
      "5.1.1: HEADERS on an even number below the last", .connectionError([.protocolError]),
      [request(5), request(2)]),
    Case(
      "5.3.1: HEADERS that depend on their own stream", .streamError([.protocolError]),
      [block(1, 0x25, priority(on: 1) + Frame.block(good))]),
    Case(
      "5.3.1: PRIORITY that depends on its own stream", .connectionError([.protocolError]),
      [Frame(.priority, stream: 3, payload: priority(on: 3))]),
    Case(
      "5.3.1: PRIORITY that depends on another stream", .served,
      [Frame(.priority, stream: 3, payload: priority(on: 5))]),
    Case(
      "5.5: an unknown extension frame within a header block", .connectionError([.protocolError]),
      [block(1, 0, Frame.block(good))]
    ).appending([0, 0, 8, 0x16, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
    Case(
      "6.1: DATA on stream 0", .connectionError([.protocolError]), [request(), .data(0, [1])]),
    Case(
      "6.1: DATA with padding longer than its payload", .connectionError([.protocolError]),
      [request(), Frame(.data, flags: 0x8, stream: 1, payload: [6, 1, 2, 3])]),
    Case(
      "6.2: HEADERS on stream 0", .connectionError([.protocolError]),
      [block(0, 0x5, Frame.block(good))]),
    Case(
      "6.2: HEADERS with padding longer than its payload", .connectionError([.protocolError]),
      [block(1, 0xd, [200] + Frame.block([(":method", "POST")]))]),
    Case(
      "6.3: PRIORITY on stream 0", .connectionError([.protocolError]),
      [Frame(.priority, payload: priority(on: 1))]),
    Case(
      "6.3: PRIORITY of a length other than 5", .streamError([.frameSizeError]),
      [request(), Frame(.priority, stream: 1, payload: .zeros(4))]),
    Case("6.4: RST_STREAM on stream 0", .connectionError([.protocolError]), [.reset(0, 8)]),
    Case(
      "6.4: RST_STREAM of a length other than 4", .connectionError([.frameSizeError]),
      [request(), Frame(.reset, stream: 1, payload: .zeros(3))]),
    Case(
      "6.5: SETTINGS with ACK and a payload", .connectionError([.frameSizeError]),
      [Frame(.settings, flags: 1, payload: .zeros(1))]),
    Case(
      "6.5: SETTINGS on a stream", .connectionError([.protocolError]),
      [Frame(.settings, stream: 1, payload: [0, 3, 0, 0, 0, 100])]),
    Case(
      "6.5: SETTINGS of a length that is no multiple of 6", .connectionError([.frameSizeError]),
      [Frame(.settings, payload: [0, 3, 0])]),
    Case(
      "6.5.2: SETTINGS_ENABLE_PUSH other than 0 or 1", .connectionError([.protocolError]),
      [.settings([(2, 2)])]),
    Case(
      "6.5.2: SETTINGS_INITIAL_WINDOW_SIZE above 2^31-1", .connectionError([.flowControlError]),
      [.settings([(4, 0x8000_0000)])]),
    Case(
      "6.5.2: SETTINGS_MAX_FRAME_SIZE below 2^14", .connectionError([.protocolError]),
      [.settings([(5, 16_383)])]),
    Case(
      "6.5.2: SETTINGS_MAX_FRAME_SIZE above 2^24-1", .connectionError([.protocolError]),
      [.settings([(5, 1 << 24)])]),
    Case("6.5.2: an unknown setting is ignored", .served, [.settings([(0xff, 1)])]),
    Case(
      "6.5.3: several values of one setting are taken in turn", .served,
      [
        .settings([(4, 100), (4, 1)]), .settings([(4, 65_535)]),
      ]),
    Case(
      "6.6: PUSH_PROMISE of a client", .connectionError([.protocolError]),
      [request(), Frame(.pushPromise, flags: 4, stream: 1, payload: [0, 0, 0, 2])]),
    Case("6.7: PING is answered", .served, [Frame(.ping, payload: .zeros(8))]),
    Case(
      "6.7: a PING with ACK is not answered", .served, [Frame(.ping, flags: 1, payload: .zeros(8))]),
    Case(
      "6.7: PING on a stream", .connectionError([.protocolError]),
      [Frame(.ping, stream: 1, payload: .zeros(8))]),
    Case(
      "6.7: PING of a length other than 8", .connectionError([.frameSizeError]),
      [Frame(.ping, payload: .zeros(6))]),
    Case(
      "6.8: GOAWAY on a stream", .connectionError([.protocolError]),
      [Frame(.goAway, stream: 1, payload: .zeros(8))]),
    Case(
      "6.9: WINDOW_UPDATE of 0 on the connection", .connectionError([.protocolError]),
      [.windowUpdate(0, 0)]),
    Case(
      "6.9: WINDOW_UPDATE of 0 on a stream", .streamError([.protocolError]),
      [request(), .windowUpdate(1, 0)]),
    Case(
      "6.9: WINDOW_UPDATE of a length other than 4", .connectionError([.frameSizeError]),
      [Frame(.windowUpdate, payload: .zeros(3))]),
    Case(
      "6.9.1: a connection's window above 2^31-1", .connectionError([.flowControlError]),
      [.windowUpdate(0, 0x7fff_ffff), .windowUpdate(0, 0x7fff_ffff)]),
    Case(
      "6.9.1: a stream's window above 2^31-1", .streamError([.flowControlError]),
      [request(), .windowUpdate(1, 0x7fff_ffff), .windowUpdate(1, 0x7fff_ffff)]),
    Case(
      "6.9.2: an initial window that makes a stream's exceed 2^31-1",
      .connectionError([.flowControlError]),
      [request(), .windowUpdate(1, 0x7fff_0000), .settings([(4, 0x7fff_ffff)])]),
    Case(
      "6.9.2: an initial window that makes a stream's 2^31-1", .served,
      [request(), .windowUpdate(1, 0x7fff_0000), .settings([(4, 0xffff)])]),
    Case(
      "6.9.2: an initial window that is large where no stream's was opened further", .served,
      [request(), .settings([(4, 0)]), .settings([(4, 0x7fff_ffff)])]),
    Case(
      "6.10: CONTINUATION after END_HEADERS", .connectionError([.protocolError]),
      [request(), Frame(.continuation, flags: 4, stream: 1, payload: Frame.block([("x", "y")]))]),
    Case(
      "6.10: several CONTINUATION frames make one header block", .served,
      [
        block(1, 1, Frame.block(Array(good.prefix(2)))),
        Frame(.continuation, stream: 1, payload: Frame.block(Array(good[2..<4]))),
        Frame(.continuation, flags: 4, stream: 1, payload: Frame.block(Array(good[4...]))),
      ]),
    Case(
      "6.10: CONTINUATION on stream 0", .connectionError([.protocolError]),
      [
        block(1, 0, Frame.block(good)),
        Frame(.continuation, flags: 4, stream: 0, payload: Frame.block([("x", "y")])),
      ]),
    Case(
      "6.10: DATA within a header block", .connectionError([.protocolError]),
      [block(1, 0, Frame.block(good)), .data(1, [1], end: true)]),
    Case("7: an unknown error code of RST_STREAM is taken", .served, [request(), .reset(1, 0xff)]),
  ]

  @Test("RFC 9113, frames and streams", arguments: frames)
  func framing(_ test: Case) throws { try check(test) }

  @Test("RFC 9113, messages", arguments: messages)
  func messaging(_ test: Case) throws { try check(test) }

  @Test("RFC 7541", arguments: compression)
  func headerCompression(_ test: Case) throws { try check(test) }

  private func check(_ test: Case) throws {
    let server = try ServerHarness()
    server.deliver(test.bytes)
    server.run()
    if !test.more.isEmpty {
      server.deliver(test.more)
      server.run()
    }
    let reset = server.reader.resetCode(of: 1).map(HTTP2ErrorCode.init(rawValue:))
    let goAway = server.reader.goAwayCode.map(HTTP2ErrorCode.init(rawValue:))
    switch test.answer {
    case .served:
      #expect(server.failure == nil)
      #expect(goAway == nil)
      let next: Int32 = 101
      server.send([
        .headers(next, Self.good), .data(next, MessageFrame.framed([1]), end: true),
      ])
      #expect(server.status(next) == 0)
    case .streamError(let codes):
      let isReset = reset.map { codes.contains($0) } ?? false
      let isEnd = goAway.map { codes.contains($0) } ?? false
      #expect(isReset || isEnd, "RST_STREAM \(reset as Any), GOAWAY \(goAway as Any)")
    case .connectionError(let codes):
      #expect(goAway.map { codes.contains($0) } ?? false, "GOAWAY \(goAway as Any)")
      #expect(server.session.http2.isFinished || server.failure != nil)
    }
  }

  @Test("3.4: a preface that is none ends the connection")
  func preface() throws {
    let session = try ServerSession(
      methods: MethodTable([]), limits: ServerLimits(), peer: ConnectionPeer(address: "test"),
      now: 0, arena: .init(), executor: nil, observer: nil, signal: { _ in })
    #expect(throws: HTTP2Error.self) {
      try Array("INVALID CONNECTION PREFACE\r\n\r\n".utf8).withUnsafeBytes {
        try session.receive($0)
      }
    }
  }

  @Test("6.7: the answer to a PING has its payload, and comes with ACK")
  func ping() throws {
    let server = try ServerHarness()
    server.send([Frame(.ping, payload: [1, 2, 3, 4, 5, 6, 7, 8])])
    let answer = try #require(server.reader.frames(.ping).last)
    #expect(answer.payload == [1, 2, 3, 4, 5, 6, 7, 8] && answer.flags == Frame.acknowledgement)
  }

  @Test("6.9.2: a window made negative by SETTINGS holds DATA back until it is positive")
  func negativeWindow() throws {
    let server = try ServerHarness(clientSettings: [(4, 3)])
    let stream = server.call(body: MessageFrame.framed([1, 2, 3]))
    #expect(server.reader.body(of: stream).count == 3)
    server.send([.settings([(4, 2)])])
    server.send([.windowUpdate(stream, 1)])
    #expect(server.reader.body(of: stream).count == 3)
    server.send([.windowUpdate(stream, 5)])
    #expect(server.reader.body(of: stream) == MessageFrame.framed([1, 2, 3]))
    #expect(server.status(stream) == 0)
  }
}

extension ConformanceTests.Case {
  fileprivate init(_ description: String, _ answer: ConformanceTests.Answer, bytes: [UInt8]) {
    testDescription = description
    self.answer = answer
    self.bytes = bytes
    more = []
  }

  fileprivate func appending(_ more: [UInt8]) -> Self {
    Self(testDescription, answer, bytes: bytes + more)
  }
}

extension Frame {
  /// The same request to another method; the header list is one that `Frame.headers` made.
  fileprivate func at(_ path: String) -> Frame {
    var fields = ServerHarness.goodHeaders
    fields[2].1 = path
    return .headers(stream, fields, end: endsStream)
  }
}

extension Array<UInt8> {
  static func zeros(_ count: Int) -> Self { Self(repeating: 0, count: count) }
}
