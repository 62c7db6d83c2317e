internal import COpenSSL

extension TLSContext {
  /// Names of at most so many trusted authorities are sent to clients as a hint which certificate to
  /// choose; longer lists, such as the system's, would only swell every handshake.
  static let maximumAuthorityHints = 32

  /// Makes the context check peers against a trust. Called once, before the context is shared.
  func require(_ trust: TLSTrust, mode: Int32) throws(TLSError) {
    switch trust {
    case .system:
      OpenSSLErrors.clear()
      guard SSL_CTX_set_default_verify_paths(pointer) == 1 else {
        throw TLSError(
          .openSSL, "the system's trusted certificates cannot be loaded: install ca-certificates",
          reasons: OpenSSLErrors.drain().texts)
      }
    case .file(let path):
      let certificates = try FileContents.withContents(of: path, role: "trust (CA)") {
        bytes, _ throws(TLSError) in
        try PEM.certificates(in: bytes, source: "trust (CA) file \(path)")
      }
      try pin(certificates, source: "trust (CA) file \(path)")
    case .pem(let text):
      let result = text.withUnsafeBytes { bytes in
        Result { () throws(TLSError) in
          try PEM.certificates(in: bytes, source: "the PEM text of trusted certificates")
        }
      }
      try pin(result.get(), source: "the PEM text of trusted certificates")
    }
    SSL_CTX_set_verify(pointer, mode, noteVerification)
  }

  /// Has each client's certificate looked up in the list of its issuer. Called once, after `require`.
  func checkRevocation(by path: String, now: Int64) throws(TLSError) {
    let source = "revocation list file \(path)"
    let lists = try FileContents.withContents(of: path, role: "revocation list") {
      bytes, _ throws(TLSError) in
      try PEM.revocationLists(in: bytes, source: source)
    }
    for list in lists {
      if let end = list.nextUpdate, end < now {
        throw TLSError(
          .revocationListExpired,
          "\(source): the list of \(list.issuer) expired on \(Certificate.text(ofSeconds: end)): fetch "
            + "its next one")
      }
      if let start = list.thisUpdate, start > now {
        throw TLSError(
          .revocationListNotYetValid,
          "\(source): the list of \(list.issuer) is valid from \(Certificate.text(ofSeconds: start)) "
            + "on, and would refuse every client till then: check the clocks")
      }
      OpenSSLErrors.clear()
      guard X509_STORE_add_crl(SSL_CTX_get_cert_store(pointer), list.pointer) == 1 else {
        throw TLSError(
          .malformedPEM, "\(source): the list of \(list.issuer) cannot be used",
          reasons: OpenSSLErrors.drain().texts)
      }
    }
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(pointer), UInt(X509_V_FLAG_CRL_CHECK))
  }

  private func pin(_ certificates: [Certificate], source: String) throws(TLSError) {
    let store = SSL_CTX_get_cert_store(pointer)
    for certificate in certificates {
      OpenSSLErrors.clear()
      guard X509_STORE_add_cert(store, certificate.pointer) == 1 else {
        throw TLSError(
          .malformedPEM, "\(source): the certificate of \(certificate.subject) cannot be used",
          reasons: OpenSSLErrors.drain().texts)
      }
    }
    // What is named is trusted, be it a root, an intermediate authority or a single server.
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(pointer), UInt(X509_V_FLAG_PARTIAL_CHAIN))
    if role == .server, certificates.count <= Self.maximumAuthorityHints {
      for certificate in certificates { SSL_CTX_add_client_CA(pointer, certificate.pointer) }
    }
  }
}

/// OpenSSL's verify callback: changes nothing, and notes what failed for the session's error.
private func noteVerification(_ accepted: Int32, _ store: OpaquePointer?) -> Int32 {
  guard accepted != 1, let store,
    let ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
    let io = SessionIO.of(ssl: OpaquePointer(ssl))
  else { return accepted }
  io.pointee.verification.note(
    error: X509_STORE_CTX_get_error(store), depth: X509_STORE_CTX_get_error_depth(store),
    certificate: X509_STORE_CTX_get_current_cert(store))
  return accepted
}
