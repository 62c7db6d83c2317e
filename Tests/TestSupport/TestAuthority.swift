internal import COpenSSL
package import Foundation

/// A certificate authority that lives as long as a test, and a folder for what it issues.
package final class TestAuthority {
  package let folder: URL
  package let name: String
  private let key: OpaquePointer
  private let certificate: OpaquePointer
  private var serial = 1

  /// - Parameter issuer: nil for a root, which signs itself.
  package init(_ name: String = "Test Authority", issuedBy issuer: TestAuthority? = nil) throws {
    self.name = name
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("verbatim-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    key = try Self.makeKey()
    certificate = try need(X509_new())
    try Self.fill(
      certificate, key: key, subject: name, issuer: issuer?.certificate,
      signer: issuer?.key ?? key, serial: issuer == nil ? 1 : 1_000,
      valid: -3_600..<86_400 * 365, extensions: [(NID_basic_constraints, "critical,CA:TRUE")])
    try Self.write(certificates: [certificate], to: path("ca.pem"))
  }

  deinit {
    X509_free(certificate)
    EVP_PKEY_free(key)
    try? FileManager.default.removeItem(at: folder)
  }

  /// The authority's own certificate.
  package var file: String { path("ca.pem") }

  package func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// What a certificate's key is of.
  package enum KeyKind: Sendable {
    /// P-256.
    case ec
    /// 2048 bits.
    case rsa
  }

  package struct Issued: Sendable {
    package let certificateFile: String
    package let privateKeyFile: String
  }

  /// Issues a certificate and writes `name.pem` and `name.key`.
  ///
  /// - Parameters:
  ///   - valid: seconds from now.
  ///   - password: encrypts the key.
  package func issue(
    _ name: String, names: String? = "DNS:localhost,IP:127.0.0.1,IP:::1",
    valid: Range<Int> = -3_600..<86_400 * 90, password: String? = nil, padding: Int = 0,
    key kind: KeyKind = .ec
  ) throws -> Issued {
    serial += 1
    let leafKey = try Self.makeKey(kind)
    defer { EVP_PKEY_free(leafKey) }
    let leaf = try need(X509_new())
    defer { X509_free(leaf) }
    var extensions = [(NID_basic_constraints, "CA:FALSE")]
    if let names { extensions.append((NID_subject_alt_name, names)) }
    if padding > 0 {
      extensions.append((NID_netscape_comment, String(repeating: "x", count: padding)))
    }
    try Self.fill(
      leaf, key: leafKey, subject: name, issuer: certificate, signer: key, serial: serial,
      valid: valid, extensions: extensions)
    let issued = Issued(certificateFile: path("\(name).pem"), privateKeyFile: path("\(name).key"))
    try Self.write(certificates: [leaf], to: issued.certificateFile)
    try Self.write(key: leafKey, password: password, to: issued.privateKeyFile)
    return issued
  }

  /// Writes the authority's revocation list, with the certificates of these files in it.
  ///
  /// - Parameter valid: seconds from now.
  package func revoke(
    _ issued: [Issued], valid: Range<Int> = -3_600..<86_400
  ) throws -> String {
    let list = try need(X509_CRL_new())
    defer { X509_CRL_free(list) }
    try need(X509_CRL_set_version(list, 1) == 1)
    try need(X509_CRL_set_issuer_name(list, X509_get_subject_name(certificate)) == 1)
    let moments = try [valid.lowerBound, valid.upperBound].map {
      try need(X509_gmtime_adj(nil, $0))
    }
    defer { for moment in moments { ASN1_STRING_free(moment) } }
    try need(X509_CRL_set1_lastUpdate(list, moments[0]) == 1)
    try need(X509_CRL_set1_nextUpdate(list, moments[1]) == 1)
    for each in issued {
      let file = try need(BIO_new_file(each.certificateFile, "r"))
      defer { BIO_free(file) }
      let leaf = try need(PEM_read_bio_X509(file, nil, nil, nil))
      defer { X509_free(leaf) }
      let entry = try need(X509_REVOKED_new())
      try need(X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(leaf)) == 1)
      try need(X509_REVOKED_set_revocationDate(entry, moments[0]) == 1)
      // The list owns it from now on.
      try need(X509_CRL_add0_revoked(list, entry) == 1)
    }
    try need(X509_CRL_sort(list) == 1)
    try need(X509_CRL_sign(list, key, EVP_sha256()) > 0)
    let file = try need(BIO_new_file(path("revoked.pem"), "w"))
    defer { BIO_free(file) }
    try need(PEM_write_bio_X509_CRL(file, list) == 1)
    return path("revoked.pem")
  }

  /// Writes what the authority says of a certificate when it is asked (OCSP).
  ///
  /// - Parameter valid: seconds from now.
  package func status(
    of issued: Issued, isRevoked: Bool = false, valid: Range<Int> = -3_600..<86_400
  ) throws -> String {
    let file = try need(BIO_new_file(issued.certificateFile, "r"))
    defer { BIO_free(file) }
    let leaf = try need(PEM_read_bio_X509(file, nil, nil, nil))
    defer { X509_free(leaf) }
    let basic = try need(OCSP_BASICRESP_new())
    defer { OCSP_BASICRESP_free(basic) }
    let id = try need(OCSP_cert_to_id(EVP_sha1(), leaf, certificate))
    defer { OCSP_CERTID_free(id) }
    let moments = try [valid.lowerBound, valid.upperBound].map {
      try need(X509_gmtime_adj(nil, $0))
    }
    defer { for moment in moments { ASN1_STRING_free(moment) } }
    _ = try need(
      OCSP_basic_add1_status(
        basic, id, isRevoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD, 0,
        isRevoked ? moments[0] : nil, moments[0], moments[1]))
    try need(OCSP_basic_sign(basic, certificate, key, EVP_sha256(), nil, 0) == 1)
    let response = try need(
      OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic))
    defer { OCSP_RESPONSE_free(response) }
    let out = try need(BIO_new_file(path("status.der"), "wb"))
    defer { BIO_free(out) }
    var bytes: UnsafeMutablePointer<UInt8>?
    let count = i2d_OCSP_RESPONSE(response, &bytes)
    defer { CRYPTO_free(bytes, #fileID, #line) }
    try need(count > 0 && BIO_write(out, bytes, count) == count)
    return path("status.der")
  }

  private static func makeKey(_ kind: KeyKind = .ec) throws -> OpaquePointer {
    let maker = try need(EVP_PKEY_CTX_new_id(kind == .ec ? EVP_PKEY_EC : EVP_PKEY_RSA, nil))
    defer { EVP_PKEY_CTX_free(maker) }
    var key: OpaquePointer?
    try need(EVP_PKEY_keygen_init(maker) == 1)
    if kind == .ec {
      try need(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(maker, NID_X9_62_prime256v1) == 1)
    }
    try need(EVP_PKEY_keygen(maker, &key) == 1)
    return try need(key)
  }

  private static func fill(
    _ certificate: OpaquePointer, key: OpaquePointer, subject: String, issuer: OpaquePointer?,
    signer: OpaquePointer, serial: Int, valid: Range<Int>, extensions: [(Int32, String)]
  ) throws {
    try need(X509_set_version(certificate, 2) == 1)
    try need(ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) == 1)
    X509_gmtime_adj(X509_getm_notBefore(certificate), valid.lowerBound)
    X509_gmtime_adj(X509_getm_notAfter(certificate), valid.upperBound)
    try need(X509_set_pubkey(certificate, key) == 1)
    let distinguished = X509_get_subject_name(certificate)
    for (field, value) in [("O", "Example"), ("CN", subject)] {
      let added = X509_NAME_add_entry_by_txt(
        distinguished, field, MBSTRING_UTF8, Array(value.utf8), Int32(value.utf8.count), -1, 0)
      try need(added == 1)
    }
    let issuerName = X509_get_subject_name(issuer ?? certificate)
    try need(X509_set_issuer_name(certificate, issuerName) == 1)
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer ?? certificate, certificate, nil, nil, 0)
    for (kind, value) in extensions {
      let made = try need(X509V3_EXT_conf_nid(nil, &context, kind, value))
      defer { X509_EXTENSION_free(made) }
      try need(X509_add_ext(certificate, made, -1) == 1)
    }
    try need(X509_sign(certificate, signer, EVP_sha256()) > 0)
  }

  private static func write(certificates: [OpaquePointer], to path: String) throws {
    let file = try need(BIO_new_file(path, "w"))
    defer { BIO_free(file) }
    for certificate in certificates { try need(PEM_write_bio_X509(file, certificate) == 1) }
  }

  private static func write(key: OpaquePointer, password: String?, to path: String) throws {
    let file = try need(BIO_new_file(path, "w"))
    defer { BIO_free(file) }
    let bytes = password.map { Array($0.utf8) } ?? []
    let written = PEM_write_bio_PrivateKey(
      file, key, password == nil ? nil : EVP_aes_256_cbc(), bytes.isEmpty ? nil : bytes,
      Int32(bytes.count), nil, nil)
    try need(written == 1)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }
}

/// What a step of making certificates did not give.
struct NotMade: Error {
  var line: Int
}

private func need<Value>(_ value: Value?, line: Int = #line) throws -> Value {
  guard let value else { throw NotMade(line: line) }
  return value
}

private func need(_ condition: Bool, line: Int = #line) throws {
  guard condition else { throw NotMade(line: line) }
}
