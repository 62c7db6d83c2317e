import COpenSSL

/// SHA-256 of bytes that come in pieces, or of many texts one after another.
final class RunningDigest {
  /// OpenSSL's state; this object owns it.
  private let context: OpaquePointer

  init() {
    // EVP_MD_CTX_new and EVP_DigestInit_ex2 (https://docs.openssl.org/3.0/man3/EVP_DigestInit/) fail
    // only when memory has run out.
    guard let context = EVP_MD_CTX_new() else { fatalError("no memory for a digest") }
    self.context = context
    let result = EVP_DigestInit_ex2(context, EVP_sha256(), nil)
    precondition(result == 1, "SHA-256 failed: out of memory")
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  func update(_ bytes: [UInt8]) {
    let result = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    precondition(result == 1, "SHA-256 failed: out of memory")
  }

  /// The 32 bytes of the digest; nothing may be added after it.
  func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      var length: UInt32 = 0
      let result = EVP_DigestFinal_ex(context, digest.baseAddress, &length)
      precondition(result == 1 && length == 32, "SHA-256 failed: out of memory")
      count = 32
    }
  }

  /// The digest of some bytes by themselves; what was added before is forgotten.
  ///
  /// This costs less than a digest of its own for each of many short texts.
  func digest(of bytes: ArraySlice<UInt8>) -> [UInt8] {
    // With NULL for the algorithm the context begins anew with the one it has.
    let result = EVP_DigestInit_ex2(context, nil, nil)
    precondition(result == 1, "SHA-256 failed: out of memory")
    let updated = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    precondition(updated == 1, "SHA-256 failed: out of memory")
    return finish()
  }
}
