internal import COpenSSL

/// Certificates that a server shows instead of its first one to clients that ask for their names (RFC 6066,
/// section 3).
final class NamedCertificates: Sendable {
  /// A certificate with its key, and those that lead to its root in a stack of OpenSSL's.
  private final class Shown: Sendable {
    // Not changed after init; OpenSSL counts references to all of them atomically.
    nonisolated(unsafe) let identity: OwnIdentity
    nonisolated(unsafe) let chain: OpaquePointer

    init?(_ identity: OwnIdentity) {
      guard let chain = OPENSSL_sk_new_null() else { return nil }
      self.identity = identity
      self.chain = chain
      for certificate in identity.chain {
        _ = OPENSSL_sk_push(chain, UnsafeRawPointer(certificate.pointer))
      }
    }

    // The certificates in it are their owners'.
    deinit { OPENSSL_sk_free(chain) }
  }

  private let names: [String: Shown]
  let warnings: [String]

  /// Reads the files. The first certificate of a name counts, and `first` before all.
  init(
    _ files: [TLSServerConfiguration.NamedCertificate], after first: OwnIdentity, now: Int64
  ) throws(TLSError) {
    var names: [String: Shown] = [:]
    var warnings: [String] = []
    let taken = Self.names(of: first)
    for file in files {
      let identity = try OwnIdentity(
        certificateFile: file.certificateFile, privateKeyFile: file.privateKeyFile, now: now)
      try Self.check(identity)
      warnings += identity.warnings
      guard let shown = Shown(identity) else {
        throw TLSError(.openSSL, "there is no memory for \(file.certificateFile)")
      }
      let own = Self.names(of: identity)
      guard !own.isEmpty else {
        throw TLSError(
          .invalidConfiguration,
          "certificate \(file.certificateFile) names no host, so that nobody would ever be shown it: make "
            + "one with a subject alternative name")
      }
      let new = own.filter { names[$0] == nil && !taken.contains($0) }
      if new.isEmpty {
        warnings.append(
          "certificate \(file.certificateFile) is never shown: others before it have its names")
      }
      for name in new { names[name] = shown }
    }
    self.names = names
    self.warnings = warnings
  }

  private static func names(of identity: OwnIdentity) -> Set<String> {
    Set(TLSPeerIdentity(certificate: identity.certificate.pointer).dnsNames.map { $0.lowercased() })
  }

  /// What the system's policy refuses is to be known now, and not when a client comes.
  private static func check(_ identity: OwnIdentity) throws(TLSError) {
    OpenSSLErrors.clear()
    guard let context = SSL_CTX_new(TLS_server_method()) else {
      throw TLSError(
        .openSSL, "OpenSSL cannot start: check the system's openssl.cnf",
        reasons: OpenSSLErrors.drain().texts)
    }
    defer { SSL_CTX_free(context) }
    try identity.install(in: context)
  }

  /// Has a session show the certificate of the name it was asked for, if that is not the first one's; false
  /// where OpenSSL cannot. A wildcard stands for one label (RFC 9525, section 6.3).
  func choose(for name: String, on ssl: OpaquePointer) -> Bool {
    let name = name.lowercased()
    guard let shown = names[name] ?? wildcard(name) else { return true }
    // A session has a certificate for each kind of key, and the first one's is another, perhaps: with both,
    // the client's signature algorithms would choose.
    SSL_certs_clear(ssl)
    return SSL_use_cert_and_key(
      ssl, shown.identity.certificate.pointer, shown.identity.key.pointer, shown.chain, 1) == 1
  }

  private func wildcard(_ name: String) -> Shown? {
    guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return nil }
    return names["*" + name[dot...]]
  }
}

/// OpenSSL's callback before a server shows a certificate. 1 goes on, 0 ends the handshake.
func chooseCertificate(_ ssl: OpaquePointer?, _ context: UnsafeMutableRawPointer?) -> Int32 {
  guard let ssl, let context,
    let name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name),
    let certificates = Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue()
      .namedCertificates
  else { return 1 }
  return certificates.choose(for: String(cString: name), on: ssl) ? 1 : 0
}
