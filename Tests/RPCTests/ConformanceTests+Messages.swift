import HTTP2
import TestSupport

@testable import RPC

extension ConformanceTests {
  static let messages: [Case] = [
    Case(
      "8.1: a second HEADERS without END_STREAM", .streamError([.protocolError]),
      [request(), .headers(1, [("x", "y")])]),
    Case(
      "8.1.2: a name in upper case", .streamError([.protocolError]),
      request(good + [("X-Test", "1")])),
    Case(
      "8.1.2.1: an unknown pseudo-header", .streamError([.protocolError]),
      request([(":test", "ok")] + good)),
    Case(
      "8.1.2.1: a response's pseudo-header", .streamError([.protocolError]),
      request([(":status", "200")] + good)),
    Case(
      "8.1.2.1: a pseudo-header in trailers", .streamError([.protocolError]),
      [request(), .headers(1, [(":method", "POST")], end: true)]),
    Case(
      "8.1.2.1: a pseudo-header after other fields", .streamError([.protocolError]),
      request([("x-test", "ok")] + good)),
    Case(
      "8.1.2.2: a Connection field", .streamError([.protocolError]),
      request(good + [("connection", "keep-alive")])),
    Case(
      "8.1.2.2: TE other than trailers", .streamError([.protocolError]),
      request(replacing("te", "trailers, deflate"))),
    Case(
      "8.1.2.3: an empty :path", .streamError([.protocolError]), request(replacing(":path", ""))),
    Case("8.1.2.3: no :method", .streamError([.protocolError]), request(replacing(":method", nil))),
    Case("8.1.2.3: no :scheme", .streamError([.protocolError]), request(replacing(":scheme", nil))),
    Case("8.1.2.3: no :path", .streamError([.protocolError]), request(replacing(":path", nil))),
    Case(
      "8.1.2.3: :method twice", .streamError([.protocolError]),
      request([(":method", "POST")] + good)),
    Case(
      "8.1.2.3: :scheme twice", .streamError([.protocolError]),
      request([(":scheme", "https")] + good)),
    Case("8.1.2.3: :path twice", .streamError([.protocolError]), request([(":path", "/")] + good)),
    Case(
      "8.1.2.6: content-length other than the one DATA frame's", .streamError([.protocolError]),
      [.headers(1, good + [("content-length", "1")]), .data(1, .zeros(4), end: true)]),
    Case(
      "8.1.2.6: content-length other than the sum of the DATA frames'",
      .streamError([.protocolError]),
      [
        .headers(1, good + [("content-length", "1")]), .data(1, .zeros(4)),
        .data(1, .zeros(4), end: true),
      ]),
    Case(
      "8.2.1: a name or value with forbidden characters", .streamError([.protocolError]),
      request(good + [("x-test", "a\u{0}b")])),
    Case(
      "8.2: PUSH_PROMISE", .connectionError([.protocolError]),
      [Frame(.pushPromise, flags: 4, stream: 1, payload: [0, 0, 0, 2])]),
  ]

  static let compression: [Case] = [
    Case(
      "HPACK 2.3.3: an index beyond both tables", .connectionError([.compressionError]),
      [block(1, 5, Frame.block(good) + [0xc6])]),
    Case(
      "HPACK 2.3.3: a name's index beyond both tables", .connectionError([.compressionError]),
      [block(1, 5, Frame.block(good) + [0x7f, 0x07, 0x05, 0x76, 0x61, 0x6c, 0x75, 0x65])]),
    Case(
      "HPACK 4.2: a table size update after a field", .connectionError([.compressionError]),
      [block(1, 5, Frame.block(good) + [0x20])]),
    Case(
      "HPACK 5.2: Huffman padding longer than 7 bits", .connectionError([.compressionError]),
      [
        block(
          1, 5, Frame.block(good) + [0, 4] + Array("test".utf8) + [0x84, 0xff, 0xff, 0xff, 0xff])
      ]),
    Case(
      "HPACK 5.2: Huffman padding with zeros", .connectionError([.compressionError]),
      [block(1, 5, Frame.block(good) + [0, 4] + Array("test".utf8) + [0x82, 0x49, 0x50])]),
    Case(
      "HPACK 6.1: index 0", .connectionError([.compressionError]),
      [block(1, 5, Frame.block(good) + [0x80])]),
    Case(
      "HPACK 6.3: a table size above SETTINGS_HEADER_TABLE_SIZE",
      .connectionError([.compressionError]),
      [block(1, 5, [0x3f, 0xe1, 0xff, 0x03] + Frame.block(good))]),
  ]
}
