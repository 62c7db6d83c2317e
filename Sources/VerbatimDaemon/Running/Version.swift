internal import HTTP2
internal import RPC
internal import TLS

/// What this program is made of.
package enum Version {
  /// The program's own version.
  package static let program = ProgramVersion.current

  /// The libraries that matter for security, as they are loaded now.
  static var libraries: [(name: String, version: String)] {
    [("openssl", OpenSSLLibrary.version), ("nghttp2", Nghttp2Library.version)]
  }
}
