internal import CZlib

/// One message through zlib, with a context of its own: what one message holds must not show in the
/// size of another.
enum Zlib {
  /// zlib's largest window, with the format that each algorithm puts around it.
  private static func windowBits(_ algorithm: CompressionAlgorithm) -> CInt {
    switch algorithm {
    case .gzip: 15 + 16
    case .deflate: 15
    }
  }

  /// Appends `message`, compressed, to `bytes`. False, with nothing appended, when that would be no
  /// shorter than the message, or memory is short.
  static func compress(
    _ message: UnsafeRawBufferPointer, _ algorithm: CompressionAlgorithm, to bytes: inout [UInt8]
  ) -> Bool {
    guard let source = message.baseAddress, message.count > 0 else { return false }
    // zlib refers to the stream by its address.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    // Z_OK, Z_MEM_ERROR, Z_STREAM_ERROR or Z_VERSION_ERROR.
    guard verbatim_deflateInit2(stream, windowBits(algorithm)) == Z_OK else { return false }
    defer { deflateEnd(stream) }
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: source.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(message.count)
    let room = message.count - 1
    return withUnsafeTemporaryAllocation(byteCount: max(1, room), alignment: 1) { target in
      stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(room)
      // Z_STREAM_END; Z_OK or Z_BUF_ERROR when the room is too small; Z_STREAM_ERROR.
      guard deflate(stream, Z_FINISH) == Z_STREAM_END else { return false }
      let count = room - Int(stream.pointee.avail_out)
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: target[..<count]))
      return true
    }
  }

  /// Bytes decompressed at a time: all that a bomb gets to unpack beyond the limit.
  private static let step = 32 * 1024

  /// The message that `bytes` hold. Throws RESOURCE_EXHAUSTED as soon as it is longer than `limit`, and
  /// INTERNAL for what is cut short, damaged, or followed by anything.
  static func decompress(
    _ bytes: UnsafeRawBufferPointer, _ algorithm: CompressionAlgorithm, limit: Int
  ) throws(RPCError) -> [UInt8] {
    var produced = 0
    return try decompress(bytes, algorithm, limit: limit, produced: &produced)
  }

  /// The same; `produced` tells how many bytes were decompressed, also where it throws.
  static func decompress(
    _ bytes: UnsafeRawBufferPointer, _ algorithm: CompressionAlgorithm, limit: Int,
    produced: inout Int
  ) throws(RPCError) -> [UInt8] {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    // Z_OK, Z_MEM_ERROR, Z_STREAM_ERROR or Z_VERSION_ERROR.
    guard verbatim_inflateInit2(stream, windowBits(algorithm)) == Z_OK else {
      throw RPCError(.resourceExhausted, "no memory is left to decompress a message")
    }
    defer { inflateEnd(stream) }
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
    var message: [UInt8] = []
    var result = Z_OK
    while result == Z_OK {
      result = withUnsafeTemporaryAllocation(byteCount: step, alignment: 16) { target in
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(step)
        // Z_OK, Z_STREAM_END, Z_BUF_ERROR when the input is cut short; Z_DATA_ERROR, Z_NEED_DICT,
        // Z_MEM_ERROR, Z_STREAM_ERROR.
        let result = inflate(stream, Z_NO_FLUSH)
        let count = step - Int(stream.pointee.avail_out)
        message.append(contentsOf: UnsafeRawBufferPointer(rebasing: target[..<count]))
        return result
      }
      produced = message.count
      if message.count > limit {
        throw RPCError(
          .resourceExhausted,
          "a message is larger than the limit of \(limit) bytes when decompressed")
      }
    }
    switch result {
    case Z_STREAM_END where stream.pointee.avail_in == 0: return message
    case Z_STREAM_END:
      throw RPCError(.internalError, "a compressed message goes on after its end")
    case Z_BUF_ERROR:
      throw RPCError(.internalError, "a compressed message is cut short")
    case Z_MEM_ERROR:
      throw RPCError(.resourceExhausted, "no memory is left to decompress a message")
    default:
      throw RPCError(.internalError, "a message is not valid \(algorithm.rawValue)")
    }
  }
}
