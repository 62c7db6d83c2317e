internal import COpenSSL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Who the other side is by its certificate.
///
/// A server has checked a client's against its trust; a client has checked a server's unless it was
/// configured with `insecureNoVerification`. Bytes outside printable ASCII in alternative names
/// appear as `\xNN`, so that no name can pass for another.
public struct TLSPeerIdentity: Sendable, Hashable {
  /// The subject's distinguished name as RFC 2253 writes it, "CN=reader,O=Example".
  public let subject: String
  /// The issuer's distinguished name as RFC 2253 writes it.
  public let issuer: String
  /// Alternative names that are DNS names, in the certificate's order.
  public let dnsNames: [String]
  /// Alternative names that are URIs, such as SPIFFE identities.
  public let uris: [String]
  /// Alternative names that are mail addresses.
  public let emails: [String]
  /// Alternative names that are IP addresses, as `inet_ntop` writes them.
  public let ipAddresses: [String]
  /// SHA-256 of the certificate in DER form, 32 bytes.
  public let sha256: [UInt8]
  /// The last second at which the certificate is valid, in seconds since 1970-01-01T00:00:00Z; nil
  /// if the certificate holds no moment that can be read.
  public let notAfter: Int64?

  /// `sha256` in 64 lower-case hexadecimal digits.
  public var fingerprint: String { sha256.map(Self.hexadecimal).joined() }

  /// All alternative names with their kinds, "DNS:localhost", "IP:127.0.0.1", …
  var names: [String] {
    dnsNames.map { "DNS:" + $0 } + ipAddresses.map { "IP:" + $0 } + uris.map { "URI:" + $0 }
      + emails.map { "email:" + $0 }
  }

  /// - Parameter certificate: an X509, borrowed for the call.
  init(certificate: OpaquePointer) {
    subject = Certificate.text(X509_get_subject_name(certificate))
    issuer = Certificate.text(X509_get_issuer_name(certificate))
    notAfter = Certificate.seconds(X509_get0_notAfter(certificate))
    var length: UInt32 = 0
    sha256 = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
      count =
        X509_digest(certificate, EVP_sha256(), buffer.baseAddress, &length) == 1 ? Int(length) : 0
    }

    var dnsNames: [String] = []
    var uris: [String] = []
    var emails: [String] = []
    var ipAddresses: [String] = []
    if let extensionValue = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) {
      let names = OpaquePointer(extensionValue)
      defer { GENERAL_NAMES_free(names) }
      for index in 0..<max(0, OPENSSL_sk_num(names)) {
        guard let value = OPENSSL_sk_value(names, index) else { continue }
        let name = value.assumingMemoryBound(to: GENERAL_NAME.self).pointee
        switch name.type {
        case GEN_DNS: dnsNames.append(Self.escaped(name.d.dNSName))
        case GEN_URI: uris.append(Self.escaped(name.d.uniformResourceIdentifier))
        case GEN_EMAIL: emails.append(Self.escaped(name.d.rfc822Name))
        case GEN_IPADD: ipAddresses.append(Self.address(name.d.iPAddress))
        default: break  // Directory names and others, which nothing here is matched by.
        }
      }
    }
    OpenSSLErrors.clear()
    self.dnsNames = dnsNames
    self.uris = uris
    self.emails = emails
    self.ipAddresses = ipAddresses
  }

  private static func bytes(_ string: UnsafePointer<ASN1_STRING>?) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: ASN1_STRING_get0_data(string), count: Int(max(0, ASN1_STRING_length(string))))
  }

  private static func escaped(_ string: UnsafePointer<ASN1_STRING>?) -> String {
    var text = ""
    for byte in bytes(string) {
      if (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + hexadecimal(byte)
      }
    }
    return text
  }

  private static func address(_ string: UnsafePointer<ASN1_STRING>?) -> String {
    let bytes = bytes(string)
    guard bytes.count == 4 || bytes.count == 16, let start = bytes.baseAddress else {
      return bytes.map(hexadecimal).joined()
    }
    let text = [CChar](unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { buffer, count in
      let family = bytes.count == 4 ? AF_INET : AF_INET6
      let written = inet_ntop(family, start, buffer.baseAddress, socklen_t(INET6_ADDRSTRLEN))
      count = written == nil ? 0 : strlen(buffer.baseAddress!)
    }
    return String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
