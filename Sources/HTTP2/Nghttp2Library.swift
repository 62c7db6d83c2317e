internal import CNghttp2

/// The system's nghttp2.
package enum Nghttp2Library {
  /// The version that is loaded, "1.52.0".
  package static var version: String {
    nghttp2_version(0).map { String(cString: $0.pointee.version_str) } ?? "unknown"
  }
}
