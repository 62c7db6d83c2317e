import COpenSSL

/// SHA-256 of bytes that come in pieces, or of many texts one after another.
package final class RunningDigest {
  /// OpenSSL's state; this object owns it.
  private let context: OpaquePointer

  package init() {
    // EVP_MD_CTX_new and EVP_DigestInit_ex2 (https://docs.openssl.org/3.0/man3/EVP_DigestInit/) fail
    // only when memory has run out.
    guard let context = EVP_MD_CTX_new() else { fatalError("no memory for a digest") }
    self.context = context
    let result = EVP_DigestInit_ex2(context, EVP_sha256(), nil)
    precondition(result == 1, "SHA-256 failed: out of memory")
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// Adds bytes.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    let result = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(result == 1, "SHA-256 failed: out of memory")
  }

  /// The 32 bytes of the digest; nothing may be added after it.
  package func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      var length: UInt32 = 0
      let result = EVP_DigestFinal_ex(context, digest.baseAddress, &length)
      precondition(result == 1 && length == 32, "SHA-256 failed: out of memory")
      count = 32
    }
  }

  /// A digest as four numbers, the first bytes uppermost: nothing is allocated for it.
  package struct Words {
    /// What is printed of it comes from the first.
    package fileprivate(set) var first: UInt64 = 0
    package fileprivate(set) var second: UInt64 = 0
    package fileprivate(set) var third: UInt64 = 0
    package fileprivate(set) var fourth: UInt64 = 0
  }

  /// The digest of some bytes by themselves; what was added before is forgotten.
  ///
  /// This costs less than a digest of its own for each of many short texts.
  package func digest(of bytes: UnsafeRawBufferPointer) -> Words {
    // With NULL for the algorithm the context begins anew with the one it has.
    let result = EVP_DigestInit_ex2(context, nil, nil)
    precondition(result == 1, "SHA-256 failed: out of memory")
    let updated = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(updated == 1, "SHA-256 failed: out of memory")
    return withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { digest in
      var length: UInt32 = 0
      let finished = EVP_DigestFinal_ex(context, digest.baseAddress, &length)
      precondition(finished == 1 && length == 32, "SHA-256 failed: out of memory")
      func word(_ offset: Int) -> UInt64 {
        UInt64(bigEndian: digest.load(fromByteOffset: offset, as: UInt64.self))
      }
      return Words(first: word(0), second: word(8), third: word(16), fourth: word(24))
    }
  }

  /// The digest of a digest and of a number behind it, if there is one.
  package func digest(of words: Words, number: UInt32? = nil) -> Words {
    withUnsafeTemporaryAllocation(byteCount: 36, alignment: 8) { bytes in
      bytes.storeBytes(of: words.first.bigEndian, toByteOffset: 0, as: UInt64.self)
      bytes.storeBytes(of: words.second.bigEndian, toByteOffset: 8, as: UInt64.self)
      bytes.storeBytes(of: words.third.bigEndian, toByteOffset: 16, as: UInt64.self)
      bytes.storeBytes(of: words.fourth.bigEndian, toByteOffset: 24, as: UInt64.self)
      if let number {
        bytes.storeBytes(of: number.littleEndian, toByteOffset: 32, as: UInt32.self)
      }
      return digest(of: UnsafeRawBufferPointer(rebasing: bytes[..<(number == nil ? 32 : 36)]))
    }
  }
}
