#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

extension UnsafeRawBufferPointer {
  /// Whether the bytes are those of `text`. Each header field of each call is looked at by this.
  @inline(__always)
  func equals(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount
      && (count == 0 || memcmp(baseAddress!, text.utf8Start, count) == 0)
  }

  /// Whether the bytes are those of `other`.
  @inline(__always)
  func equals(_ other: [UInt8]) -> Bool {
    count == other.count
      && other.withUnsafeBytes { count == 0 || memcmp(baseAddress!, $0.baseAddress!, count) == 0 }
  }
}
