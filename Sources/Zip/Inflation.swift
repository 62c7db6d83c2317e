internal import CZlib

/// Bytes through zlib's inflate, no further than limits allow.
enum Inflation {
  /// How a deflated stream is wrapped.
  enum Wrapping {
    /// Not at all, as entries of zip files are.
    case none
    case gzip

    /// zlib's largest window, with what is wrapped around it.
    var windowBits: CInt {
      switch self {
      case .none: -15
      case .gzip: 15 + 16
      }
    }
  }

  /// Bytes inflated at a time: all that a bomb gets to unpack beyond the limit.
  private static let step = 64 * 1024

  /// What the bytes hold. Several streams of gzip, one behind the other, are one.
  /// - Parameter name: What messages call it.
  static func inflate(
    _ bytes: UnsafeRawBufferPointer, _ wrapping: Wrapping, limits: ZipLimits, name: String
  ) throws(ZipError) -> [UInt8] {
    guard bytes.count <= Int(UInt32.max) else {
      throw ZipError(.tooLarge, "\(name) has more than \(UInt32.max) bytes")
    }
    // zlib refers to the stream by its address.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    // Z_OK, Z_MEM_ERROR, Z_STREAM_ERROR or Z_VERSION_ERROR.
    guard verbatim_inflateInit2(stream, wrapping.windowBits) == Z_OK else {
      throw ZipError(.unusable, "no memory is left to unpack \(name)")
    }
    defer { inflateEnd(stream) }
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
    let most = limits.most(from: bytes.count)
    var found: [UInt8] = []
    while true {
      let result = withUnsafeTemporaryAllocation(byteCount: step, alignment: 16) { target in
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(step)
        // Z_OK, Z_STREAM_END, Z_BUF_ERROR when the input is cut short; Z_DATA_ERROR, Z_NEED_DICT,
        // Z_MEM_ERROR, Z_STREAM_ERROR.
        let result = CZlib.inflate(stream, Z_NO_FLUSH)
        let count = step - Int(stream.pointee.avail_out)
        found.append(contentsOf: UnsafeRawBufferPointer(rebasing: target[..<count]))
        return result
      }
      guard found.count <= most.bytes else {
        throw ZipError(
          .tooLarge,
          most.isRatio
            ? "\(name) becomes more than \(limits.ratio) times as long when it is unpacked"
            : "\(name) becomes more than \(limits.size) bytes when it is unpacked")
      }
      switch result {
      case Z_OK: continue
      case Z_STREAM_END:
        guard wrapping == .gzip, stream.pointee.avail_in > 0 else { return found }
        // Padding of tapes.
        let rest = bytes.suffix(Int(stream.pointee.avail_in))
        if rest.allSatisfy({ $0 == 0 }) { return found }
        // Z_OK or Z_STREAM_ERROR.
        guard inflateReset(stream) == Z_OK else {
          throw ZipError(.unusable, "no memory is left to unpack \(name)")
        }
      case Z_BUF_ERROR: throw ZipError(.malformed, "\(name) is cut short")
      case Z_MEM_ERROR: throw ZipError(.unusable, "no memory is left to unpack \(name)")
      default: throw ZipError(.malformed, "\(name) is damaged: what is packed in it is not valid")
      }
    }
  }

  /// The checksum that zip files have of their entries.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      var sum: CUnsignedLong = 0
      var rest = buffer[...]
      while !rest.isEmpty {
        let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
        sum = crc32(
          sum, piece.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(piece.count))
        rest = rest.dropFirst(piece.count)
      }
      return UInt32(truncatingIfNeeded: sum)
    }
  }
}

/// Files of gzip (RFC 1952).
package enum Gzip {
  /// Whether bytes begin as a gzip file does.
  package static func isBeginning(of bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// What a file holds.
  package static func unpack(_ bytes: [UInt8], limits: ZipLimits) throws(ZipError) -> [UInt8] {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(ZipError) in
        try Inflation.inflate(buffer, .gzip, limits: limits, name: "the gzip file")
      }
    }
    return try result.get()
  }
}
