internal import COpenSSL

/// What the issuer of a server's certificate says of it (OCSP, RFC 6960), as it is handed on to clients that ask
/// for it in the handshake (RFC 6066, section 8).
struct StapledStatus: Sendable {
  /// The response in DER form.
  let bytes: [UInt8]
  /// Seconds since 1970-01-01T00:00:00Z after which it says nothing; nil where it does not tell.
  let nextUpdate: Int64?
  /// What an operator should know.
  let warnings: [String]

  /// Reads a file, and checks that it is about the certificate. One that has expired is warned about, for
  /// clients do without.
  init(file: String, of certificate: Certificate, now: Int64) throws(TLSError) {
    let source = "OCSP response file \(file)"
    let bytes = try FileContents.withContents(of: file, role: "OCSP response") {
      bytes, _ throws(TLSError) in Array(bytes)
    }
    OpenSSLErrors.clear()
    let parsed = bytes.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      return d2i_OCSP_RESPONSE(nil, &start, buffer.count)
    }
    guard let response = parsed else {
      throw TLSError(
        .malformedPEM,
        "\(source): this is no response in DER form, as openssl ocsp -respout writes it",
        reasons: OpenSSLErrors.drain().texts)
    }
    defer { OCSP_RESPONSE_free(response) }
    guard OCSP_response_status(response) == OCSP_RESPONSE_STATUS_SUCCESSFUL,
      let basic = OCSP_response_get1_basic(response)
    else {
      throw TLSError(
        .malformedPEM,
        "\(source): the responder did not answer, it says "
          + "“\(String(cString: OCSP_response_status_str(Int(OCSP_response_status(response)))))”: fetch "
          + "another")
    }
    defer { OCSP_BASICRESP_free(basic) }
    guard let single = Self.single(of: certificate, in: basic) else {
      throw TLSError(
        .malformedPEM,
        "\(source): it says nothing of the certificate of \(certificate.subject): fetch one for it")
    }
    var next: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
    let status = OCSP_single_get0_status(single, nil, nil, nil, &next)
    nextUpdate = Certificate.seconds(next)
    self.bytes = bytes
    var warnings: [String] = []
    if status == V_OCSP_CERTSTATUS_REVOKED {
      warnings.append(
        "\(source): the certificate of \(certificate.subject) is revoked: clients that look will refuse it"
      )
    }
    if let nextUpdate, nextUpdate < now {
      warnings.append(
        "\(source): it expired on \(Certificate.text(ofSeconds: nextUpdate)), and is not shown: fetch the "
          + "next one")
    }
    self.warnings = warnings
  }

  private static func single(
    of certificate: Certificate, in basic: OpaquePointer
  ) -> OpaquePointer? {
    for index in 0..<max(0, OCSP_resp_count(basic)) {
      guard let single = OCSP_resp_get0(basic, index) else { continue }
      var serial: UnsafeMutablePointer<ASN1_INTEGER>?
      let id = OCSP_SINGLERESP_get0_id(single)
      guard OCSP_id_get0_info(nil, nil, nil, &serial, OpaquePointer(UnsafeRawPointer(id))) == 1
      else {
        continue
      }
      if ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(certificate.pointer)) == 0 {
        return single
      }
    }
    return nil
  }
}

/// OpenSSL's callback for a client that asks for the status of the certificate it is shown: hands it on while
/// it is valid and about that certificate.
func staple(_ ssl: OpaquePointer?, _ context: UnsafeMutableRawPointer?) -> Int32 {
  guard let ssl, let context else { return SSL_TLSEXT_ERR_NOACK }
  let owner = Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue()
  guard let status = owner.stapled, status.nextUpdate.map({ owner.clock() <= $0 }) ?? true,
    SSL_get_certificate(ssl) == SSL_CTX_get0_certificate(owner.pointer),
    // Freed by OpenSSL, which takes it over.
    let copy = CRYPTO_malloc(status.bytes.count, #fileID, #line)
  else { return SSL_TLSEXT_ERR_NOACK }
  status.bytes.withUnsafeBytes { bytes in
    if let base = bytes.baseAddress { copy.copyMemory(from: base, byteCount: bytes.count) }
  }
  guard verbatim_SSL_set_tlsext_status_ocsp_resp(ssl, copy, status.bytes.count) == 1 else {
    CRYPTO_free(copy, #fileID, #line)
    return SSL_TLSEXT_ERR_NOACK
  }
  return SSL_TLSEXT_ERR_OK
}
