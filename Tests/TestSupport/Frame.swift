/// An HTTP/2 frame as it stands on the wire (RFC 9113, section 4.1), made and read by hand, so that a
/// test can send what no library would.
package struct Frame: Hashable, Sendable, CustomStringConvertible {
  package enum Kind: UInt8, Sendable {
    case data = 0
    case headers = 1
    case priority = 2
    case reset = 3
    case settings = 4
    case pushPromise = 5
    case ping = 6
    case goAway = 7
    case windowUpdate = 8
    case continuation = 9
  }

  package static let endStream: UInt8 = 0x1
  package static let acknowledgement: UInt8 = 0x1
  package static let endHeaders: UInt8 = 0x4

  package var kind: Kind
  package var flags: UInt8
  package var stream: Int32
  package var payload: [UInt8]

  package init(_ kind: Kind, flags: UInt8 = 0, stream: Int32 = 0, payload: [UInt8] = []) {
    self.kind = kind
    self.flags = flags
    self.stream = stream
    self.payload = payload
  }

  package var endsStream: Bool {
    (kind == .data || kind == .headers) && flags & Self.endStream != 0
  }

  /// The number in a RST_STREAM or WINDOW_UPDATE, or the last stream of a GOAWAY.
  package var number: UInt32 { integer(at: 0) }

  /// The error code of a GOAWAY.
  package var goAwayCode: UInt32 { integer(at: 4) }

  private func integer(at offset: Int) -> UInt32 {
    payload.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  package var bytes: [UInt8] {
    [UInt8(truncatingIfNeeded: payload.count >> 16)] + big(UInt32(payload.count)).suffix(2)
      + [kind.rawValue, flags] + big(UInt32(bitPattern: stream)) + payload
  }

  package var description: String {
    "\(kind)(\(flags), stream \(stream), \(payload.count) bytes)"
  }

  /// The opening of every client (RFC 9113, section 3.4).
  package static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  package static func settings(_ values: [(UInt16, UInt32)] = []) -> Frame {
    Frame(.settings, payload: values.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] + big($1) })
  }

  package static let settingsAcknowledgement = Frame(.settings, flags: acknowledgement)

  package static func reset(_ stream: Int32, _ code: UInt32) -> Frame {
    Frame(.reset, stream: stream, payload: big(code))
  }

  package static func windowUpdate(_ stream: Int32, _ count: UInt32) -> Frame {
    Frame(.windowUpdate, stream: stream, payload: big(count))
  }

  package static func goAway(last: Int32, code: UInt32, debug: String = "") -> Frame {
    Frame(.goAway, payload: big(UInt32(bitPattern: last)) + big(code) + Array(debug.utf8))
  }

  package static func data(_ stream: Int32, _ bytes: [UInt8], end: Bool = false) -> Frame {
    Frame(.data, flags: end ? endStream : 0, stream: stream, payload: bytes)
  }

  /// A header list, each field a literal that is not indexed and not compressed (RFC 7541, 6.2.2).
  package static func headers(
    _ stream: Int32, _ fields: [(String, String)], end: Bool = false
  ) -> Frame {
    Frame(
      .headers, flags: endHeaders | (end ? endStream : 0), stream: stream, payload: block(fields))
  }

  package static func block(_ fields: [(String, String)]) -> [UInt8] {
    fields.flatMap { name, value in [0] + text(name) + text(value) }
  }

  private static func text(_ text: String) -> [UInt8] {
    var length: [UInt8] = []
    var rest = text.utf8.count
    if rest < 127 {
      length = [UInt8(rest)]
    } else {
      length = [127]
      rest -= 127
      while rest >= 128 {
        length.append(UInt8(rest & 127) | 128)
        rest >>= 7
      }
      length.append(UInt8(rest))
    }
    return length + Array(text.utf8)
  }
}

private func big(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}
