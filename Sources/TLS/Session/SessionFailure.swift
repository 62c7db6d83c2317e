internal import COpenSSL

/// Turns what is known of a failed OpenSSL call into an error that says what to do.
struct SessionFailure {
  enum Phase {
    case handshake
    case data
  }

  let phase: Phase
  let context: TLSContext
  let serverName: String?
  let io: UnsafeMutablePointer<SessionIO>
  /// The version on the wire when it failed.
  let version: Int32
  let entries: [OpenSSLErrors.Entry]

  var error: TLSError {
    if io.pointee.overflowed {
      return TLSError(
        .outputLimit,
        "\(SessionIO.pendingLimit >> 10) KiB of TLS output wait to be sent: the peer does not read",
        reasons: entries.texts)
    }
    if io.pointee.messages.areTooMany {
      return TLSError(
        .tooManyKeyUpdates,
        "\(peer) changed its keys again and again within \(HandshakeMessages.refill >> 20) MiB of data",
        reasons: entries.texts)
    }
    if let refusal = io.pointee.hello.refusal { return self.error(of: refusal) }
    if let alert = Alert.received(in: entries) {
      return Alert.error(
        alert, from: peer, asServer: context.role == .server, texts: entries.texts)
    }
    for entry in entries where entry.library == ERR_LIB_SSL {
      if let error = self.error(of: entry.reason) { return error }
    }
    return TLSError(
      phase == .handshake ? .openSSL : .protocolViolation,
      phase == .handshake
        ? "the TLS handshake with \(peer) failed" : "the TLS session with \(peer) failed",
      reasons: entries.texts)
  }

  private func error(of refusal: ClientHelloNotes.Refusal) -> TLSError {
    let needed = Self.list(context.applicationProtocols)
    return switch refusal {
    case .noALPN:
      TLSError(
        .noApplicationProtocol,
        "the client offers no application protocol (ALPN); this server needs \(needed)",
        reasons: entries.texts)
    case .noSharedALPN(let offered):
      TLSError(
        .noApplicationProtocol,
        "the client offers the application protocols (ALPN) \(offered); this server needs \(needed)",
        reasons: entries.texts)
    }
  }

  private func error(of reason: Int32) -> TLSError? {
    let texts = entries.texts
    switch reason {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      return verificationError(texts)
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return TLSError(
        .peerCertificateMissing,
        "the client showed no certificate, and this server requires one: give the client a "
          + "certificate and its key", reasons: texts)
    case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST:
      return plainHTTP(texts)
    case SSL_R_WRONG_VERSION_NUMBER, SSL_R_RECORD_LENGTH_MISMATCH, SSL_R_PACKET_LENGTH_TOO_LONG,
      SSL_R_RECORD_TOO_SMALL, SSL_R_LENGTH_TOO_SHORT, SSL_R_UNEXPECTED_MESSAGE,
      SSL_R_BAD_RECORD_TYPE:
      guard phase == .handshake else { return violation(texts) }
      if opensWithHTTP { return plainHTTP(texts) }
      if opensWithHTTP2 {
        return TLSError(
          .notTLS,
          "\(peer) speaks HTTP/2 without TLS on this port: connect to it without TLS, or to a port that "
            + "has it", reasons: texts)
      }
      if !opensWithTLS {
        return TLSError(
          .notTLS, "\(peer) does not speak TLS: check the port and the protocol", reasons: texts)
      }
      return violation(texts)
    case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_UNKNOWN_PROTOCOL:
      let offered =
        context.role == .server ? io.pointee.hello.highestVersion : version
      let least = TLSVersion.name(ofWire: context.minimumVersion)
      return TLSError(
        .unsupportedVersion,
        "\(peer) speaks \(TLSVersion.name(ofWire: offered)) at most, and this side \(least) at least: "
          + "update it, or lower the minimum version (TLS 1.2 is the lowest)", reasons: texts)
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
      return TLSError(
        .truncated,
        phase == .handshake
          ? "\(peer) ended the connection in the middle of the TLS handshake"
          : "\(peer) ended the connection without close_notify: what it sent may be cut short",
        reasons: texts)
    case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SUITABLE_KEY_SHARE,
      SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_SHARED_GROUPS:
      return TLSError(
        .protocolViolation,
        "\(peer) and this side share no cipher, group or signature algorithm: see the system's "
          + "openssl.cnf", reasons: texts)
    default: return violation(texts)
    }
  }

  private func plainHTTP(_ texts: [String]) -> TLSError {
    TLSError(
      .plainHTTP,
      context.role == .server
        ? "the client speaks HTTP without TLS on a TLS port: let it use TLS (https://)"
        : "\(peer) answers in HTTP without TLS: check the port", reasons: texts)
  }

  private func violation(_ texts: [String]) -> TLSError {
    TLSError(
      .protocolViolation,
      "\(peer) broke the TLS protocol, or its bytes were changed on the way", reasons: texts)
  }

  /// Whether the first bytes are those of an HTTP request or response, or of the HTTP/2 preface.
  private var opensWithHTTP: Bool {
    let bytes = opening
    let starts = [
      "GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "PATC", "CONN", "TRAC", "PRI ", "HTTP",
    ]
    return starts.contains { bytes.starts(with: $0.utf8) }
  }

  /// Whether the first bytes are those of a server's first frame, SETTINGS on stream 0 (RFC 9113, 3.4).
  private var opensWithHTTP2: Bool {
    let bytes = opening
    return context.role == .client && bytes.count >= 5 && bytes[0] == 0 && bytes[1] == 0
      && bytes[3] == 4 && bytes[4] == 0
  }

  /// Whether the first bytes are those of a handshake or alert record.
  private var opensWithTLS: Bool {
    let bytes = opening
    return bytes.count >= 2 && (bytes[0] == 22 || bytes[0] == 21) && bytes[1] == 3
  }

  private var opening: [UInt8] {
    (0..<io.pointee.openingCount).map { UInt8(truncatingIfNeeded: io.pointee.opening >> (8 * $0)) }
  }

  private var peer: String {
    context.role == .server ? "the client" : "the server" + Self.named(serverName)
  }

  static func named(_ name: String?) -> String { name.map { " \($0)" } ?? "" }

  static func list(_ names: [String]) -> String {
    names.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}
