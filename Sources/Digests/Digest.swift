import COpenSSL

/// SHA-256 by the system's OpenSSL, which uses the processor's instructions for it.
package enum Digest {
  // EVP_MD_fetch (https://docs.openssl.org/3.0/man3/EVP_DigestInit/) returns NULL only when no
  // provider has the algorithm; the pointer is never freed, it lives as long as the process.
  // Reading it from several threads is safe: OpenSSL counts its references atomically.
  private nonisolated(unsafe) static let algorithm: OpaquePointer = {
    guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
      fatalError("this OpenSSL has no SHA-256")
    }
    return algorithm
  }()

  /// The 32 bytes of a text's digest.
  package static func sha256(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let done = bytes.withContiguousStorageIfAvailable { sha256(UnsafeRawBufferPointer($0)) }
    return done ?? Array(bytes).withUnsafeBytes { sha256($0) }
  }

  private static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      var length: UInt32 = 0
      // EVP_Digest returns 1 for success and 0 for failure (out of memory).
      let result = EVP_Digest(
        bytes.baseAddress, bytes.count, digest.baseAddress, &length, algorithm, nil)
      precondition(result == 1 && length == 32, "SHA-256 failed: out of memory")
      count = 32
    }
  }
}

/// Base32 with digits and lower-case letters that cannot be taken for each other (Crockford's).
package enum Base32 {
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// The first `length` digits of some bytes, five bits each; at most 12.
  package static func prefix(_ length: Int, of bytes: [UInt8]) -> String {
    var value: UInt64 = 0
    for byte in bytes.prefix(8) { value = value << 8 | UInt64(byte) }
    return prefix(length, of: value)
  }

  /// The same for eight bytes, the first of them uppermost.
  package static func prefix(_ length: Int, of value: UInt64) -> String {
    String(unsafeUninitializedCapacity: length) { digits in
      for index in 0..<length {
        digits[index] = alphabet[Int(value >> UInt64(59 - 5 * index)) & 31]
      }
      return length
    }
  }
}
