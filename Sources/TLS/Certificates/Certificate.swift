internal import COpenSSL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The one owner of a reference to an X509.
final class Certificate {
  let pointer: OpaquePointer

  init(owned pointer: OpaquePointer) { self.pointer = pointer }

  deinit { X509_free(pointer) }

  /// The certificate's moments are seconds since 1970-01-01T00:00:00Z; nil if not decodable.
  var notBefore: Int64? { Self.seconds(X509_get0_notBefore(pointer)) }
  var notAfter: Int64? { Self.seconds(X509_get0_notAfter(pointer)) }

  var subject: String { Self.text(X509_get_subject_name(pointer)) }

  static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
    var parts = tm()
    guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
    return Int64(timegm(&parts))
  }

  /// "2026-11-23 01:06:15 UTC"
  static func text(ofSeconds seconds: Int64) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    guard gmtime_r(&moment, &parts) != nil else { return "\(seconds) s after 1970" }
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) UTC"
  }

  /// A distinguished name as RFC 2253 writes it, control characters escaped, otherwise UTF-8.
  static func text(_ name: OpaquePointer?) -> String {
    guard let name, let memory = BIO_new(BIO_s_mem()) else { return "" }
    defer { BIO_free(memory) }
    let flags = verbatim_XN_FLAG_RFC2253() & ~verbatim_ASN1_STRFLGS_ESC_MSB()
    guard X509_NAME_print_ex(memory, name, 0, flags) >= 0 else { return "" }
    let count = Int(BIO_ctrl_pending(memory))
    guard count > 0 else { return "" }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      used = max(0, Int(BIO_read(memory, buffer.baseAddress, Int32(clamping: count))))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The one owner of an X509_CRL.
final class RevocationList {
  let pointer: OpaquePointer

  init(owned pointer: OpaquePointer) { self.pointer = pointer }

  deinit { X509_CRL_free(pointer) }

  /// From when it is valid, in seconds since 1970-01-01T00:00:00Z.
  var thisUpdate: Int64? { Certificate.seconds(X509_CRL_get0_lastUpdate(pointer)) }

  /// When its next issue is due at the latest, in seconds since 1970-01-01T00:00:00Z.
  var nextUpdate: Int64? { Certificate.seconds(X509_CRL_get0_nextUpdate(pointer)) }

  var issuer: String { Certificate.text(X509_CRL_get_issuer(pointer)) }
}

/// The one owner of a private key.
final class PrivateKey {
  let pointer: OpaquePointer

  init(owned pointer: OpaquePointer) { self.pointer = pointer }

  deinit { EVP_PKEY_free(pointer) }
}
