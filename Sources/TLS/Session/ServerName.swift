internal import COpenSSL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The name or address a client connects to: sent to the server and looked for in its certificate.
enum ServerName {
  /// The longest name that a server name indication can hold (RFC 1035: 253, RFC 6066 takes more).
  static let maximumBytes = 253

  /// Sends `name` as server name indication unless it is an address (RFC 6066 section 3), and, where
  /// `verify` is set, makes the handshake fail unless the certificate holds it.
  static func set(
    _ name: String?, on ssl: OpaquePointer, verify: Bool
  ) throws(TLSError) {
    guard var name, !name.isEmpty else {
      guard verify else { return }
      throw TLSError(
        .invalidConfiguration,
        "no server name to check the certificate by: give the host name or address connected to")
    }
    // A final dot makes a name absolute for the resolver; certificates and SNI do not have it.
    if name.hasSuffix("."), name.utf8.count > 1 { name.removeLast() }
    // A name that begins with a dot would stand for every name below it (X509_check_host(3)).
    guard name.utf8.count <= maximumBytes, !name.hasPrefix("."),
      name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      throw TLSError(
        .invalidConfiguration,
        "the server name \(name.debugDescription) is not a host name: at most \(maximumBytes) ASCII "
          + "characters, international names in their xn-- form")
    }
    OpenSSLErrors.clear()
    let done: Int32
    if let address = address(name) {
      done = verify ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address) : 1
    } else {
      var result = verbatim_SSL_set_tlsext_host_name(ssl, name)
      if result == 1, verify {
        // RFC 9525: only subject alternative names count, and a wildcard is a whole label.
        SSL_set_hostflags(
          ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
        result = SSL_set1_host(ssl, name)
      }
      done = result
    }
    guard done == 1 else {
      throw TLSError(
        .invalidConfiguration, "the server name \"\(name)\" cannot be used",
        reasons: OpenSSLErrors.drain().texts)
    }
  }

  /// `name` as a plain IP address, its zone ("%eth0") and brackets taken off; nil if it is none.
  private static func address(_ name: String) -> String? {
    var text = name[...]
    if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
    if let zone = text.firstIndex(of: "%") { text = text[..<zone] }
    let plain = String(text)
    var memory = in6_addr()
    let isAddress =
      inet_pton(AF_INET, plain, &memory) == 1 || inet_pton(AF_INET6, plain, &memory) == 1
    return isAddress ? plain : nil
  }
}
