internal import COpenSSL

extension SessionFailure {
  /// The most names of a certificate that an error lists.
  private static let maximumNames = 12

  /// Says why the peer's certificate was refused.
  func verificationError(_ texts: [String]) -> TLSError {
    let notes = io.pointee.verification
    let side = context.role == .server ? "client" : "server"
    let of = context.role == .server ? "" : Self.named(serverName)
    let subject = notes.certificate.map { $0.subject } ?? ""
    let shown =
      notes.depth == 0
      ? "the certificate of the \(side)\(of) (\(subject))"
      : "the certificate \(subject), which issues that of the \(side)\(of),"
    let reason = String(cString: X509_verify_cert_error_string(Int(notes.error)))

    switch notes.error {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      let when = notes.certificate?.notAfter.map { " on " + Certificate.text(ofSeconds: $0) } ?? ""
      return TLSError(
        .peerCertificateExpired, "\(shown) expired\(when): renew it, or check this machine's clock",
        reasons: texts)
    case X509_V_ERR_CERT_NOT_YET_VALID:
      let when =
        notes.certificate?.notBefore.map { " before " + Certificate.text(ofSeconds: $0) } ?? " yet"
      return TLSError(
        .peerCertificateNotYetValid, "\(shown) is not valid\(when): check this machine's clock",
        reasons: texts)
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
      X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED,
      X509_V_ERR_CERT_SIGNATURE_FAILURE:
      let issuer = notes.certificate.map {
        Certificate.text(X509_get_issuer_name($0.pointer))
      }
      return TLSError(
        .unknownAuthority,
        "\(shown) is issued by \(issuer ?? "an unknown authority"), which does not lead to a trusted "
          + "one (\(reason)): trust the CA that issued it, or let the \(side) send its whole chain",
        reasons: texts)
    case X509_V_ERR_CERT_REVOKED:
      return TLSError(
        .peerCertificateRevoked, "\(shown) is revoked: give the \(side) another", reasons: texts)
    case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID:
      return TLSError(
        .peerCertificateInvalid,
        "\(shown) is refused, since no revocation list of its issuer is valid (\(reason)): bring the "
          + "revocation list file up to date",
        reasons: texts)
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
      let names = notes.certificate.map { TLSPeerIdentity(certificate: $0.pointer).names } ?? []
      var list = names.prefix(Self.maximumNames).joined(separator: ", ")
      if names.count > Self.maximumNames { list += ", and \(names.count - Self.maximumNames) more" }
      return TLSError(
        .wrongHost,
        "the certificate of the server is not for \(serverName ?? "it"); it holds "
          + (names.isEmpty ? "no names" : list)
          + ": connect by one of these, set the server name, or make one with the right names",
        reasons: texts)
    default:
      return TLSError(
        .peerCertificateInvalid, "\(shown) is refused: \(reason)", reasons: texts)
    }
  }
}
