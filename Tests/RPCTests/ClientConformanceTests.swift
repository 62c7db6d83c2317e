import HTTP2
import TestSupport
import Testing

@testable import RPC

/// What RFC 9113 and RFC 7541 say a client does with what no server may send. Frames of streams that
/// are closed are not among it: a client may ignore them (RFC 9113, section 5.1), and ours does.
@Suite struct ClientConformanceTests {
  enum Answer: Sendable {
    /// The connection goes on, and the call is answered.
    case served
    /// The call fails; the connection goes on.
    case streamError([HTTP2ErrorCode])
    /// The connection ends, and the call with it.
    case connectionError([HTTP2ErrorCode])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let answer: Answer
    /// What the server sends while a call on stream 1 waits for its response.
    let bytes: [UInt8]

    init(_ description: String, _ answer: Answer, _ frames: [Frame] = [], raw: [UInt8] = []) {
      testDescription = description
      self.answer = answer
      bytes = frames.flatMap(\.bytes) + raw
    }
  }

  static let good = ClientHarness.goodHeaders
  static let begun = Frame.headers(1, good)

  static func block(_ stream: Int32, _ flags: UInt8, _ payload: [UInt8]) -> Frame {
    Frame(.headers, flags: flags, stream: stream, payload: payload)
  }

