internal import CZlib

/// Bytes on their way into a gzip file (RFC 1952), piece by piece.
final class GzipStream {
  // zlib refers to the stream by its address.
  private let stream: UnsafeMutablePointer<z_stream>
  private static let step = 16 * 1024

  /// Nil where there is no memory for it.
  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Z_OK, Z_MEM_ERROR, Z_STREAM_ERROR or Z_VERSION_ERROR.
    guard verbatim_deflateInit2(stream, 15 + 16) == Z_OK else {
      stream.deallocate()
      return nil
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// What bytes come to, all of it, so that whoever reads can go on.
  func add(_ bytes: [UInt8]) -> [UInt8] { run(bytes, Z_SYNC_FLUSH) }

  /// The end, behind the last bytes.
  func end(_ bytes: [UInt8] = []) -> [UInt8] { run(bytes, Z_FINISH) }

  private func run(_ bytes: [UInt8], _ flush: CInt) -> [UInt8] {
    var made: [UInt8] = []
    var bytes = bytes
    bytes.withUnsafeMutableBufferPointer { source in
      stream.pointee.next_in = source.baseAddress
      stream.pointee.avail_in = UInt32(source.count)
      withUnsafeTemporaryAllocation(byteCount: Self.step, alignment: 16) { room in
        repeat {
          stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
          stream.pointee.avail_out = UInt32(Self.step)
          // Z_OK, Z_STREAM_END; Z_BUF_ERROR where nothing was left to do.
          _ = deflate(stream, flush)
          made.append(
            contentsOf: UnsafeRawBufferPointer(
              rebasing: room[..<(Self.step - Int(stream.pointee.avail_out))]))
        } while stream.pointee.avail_out == 0
      }
      stream.pointee.next_in = nil
      stream.pointee.avail_in = 0
    }
    return made
  }
}
