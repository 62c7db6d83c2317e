internal import HTTP2
internal import TLS

/// What this program is made of.
package enum Version {
  /// The program's own version; there was no release yet.
  package static let program = "0.1.0-dev"

  /// The libraries that matter for security, as they are loaded now.
  static var libraries: [(name: String, version: String)] {
    [("openssl", OpenSSLLibrary.version), ("nghttp2", Nghttp2Library.version)]
  }
}
