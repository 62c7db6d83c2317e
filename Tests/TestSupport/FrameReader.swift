internal import CNghttp2

/// Reads what the side under test sends: frames, and the header lists in them.
package final class FrameReader {
  private var rest: [UInt8] = []
  private var inflater: OpaquePointer?
  /// Header lists by the index of their frame in `frames`.
  private var lists: [Int: [(name: String, value: String)]] = [:]
  /// Every frame so far.
  package private(set) var frames: [Frame] = []

  package init() { nghttp2_hd_inflate_new(&inflater) }

  deinit { nghttp2_hd_inflate_del(inflater) }

  /// Takes bytes, cut anywhere.
  package func receive(_ bytes: [UInt8]) {
    rest += bytes
    if frames.isEmpty, rest.starts(with: Frame.preface) { rest.removeFirst(Frame.preface.count) }
    while rest.count >= 9 {
      let length = Int(rest[0]) << 16 | Int(rest[1]) << 8 | Int(rest[2])
      guard rest.count >= 9 + length else { return }
      let stream = rest[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let frame = Frame(
        Frame.Kind(rawValue: rest[3])!, flags: rest[4], stream: Int32(bitPattern: stream),
        payload: Array(rest[9..<(9 + length)]))
      rest.removeFirst(9 + length)
      frames.append(frame)
      // The sessions under test send header lists that fit in one frame.
      if frame.kind == .headers { lists[frames.count - 1] = inflate(frame.payload) }
    }
  }

  private func inflate(_ block: [UInt8]) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    var offset = 0
    while true {
      var field = nghttp2_nv()
      var flags: Int32 = 0
      let used = block.withUnsafeBufferPointer {
        nghttp2_hd_inflate_hd2(
          inflater, &field, &flags, $0.baseAddress.map { $0 + offset }, block.count - offset, 1)
      }
      precondition(used >= 0, "the header list cannot be decoded")
      offset += used
      if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
        fields.append((text(field.name, field.namelen), text(field.value, field.valuelen)))
      }
      if flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 {
        nghttp2_hd_inflate_end_headers(inflater)
        return fields
      }
    }
  }

  private func text(_ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// The frames of one stream.
  package func frames(of stream: Int32) -> [Frame] { frames.filter { $0.stream == stream } }

  /// The frames of one kind.
  package func frames(_ kind: Frame.Kind) -> [Frame] { frames.filter { $0.kind == kind } }

  /// The header lists of a stream, in order.
  package func headers(of stream: Int32) -> [[(name: String, value: String)]] {
    frames.indices.filter { frames[$0].stream == stream }.compactMap { lists[$0] }
  }

  /// The last value of a field in any header list of the stream.
  package func field(_ name: String, of stream: Int32) -> String? {
    headers(of: stream).joined().last { $0.name == name }?.value
  }

  /// The body of a stream.
  package func body(of stream: Int32) -> [UInt8] {
    frames(of: stream).filter { $0.kind == .data }.flatMap(\.payload)
  }

  /// The code the stream was reset with.
  package func resetCode(of stream: Int32) -> UInt32? {
    frames(of: stream).first { $0.kind == .reset }?.number
  }

  /// The code of the last GOAWAY.
  package var goAwayCode: UInt32? { frames(.goAway).last?.goAwayCode }
}
