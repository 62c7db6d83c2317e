internal import COpenSSL

/// The system's OpenSSL.
package enum OpenSSLLibrary {
  /// The version that is loaded, "3.0.17".
  package static var version: String { String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)) }
}