  static let frames: [Case] = [
    Case(
      "4.1: a frame of unknown type is ignored", .served,
      raw: [0, 0, 8, 0x16, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
    Case(
      "4.1: undefined flags are ignored", .served, [Frame(.ping, flags: 0x16, payload: .zeros(8))]),
    Case(
      "4.1: the reserved bit is ignored", .served,
      raw: [0, 0, 8, 6, 0, 0x80, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
    Case(
      "4.2: DATA larger than SETTINGS_MAX_FRAME_SIZE", .connectionError([.frameSizeError]),
      [begun, .data(1, .zeros(16_385))]),
    Case(
      "4.2: HEADERS larger than SETTINGS_MAX_FRAME_SIZE", .connectionError([.frameSizeError]),
      [block(1, 4, .zeros(16_385))]),
    Case(
      "4.3: a header block that cannot be decoded", .connectionError([.compressionError]),
      [block(1, 4, [0x40])]),
    Case(
      "4.3: PRIORITY within a header block", .connectionError([.protocolError]),
      [block(1, 0, Frame.block(good)), Frame(.priority, stream: 1, payload: [0, 0, 0, 0, 9])]),
    Case(
      "4.3: HEADERS of another stream within a header block", .connectionError([.protocolError]),
      [block(1, 0, Frame.block(good)), block(3, 4, Frame.block(good))]),
    Case("5.1: DATA on an idle stream", .connectionError([.protocolError]), [.data(99, [1])]),
    Case(
      "5.1: HEADERS on an idle stream", .connectionError([.protocolError]), [.headers(99, good)]),
    Case("5.1: RST_STREAM on an idle stream", .connectionError([.protocolError]), [.reset(99, 8)]),
    Case(
      "5.1: WINDOW_UPDATE on an idle stream", .connectionError([.protocolError]),
      [.windowUpdate(99, 1)]),
    Case(
      "5.1: CONTINUATION without HEADERS", .connectionError([.protocolError]),
      [Frame(.continuation, flags: 4, stream: 1, payload: Frame.block(good))]),
    Case(
      "5.1.1: HEADERS on a stream of an even number", .connectionError([.protocolError]),
      [.headers(2, good)]),
    Case(
      "5.5: an unknown extension frame within a header block", .connectionError([.protocolError]),
      [block(1, 0, Frame.block(good))], raw: [0, 0, 1, 0x16, 0, 0, 0, 0, 0, 1]),
    Case("6.1: DATA on stream 0", .connectionError([.protocolError]), [.data(0, [1])]),
    Case(
      "6.1: DATA with padding longer than its payload", .connectionError([.protocolError]),
      [begun, Frame(.data, flags: 8, stream: 1, payload: [6, 1, 2, 3])]),
    Case("6.1: DATA before HEADERS", .connectionError([.protocolError]), [.data(1, [1])]),
    Case("6.2: HEADERS on stream 0", .connectionError([.protocolError]), [.headers(0, good)]),
    Case(
      "6.2: HEADERS with padding longer than their payload", .connectionError([.protocolError]),
      [block(1, 0xc, [200] + Frame.block([(":status", "200")]))]),
    Case(
      "6.3: PRIORITY of a length other than 5", .connectionError([.frameSizeError]),
      [Frame(.priority, stream: 1, payload: .zeros(4))]),
    Case("6.4: RST_STREAM on stream 0", .connectionError([.protocolError]), [.reset(0, 8)]),
    Case(
      "6.4: RST_STREAM of a length other than 4", .connectionError([.frameSizeError]),
      [Frame(.reset, stream: 1, payload: .zeros(3))]),
    Case(
      "6.5: SETTINGS with ACK and a payload", .connectionError([.frameSizeError]),
      [Frame(.settings, flags: 1, payload: .zeros(6))]),
    Case(
      "6.5: SETTINGS on a stream", .connectionError([.protocolError]),
      [Frame(.settings, stream: 1)]),
    Case(
      "6.5: SETTINGS of a length that is no multiple of 6", .connectionError([.frameSizeError]),
      [Frame(.settings, payload: .zeros(5))]),
    Case(
      "6.5.2: SETTINGS_ENABLE_PUSH of a server", .connectionError([.protocolError]),
      [.settings([(2, 1)])]),
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
      "6.6: PUSH_PROMISE to a client that has refused it", .connectionError([.protocolError]),
      [Frame(.pushPromise, flags: 4, stream: 1, payload: [0, 0, 0, 2] + Frame.block(good))]),
    Case(
      "6.7: PING on a stream", .connectionError([.protocolError]),
      [Frame(.ping, stream: 1, payload: .zeros(8))]),
    Case(
      "6.7: PING of a length other than 8", .connectionError([.frameSizeError]),
      [Frame(.ping, payload: .zeros(7))]),
    Case(
      "6.8: GOAWAY on a stream", .connectionError([.protocolError]),
      [Frame(.goAway, stream: 1, payload: .zeros(8))]),
    Case(
      "6.9: WINDOW_UPDATE of 0 on the connection", .connectionError([.protocolError]),
      [.windowUpdate(0, 0)]),
    Case(
      "6.9: WINDOW_UPDATE of 0 on a stream", .connectionError([.protocolError]),
      [.windowUpdate(1, 0)]),
    Case(
      "6.9: WINDOW_UPDATE of a length other than 4", .connectionError([.frameSizeError]),
      [Frame(.windowUpdate, payload: .zeros(3))]),
    Case(
      "6.9.1: a connection's window above 2^31-1", .connectionError([.flowControlError]),
      [.windowUpdate(0, 0x7fff_ffff)]),
    Case(
      "6.9.1: a stream's window above 2^31-1", .streamError([.flowControlError]),
      [.windowUpdate(1, 0x7fff_ffff)]),
    Case(
      "6.10: CONTINUATION on stream 0", .connectionError([.protocolError]),
      [
        block(1, 0, Frame.block(good)), Frame(.continuation, flags: 4, payload: Frame.block(good)),
      ]),
    Case(
      "6.10: several CONTINUATION frames make one header block", .served,
      [
        block(1, 0, Frame.block([good[0]])),
        Frame(.continuation, stream: 1, payload: Frame.block([good[1]])),
        Frame(.continuation, flags: 4, stream: 1, payload: Frame.block([("x", "y")])),
      ]),
    Case(
      "8.1: trailers that do not end the stream", .streamError([.protocolError]),
      [
        begun, .headers(1, [("grpc-status", "0")]),
      ]),
    Case("8.1.1: no :status", .streamError([.protocolError]), [.headers(1, [good[1]])]),
    Case(
      "8.1.1: :status twice", .streamError([.protocolError]),
      [.headers(1, [good[0], (":status", "200")])]),
    Case(
      "8.1.1: a content-length other than the DATA's", .streamError([.protocolError]),
      [.headers(1, good + [("content-length", "1")]), .data(1, .zeros(4), end: true)]),
    Case(
      "8.2: a name in upper case", .streamError([.protocolError]),
      [.headers(1, good + [("X-Test", "1")])]),
    Case(
      "8.2.2: a Connection field", .streamError([.protocolError]),
      [.headers(1, good + [("connection", "close")])]),
    Case(
      "8.3: a request's pseudo-header", .streamError([.protocolError]),
      [.headers(1, [(":path", "/")] + good)]),
    Case(
      "8.3: a pseudo-header after other fields", .streamError([.protocolError]),
      [.headers(1, [good[1], good[0]])]),
    Case(
      "8.3: a pseudo-header in trailers", .streamError([.protocolError]),
      [begun, .headers(1, [(":status", "200")], end: true)]),
    Case(
      "HPACK 6.1: index 0", .connectionError([.compressionError]),
      [block(1, 4, Frame.block(good) + [0x80])]),
    Case(
      "HPACK 2.3.3: an index beyond both tables", .connectionError([.compressionError]),
      [block(1, 4, Frame.block(good) + [0xfe])]),
    Case(
      "HPACK 6.3: a table size above SETTINGS_HEADER_TABLE_SIZE",
      .connectionError([.compressionError]), [block(1, 4, [0x3f, 0xe2, 0x1f] + Frame.block(good))]),
  ]

  @Test("RFC 9113 and RFC 7541", arguments: frames)
  func conforms(_ test: Case) throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    #expect(call.stream == 1)
    let failed = (try? test.bytes.withUnsafeBytes { try client.session.receive($0) }) == nil
    client.run()
    let goAway = client.reader.goAwayCode.map(HTTP2ErrorCode.init(rawValue:))
    switch test.answer {
    case .served:
      #expect(!failed && goAway == nil)
      let isBegun = call.exchange.initialMetadata != nil
      client.send(
        (isBegun ? [] : [Self.begun]) + [.headers(1, [("grpc-status", "0")], end: true)])
      #expect(call.status == .ok)
    case .streamError(let codes):
      #expect(!failed && goAway == nil)
      let reset = client.reader.resetCode(of: 1).map(HTTP2ErrorCode.init(rawValue:))
      #expect(reset.map { codes.contains($0) } ?? false, "RST_STREAM \(reset as Any)")
      #expect(call.status == .internalError)
      // And the connection goes on.
      let next = try #require(client.call())
      client.send([.headers(next.stream, Self.good + [("grpc-status", "0")], end: true)])
      #expect(next.status == .ok)
    case .connectionError(let codes):
      #expect(goAway.map { codes.contains($0) } ?? false, "GOAWAY \(goAway as Any)")
      #expect(client.session.http2.isFinished || failed)
      client.session.connectionLost("the server broke the protocol")
      #expect(call.status != nil && call.status != .ok)
      #expect(client.call() == nil)
    }
  }
}
