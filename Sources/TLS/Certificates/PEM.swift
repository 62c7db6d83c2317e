internal import COpenSSL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Certificates and keys out of PEM text (RFC 7468).
enum PEM {
  /// All certificates in the order they stand in; other blocks are passed over.
  ///
  /// - Parameters:
  ///   - source: where the bytes are from, as errors name it: "certificate file server.pem".
  static func certificates(
    in bytes: UnsafeRawBufferPointer, source: String
  ) throws(TLSError) -> [Certificate] {
    try all(
      in: bytes, source: source, called: "certificate",
      missing: "certificate in PEM form\(hint(bytes, wanted: "CERTIFICATE"))"
    ) { PEM_read_bio_X509_AUX($0, nil, refusePassword, nil).map(Certificate.init(owned:)) }
  }

  /// All revocation lists; other blocks are passed over.
  static func revocationLists(
    in bytes: UnsafeRawBufferPointer, source: String
  ) throws(TLSError) -> [RevocationList] {
    try all(
      in: bytes, source: source, called: "list",
      missing: "revocation list in PEM form: it has no line `-----BEGIN X509 CRL-----`; "
        + "`openssl crl -inform der -in FILE -out FILE.pem` converts one"
    ) { PEM_read_bio_X509_CRL($0, nil, refusePassword, nil).map(RevocationList.init(owned:)) }
  }

  /// All blocks of one kind, at least one.
  private static func all<Block>(
    in bytes: UnsafeRawBufferPointer, source: String, called name: String,
    missing: @autoclosure () -> String, read: (OpaquePointer) -> Block?
  ) throws(TLSError) -> [Block] {
    let memory = try reader(bytes, source: source)
    defer { BIO_free(memory) }
    var blocks: [Block] = []
    while true {
      OpenSSLErrors.clear()
      if let block = read(memory) {
        blocks.append(block)
        continue
      }
      let errors = OpenSSLErrors.drain()
      guard errors.contains(library: ERR_LIB_PEM, reason: PEM_R_NO_START_LINE) else {
        throw TLSError(
          .malformedPEM, "\(source): \(name) \(blocks.count + 1) is damaged: copy the file again",
          reasons: errors.texts)
      }
      guard !blocks.isEmpty else { throw TLSError(.notPEM, "\(source) holds no \(missing())") }
      return blocks
    }
  }

  /// The first private key.
  static func privateKey(
    in bytes: UnsafeRawBufferPointer, source: String
  ) throws(TLSError) -> PrivateKey {
    let memory = try reader(bytes, source: source)
    defer { BIO_free(memory) }
    var asked = false
    OpenSSLErrors.clear()
    if let pointer = PEM_read_bio_PrivateKey(memory, nil, refusePassword, &asked) {
      return PrivateKey(owned: pointer)
    }
    let errors = OpenSSLErrors.drain()
    if asked {
      throw TLSError(
        .encryptedKey,
        "\(source) is encrypted with a password, which cannot be asked for here: decrypt it with "
          + "`openssl pkey -in FILE -out DECRYPTED` and keep that readable to its user only")
    }
    // OpenSSL's decoders report no start line here; so the text is looked at.
    if !contains("PRIVATE KEY-----", in: bytes) {
      throw TLSError(
        .notPEM, "\(source) holds no private key in PEM form\(hint(bytes, wanted: "PRIVATE KEY"))")
    }
    throw TLSError(
      .malformedPEM, "\(source): the private key is damaged or of an unknown kind",
      reasons: errors.texts)
  }

  private static func reader(
    _ bytes: UnsafeRawBufferPointer, source: String
  ) throws(TLSError) -> OpaquePointer {
    guard bytes.count > 0 else { throw TLSError(.notPEM, "\(source) is empty") }
    guard bytes.count <= FileContents.maximumBytes,
      let memory = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count))
    else {
      throw TLSError(.openSSL, "\(source) does not fit in memory", reasons: [])
    }
    return memory
  }

  /// What the bytes look like instead, and what to do about it.
  private static func hint(_ bytes: UnsafeRawBufferPointer, wanted: String) -> String {
    if bytes.count > 2, bytes[0] == 0x30, bytes[1] & 0x80 != 0 {
      return ": it looks like DER; convert it with `openssl "
        + (wanted == "CERTIFICATE" ? "x509" : "pkey") + " -inform der -in FILE -out FILE.pem`"
    }
    if contains(wanted == "CERTIFICATE" ? "PRIVATE KEY-----" : "CERTIFICATE-----", in: bytes) {
      return wanted == "CERTIFICATE"
        ? ": it holds a private key; are the two files swapped?"
        : ": it holds a certificate; are the two files swapped?"
    }
    return ": it has no line `-----BEGIN \(wanted)-----`"
  }

  /// Searches in place: a String of the bytes would be a copy of a key that is not wiped.
  private static func contains(_ marker: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool {
    let length = marker.utf8CodeUnitCount
    guard bytes.count >= length, let base = bytes.baseAddress else { return false }
    return (0...bytes.count - length).contains { start in
      memcmp(base + start, marker.utf8Start, length) == 0
    }
  }
}

/// Answers OpenSSL's question for a password with none, so that it never asks on the terminal.
///
/// - Parameter user: nil, or a `Bool` that is set to true.
private func refusePassword(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ writing: Int32,
  _ user: UnsafeMutableRawPointer?
) -> Int32 {
  user?.assumingMemoryBound(to: Bool.self).pointee = true
  return -1
}
