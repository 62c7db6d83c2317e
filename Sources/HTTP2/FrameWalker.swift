/// The header of a frame (RFC 9113, section 4.1).
struct FrameHeader {
  static let length = 9

  var payloadLength: Int
  var type: UInt8
  var flags: UInt8
  var stream: Int32

  var endsStream: Bool { flags & 0x1 != 0 }
  var isAcknowledgement: Bool { flags & 0x1 != 0 }

  /// The header in nine bytes that are there.
  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    let first = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    let id = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 5, as: UInt32.self))
    payloadLength = Int(first >> 8)
    type = UInt8(truncatingIfNeeded: first)
    flags = bytes[offset + 4]
    stream = Int32(bitPattern: id & 0x7fff_ffff)
  }
}

/// Steps from frame to frame through bytes that come in pieces, without looking at what is in them.
struct FrameWalker {
  /// Bytes until the next frame's header.
  private var left: Int
  /// A header that is not complete.
  private var partial: [UInt8] = []

  /// - Parameter preface: bytes before the first frame.
  init(skipping preface: Int) { left = preface }

  /// The next header that ends in `bytes`, and where what was not there before begins. Moves `offset`
  /// past the header, or to the end when there is none.
  @inline(__always)
  mutating func next(
    in bytes: UnsafeRawBufferPointer, from offset: inout Int
  ) -> (header: FrameHeader, start: Int)? {
    let skipped = min(left, bytes.count - offset)
    offset += skipped
    left -= skipped
    guard partial.isEmpty, bytes.count - offset >= FrameHeader.length else {
      return left > 0 ? nil : nextOfPieces(bytes, &offset)
    }
    let start = offset
    let header = FrameHeader(bytes, at: start)
    offset += FrameHeader.length
    left = header.payloadLength
    return (header, start)
  }

  private mutating func nextOfPieces(
    _ bytes: UnsafeRawBufferPointer, _ offset: inout Int
  ) -> (header: FrameHeader, start: Int)? {
    let start = offset
    let count = min(FrameHeader.length - partial.count, bytes.count - offset)
    partial += bytes[start..<(start + count)]
    offset += count
    guard partial.count == FrameHeader.length else { return nil }
    let header = partial.withUnsafeBytes { FrameHeader($0, at: 0) }
    partial = []
    left = header.payloadLength
    return (header, start)
  }
}
