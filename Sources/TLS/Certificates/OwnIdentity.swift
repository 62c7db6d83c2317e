internal import COpenSSL

/// A certificate chain with its private key, read from two files and checked against each other.
struct OwnIdentity {
  let certificate: Certificate
  let chain: [Certificate]
  let key: PrivateKey
  let certificateFile: String
  let privateKeyFile: String
  /// What an operator should know though it works today.
  let warnings: [String]

  /// A certificate with less time left than this is warned about.
  static let renewalSeconds: Int64 = 14 * 86_400

  /// - Parameter now: seconds since 1970-01-01T00:00:00Z, which the certificate must be valid at.
  init(certificateFile: String, privateKeyFile: String, now: Int64) throws(TLSError) {
    let certificates = try FileContents.withContents(of: certificateFile, role: "certificate") {
      bytes, _ throws(TLSError) in
      try PEM.certificates(in: bytes, source: "certificate file \(certificateFile)")
    }
    let (key, exposed) = try FileContents.withContents(of: privateKeyFile, role: "private key") {
      bytes, worldReadable throws(TLSError) in
      (
        try PEM.privateKey(in: bytes, source: "private key file \(privateKeyFile)"), worldReadable
      )
    }
    let certificate = certificates[0]
    OpenSSLErrors.clear()
    // 1: they fit; 0: they do not, or the kinds differ.
    guard X509_check_private_key(certificate.pointer, key.pointer) == 1 else {
      throw TLSError(
        .keyMismatch,
        "private key \(privateKeyFile) does not belong to the first certificate of "
          + "\(certificateFile) (\(certificate.subject)): name the key that it was made with",
        reasons: OpenSSLErrors.drain().texts)
    }
    guard let notBefore = certificate.notBefore, let notAfter = certificate.notAfter else {
      throw TLSError(
        .malformedPEM, "certificate file \(certificateFile): the time of validity is damaged")
    }
    guard notBefore <= now else {
      throw TLSError(
        .certificateNotYetValid,
        "certificate \(certificateFile) is not valid before "
          + "\(Certificate.text(ofSeconds: notBefore)): check the clock, or wait")
    }
    guard now <= notAfter else {
      throw TLSError(
        .certificateExpired,
        "certificate \(certificateFile) expired on \(Certificate.text(ofSeconds: notAfter)): "
          + "renew it")
    }

    var warnings: [String] = []
    if notAfter - now < Self.renewalSeconds {
      warnings.append(
        "certificate \(certificateFile) expires on \(Certificate.text(ofSeconds: notAfter)): "
          + "renew it")
    }
    if exposed {
      warnings.append(
        "private key \(privateKeyFile) can be read by every user of this machine: chmod 600 it")
    }
    for index in 1..<max(certificates.count, 1) {
      let (subject, issuer) = (certificates[index - 1], certificates[index])
      if X509_check_issued(issuer.pointer, subject.pointer) != X509_V_OK {
        warnings.append(
          "certificate \(index) of \(certificateFile) is not issued by the next one: clients may "
            + "not find the way to its root; put them in order")
        break
      }
    }
    OpenSSLErrors.clear()

    self.certificate = certificate
    self.chain = Array(certificates.dropFirst())
    self.key = key
    self.certificateFile = certificateFile
    self.privateKeyFile = privateKeyFile
    self.warnings = warnings
  }

  /// Makes a context show this identity.
  func install(in context: OpaquePointer) throws(TLSError) {
    OpenSSLErrors.clear()
    // 1, or 0 where the policy refuses: a key too short, a signature too weak.
    guard SSL_CTX_use_certificate(context, certificate.pointer) == 1 else {
      throw refusal(certificateFile)
    }
    for certificate in chain {
      guard verbatim_SSL_CTX_add1_chain_cert(context, certificate.pointer) == 1 else {
        throw refusal(certificateFile)
      }
    }
    guard SSL_CTX_use_PrivateKey(context, key.pointer) == 1 else {
      throw refusal(privateKeyFile)
    }
  }

  private func refusal(_ file: String) -> TLSError {
    TLSError(
      .refusedByPolicy,
      "\(file) is refused by OpenSSL under this system's security policy (openssl.cnf): make one "
        + "with a stronger key or signature, such as ECDSA P-256 with SHA-256",
      reasons: OpenSSLErrors.drain().texts)
  }
}
