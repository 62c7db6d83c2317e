internal import COpenSSL

/// Alerts, RFC 8446 section 6.
enum Alert {
  static let certificateRequired: Int32 = 116
  static let noApplicationProtocol: Int32 = 120

  /// OpenSSL reports a peer's alert as this plus its number.
  private static let reasonOffset: Int32 = SSL_AD_REASON_OFFSET

  /// The alert among errors, if the peer sent one.
  static func received(in entries: [OpenSSLErrors.Entry]) -> UInt8? {
    for entry in entries where entry.library == ERR_LIB_SSL {
      let number = entry.reason - reasonOffset
      if (0...255).contains(number) { return UInt8(number) }
    }
    return nil
  }

  /// What a peer's alert means for the one who got it.
  static func error(_ alert: UInt8, from peer: String, asServer: Bool, texts: [String]) -> TLSError
  {
    let name = String(cString: SSL_alert_desc_string_long(Int32(alert)))
    let (code, meaning): (TLSError.Code, String) =
      switch Int32(alert) {
      case noApplicationProtocol:
        (.noApplicationProtocol, "it speaks none of the application protocols (ALPN) offered")
      case SSL_AD_PROTOCOL_VERSION:
        (.unsupportedVersion, "it speaks none of the TLS versions offered; see the minimum version")
      case certificateRequired:
        (.certificateRequiredByPeer, "it requires a client certificate: configure one")
      case SSL_AD_UNKNOWN_CA:
        (
          .peerAlert,
          "it does not trust the authority of the certificate shown: give it the right CA file"
        )
      case SSL_AD_BAD_CERTIFICATE, SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_CERTIFICATE_REVOKED,
        SSL_AD_CERTIFICATE_UNKNOWN:
        (.peerAlert, "it does not accept the certificate shown: see its trust and the names in it")
      case SSL_AD_CERTIFICATE_EXPIRED:
        (.peerAlert, "it finds the certificate shown expired: renew it, or check its clock")
      case SSL_AD_UNRECOGNIZED_NAME:
        (.peerAlert, "it does not know the server name asked for")
      case SSL_AD_HANDSHAKE_FAILURE:
        (
          .peerAlert,
          asServer
            ? "there is nothing in common: ciphers, groups or signature algorithms"
            : "there is nothing in common, or it requires a client certificate"
        )
      default: (.peerAlert, "see its log for the reason")
      }
    return TLSError(
      code, "\(peer) ended the session with the TLS alert \(name) (\(alert)): \(meaning)",
      alert: alert, reasons: texts)
  }
}
