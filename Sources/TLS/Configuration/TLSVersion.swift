internal import COpenSSL

/// A version of the protocol that may be spoken. Older ones are refused (RFC 8996).
public enum TLSVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// TLS 1.2, RFC 5246: spoken only where a setting allows it.
  case tls12
  /// TLS 1.3, RFC 8446.
  case tls13

  /// "TLS 1.2" or "TLS 1.3".
  public var description: String {
    switch self {
    case .tls12: "TLS 1.2"
    case .tls13: "TLS 1.3"
    }
  }

  /// The version as it stands on the wire, 0x0303 or 0x0304.
  var wire: Int32 {
    switch self {
    case .tls12: TLS1_2_VERSION
    case .tls13: TLS1_3_VERSION
    }
  }

  init?(wire: Int32) {
    switch wire {
    case TLS1_2_VERSION: self = .tls12
    case TLS1_3_VERSION: self = .tls13
    default: return nil
    }
  }

  /// The name of any version a peer may offer, "TLS 1.1" for 0x0302.
  static func name(ofWire version: Int32) -> String {
    switch version {
    case SSL2_VERSION: "SSL 2"
    case SSL3_VERSION: "SSL 3"
    case TLS1_VERSION: "TLS 1.0"
    case TLS1_1_VERSION: "TLS 1.1"
    case TLS1_2_VERSION: "TLS 1.2"
    case TLS1_3_VERSION: "TLS 1.3"
    default: "version 0x" + String(version, radix: 16)
    }
  }
}
